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
