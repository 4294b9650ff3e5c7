// Products of two activations, on tensors and on memrefs.
// RUN: qopt-opt %s > %t && FileCheck %s < %t
// RUN: qopt-opt %t | diff %t -
// RUN: qopt-opt %s -emit-bytecode | qopt-opt | diff %t -
// RUN: qopt-opt %s -mlir-print-op-generic > %t.generic
// RUN: qopt-opt %t.generic | diff %t -

// Queries and keys as linear layers leave them: [tokens, heads, width].
// CHECK-LABEL: func.func @scores
func.func @scores(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>, %m: tensor<16xi32>, %s: tensor<16xi8>, %e: tensor<2x5x6xi8>) -> tensor<2x5x6xi8> {
  // CHECK: qopt.product %{{.*}}, rescale %{{.*}}, %{{.*}}, %{{.*}} outs %{{.*}} {hi = 127 : i64, left_perm = array<i64: 1, 0, 2>, left_zp = 1 : i64, lo = -128 : i64, narrow, out_zp = 3 : i64, result_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 1, 2, 0>, right_zp = 4 : i64, rounding = #qopt<requant_rounding single>}
  %0 = qopt.product %q, rescale %m, %s, %k outs %e
    {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 2, 0>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64,
     out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>, narrow}
    : (tensor<5x2x8xi8>, tensor<16xi32>, tensor<16xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
  return %0 : tensor<2x5x6xi8>
}

// One right side for all, its sums alone.
// CHECK-LABEL: func.func @sums
func.func @sums(%x: tensor<2x5x8xui8>, %y: tensor<1x8x6xi8>, %e: tensor<2x5x6xi32>) -> tensor<2x5x6xi32> {
  // CHECK: qopt.product %{{.*}}, %{{.*}} outs %{{.*}} {left_perm = array<i64: 0, 1, 2>, left_zp = 255 : i64, result_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, right_zp = 0 : i64, unsigned_left}
  %0 = qopt.product %x, %y outs %e
    {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 255 : i64, right_zp = 0 : i64, unsigned_left}
    : (tensor<2x5x8xui8>, tensor<1x8x6xi8>, tensor<2x5x6xi32>) -> tensor<2x5x6xi32>
  return %0 : tensor<2x5x6xi32>
}

// 2 batch elements of one panel and two steps: 256 bytes; 2 * (16 + 5) sums.
// CHECK-LABEL: func.func @buffers
func.func @buffers(%x: memref<2x5x8xi8>, %y: memref<2x8x6xi8>, %p: memref<256xi8>, %s: memref<42xi32>, %e: memref<2x5x6xi32>) {
  // CHECK: qopt.product %{{.*}}, packed %{{.*}}, %{{.*}}, %{{.*}} outs %{{.*}} {
  qopt.product %x, packed %p, %s, %y outs %e
    {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64}
    : (memref<2x5x8xi8>, memref<256xi8>, memref<42xi32>, memref<2x8x6xi8>, memref<2x5x6xi32>) -> ()
  return
}
