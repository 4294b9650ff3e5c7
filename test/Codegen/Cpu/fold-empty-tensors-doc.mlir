// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-fold-empty-tensors | FileCheck %s

#in = affine_map<(i, k) -> (i, k)>
#sum = affine_map<(i, k) -> (i)>
// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:[^:]*]]: tensor<4x0xf32>, %[[zeros:.*]]: tensor<4xf32>
func.func @doc(%x: tensor<4x0xf32>, %zeros: tensor<4xf32>) -> (tensor<4xf32>, tensor<4x0x7xf32>) {
  // CHECK-NOT: linalg
  // CHECK: %[[e:.*]] = tensor.empty() : tensor<4x0x7xf32>
  // CHECK: return %[[zeros]], %[[e]] : tensor<4xf32>, tensor<4x0x7xf32>
  %0 = linalg.generic {indexing_maps = [#in, #sum], iterator_types = ["parallel", "reduction"]} ins(%x : tensor<4x0xf32>) outs(%zeros : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %1 = tensor.expand_shape %x [[0], [1, 2]] output_shape [4, 0, 7] : tensor<4x0xf32> into tensor<4x0x7xf32>
  return %0, %1 : tensor<4xf32>, tensor<4x0x7xf32>
}
