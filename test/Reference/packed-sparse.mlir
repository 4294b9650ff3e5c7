// Compressing weights keeps every byte of the results; masks that are none are refused.
// RUN: qopt-interpret %s --seed=5 --limit=0 > %t.plain
// RUN: qopt-opt %s --qopt-pack-weights=sparse-from=0 > %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: qopt-interpret %t.mlir --seed=5 --limit=0 > %t.packed
// RUN: diff %t.plain %t.packed
// RUN: not qopt-interpret %s --function=bad 2>&1 | FileCheck %s --check-prefix=BAD

// CHECK-LABEL: func.func @main
// CHECK: qopt.packed_sparse_matmul {{.*}} {group = 4 : i64, hi = 100 : i64, kept = 2 : i64
// CHECK: qopt.packed_sparse_matmul {{.*}} {group = 8 : i64, kept = 4 : i64
func.func @main(%x: tensor<3x6xi8>, %y: tensor<1x2x13xui8>) -> (tensor<3x3xi8>, tensor<1x2x2xi32>) {
  %w = qopt.constant dense<[[1, 0, 0], [0, 2, 0], [3, 0, 0], [0, -4, 0], [0, 5, 0], [7, 6, -128]]> : tensor<6x3xi8>
  %b = qopt.constant dense<[1000, -5, 7]> : tensor<3xi32>
  %m = qopt.constant dense<[1073741824, 1100000000, 2147483647]> : tensor<3xi32>
  %s = qopt.constant dense<[33, 34, 38]> : tensor<3xi8>
  %a = qopt.matmul %x, %w bias %b : (tensor<3x6xi8>, tensor<6x3xi8>, tensor<3xi32>) -> tensor<3x3xi32>
  %r = qopt.rescale %a by %m, %s rounding double_round {in_zp = 0, out_zp = -3, lo = -128, hi = 100} : tensor<3x3xi32>, tensor<3xi32>, tensor<3xi8> -> tensor<3x3xi8>
  %v = qopt.constant dense<[[1, 9], [2, 0], [3, 0], [4, 0], [0, 0], [0, 10], [0, 11], [0, 12], [0, 13], [0, 0], [5, 0], [6, 0], [7, 14]]> : tensor<13x2xi8>
  %c = qopt.matmul %y, %v : (tensor<1x2x13xui8>, tensor<13x2xi8>) -> tensor<1x2x2xi32>
  return %r, %c : tensor<3x3xi8>, tensor<1x2x2xi32>
}

// BAD: error: 'qopt.packed_sparse_matmul' op expected at most 1 bits per column and group, for k < 4, got others in panel 0, group 0
func.func @bad(%x: tensor<1x4xi8>) -> tensor<1x1xi32> {
  %one = qopt.constant dense<3> : tensor<1x1x12xi8>
  %w = qopt.concat %one, %one axis 2 : (tensor<1x1x12xi8>, tensor<1x1x12xi8>) -> tensor<1x1x24xi8>
  %b = qopt.constant dense<0> : tensor<1x1x16xi32>
  %e = tensor.empty() : tensor<1x1xi32>
  %r = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 1 : i64, group = 4 : i64} : (tensor<1x4xi8>, tensor<1x1x24xi8>, tensor<1x1x16xi32>, tensor<1x1xi32>) -> tensor<1x1xi32>
  return %r : tensor<1x1xi32>
}
