// Recipes whose scales are made at run time, and those that quantize some kinds only.
// RUN: rm -rf %t && split-file %s %t
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=w8a8 --qopt-integer-pipeline=recipe=w8a8 | FileCheck %t/main.mlir --check-prefixes=CHECK,TOKEN
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=w8a8-o1 | FileCheck %t/main.mlir --check-prefix=O1
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=w8a8-o2 --qopt-integer-pipeline=recipe=w8a8-o2 | FileCheck %t/main.mlir --check-prefixes=CHECK,TENSOR
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=w8a8-static --qopt-integer-pipeline=recipe=w8a8-static | FileCheck %t/main.mlir --check-prefix=STATIC
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=w8a8-o3 --qopt-integer-pipeline=recipe=w8a8-o3 | FileCheck %t/main.mlir --check-prefix=O3
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=fp8-token --qopt-integer-pipeline=recipe=fp8-token | FileCheck %t/main.mlir --check-prefix=FP8
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/head.json | FileCheck %t/main.mlir --check-prefix=HEAD
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/scales.json 2>&1 | FileCheck %s --check-prefix=SCALES
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/all.json 2>&1 | FileCheck %s --check-prefix=ALL
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/conv.json 2>&1 | FileCheck %s --check-prefix=CONV
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/f32.json 2>&1 | FileCheck %s --check-prefix=F32
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/override.json 2>&1 | FileCheck %s --check-prefix=OVERRIDE
// SCALES: expected activation_scales static, token or tensor-dynamic, got 'row'
// ALL: expected quantize_only of matmul, linear or bmm with activation_scales token, got none
// CONV: expected quantize_only of matmul, linear or bmm with activation_scales token, got 'conv'
// F32: expected a format of activations with activation_scales token, got 'f32'
// OVERRIDE: expected no weight_overrides with activation_scales token, got some

//--- head.json
{"activation_scales": "token", "quantize_only": ["matmul"], "float_head": true}
//--- scales.json
{"activation_scales": "row"}
//--- all.json
{"activation_scales": "token"}
//--- conv.json
{"activation_scales": "token", "quantize_only": ["linear", "conv"]}
//--- f32.json
{"activation_scales": "token", "activations": "f32", "quantize_only": ["linear"]}
//--- override.json
{"activation_scales": "token", "quantize_only": ["linear"], "weight_overrides": {"first": "s4"}}
//--- main.mlir
// CHECK-LABEL: func.func @main
// TOKEN: qopt.choose_scales {{.*}} -> tensor<3xf32>
// TENSOR: qopt.choose_scales {{.*}} -> tensor<f32>
// CHECK: qopt.matmul {{.*}} -> tensor<3x2xi32>
// CHECK: qopt.dequantize_sums
// CHECK: qopt.unary exp {{.*}} {qopt.keep_float
// TOKEN: qopt.choose_scales
// TENSOR: qopt.choose_scales
// CHECK: qopt.matmul {{.*}} -> tensor<3x2xi32>
// CHECK: qopt.dequantize_sums
// O1: qopt.choose_scales {{.*}} for !q_s8n_t_
// O1: qopt.assemble {{.*}} -> tensor<2x2x!q_s8n_>

// Inputs in one scale, sums in float.
// STATIC: qopt.quantize %{{.*}} -> tensor<3x2x!q_s8_>
// STATIC: qopt.matmul {{.*}} -> tensor<3x2xi32>
// STATIC-NEXT: qopt.assemble {{.*}} -> tensor<3x2x!q_s32_c1_>
// STATIC-NEXT: qopt.dequantize
// STATIC: qopt.unary exp {{.*}} {qopt.keep_float
// STATIC: qopt.quantize
// STATIC: qopt.matmul {{.*}} -> tensor<3x2xi32>
// O3: qopt.matmul {{.*}} -> tensor<3x2xi32>
// O3-NEXT: qopt.assemble {{.*}} -> tensor<3x2x!q_s32_>
// FP8: qopt.choose_scales {{.*}} for !q_float_e4m3fn_t_
// FP8: qopt.matmul {{.*}} : (tensor<3x2xf32>, tensor<2x2x!q_float_e4m3fn_c1_>) -> tensor<3x2xf32>
// HEAD: qopt.dequantize_sums
// HEAD: qopt.matmul {{.*}} {qopt.keep_float
// HEAD-NOT: qopt.dequantize_sums
func.func @main(%x: tensor<3x2xf32> {qopt.range = dense<[-4.0, 4.0]> : tensor<2xf32>}) -> tensor<3x2xf32> {
  %v = qopt.constant dense<[[1.0, -1.0], [0.5, 2.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %v {qopt.range = dense<[-8.0, 12.0]> : tensor<2xf32>} : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("first")
  %1 = qopt.unary exp %0 {qopt.range = dense<[0.0, 12.0]> : tensor<2xf32>} : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("e")
  %2 = qopt.matmul %1, %v {qopt.range = dense<[-8.0, 12.0]> : tensor<2xf32>} : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("second")
  return %2 : tensor<3x2xf32>
}
