// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-lower-to-linalg | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<4xf32>
func.func @doc(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[e:.*]] = tensor.empty() : tensor<4xf32>
  // CHECK-NEXT: %[[y:.*]] = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]} ins(%[[x]] : tensor<4xf32>) outs(%[[e]] : tensor<4xf32>) {
  // CHECK-NEXT: ^bb0(%[[in:.*]]: f32, %[[out:.*]]: f32):
  // CHECK-NEXT: %[[zero:.*]] = arith.constant 0.000000e+00 : f32
  // CHECK-NEXT: %[[c:.*]] = arith.cmpf ole, %[[in]], %[[zero]] : f32
  // CHECK-NEXT: %[[low:.*]] = arith.constant 0.000000e+00 : f32
  // CHECK-NEXT: %[[r:.*]] = arith.select %[[c]], %[[low]], %[[in]] : f32
  // CHECK-NEXT: linalg.yield %[[r]] : f32
  // CHECK-NEXT: } -> tensor<4xf32>
  // CHECK-NEXT: return %[[y]]
  %y = qopt.unary relu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
