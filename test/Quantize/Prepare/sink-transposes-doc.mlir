// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-sink-transposes | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[x:.*]]: tensor<1x4x4x8xf32>
func.func @doc(%x: tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32> {
  %0 = qopt.transpose %x perm [0, 3, 1, 2] : tensor<1x4x4x8xf32> -> tensor<1x8x4x4xf32>
  %1 = qopt.unary relu %0 : (tensor<1x8x4x4xf32>) -> tensor<1x8x4x4xf32>
  %2 = qopt.transpose %1 perm [0, 2, 3, 1] : tensor<1x8x4x4xf32> -> tensor<1x4x4x8xf32>
  // CHECK-NEXT: %[[r:.*]] = qopt.unary relu %[[x]] : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
  // CHECK-NEXT: return %[[r]]
  return %2 : tensor<1x4x4x8xf32>
}
