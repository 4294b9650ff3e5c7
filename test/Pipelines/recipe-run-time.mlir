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
// RUN: qopt-opt %t/outliers.mlir --qopt-quantize-pipeline=recipe=llm-int8 --qopt-integer-pipeline=recipe=llm-int8 | FileCheck %t/outliers.mlir --check-prefix=STATIC
// RUN: qopt-opt %t/outliers.mlir --qopt-quantize-pipeline=recipe=llm-int8-dynamic --qopt-integer-pipeline=recipe=llm-int8-dynamic | FileCheck %t/outliers.mlir --check-prefix=DYNAMIC
// RUN: qopt-opt %t/outliers.mlir --qopt-quantize-pipeline=recipe=llm-int8-s16 --qopt-integer-pipeline=recipe=llm-int8-s16 | FileCheck %t/outliers.mlir --check-prefix=S16
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/threshold.json 2>&1 | FileCheck %s --check-prefix=THRESHOLD
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/columns.json 2>&1 | FileCheck %s --check-prefix=COLUMNS
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/half.json 2>&1 | FileCheck %s --check-prefix=HALF
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/dynamic-s16.json 2>&1 | FileCheck %s --check-prefix=BOTH
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/static.json 2>&1 | FileCheck %s --check-prefix=RANGES
// RUN: not qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/fp8.json 2>&1 | FileCheck %s --check-prefix=FP8CODES
// THRESHOLD: expected outliers to be a threshold of at least 0 (0: none), got -6
// COLUMNS: expected outlier_columns static or dynamic, got 'often'
// HALF: expected outlier_half f32, codes or s16, got 'f16'
// BOTH: expected outlier_half f32 or codes with outlier_columns dynamic, got 's16'
// RANGES: expected activation_scales token or tensor-dynamic with outliers, got 'static'
// FP8CODES: expected signed integers beside outlier_half codes, got activations 'e4m3fn' and weights 's8'
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
//--- threshold.json
{"activation_scales": "token", "quantize_only": ["linear"], "outliers": -6}
//--- columns.json
{"activation_scales": "token", "quantize_only": ["linear"], "outlier_columns": "often"}
//--- half.json
{"activation_scales": "token", "quantize_only": ["linear"], "outlier_half": "f16"}
//--- dynamic-s16.json
{"activation_scales": "token", "quantize_only": ["linear"], "outlier_columns": "dynamic", "outlier_half": "s16"}
//--- static.json
{"quantize_only": ["linear"], "outliers": 6}
//--- fp8.json
{"activation_scales": "token", "quantize_only": ["linear"], "activations": "e4m3fn", "outliers": 6, "outlier_half": "codes"}
//--- outliers.mlir
// The head stays float, whatever columns its input has.
// STATIC: qopt.keep_columns
// STATIC: qopt.dequantize_sums
// STATIC: qopt.matmul {{.*}} {qopt.keep_float, qopt.outlier_half = "f32"} : (tensor<3x1xf32>, tensor<1x2xf32>)
// STATIC: qopt.matmul {{.*}} {qopt.keep_float} : (tensor<3x2xf32>, tensor<2x2xf32>)
// STATIC-NOT: qopt.dequantize_sums
// DYNAMIC: qopt.find_outliers {{.*}} threshold 6.0
// DYNAMIC: qopt.dequantize_sums
// DYNAMIC: qopt.matmul {{.*}} {qopt.keep_float, qopt.outlier_half = "codes"} : (tensor<3x2xf32>, tensor<2x2x!q_s8n_c1_>)
// S16: qopt.matmul {{.*}} : (tensor<3x1xi16>, tensor<1x2xi8>) -> tensor<3x2xi32>
// S16: qopt.dequantize_sums {{.*}} {qopt.outliers = array<i64: 0>}
func.func @main(%x: tensor<3x2xf32> {qopt.channels = {lo = dense<[-6.5, 0.0]> : tensor<2xf32>, hi = dense<[5.0, 1.0]> : tensor<2xf32>, mean = dense<0.0> : tensor<2xf32>, mean_magnitude = dense<1.0> : tensor<2xf32>}}) -> tensor<3x2xf32> {
  %v = qopt.constant dense<[[1.0, -1.0], [0.5, 2.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %v : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("first")
  %1 = qopt.unary exp %0 : (tensor<3x2xf32>) -> tensor<3x2xf32> loc("e")
  %2 = qopt.matmul %1, %v : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32> loc("head")
  return %2 : tensor<3x2xf32>
}
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
