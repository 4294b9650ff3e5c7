// Sparse and float products for matrix instructions: what they look like.
// RUN: qopt-opt %s | qopt-opt | FileCheck %s

// CHECK-LABEL: @sparse
func.func @sparse(%x: tensor<5x64xi8>, %v: tensor<256xi32>, %p: tensor<64xi32>, %b: tensor<10xi32>, %m: tensor<10xi32>, %s: tensor<10xi8>, %e: tensor<5x10xi8>) -> tensor<5x10xi8> {
  // CHECK: qopt.mma_sparse_matmul %{{.*}}, %{{.*}}, %{{.*}} bias %{{.*}} rescale %{{.*}}, %{{.*}} outs %{{.*}} {hi = 127 : i64, lo = -128 : i64, out_zp = 3 : i64, rounding = #qopt<requant_rounding single>}
  %r = qopt.mma_sparse_matmul %x, %v, %p bias %b rescale %m, %s outs %e {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (tensor<5x64xi8>, tensor<256xi32>, tensor<64xi32>, tensor<10xi32>, tensor<10xi32>, tensor<10xi8>, tensor<5x10xi8>) -> tensor<5x10xi8>
  return %r : tensor<5x10xi8>
}

// CHECK-LABEL: @sparse_on_memrefs
func.func @sparse_on_memrefs(%x: memref<5x65xui8>, %p: memref<128xi32>, %v: memref<512xi32>, %r: memref<5xf32>, %c: memref<1xf32>, %e: memref<5x10xf32>) {
  // CHECK: qopt.mma_sparse_matmul %{{.*}}, %{{.*}}, %{{.*}} scales %{{.*}}, %{{.*}} outs %{{.*}} {unsigned_input}
  qopt.mma_sparse_matmul %x, %v, %p scales %r, %c outs %e {unsigned_input}
    : (memref<5x65xui8>, memref<512xi32>, memref<128xi32>, memref<5xf32>, memref<1xf32>, memref<5x10xf32>) -> ()
  return
}

// CHECK-LABEL: @float
func.func @float(%x: tensor<5x200xi8>, %w: tensor<10x208xi8>, %b: tensor<10xf32>, %r: tensor<5xf32>, %c: tensor<10xf32>, %e: tensor<5x10xf32>) -> tensor<5x10xf32> {
  // CHECK: qopt.mma_float_matmul %{{.*}}, %{{.*}} bias %{{.*}} scales %{{.*}}, %{{.*}} outs %{{.*}} {block = 32 : i64, input_type = f8E4M3FN, promote = 128 : i64, weight_type = f8E5M2}
  %y = qopt.mma_float_matmul %x, %w bias %b scales %r, %c outs %e {input_type = f8E4M3FN, weight_type = f8E5M2, block = 32 : i64, promote = 128 : i64}
    : (tensor<5x200xi8>, tensor<10x208xi8>, tensor<10xf32>, tensor<5xf32>, tensor<10xf32>, tensor<5x10xf32>) -> tensor<5x10xf32>
  return %y : tensor<5x10xf32>
}

// CHECK-LABEL: @half
func.func @half(%x: memref<5x20xi16>, %w: memref<10x24xi16>, %e: memref<5x10xf32>) {
  // CHECK: qopt.mma_float_matmul %{{.*}}, %{{.*}} outs %{{.*}} {block = 16 : i64, input_type = bf16, weight_type = bf16}
  qopt.mma_float_matmul %x, %w outs %e {input_type = bf16, weight_type = bf16, block = 16 : i64}
    : (memref<5x20xi16>, memref<10x24xi16>, memref<5x10xf32>) -> ()
  return
}
