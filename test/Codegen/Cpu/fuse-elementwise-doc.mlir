// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-fuse-elementwise | FileCheck %s

#id = affine_map<(i) -> (i)>
// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<4xf32>
func.func @doc(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = arith.constant 2.000000e+00 : f32
  %e = tensor.empty() : tensor<4xf32>
  // CHECK: %[[c:.*]] = arith.constant
  // CHECK: %[[e:.*]] = tensor.empty
  // CHECK-NEXT: %[[r:.*]] = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%[[x]] : tensor<4xf32>) outs(%[[e]] : tensor<4xf32>) {
  // CHECK-NEXT: ^bb0(%[[in:.*]]: f32, %{{.*}}: f32):
  // CHECK-NEXT: %[[p:.*]] = arith.mulf %[[in]], %[[c]] : f32
  // CHECK-NEXT: %[[s:.*]] = arith.addf %[[p]], %[[c]] : f32
  // CHECK-NEXT: linalg.yield %[[s]] : f32
  // CHECK-NEXT: }
  // CHECK-NEXT: return %[[r]]
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %p = arith.mulf %in, %c : f32
    linalg.yield %p : f32
  } -> tensor<4xf32>
  %b = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %c : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %b : tensor<4xf32>
}
