// A search in a recipe, down to integers: batched products, too.
// RUN: rm -rf %t && split-file %s %t
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/recipe.json | FileCheck %s
// RUN: qopt-opt %t/main.mlir --qopt-quantize-pipeline=recipe=%t/recipe.json --qopt-integer-pipeline=recipe=%t/recipe.json | FileCheck %s --check-prefix=INTEGER

// CHECK-NOT: qopt.filter_
// CHECK: -> tensor<2x4x2x!q_flint_s4_c2_>
// CHECK: qopt.matmul {{.*}} -> tensor<2x3x2x!q_s8_>
// INTEGER: qopt.matmul
// INTEGER-NEXT: qopt.rescale

//--- recipe.json
{"weights": "ant:4", "activations": "s8"}
//--- main.mlir
func.func @main(%x: tensor<2x3x4xf32> {qopt.range = dense<[-4.0, 4.0]> : tensor<2xf32>}) -> tensor<2x3x2xf32> {
  %w = qopt.constant dense<[[[16.0, -1.0], [4.0, 2.0], [3.0, 2.0], [6.0, 8.0]], [[1.0, -1.0], [0.0, 2.0], [1.0, 2.0], [3.0, 8.0]]]> : tensor<2x4x2xf32>
  %0 = qopt.matmul %x, %w {qopt.range = dense<[-8.0, 12.0]> : tensor<2xf32>} : (tensor<2x3x4xf32>, tensor<2x4x2xf32>) -> tensor<2x3x2xf32> loc("first")
  return %0 : tensor<2x3x2xf32>
}
