// Products for matrix instructions: what they look like, and what they mean.
// RUN: qopt-opt %s | qopt-opt | FileCheck %s

// CHECK-LABEL: @on_tensors
func.func @on_tensors(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %b: tensor<10xi32>, %m: tensor<10xi32>, %s: tensor<10xi8>, %e: tensor<5x10xi8>) -> tensor<5x10xi8> {
  // CHECK: qopt.mma_matmul %{{.*}}, %{{.*}} bias %{{.*}} rescale %{{.*}}, %{{.*}} outs %{{.*}} {hi = 127 : i64, lo = -128 : i64, out_zp = 3 : i64, rounding = #qopt<requant_rounding single>}
  %r = qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %e {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xi32>, tensor<10xi32>, tensor<10xi8>, tensor<5x10xi8>) -> tensor<5x10xi8>
  return %r : tensor<5x10xi8>
}

// CHECK-LABEL: @on_memrefs
func.func @on_memrefs(%x: memref<5x20xui8>, %w: memref<10x32xi8>, %b: memref<10xi32>, %e: memref<5x10xi32>) {
  // CHECK: qopt.mma_matmul %{{.*}}, %{{.*}} bias %{{.*}} outs %{{.*}} {unsigned_input}
  qopt.mma_matmul %x, %w bias %b outs %e {unsigned_input}
    : (memref<5x20xui8>, memref<10x32xi8>, memref<10xi32>, memref<5x10xi32>) -> ()
  return
}

// CHECK-LABEL: @narrow
func.func @narrow(%x: memref<5x20xi8>, %w: memref<10x32xi8>, %b: memref<10xi32>, %m: memref<10xi32>, %s: memref<10xi8>, %e: memref<5x10xui8>) {
  // CHECK: qopt.mma_matmul %{{.*}}, %{{.*}} bias %{{.*}} rescale %{{.*}}, %{{.*}} outs %{{.*}} {hi = 255 : i64, lo = 0 : i64, narrow, out_zp = 3 : i64, rounding = #qopt<requant_rounding double_round>}
  qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %e {narrow, out_zp = 3 : i64, lo = 0 : i64, hi = 255 : i64, rounding = #qopt<requant_rounding double_round>}
    : (memref<5x20xi8>, memref<10x32xi8>, memref<10xi32>, memref<10xi32>, memref<10xi8>, memref<5x10xui8>) -> ()
  return
}

// CHECK-LABEL: @scales
func.func @scales(%x: tensor<5x20xi8>, %w: tensor<10x32xi8>, %p: tensor<5xf32>, %q: tensor<1xf32>, %b: tensor<10xf32>, %e: tensor<5x10xf32>) -> (tensor<5x10xf32>, tensor<5x10xf32>) {
  // CHECK: qopt.mma_matmul %{{.*}}, %{{.*}} bias %{{.*}} scales %{{.*}}, %{{.*}} outs %{{.*}} :
  %r = qopt.mma_matmul %x, %w bias %b scales %p, %q outs %e
    : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<10xf32>, tensor<5xf32>, tensor<1xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  // CHECK: qopt.mma_matmul %{{.*}}, %{{.*}} scales %{{.*}}, %{{.*}} outs %{{.*}} :
  %t = qopt.mma_matmul %x, %w scales %p, %q outs %e
    : (tensor<5x20xi8>, tensor<10x32xi8>, tensor<5xf32>, tensor<1xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return %r, %t : tensor<5x10xf32>, tensor<5x10xf32>
}

// CHECK-LABEL: @pixels
func.func @pixels(%x: memref<2x6x4xui8>, %w: memref<10x16xi8>, %b: memref<10xi32>, %e: memref<6x10xi32>) {
  // CHECK: qopt.mma_matmul %{{.*}}, %{{.*}} bias %{{.*}} outs %{{.*}} {dilations = array<i64: 1>, kernel = array<i64: 3>, pad_value = 255 : i64, padding = array<i64: 1, 0>, strides = array<i64: 2>, unsigned_input}
  qopt.mma_matmul %x, %w bias %b outs %e {unsigned_input, kernel = array<i64: 3>, strides = array<i64: 2>, dilations = array<i64: 1>, padding = array<i64: 1, 0>, pad_value = 255 : i64}
    : (memref<2x6x4xui8>, memref<10x16xi8>, memref<10xi32>, memref<6x10xi32>) -> ()
  return
}

// CHECK-LABEL: @runs
func.func @runs(%x: tensor<5x64xi8>, %c: tensor<256xi32>, %p: tensor<5xf32>, %s: tensor<2x10xf32>, %b: tensor<10xf32>, %e: tensor<5x10xf32>) -> (tensor<5x10xf32>, tensor<5x10xf32>) {
  // CHECK: qopt.mma_matmul_runs %{{.*}}, %{{.*}} rows %{{.*}} scales %{{.*}} outs %{{.*}} {run = 32 : i64}
  %r = qopt.mma_matmul_runs %x, %c rows %p scales %s outs %e {run = 32 : i64}
    : (tensor<5x64xi8>, tensor<256xi32>, tensor<5xf32>, tensor<2x10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  // CHECK: qopt.mma_matmul_runs %{{.*}} bias %{{.*}} outs %{{.*}} {run = 32 : i64, table = array<i8: 0, 1, 2, 3, 4, 6, 8, 16, 0, -1, -2, -3, -4, -6, -8, -16>, unsigned_input}
  %t = qopt.mma_matmul_runs %x, %c rows %p scales %s bias %b outs %e
    {run = 32 : i64, unsigned_input, table = array<i8: 0, 1, 2, 3, 4, 6, 8, 16, 0, -1, -2, -3, -4, -6, -8, -16>}
    : (tensor<5x64xi8>, tensor<256xi32>, tensor<5xf32>, tensor<2x10xf32>, tensor<10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return %r, %t : tensor<5x10xf32>, tensor<5x10xf32>
}

// CHECK-LABEL: @batch
func.func @batch(%q: memref<5x2x8xui8>, %k: memref<6x1x16xi8>, %m: memref<6xi32>, %s: memref<6xi8>, %e: memref<5x2x6xi8>, %f: memref<2x5x6xi32>) {
  // CHECK: qopt.mma_product %{{.*}}, %{{.*}} rescale %{{.*}}, %{{.*}} outs %{{.*}} {hi = 127 : i64, left_perm = array<i64: 1, 0, 2>, left_zp = 255 : i64, lo = -128 : i64, narrow, out_zp = 3 : i64, result_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, right_zp = 4 : i64, rounding = #qopt<requant_rounding single>, unsigned_left}
  qopt.mma_product %q, %k rescale %m, %s outs %e {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 1, 0, 2>, left_zp = 255 : i64, right_zp = 4 : i64, unsigned_left, narrow, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (memref<5x2x8xui8>, memref<6x1x16xi8>, memref<6xi32>, memref<6xi8>, memref<5x2x6xi8>) -> ()
  // CHECK: qopt.mma_product %{{.*}}, %{{.*}} outs %{{.*}} {
  qopt.mma_product %q, %k outs %f {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64, unsigned_left}
    : (memref<5x2x8xui8>, memref<6x1x16xi8>, memref<2x5x6xi32>) -> ()
  return
}
