// Products become launches of kernels: a tile by the number of rows, copies by what
// the rows are aligned to, one kernel for equal products.
// RUN: qopt-opt %s --qopt-expand-gpu-kernels=chip=sm_89 -split-input-file | FileCheck %s
// RUN: qopt-opt %s --qopt-expand-gpu-kernels=chip=sm_89 --qopt-lower-gpu-kernels-pipeline -split-input-file | FileCheck %s --check-prefix=LOWERED

// CHECK: module attributes {gpu.container_module}
// CHECK-LABEL: func.func @large(
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[C256:.*]] = arith.constant 256 : index
// CHECK: gpu.launch_func @qopt_kernels::@qopt_gemm_u8s8s8_m256n128k192_128x128_sm_89 blocks in (%[[C2]],
// CHECK-SAME: threads in (%[[C256]],
// CHECK-NOT: qopt.mma_matmul
// CHECK: gpu.module @qopt_kernels [#nvvm.target<O = 3, chip = "sm_89", features = "+ptx90">]
// CHECK: llvm.mlir.global internal @[[SHARED:.*]]() {addr_space = 3 : i32, alignment = 128 : i64} : !llvm.array<49152 x i8>
// CHECK: gpu.func @qopt_gemm_u8s8s8_m256n128k192_128x128_sm_89(%{{.*}}: memref<256x192xui8>, {{.*}} kernel attributes {known_block_size = array<i32: 256, 1, 1>, nvvm.minctasm = 1 : i32}
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
// CHECK: cvt.pack.sat.s8.s32.b32
// CHECK: llvm.store %{{.*}}, %{{.*}} {alignment = 8 : i64} : vector<2xi32>, !llvm.ptr<1>
// CHECK: gpu.return

// LOWERED-LABEL: gpu.module @qopt_kernels
// LOWERED: llvm.func @qopt_gemm_u8s8s8_m256n128k192_128x128_sm_89(%{{[^,]*}}: !llvm.ptr{{.*}}nvvm.kernel
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
// CHECK: gpu.launch_func @qopt_kernels::@[[K:qopt_gemm_s8s8s8_m14n8k24_16x64_sm_89]] blocks
// CHECK: gpu.launch_func @qopt_kernels::@[[K]] blocks
// CHECK: gpu.launch_func @qopt_kernels::@[[K]]_0 blocks
// CHECK: gpu.func @[[K]](
// Rows of 24 bytes: copies of 8 of the input, of 16 of the weights.
// CHECK: nvvm.cp.async.shared.global %{{.*}}, %{{.*}}, 8, cache = ca, %{{.*}}
// CHECK: nvvm.cp.async.shared.global %{{.*}}, %{{.*}}, 16, cache = cg, %{{.*}}
// CHECK: gpu.func @[[K]]_0(
// CHECK-NOT: gpu.func
func.func @shared(%x: memref<14x24xi8>, %w: memref<8x32xi8>, %b: memref<8xi32>, %m: memref<8xi32>, %s: memref<8xi8>, %y: memref<14x8xi8>) {
  qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %y {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (memref<14x24xi8>, memref<8x32xi8>, memref<8xi32>, memref<8xi32>, memref<8xi8>, memref<14x8xi8>) -> ()
  qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %y {out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (memref<14x24xi8>, memref<8x32xi8>, memref<8xi32>, memref<8xi32>, memref<8xi8>, memref<14x8xi8>) -> ()
  qopt.mma_matmul %x, %w bias %b rescale %m, %s outs %y {out_zp = 4 : i64, lo = -128 : i64, hi = 127 : i64, rounding = #qopt<requant_rounding single>}
    : (memref<14x24xi8>, memref<8x32xi8>, memref<8xi32>, memref<8xi32>, memref<8xi8>, memref<14x8xi8>) -> ()
  return
}

// -----

// Few rows: dp4a, no shared memory. Scales of rows and columns: f32 without fusing.
// CHECK-LABEL: func.func @few(
// CHECK: gpu.launch_func @qopt_kernels::@qopt_gemv_s8s8f32_m2n8k512_8_sm_89 blocks
// CHECK-NOT: addr_space = 3
// CHECK: gpu.func @qopt_gemv_s8s8f32_m2n8k512_8_sm_89(
// CHECK: nvvm.dot.accumulate.4way
// CHECK: nvvm.shfl.sync bfly
// CHECK: arith.sitofp
// CHECK-NEXT: arith.mulf
// CHECK-NEXT: arith.mulf
// CHECK-NEXT: arith.addf
func.func @few(%x: memref<2x512xi8>, %w: memref<8x512xi8>, %b: memref<8xf32>, %p: memref<2xf32>, %q: memref<8xf32>, %y: memref<2x8xf32>) {
  qopt.mma_matmul %x, %w bias %b scales %p, %q outs %y
    : (memref<2x512xi8>, memref<8x512xi8>, memref<8xf32>, memref<2xf32>, memref<8xf32>, memref<2x8xf32>) -> ()
  return
}

// -----

// Codes: another table is another kernel. Only the input goes through shared memory.
// CHECK-LABEL: func.func @codes(
// CHECK: gpu.launch_func @qopt_kernels::@[[K:qopt_gemm_s8s4f32_r32_m40n32k64_32x128_sm_89]] blocks
// CHECK: gpu.launch_func @qopt_kernels::@[[T:qopt_gemm_s8t4f32_r32_m40n32k64_32x128_sm_89]] blocks
// CHECK: gpu.launch_func @qopt_kernels::@[[T]]_0 blocks
// CHECK: !llvm.array<6144 x i8>
// CHECK: gpu.func @[[K]](
// CHECK-NOT: nvvm.prmt
// CHECK: nvvm.mma.sync
// CHECK: gpu.func @[[T]](
// CHECK: nvvm.prmt
func.func @codes(%x: memref<40x64xi8>, %c: memref<256xi32>, %p: memref<1xf32>, %s: memref<2x32xf32>, %y: memref<40x32xf32>) {
  qopt.mma_matmul_runs %x, %c rows %p scales %s outs %y {run = 32 : i64}
    : (memref<40x64xi8>, memref<256xi32>, memref<1xf32>, memref<2x32xf32>, memref<40x32xf32>) -> ()
  qopt.mma_matmul_runs %x, %c rows %p scales %s outs %y {run = 32 : i64, table = array<i8: 0, 1, 2, 3, 4, 6, 8, 16, 0, -1, -2, -3, -4, -6, -8, -16>}
    : (memref<40x64xi8>, memref<256xi32>, memref<1xf32>, memref<2x32xf32>, memref<40x32xf32>) -> ()
  qopt.mma_matmul_runs %x, %c rows %p scales %s outs %y {run = 32 : i64, table = array<i8: 0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12>}
    : (memref<40x64xi8>, memref<256xi32>, memref<1xf32>, memref<2x32xf32>, memref<40x32xf32>) -> ()
  return
}

// -----

// 2:4 weights: tiles of 8 rows for few of them; positions go with every instruction.
// CHECK-LABEL: func.func @sparse(
// CHECK: gpu.launch_func @qopt_kernels::@[[K:qopt_gemm_u8sps8s32_m5n40k100_8x32_sm_89]] blocks in (%{{.*}}, %c2, %{{.*}}) threads in (%c32, 
// CHECK: gpu.func @[[K]](
// CHECK-COUNT-2: nvvm.mma.sp.sync {{.*}}orderedMetadata
// CHECK-NOT: nvvm.mma
func.func @sparse(%x: memref<5x100xui8>, %v: memref<1024xi32>, %p: memref<256xi32>, %b: memref<40xi32>, %y: memref<5x40xi32>) {
  qopt.mma_sparse_matmul %x, %v, %p bias %b outs %y {unsigned_input}
    : (memref<5x100xui8>, memref<1024xi32>, memref<256xi32>, memref<40xi32>, memref<5x40xi32>) -> ()
  return
}

// -----

// Floats: as they are where the chip multiplies them, else converted; other types and
// other runs are other kernels.
// CHECK-LABEL: func.func @floats(
// CHECK: gpu.launch_func @qopt_kernels::@[[A:qopt_gemm_e4m3e5m2f32_b16p0_m9n40k96_16x64_sm_89]] blocks
// CHECK: gpu.launch_func @qopt_kernels::@[[B:qopt_gemm_e4m3e5m2f32_b16p64_m9n40k96_16x64_sm_89]] blocks
// CHECK: gpu.launch_func @qopt_kernels::@[[C:qopt_gemm_bf16bf16f32_b16p0_m9n40k48_16x64_sm_89]] blocks
// CHECK: gpu.func @[[A]](
// CHECK: llvm.nvvm.e4m3x2.to.f16x2.rn
// CHECK: llvm.nvvm.mma.m16n8k16.row.col.f32.f32
// CHECK: gpu.func @[[B]](
// CHECK: scf.for
// CHECK: scf.for
// CHECK: gpu.func @[[C]](
// CHECK-NOT: to.f16x2
// CHECK: llvm.nvvm.mma.m16n8k16.row.col.bf16
func.func @floats(%x: memref<9x96xi8>, %w: memref<40x96xi8>, %h: memref<9x48xi16>, %g: memref<40x48xi16>, %y: memref<9x40xf32>) {
  qopt.mma_float_matmul %x, %w outs %y {input_type = f8E4M3FN, weight_type = f8E5M2, block = 16 : i64}
    : (memref<9x96xi8>, memref<40x96xi8>, memref<9x40xf32>) -> ()
  qopt.mma_float_matmul %x, %w outs %y {input_type = f8E4M3FN, weight_type = f8E5M2, block = 16 : i64, promote = 64 : i64}
    : (memref<9x96xi8>, memref<40x96xi8>, memref<9x40xf32>) -> ()
  qopt.mma_float_matmul %h, %g outs %y {input_type = bf16, weight_type = bf16, block = 16 : i64}
    : (memref<9x48xi16>, memref<40x48xi16>, memref<9x40xf32>) -> ()
  return
}

// -----

// Heads of attention are blocks along z; both products read and write them where they lie.
// CHECK-LABEL: func.func @heads(
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK: gpu.launch_func @qopt_kernels::@qopt_bmm_s8s8s32_g4_m20n20k16_64x64_sm_89 blocks in (%{{.*}}, %{{.*}}, %[[C4]])
// CHECK: gpu.func @qopt_bmm_s8s8s32_g4_m20n20k16_64x64_sm_89(
// CHECK: nvvm.read.ptx.sreg.ctaid.z
func.func @heads(%q: memref<20x4x16xi8>, %k: memref<20x4x16xi8>, %y: memref<4x20x20xi32>) {
  qopt.mma_product %q, %k outs %y {left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, result_perm = array<i64: 0, 1, 2>, left_zp = 0 : i64, right_zp = 3 : i64}
    : (memref<20x4x16xi8>, memref<20x4x16xi8>, memref<4x20x20xi32>) -> ()
  return
}
