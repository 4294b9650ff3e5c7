// A recipe file: all entries that the pass pipelines read.
// RUN: rm -rf %t && split-file %s %t
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/recipe.json | FileCheck %s
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/recipe.json --qopt-integer-pipeline=recipe=%t/recipe.json | FileCheck %s --check-prefix=INTEGER

// CHECK-LABEL: func.func @main
// CHECK: qopt.assemble {{.*}} -> tensor<2x2x!q_s4n_>
// CHECK: qopt.matmul {{.*}} -> tensor<1x2x!q_u8_>
// CHECK: qopt.matmul %{{.*}}, %{{.*}} result({{.*}}) : (tensor<1x2x!q_u8_>, tensor<2x2x!q_s8n_>
// INTEGER: qopt.matmul
// INTEGER-NEXT: qopt.rescale {{.*}} rounding double_round
// INTEGER-NEXT: qopt.matmul
// INTEGER: qopt.unary exp {{.*}} {qopt.keep_float
// INTEGER: qopt.unary sigmoid {{.*}} {qopt.keep_float

//--- recipe.json
{
  "name": "mine",
  "description": "all entries",
  "activations": "u8",
  "weights": "s4",
  "symmetric_activations": false,
  "activation_scales": "static",
  "quantize_only": [],
  "float_head": false,
  "outliers": 0,
  "outlier_columns": "static",
  "outlier_half": "f32",
  "weight_granularity": "tensor",
  "weight_search": "absmax",
  "asymmetric_weights": false,
  "weight_zero_points": "int",
  "weight_sparsity": "",
  "scales": "f32",
  "scale_block": 0,
  "scale_offset": false,
  "kv_cache": "as-is",
  "kv_cache_group": 0,
  "observer": "mse",
  "percentile": 99.9,
  "momentum": 0.1,
  "rounding": "double",
  "float_nodes": ["e"],
  "float_kinds": ["sigmoid"],
  "weight_overrides": {"second": "s8"}
}
//--- main.mlir
func.func @main(%x: tensor<1x2xf32> {qopt.range = dense<[-4.0, 4.0]> : tensor<2xf32>}) -> tensor<1x2xf32> {
  %v = qopt.constant dense<[[1.0, -1.0], [0.5, 2.0]]> : tensor<2x2xf32>
  %0 = qopt.matmul %x, %v {qopt.range = dense<[-8.0, 12.0]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32> loc("first")
  %1 = qopt.matmul %0, %v {qopt.range = dense<[-8.0, 12.0]> : tensor<2xf32>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32> loc("second")
  %2 = qopt.unary exp %1 {qopt.range = dense<[0.0, 12.0]> : tensor<2xf32>} : (tensor<1x2xf32>) -> tensor<1x2xf32> loc("e")
  %3 = qopt.unary sigmoid %2 {qopt.range = dense<[0.0, 1.0]> : tensor<2xf32>} : (tensor<1x2xf32>) -> tensor<1x2xf32> loc("s")
  return %3 : tensor<1x2xf32>
}
