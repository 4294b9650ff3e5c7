// The example of the pass' description, executed.
// RUN: qopt-opt %s --qopt-fuse-products | FileCheck %s

// CHECK-LABEL: func.func @doc
// CHECK-SAME: %[[q:.*]]: tensor<2x5x8xi8>, %[[k:.*]]: tensor<2x6x8xi8>
func.func @doc(%q: tensor<2x5x8xi8>, %k: tensor<2x6x8xi8>) -> tensor<2x5x6xi8> {
  %zq = qopt.constant dense<1> : tensor<i16>
  %zk = qopt.constant dense<4> : tensor<i16>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %h = qopt.constant dense<38> : tensor<1xi8>
  // CHECK: %[[m16:.*]] = qopt.constant dense<1073741824> : tensor<16xi32>
  // CHECK: %[[h16:.*]] = qopt.constant dense<38> : tensor<16xi8>
  // CHECK-NEXT: %[[e:.*]] = tensor.empty() : tensor<2x5x6xi8>
  // CHECK-NEXT: %[[r:.*]] = qopt.product %[[q]], rescale %[[m16]], %[[h16]], %[[k]] outs %[[e]] {hi = 127 : i64, left_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, lo = -128 : i64, narrow, out_zp = 3 : i64, result_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 2, 1>, right_zp = 4 : i64, rounding = #qopt<requant_rounding single>} : (tensor<2x5x8xi8>, tensor<16xi32>, tensor<16xi8>, tensor<2x6x8xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
  // CHECK-NEXT: return %[[r]]
  %kt = qopt.transpose %k perm [0, 2, 1] : tensor<2x6x8xi8> -> tensor<2x8x6xi8>
  %qw = qopt.cast %q : tensor<2x5x8xi8> -> tensor<2x5x8xi16>
  %qc = qopt.binary sub %qw, %zq : (tensor<2x5x8xi16>, tensor<i16>) -> tensor<2x5x8xi16>
  %kw = qopt.cast %kt : tensor<2x8x6xi8> -> tensor<2x8x6xi16>
  %kc = qopt.binary sub %kw, %zk : (tensor<2x8x6xi16>, tensor<i16>) -> tensor<2x8x6xi16>
  %s = qopt.matmul %qc, %kc : (tensor<2x5x8xi16>, tensor<2x8x6xi16>) -> tensor<2x5x6xi32>
  %r = qopt.rescale %s by %m, %h rounding single {in_zp = 0 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<2x5x6xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<2x5x6xi8>
  return %r : tensor<2x5x6xi8>
}
