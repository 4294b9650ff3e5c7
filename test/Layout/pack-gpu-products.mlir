// Products of activations become qopt.mma_product; that they mean the same:
// test/Codegen/Nvgpu/run-batch.mlir.
// RUN: qopt-opt %s --qopt-pack-gpu-products | FileCheck %s

// A right side with k innermost stays where it is.
// CHECK-LABEL: func.func @scores(
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<5x2x8xi8>, %[[K:[a-z0-9]+]]: tensor<6x2x8xi8>
// CHECK-NOT: linalg.generic
// CHECK: qopt.mma_product %[[Q]], %[[K]] rescale %{{.*}} {hi = 127 : i64, left_perm = array<i64: 1, 0, 2>, left_zp = 1 : i64, lo = -128 : i64, narrow, out_zp = 3 : i64, result_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 1, 0, 2>, right_zp = 4 : i64,
func.func @scores(%q: tensor<5x2x8xi8>, %k: tensor<6x2x8xi8>) -> tensor<2x5x6xi8> {
  %m = qopt.constant dense<1073741824> : tensor<16xi32>
  %s = qopt.constant dense<40> : tensor<16xi8>
  %e = tensor.empty() : tensor<2x5x6xi8>
  %r = qopt.product %q, rescale %m, %s, %k outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 2, 0>, result_perm = array<i64: 0, 1, 2>, left_zp = 1 : i64, right_zp = 4 : i64, narrow, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x2x8xi8>, tensor<16xi32>, tensor<16xi8>, tensor<6x2x8xi8>, tensor<2x5x6xi8>) -> tensor<2x5x6xi8>
  return %r : tensor<2x5x6xi8>
}

// A rescale to 16 bits stays behind sums; 16 k need no padding.
// CHECK-LABEL: func.func @wide(
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<3x16xi8>)
// CHECK: %[[S:.*]] = qopt.mma_product {{.*}} : (tensor<5x16xi8>, tensor<3x16xi8>, tensor<5x3xi32>) -> tensor<5x3xi32>
// CHECK: qopt.rescale %[[S]] {{.*}} : tensor<5x3xi32>, tensor<1xi32>, tensor<1xi8> -> tensor<5x3xi16>
func.func @wide(%x: tensor<5x16xi8>, %y: tensor<16x3xi8>) -> tensor<5x3xi16> {
  %m = qopt.constant dense<1073741824> : tensor<16xi32>
  %s = qopt.constant dense<34> : tensor<16xi8>
  %e = tensor.empty() : tensor<5x3xi16>
  %r = qopt.product %x, rescale %m, %s, %y outs %e {left_perm = array<i64: 0, 1>, right_perm = array<i64: 0, 1>, result_perm = array<i64: 0, 1>, left_zp = 0 : i64, right_zp = 0 : i64, narrow, out_zp = 3 : i64, lo = -32768 : i64, hi = 32767 : i64, rounding = #qopt<requant_rounding single>} : (tensor<5x16xi8>, tensor<16xi32>, tensor<16xi8>, tensor<16x3xi8>, tensor<5x3xi16>) -> tensor<5x3xi16>
  return %r : tensor<5x3xi16>
}

// Unsigned codes keep their bits; one right side serves both left ones.
// CHECK-LABEL: func.func @unsigned(
// CHECK-SAME: %[[Y:[a-z0-9]+]]: tensor<1x7x3xui8>
// CHECK: tensor.bitcast %[[Y]] : tensor<1x7x3xui8> to tensor<1x7x3xi8>
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<1x3x16xi8>)
// CHECK: qopt.mma_product {{.*}}unsigned_left, unsigned_right} : (tensor<2x5x7xui8>, tensor<1x3x16xi8>, tensor<2x5x3xi32>)
func.func @unsigned(%x: tensor<2x5x7xui8>, %y: tensor<1x7x3xui8>) -> tensor<2x5x3xi32> {
  %e = tensor.empty() : tensor<2x5x3xi32>
  %r = qopt.product %x, %y outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 200 : i64, right_zp = 100 : i64, unsigned_left, unsigned_right} : (tensor<2x5x7xui8>, tensor<1x7x3xui8>, tensor<2x5x3xi32>) -> tensor<2x5x3xi32>
  return %r : tensor<2x5x3xi32>
}

// A right side with N innermost is transposed, its rows padded.
// CHECK-LABEL: func.func @values(
// CHECK: %[[T:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<2x8x16xi8>)
// CHECK: tensor.extract %{{.*}} : tensor<6x2x8xi8>
// CHECK-DAG: %[[M:.*]] = qopt.constant dense<1073741824> : tensor<8xi32>
// CHECK-DAG: %[[S:.*]] = qopt.constant dense<38> : tensor<8xi8>
// CHECK: qopt.mma_product %{{.*}}, %[[T]] rescale %[[M]], %[[S]] outs %{{.*}} {{.*}}result_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 0, 1, 2>,
func.func @values(%p: tensor<2x5x6xi8>, %v: tensor<6x2x8xi8>) -> tensor<5x2x8xi8> {
  %m = qopt.constant dense<1073741824> : tensor<16xi32>
  %s = qopt.constant dense<38> : tensor<16xi8>
  %e = tensor.empty() : tensor<5x2x8xi8>
  %r = qopt.product %p, rescale %m, %s, %v outs %e {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 1, 0, 2>, left_zp = -128 : i64, right_zp = 4 : i64, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>} : (tensor<2x5x6xi8>, tensor<16xi32>, tensor<16xi8>, tensor<6x2x8xi8>, tensor<5x2x8xi8>) -> tensor<5x2x8xi8>
  return %r : tensor<5x2x8xi8>
}
