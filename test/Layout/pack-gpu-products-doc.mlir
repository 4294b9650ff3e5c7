// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-pack-gpu-products | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[q:.*]]: tensor<5x2x8xi8>, %[[k:.*]]: tensor<6x2x8xi8>
func.func @doc(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>) -> tensor<2x5x6xi32> {
  %e = tensor.empty() : tensor<2x5x6xi32>
  // CHECK: tensor.empty()
  // CHECK: %[[e2:.*]] = tensor.empty() : tensor<2x5x6xi32>
  // CHECK-NEXT: %[[r:.*]] = qopt.mma_product %[[q]], %[[k]] outs %[[e2]] {left_perm = array<i64: 1, 0, 2>, left_zp = 1 : i64, result_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 1, 0, 2>, right_zp = 4 : i64} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  // CHECK-NEXT: return %[[r]]
  %r = qopt.product %q, %k outs %e {left_perm = array<i64: 1, 0, 2>, left_zp = 1 : i64, result_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 1, 2, 0>, right_zp = 4 : i64} : (tensor<5x2x8xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return %r : tensor<2x5x6xi32>
}
