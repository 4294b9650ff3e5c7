// Products on chips with wgmma: a kernel of tensor copies and warpgroups, with its
// tensor maps. What cannot be mapped, and few rows, are products by mma.sync.
// RUN: qopt-opt %s --qopt-expand-gpu-kernels='chip=sm_90a blocks=4' -verify-diagnostics | FileCheck %s
// RUN: qopt-opt %s --qopt-expand-gpu-kernels='chip=sm_90a blocks=4' --qopt-verify-launches --qopt-lower-gpu-kernels-pipeline 2>/dev/null | FileCheck %s --check-prefix=LOWERED
// RUN: not qopt-opt %s --qopt-expand-gpu-kernels='chip=sm_90a blocks=0' 2>&1 | FileCheck %s --check-prefix=BLOCKS
// BLOCKS: expected blocks >= 1, got 0

// CHECK-LABEL: func.func @wide(
// CHECK-DAG: %[[SHARED:.*]] = arith.constant 196672 : i32
// CHECK: gpu.launch_func @qopt_kernels::@[[WIDE:qopt_wgmma_s8s8s32_m256n512k192_128x256_sm_90a]] blocks in (%{{.*}}, %{{.*}}, %{{.*}}) threads in (%c288, {{.*}} dynamic_shared_memory_size %[[SHARED]]
func.func @wide(%x: memref<256x192xi8>, %w: memref<512x192xi8>, %b: memref<512xi32>, %y: memref<256x512xi32>) {
  qopt.mma_matmul %x, %w bias %b outs %y : (memref<256x192xi8>, memref<512x192xi8>, memref<512xi32>, memref<256x512xi32>) -> ()
  return
}

// Columns without a factor of 16 lie in the tile in their order.
// CHECK-LABEL: func.func @odd(
// CHECK: gpu.launch_func @qopt_kernels::@[[ODD:qopt_wgmma_s8s8s32_m64n200k32_64x64_sm_90a]]
func.func @odd(%x: memref<64x32xi8>, %w: memref<200x32xi8>, %b: memref<200xi32>, %y: memref<64x200xi32>) {
  qopt.mma_matmul %x, %w bias %b outs %y : (memref<64x32xi8>, memref<200x32xi8>, memref<200xi32>, memref<64x200xi32>) -> ()
  return
}

// CHECK-LABEL: func.func @short_rows(
// CHECK: gpu.launch_func @qopt_kernels::@qopt_gemm_s8s8s32_m64n64k20_64x64_sm_90a
func.func @short_rows(%x: memref<64x20xi8>, %w: memref<64x32xi8>, %b: memref<64xi32>, %y: memref<64x64xi32>) {
  // expected-remark @+1 {{is a product by mma.sync: expected rows of input of a multiple of 16 bytes for wgmma, got 20}}
  qopt.mma_matmul %x, %w bias %b outs %y : (memref<64x20xi8>, memref<64x32xi8>, memref<64xi32>, memref<64x64xi32>) -> ()
  return
}

// CHECK-LABEL: func.func @few_rows(
// CHECK: gpu.launch_func @qopt_kernels::@qopt_gemm_s8s8s32_m32n64k32_64x64_sm_90a
func.func @few_rows(%x: memref<32x32xi8>, %w: memref<64x32xi8>, %b: memref<64xi32>, %y: memref<32x64xi32>) {
  qopt.mma_matmul %x, %w bias %b outs %y : (memref<32x32xi8>, memref<64x32xi8>, memref<64xi32>, memref<32x64xi32>) -> ()
  return
}

// CHECK: gpu.module @qopt_kernels
// CHECK: llvm.mlir.global external @qopt_dynamic_shared() {addr_space = 3 : i32, alignment = 1024 : i64} : !llvm.array<0 x i8>
// CHECK: gpu.func @[[WIDE]](
// CHECK-SAME: nvvm.minctasm = 1 : i32
// CHECK-SAME: qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 128>, sizes = array<i64: 192, 256>, strides = array<i64: 192>, swizzle = 128 : i64}, {argument = 1 : i64, box = array<i64: 128, 2, 4, 4, 8>, sizes = array<i64: 192, 2, 4, 4, 16>, strides = array<i64: 192, 1536, 384, 6144>, swizzle = 128 : i64}]
// CHECK: mbarrier.init.shared
// CHECK: fence.mbarrier_init
// CHECK: gpu.barrier
// CHECK: scf.for
// CHECK: mbarrier.try_wait.parity
// CHECK: mbarrier.arrive.expect_tx
// CHECK: cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes
// CHECK: cp.async.bulk.tensor.5d.shared::cluster.global.tile.mbarrier::complete_tx::bytes
// CHECK: scf.for
// CHECK: mbarrier.try_wait.parity
// CHECK: wgmma.fence.sync.aligned;{{.*}}wgmma.mma_async.sync.aligned.m64n256k32.s32.s8.s8 {{.*}}wgmma.wait_group.sync.aligned 0;
// CHECK: mbarrier.arrive.shared
// CHECK: gpu.return
// CHECK: gpu.func @[[ODD]](
// CHECK-SAME: box = array<i64: 128, 64>, sizes = array<i64: 32, 200>, strides = array<i64: 32>, swizzle = 128 : i64}]

// LOWERED: llvm.func @qopt_wgmma_s8s8s32_m256n512k192_128x256_sm_90a(%{{.*}}: !llvm.ptr {llvm.align = 64 : i64, llvm.byval = !llvm.array<16 x i64>, nvvm.grid_constant}, %{{.*}}: !llvm.ptr {llvm.align = 64 : i64, llvm.byval = !llvm.array<16 x i64>, nvvm.grid_constant}, %{{.*}}: !llvm.ptr, %{{.*}}: !llvm.ptr)
