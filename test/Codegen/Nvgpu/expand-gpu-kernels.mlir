// Products become launches of kernels: a tile by the number of rows, copies by what
// the rows are aligned to, one kernel for equal products.
// RUN: qopt-opt %s --qopt-expand-gpu-kernels=chip=sm_90a -split-input-file | FileCheck %s
// RUN: qopt-opt %s --qopt-expand-gpu-kernels=chip=sm_90a --qopt-lower-gpu-kernels-pipeline -split-input-file | FileCheck %s --check-prefix=LOWERED

// CHECK: module attributes {gpu.container_module}
// CHECK-LABEL: func.func @large(
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[C256:.*]] = arith.constant 256 : index
// CHECK: gpu.launch_func @qopt_kernels::@qopt_gemm_u8s8s8_m256n128k192_128x128_sm_90a blocks in (%[[C2]],
// CHECK-SAME: threads in (%[[C256]],
// CHECK-NOT: qopt.mma_matmul
// CHECK: gpu.module @qopt_kernels [#nvvm.target<O = 3, chip = "sm_90a", features = "+ptx90">]
// CHECK: llvm.mlir.global internal @[[SHARED:.*]]() {addr_space = 3 : i32, alignment = 128 : i64} : !llvm.array<49152 x i8>
// CHECK: gpu.func @qopt_gemm_u8s8s8_m256n128k192_128x128_sm_90a(%{{.*}}: memref<256x192xui8>, {{.*}} kernel attributes {known_block_size = array<i32: 256, 1, 1>}
// CHECK: nvvm.cp.async.shared.global %{{.*}}, %{{.*}}, 16, cache = cg, %{{.*}}
// CHECK: nvvm.cp.async.commit.group
// CHECK: scf.for
// CHECK: nvvm.cp.async.wait.group 1
// CHECK: gpu.barrier
// CHECK-COUNT-6: nvvm.ldmatrix %{{.*}} {eltType = #nvvm.ld_st_matrix_elt_type<b16>, layout = #nvvm.mma_layout<row>, num = 4 : i32, shape = #nvvm.ld_st_matrix_shape<m = 8, n = 8>}
// CHECK-COUNT-16: nvvm.mma.sync {{.*}} {intOverflowBehavior = #nvvm.mma_int_overflow<wrapped>, layoutA = #nvvm.mma_layout<row>, layoutB = #nvvm.mma_layout<col>, multiplicandAPtxType = #nvvm.mma_type<u8>, multiplicandBPtxType = #nvvm.mma_type<s8>, shape = #nvvm.shape<m = 16, n = 8, k = 32>}
// CHECK: scf.yield
// CHECK: nvvm.cp.async.wait.group 0
// Whole tiles: nothing is checked against M or N.
// CHECK-NOT: scf.if
// CHECK: arith.shrsi {{.*}} : i64
// CHECK: llvm.store %{{.*}}, %{{.*}} {alignment = 2 : i64} : i16, !llvm.ptr<1>
// CHECK: gpu.return

// LOWERED-LABEL: gpu.module @qopt_kernels
// LOWERED: llvm.func @qopt_gemm_u8s8s8_m256n128k192_128x128_sm_90a(%{{[^,]*}}: !llvm.ptr{{.*}}nvvm.kernel
// LOWERED-NOT: memref
// LOWERED-NOT: unrealized_conversion_cast
// LOWERED: nvvm.mma.sync
func.func @large(%x: memref<256x192xui8>, %w: memref<128x192xi8>, %b: memref<128xi32>, %m: memref<128xi32>, %s: memref<128xi8>, %y: memref<256x128xi8>) {
  qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %y {unsigned_input, out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (memref<256x192xui8>, memref<128x192xi8>, memref<128xi32>, memref<128xi32>, memref<128xi8>, memref<256x128xi8>) -> ()
  return
}

// -----

// Equal products share a kernel; another zero point is another kernel.
// CHECK-LABEL: func.func @shared(
// CHECK: gpu.launch_func @qopt_kernels::@[[K:qopt_gemm_s8s8s8_m4n8k24_16x64_sm_90a]] blocks
// CHECK: gpu.launch_func @qopt_kernels::@[[K]] blocks
// CHECK: gpu.launch_func @qopt_kernels::@[[K]]_0 blocks
// CHECK: gpu.func @[[K]](
// Rows of 24 bytes: copies of 8 of the input, of 16 of the weights.
// CHECK: nvvm.cp.async.shared.global %{{.*}}, %{{.*}}, 8, cache = ca, %{{.*}}
// CHECK: nvvm.cp.async.shared.global %{{.*}}, %{{.*}}, 16, cache = cg, %{{.*}}
// CHECK: gpu.func @[[K]]_0(
// CHECK-NOT: gpu.func
func.func @shared(%x: memref<4x24xi8>, %w: memref<8x32xi8>, %b: memref<8xi32>, %m: memref<8xi32>, %s: memref<8xi8>, %y: memref<4x8xi8>) {
  qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %y {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (memref<4x24xi8>, memref<8x32xi8>, memref<8xi32>, memref<8xi32>, memref<8xi8>, memref<4x8xi8>) -> ()
  qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %y {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (memref<4x24xi8>, memref<8x32xi8>, memref<8xi32>, memref<8xi32>, memref<8xi8>, memref<4x8xi8>) -> ()
  qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %y {out_zp = 4 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (memref<4x24xi8>, memref<8x32xi8>, memref<8xi32>, memref<8xi32>, memref<8xi8>, memref<4x8xi8>) -> ()
  return
}
