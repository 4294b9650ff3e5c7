// The example of the description of --qopt-expand-gpu-kernels.
// RUN: qopt-opt %s --qopt-expand-gpu-kernels | FileCheck %s

func.func @doc(%x: memref<30x20xi8>, %w: memref<10x32xi8>, %b: memref<10xi32>, %y: memref<30x10xi32>) {
  qopt.mma_matmul %x, %w bias %b outs %y : (memref<30x20xi8>, memref<10x32xi8>, memref<10xi32>, memref<30x10xi32>) -> ()
  return
}

// CHECK: gpu.launch_func @qopt_kernels::@qopt_gemm_s8s8s32_m30n10k20_64x64_sm_80 blocks in (%{{.*}}, %{{.*}}, %{{.*}}) threads in (%{{.*}}, %{{.*}}, %{{.*}}) args(%{{.*}} : memref<30x20xi8>, %{{.*}} : memref<10x32xi8>, %{{.*}} : memref<10xi32>, %{{.*}} : memref<30x10xi32>)
// CHECK: gpu.module @qopt_kernels [#nvvm.target<O = 3, chip = "sm_80", features = "+ptx90">] {
