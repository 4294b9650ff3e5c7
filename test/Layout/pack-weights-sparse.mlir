// Weights of N:M sparsity along k: only what is not 0 is packed.
// RUN: qopt-opt %s -split-input-file --qopt-pack-weights=sparse-from=0 | FileCheck %s
// RUN: qopt-opt %s -split-input-file --qopt-pack-weights | FileCheck %s --check-prefix=FEW
// RUN: qopt-opt %s -split-input-file --qopt-pack-weights="sparse-from=0 sparse-rows=0" | FileCheck %s --check-prefix=FEW

// So few weights stay in a cache, where dense ones are faster.
// FEW-NOT: packed_sparse_matmul
// FEW: qopt.packed_conv
// FEW-NOT: packed_sparse_matmul

// Column 0 keeps k = 0 and 2, then 5; column 1 keeps 1 and 3, then 4 and 5. Masks of even
// columns come first, two per byte: column 0's 0101, column 1's 1010; in the second group
// 0010 of columns 0 and 2, 0011 of column 1. The bias takes -128 * sum of the column in.
// CHECK-LABEL: func.func @two_of_four
// CHECK-DAG: %[[W:.*]] = qopt.constant dense<{{\[\[\[}}1, 3, 2, -4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 10, 0, 0, 0], [7, 0, 5, 6, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 34, 0, 0, 0, 3, 0, 0, 0]]]> : tensor<1x2x40xi8>
// CHECK-DAG: %[[B:.*]] = qopt.constant dense<{{\[\[\[}}-1408, -1152, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]]> : tensor<1x1x16xi32>
// CHECK: qopt.packed_sparse_matmul %{{.*}}, %[[W]] bias %[[B]] outs %{{.*}} {group = 4 : i64, kept = 2 : i64} : (tensor<4x6xi8>, tensor<1x2x40xi8>, tensor<1x1x16xi32>, tensor<4x3xi32>) -> tensor<4x3xi32>
// CHECK-NOT: qopt.matmul
func.func @two_of_four(%x: tensor<4x6xi8>) -> tensor<4x3xi32> {
  %w = qopt.constant dense<[[1, 0, 0], [0, 2, 0], [3, 0, 0], [0, -4, 0], [0, 5, 0], [7, 6, -1]]> : tensor<6x3xi8>
  %a = qopt.matmul %x, %w : (tensor<4x6xi8>, tensor<6x3xi8>) -> tensor<4x3xi32>
  return %a : tensor<4x3xi32>
}

// -----

// Four in a row make it 4:8: the second step's values follow the first's, and what a
// column lacks is 0. The rescale goes in.
// CHECK-LABEL: func.func @four_of_eight
// CHECK: qopt.constant dense<"0x01020304090A0B0C{{0+}}F00000001000000000000000E000000050607000D0E0000{{0+}}C000000010000000100000001000000"> : tensor<1x2x80xi8>
// CHECK: qopt.packed_sparse_matmul %{{.*}}, %{{.*}} bias %{{.*}} rescale %{{.*}}, %{{.*}} outs %{{.*}} {group = 8 : i64, hi = 127 : i64, kept = 4 : i64, lo = -128 : i64, narrow, out_zp = 5 : i64, rounding = #qopt<requant_rounding single>, unsigned_input}
// CHECK-NOT: qopt.rescale
func.func @four_of_eight(%x: tensor<1x2x13xui8>) -> tensor<1x2x2xi8> {
  %w = qopt.constant dense<[[1, 9], [2, 0], [3, 0], [4, 0], [0, 0], [0, 10], [0, 11], [0, 12], [0, 13], [0, 0], [5, 0], [6, 0], [7, 14]]> : tensor<13x2xi8>
  %m = qopt.constant dense<1073741824> : tensor<1xi32>
  %s = qopt.constant dense<35> : tensor<1xi8>
  %a = qopt.matmul %x, %w : (tensor<1x2x13xui8>, tensor<13x2xi8>) -> tensor<1x2x2xi32>
  %r = qopt.rescale %a by %m, %s rounding single {in_zp = 0 : i64, out_zp = 5 : i64, lo = -128 : i64, hi = 127 : i64} : tensor<1x2x2xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<1x2x2xi8>
  return %r : tensor<1x2x2xi8>
}

// -----

// The fewest bytes win: 2 * 32 of 1:8, 3 * 24 of 1:4.
// CHECK-LABEL: func.func @one_of_eight
// CHECK: {group = 8 : i64, kept = 1 : i64, unsigned_input}
func.func @one_of_eight(%x: tensor<1x9xui8>) -> tensor<1x1xi32> {
  %w = qopt.constant dense<[[0], [0], [0], [3], [0], [0], [0], [0], [5]]> : tensor<9x1xi8>
  %a = qopt.matmul %x, %w : (tensor<1x9xui8>, tensor<9x1xi8>) -> tensor<1x1xi32>
  return %a : tensor<1x1xi32>
}

// -----

// CHECK-LABEL: func.func @one_of_four
// CHECK: {group = 4 : i64, kept = 1 : i64, unsigned_input}
func.func @one_of_four(%x: tensor<1x9xui8>) -> tensor<1x1xi32> {
  %w = qopt.constant dense<[[0], [0], [0], [3], [0], [4], [0], [0], [5]]> : tensor<9x1xi8>
  %a = qopt.matmul %x, %w : (tensor<1x9xui8>, tensor<9x1xi8>) -> tensor<1x1xi32>
  return %a : tensor<1x1xi32>
}

// -----

// CHECK-LABEL: func.func @two_of_eight
// CHECK: {group = 8 : i64, kept = 2 : i64, unsigned_input}
func.func @two_of_eight(%x: tensor<1x9xui8>) -> tensor<1x1xi32> {
  %w = qopt.constant dense<[[0], [0], [2], [3], [0], [0], [0], [0], [5]]> : tensor<9x1xi8>
  %a = qopt.matmul %x, %w : (tensor<1x9xui8>, tensor<9x1xi8>) -> tensor<1x1xi32>
  return %a : tensor<1x1xi32>
}

// -----

// Not compressed: more rows than it pays for, one column that is too dense (4:8 would take
// more bytes than a single step of four), convolutions, and floats.
// CHECK-LABEL: func.func @not_sparse
// CHECK-NOT: qopt.packed_sparse_matmul
// CHECK-COUNT-4: qopt.packed_conv
// CHECK-NOT: qopt.packed_sparse_matmul
func.func @not_sparse(%x: tensor<7x4xui8>, %y: tensor<1x4xui8>, %z: tensor<1x2x4xui8>, %f: tensor<1x4xf32>) -> (tensor<7x2xi32>, tensor<1x2xi32>, tensor<1x2x2xi32>, tensor<1x2xf32>) {
  %w = qopt.constant dense<[[1, 0], [0, 2], [0, 0], [3, 0]]> : tensor<4x2xi8>
  %a = qopt.matmul %x, %w : (tensor<7x4xui8>, tensor<4x2xi8>) -> tensor<7x2xi32>
  %v = qopt.constant dense<[[1, 1], [0, 2], [0, 3], [3, 0]]> : tensor<4x2xi8>
  %b = qopt.matmul %y, %v : (tensor<1x4xui8>, tensor<4x2xi8>) -> tensor<1x2xi32>
  %u = qopt.constant dense<[[[1, 0, 0, 3]], [[0, 2, 0, 0]]]> : tensor<2x1x4xi8>
  %c = qopt.conv %z, %u {strides = array<i64: 1>, padding = array<i64: 0, 0>, dilations = array<i64: 1>, input_dilations = array<i64: 1>, groups = 1 : i64} : (tensor<1x2x4xui8>, tensor<2x1x4xi8>) -> tensor<1x2x2xi32>
  %g = qopt.constant dense<[[1.0, 0.0], [0.0, 2.0], [0.0, 0.0], [3.0, 0.0]]> : tensor<4x2xf32>
  %d = qopt.matmul %f, %g : (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>
  return %a, %b, %c, %d : tensor<7x2xi32>, tensor<1x2xi32>, tensor<1x2x2xi32>, tensor<1x2xf32>
}
