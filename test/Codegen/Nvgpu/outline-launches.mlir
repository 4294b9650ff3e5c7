// Launches' bodies become kernels: views and constants move in, buffers are arguments,
// equal bodies are one kernel, and kernels of products are in the same module.
// RUN: qopt-opt %s --qopt-expand-gpu-kernels=chip=sm_90a --qopt-outline-launches=chip=sm_90a | FileCheck %s

// CHECK: module attributes {gpu.container_module}
// CHECK-LABEL: func.func @model(
// CHECK-SAME: %[[X:[^:]*]]: memref<4x8xi8>, %[[ARENA:[^:]*]]: memref<256xi8>
// CHECK: %[[V0:.*]] = memref.view %[[ARENA]][%{{.*}}][] : memref<256xi8> to memref<4x8xi8>
// CHECK: %[[V1:.*]] = memref.view %[[ARENA]][%{{.*}}][] : memref<256xi8> to memref<4x8xi8>
// CHECK: gpu.launch_func @qopt_kernels::@[[K:qopt_relu_1]] blocks in {{.*}} args(%[[X]] : memref<4x8xi8>, %[[V0]] : memref<4x8xi8>)
// CHECK: gpu.launch_func @qopt_kernels::@[[K]] blocks in {{.*}} args(%[[V0]] : memref<4x8xi8>, %[[V1]] : memref<4x8xi8>)
// CHECK: gpu.launch_func @qopt_kernels::@qopt_kernel blocks in {{.*}} args(%[[V1]] : memref<4x8xi8>)
// CHECK: gpu.launch_func @qopt_kernels::@qopt_gemv
// CHECK: gpu.module @qopt_kernels [#nvvm.target<O = 3, chip = "sm_90a", features = "+ptx90">]
// CHECK: gpu.func @qopt_gemv
// CHECK: gpu.func @[[K]](%[[IN:.*]]: memref<4x8xi8>, %[[OUT:.*]]: memref<4x8xi8>) kernel attributes {known_block_size = array<i32: 32, 1, 1>}
// CHECK-DAG: %[[T:.*]] = gpu.thread_id x
// CHECK-DAG: %[[B:.*]] = gpu.block_id x
// CHECK-DAG: memref.collapse_shape %[[IN]]
// CHECK-DAG: arith.constant 3 : i8
// CHECK: gpu.return
// CHECK: gpu.func @qopt_kernel(
// CHECK-DAG: gpu.grid_dim x
// CHECK-DAG: gpu.block_dim x
// CHECK-NOT: gpu.module
func.func @model(%x: memref<4x8xi8>, %arena: memref<256xi8>, %w: memref<8x16xi8>, %b: memref<8xi32>, %y: memref<4x8xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %three = arith.constant 3 : i8
  %v0 = memref.view %arena[%c0][] : memref<256xi8> to memref<4x8xi8>
  %v1 = memref.view %arena[%c64][] : memref<256xi8> to memref<4x8xi8>
  %x1 = memref.collapse_shape %x [[0, 1]] : memref<4x8xi8> into memref<32xi8>
  %f0 = memref.collapse_shape %v0 [[0, 1]] : memref<4x8xi8> into memref<32xi8>
  %f1 = memref.collapse_shape %v1 [[0, 1]] : memref<4x8xi8> into memref<32xi8>
  gpu.launch blocks(%bx, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1) threads(%tx, %ty, %tz) in (%sx = %c32, %sy = %c1, %sz = %c1) {
    %i = arith.addi %bx, %tx : index
    %v = memref.load %x1[%i] : memref<32xi8>
    %s = arith.addi %v, %three : i8
    memref.store %s, %f0[%i] : memref<32xi8>
    gpu.terminator
  } loc("relu/1")
  gpu.launch blocks(%bx, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1) threads(%tx, %ty, %tz) in (%sx = %c32, %sy = %c1, %sz = %c1) {
    %i = arith.addi %bx, %tx : index
    %v = memref.load %f0[%i] : memref<32xi8>
    %s = arith.addi %v, %three : i8
    memref.store %s, %f1[%i] : memref<32xi8>
    gpu.terminator
  } loc("relu/2")
  gpu.launch blocks(%bx, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1) threads(%tx, %ty, %tz) in (%sx = %c32, %sy = %c1, %sz = %c1) {
    %n = arith.muli %gx, %sx : index
    %i = arith.subi %n, %sx : index
    memref.store %three, %v1[%i, %i] : memref<4x8xi8>
    gpu.terminator
  }
  qopt.mma_matmul %v1, %w bias %b outs %y : (memref<4x8xi8>, memref<8x16xi8>, memref<8xi32>, memref<4x8xi32>) -> ()
  return
}
