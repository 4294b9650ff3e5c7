// What qopt-lower-to-linalg leaves: ops of other dialects, and ops of later rooms
// that work on destinations, whose types alone change.
// RUN: qopt-opt %s --qopt-lower-to-linalg | FileCheck %s

// CHECK-LABEL: func.func @others
// CHECK-NEXT: %[[E:.*]] = tensor.empty() : tensor<4xf32>
// CHECK-NEXT: %[[R:.*]] = linalg.exp ins(%{{.*}} : tensor<4xf32>) outs(%[[E]] : tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[R]]
func.func @others(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %r = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// CHECK-LABEL: func.func @kernel
// CHECK-SAME: (%[[X:.*]]: tensor<2x4xi8>, %[[W:.*]]: tensor<1x1x1x16x4xi8>, %[[B:.*]]: tensor<1x1x16xi32>) -> tensor<2x16xi32>
// CHECK-NEXT: %[[E:.*]] = tensor.empty() : tensor<2x16xi32>
// CHECK-NEXT: qopt.packed_conv %[[X]], %[[W]] bias %[[B]] outs %[[E]]
// CHECK-SAME: unsigned_input
// CHECK-SAME: : (tensor<2x4xi8>,
func.func @kernel(%x: tensor<2x4xui8>, %w: tensor<1x1x1x16x4xi8>, %b: tensor<1x1x16xi32>) -> tensor<2x16xi32> {
  %e = tensor.empty() : tensor<2x16xi32>
  %r = qopt.packed_conv %x, %w bias %b outs %e {dilations = array<i64>, groups = 1 : i64, kernel = array<i64>, strides = array<i64>, unsigned_input} : (tensor<2x4xui8>, tensor<1x1x1x16x4xi8>, tensor<1x1x16xi32>, tensor<2x16xi32>) -> tensor<2x16xi32>
  return %r : tensor<2x16xi32>
}

// No session without an observation.
// CHECK-LABEL: func.func @unobserved
// CHECK-NOT: qopt.session
// CHECK: return
func.func @unobserved(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
