// Products with compressed sparse weights, on tensors and on memrefs.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -
// RUN: qopt-opt %s -mlir-print-op-generic > %t.generic
// RUN: qopt-opt %t.generic | diff %t -

// 18 columns are two panels, 10 k three groups of 32 + 8 bytes.
// CHECK-LABEL: func.func @rescaled
func.func @rescaled(%x: tensor<2x1x10xui8>, %w: tensor<2x3x40xi8>, %b: tensor<1x2x16xi32>, %m: tensor<1x2x16xi32>, %s: tensor<1x2x16xi8>, %e: tensor<2x1x18xi8>) -> tensor<2x1x18xi8> {
  // CHECK: qopt.packed_sparse_matmul %{{.*}}, %{{.*}} bias %{{.*}} rescale %{{.*}}, %{{.*}} outs %{{.*}} {group = 4 : i64, hi = 127 : i64, kept = 2 : i64, lo = -128 : i64, narrow, out_zp = 3 : i64, rounding = #qopt<requant_rounding single>, unsigned_input}
  %0 = qopt.packed_sparse_matmul %x, %w bias %b rescale %m, %s outs %e
    {kept = 2 : i64, group = 4 : i64, unsigned_input, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>, narrow}
    : (tensor<2x1x10xui8>, tensor<2x3x40xi8>, tensor<1x2x16xi32>, tensor<1x2x16xi32>, tensor<1x2x16xi8>, tensor<2x1x18xi8>) -> tensor<2x1x18xi8>
  return %0 : tensor<2x1x18xi8>
}

// Groups of eight have two steps: 64 bytes of values, 16 of masks.
// CHECK-LABEL: func.func @sums
func.func @sums(%x: memref<1x10xi8>, %w: memref<1x2x80xi8>, %b: memref<1x1x16xi32>, %e: memref<1x3xi32>) {
  // CHECK: qopt.packed_sparse_matmul %{{.*}}, %{{.*}} bias %{{.*}} outs %{{.*}} {group = 8 : i64, kept = 4 : i64}
  qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 4 : i64, group = 8 : i64}
    : (memref<1x10xi8>, memref<1x2x80xi8>, memref<1x1x16xi32>, memref<1x3xi32>) -> ()
  return
}

// Constant masks: bits 0 and 2 of column 0, bits 1 and 3 of column 1.
// CHECK-LABEL: func.func @constant
func.func @constant(%x: tensor<1x4xi8>, %b: tensor<1x1x16xi32>, %e: tensor<1x2xi32>) -> tensor<1x2xi32> {
  %w = qopt.constant dense<"0x010302FC00000000000000000000000000000000000000000000000000000000050000000A000000"> : tensor<1x1x40xi8>
  // CHECK: qopt.packed_sparse_matmul
  %0 = qopt.packed_sparse_matmul %x, %w bias %b outs %e {kept = 2 : i64, group = 4 : i64}
    : (tensor<1x4xi8>, tensor<1x1x40xi8>, tensor<1x1x16xi32>, tensor<1x2xi32>) -> tensor<1x2xi32>
  return %0 : tensor<1x2xi32>
}
