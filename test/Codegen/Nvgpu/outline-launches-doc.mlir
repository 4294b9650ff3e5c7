// The example of the description of --qopt-outline-launches.
// RUN: qopt-opt %s --qopt-outline-launches | FileCheck %s

func.func @doc(%x: memref<32xf32>, %y: memref<32xf32>) {
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  gpu.launch blocks(%bx, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1) threads(%tx, %ty, %tz) in (%sx = %c32, %sy = %c1, %sz = %c1) {
    %v = memref.load %x[%tx] : memref<32xf32>
    memref.store %v, %y[%tx] : memref<32xf32>
    gpu.terminator
  }
  return
}

// CHECK: gpu.launch_func @qopt_kernels::@qopt_kernel blocks in (%{{.*}}, %{{.*}}, %{{.*}}) threads in (%{{.*}}, %{{.*}}, %{{.*}}) args(%{{.*}} : memref<32xf32>, %{{.*}} : memref<32xf32>)
// CHECK: gpu.module @qopt_kernels [#nvvm.target<O = 3, chip = "sm_80", features = "+ptx90">] {
// CHECK: gpu.func @qopt_kernel(%[[x:.*]]: memref<32xf32>, %[[y:.*]]: memref<32xf32>) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
// CHECK: %[[t:.*]] = gpu.thread_id x
// CHECK: %[[v:.*]] = memref.load %[[x]][%[[t]]] : memref<32xf32>
// CHECK: memref.store %[[v]], %[[y]][%[[t]]] : memref<32xf32>
// CHECK: gpu.return
