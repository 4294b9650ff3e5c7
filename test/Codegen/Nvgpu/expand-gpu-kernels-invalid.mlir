// What --qopt-expand-gpu-kernels refuses.
// RUN: qopt-opt %s --qopt-expand-gpu-kernels -verify-diagnostics -split-input-file
// RUN: not qopt-opt %s --qopt-expand-gpu-kernels=chip=sm_75 -split-input-file 2>&1 | FileCheck %s --check-prefix=SM75
// RUN: not qopt-opt %s --qopt-expand-gpu-kernels=chip=hopper -split-input-file 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// SM75: expected a chip with cp.async for '{{.*}}' (sm_80 or later), got sm_75
// UNKNOWN: expected a chip (sm_75, sm_80, sm_86, sm_89, sm_90a, sm_100a, sm_120a), got 'hopper'

func.func @tensors(%x: tensor<3x16xi8>, %w: tensor<8x16xi8>, %b: tensor<8xi32>, %e: tensor<3x8xi32>) -> tensor<3x8xi32> {
  // expected-error @+1 {{on memrefs; bufferize first}}
  %r = qopt.mma_matmul %x, %w bias %b outs %e : (tensor<3x16xi8>, tensor<8x16xi8>, tensor<8xi32>, tensor<3x8xi32>) -> tensor<3x8xi32>
  return %r : tensor<3x8xi32>
}

// -----

func.func @view(%x: memref<3x16xi8, strided<[32, 1]>>, %w: memref<8x16xi8>, %b: memref<8xi32>, %y: memref<3x8xi32>) {
  // expected-error @+1 {{expected dense operands of}}
  qopt.mma_matmul %x, %w bias %b outs %y : (memref<3x16xi8, strided<[32, 1]>>, memref<8x16xi8>, memref<8xi32>, memref<3x8xi32>) -> ()
  return
}

// -----

func.func @wide(%x: memref<9x16xi8>, %w: memref<4194305x16xi8>, %b: memref<4194305xi32>, %y: memref<9x4194305xi32>) {
  // expected-error @+1 {{expected at most 4194240 columns of}}
  qopt.mma_matmul %x, %w bias %b outs %y : (memref<9x16xi8>, memref<4194305x16xi8>, memref<4194305xi32>, memref<9x4194305xi32>) -> ()
  return
}

// -----

func.func @batch(%x: memref<65536x9x16xi8>, %w: memref<65536x8x16xi8>, %y: memref<65536x9x8xi32>) {
  // expected-error @+1 {{expected at most 65535 products of}}
  qopt.mma_product %x, %w outs %y {left_perm = array<i64: 0, 1, 2>, right_perm = array<i64: 0, 1, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 0 : i64} : (memref<65536x9x16xi8>, memref<65536x8x16xi8>, memref<65536x9x8xi32>) -> ()
  return
}

// -----

func.func @ampere(%x: memref<3x16xi8>, %w: memref<8x16xi8>, %b: memref<8xi32>, %y: memref<3x8xi32>) {
  qopt.mma_matmul %x, %w bias %b outs %y : (memref<3x16xi8>, memref<8x16xi8>, memref<8xi32>, memref<3x8xi32>) -> ()
  return
}

// -----

func.func @floats(%x: memref<9x64xi8>, %w: memref<8x64xi8>, %y: memref<9x8xf32>) {
  // expected-error @+1 {{expected a chip with mma.sync.m16n8k32 of e4m3 and e5m2 for 'qopt.mma_float_matmul', got sm_80}}
  qopt.mma_float_matmul %x, %w outs %y {input_type = f8E4M3FN, weight_type = f8E5M2, block = 32 : i64} : (memref<9x64xi8>, memref<8x64xi8>, memref<9x8xf32>) -> ()
  return
}

// -----

func.func @sparse(%x: memref<9x64xi8, strided<[80, 1]>>, %v: memref<256xi32>, %p: memref<64xi32>, %b: memref<8xi32>, %y: memref<9x8xi32>) {
  // expected-error @+1 {{expected dense operands of}}
  qopt.mma_sparse_matmul %x, %v, %p bias %b outs %y : (memref<9x64xi8, strided<[80, 1]>>, memref<256xi32>, memref<64xi32>, memref<8xi32>, memref<9x8xi32>) -> ()
  return
}
