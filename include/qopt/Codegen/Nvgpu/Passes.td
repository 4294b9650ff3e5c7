// SPDX-License-Identifier: Apache-2.0
#ifndef QOPT_CODEGEN_NVGPU_PASSES_TD
#define QOPT_CODEGEN_NVGPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def ExpandGpuKernels : Pass<"qopt-expand-gpu-kernels", "::mlir::ModuleOp"> {
  let summary = "Products for matrix instructions become GPU kernels and launches";
  let description = [{
    Every `qopt.mma_matmul`, `qopt.mma_matmul_runs`, `qopt.mma_sparse_matmul` and
    `qopt.mma_float_matmul` on memrefs becomes a launch of a kernel in the module
    `@qopt_kernels`, which is made for one chip (its `#nvvm.target`). Kernels are made
    once per distinct product. Target's tables choose the block's tile and the matrix
    instruction, and what the chip does not have in hardware is refused here, before
    LLVM: an assembler may emulate it by a hundred instructions, and LLVM ends the
    process where it cannot select one.

    A kernel computes one tile of the result per block; blocks of one column of tiles
    come one after the other, so that they share its weights in the cache. Tiles of
    both operands go through shared memory in stages of `cp.async`, swizzled so that
    `ldmatrix` has no bank conflicts. What lies beyond an edge is read as zeros and
    never written. 4-bit codes (`qopt.mma_matmul_runs`) do not go through shared memory:
    each lane reads the words of its own fragments and decodes them. Products of at most 8
    rows are sums of `dp4a` instead; those with 2:4 weights stay on `mma.sp`, whose input
    has 8 rows, and those of floats on tiles of 16. 8-bit floats in blocks of 16 k become
    f16 in registers. Where a chip has `wgmma` (sm_90a), products of 33 rows and more take
    it: one warp copies tiles by the tensor maps that the kernel's `qopt.tensor_maps`
    describes, warpgroups multiply them. Results are those of the interpreter in every
    byte.

    Buffers must begin at addresses divisible by 16, as those of any GPU allocation do.
    Refuses products on tensors, buffers that are not dense from their start, products
    that are too wide for a grid, and chips without `cp.async` or the matrix
    instruction.

    ```mlir
    // before
    qopt.mma_matmul %x, %w bias %b outs %y : (memref<30x20xi8>, memref<10x32xi8>, memref<10xi32>, memref<30x10xi32>) -> ()
    // after
    gpu.launch_func @qopt_kernels::@qopt_gemm_s8s8s32_m30n10k20_64x64_sm_80 blocks in (%c1, %c1, %c1) threads in (%c128, %c1, %c1) args(%arg0 : memref<30x20xi8>, %arg1 : memref<10x32xi8>, %arg2 : memref<10xi32>, %arg3 : memref<30x10xi32>)
    gpu.module @qopt_kernels [#nvvm.target<O = 3, chip = "sm_80", features = "+ptx90">] {
    ```
    Executed by test/Codegen/Nvgpu/expand-gpu-kernels-doc.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
    "::mlir::gpu::GPUDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::NVVM::NVVMDialect",
    "::mlir::scf::SCFDialect"];
  let options = [
    Option<"chip", "chip", "std::string", "\"sm_80\"",
      "The chip, a name of Target's table: sm_80, sm_90a, ...">,
    Option<"blocks", "blocks", "int64_t", /*default=*/"132",
      "Tiles of wgmma are the largest of which there are so many: multiprocessors">,
  ];
  let statistics = [
    Statistic<"numExpanded", "expanded", "Products expanded">,
    Statistic<"numKernels", "kernels", "Kernels made">,
  ];
}

def LaunchLinalg : Pass<"qopt-launch-linalg", "::mlir::func::FuncOp"> {
  let summary = "linalg ops on buffers become launches, a thread per result";
  let description = [{
    Every linalg op on buffers becomes a `gpu.launch` of blocks of up to 256 threads
    along x. A thread computes one result: the number of the thread is taken apart into
    the indices of the parallel dimensions, neighbours in the result's memory being
    neighbours among the threads; loops over the reduction dimensions run in the
    thread, in their order, with what the results hold in registers. So each result
    comes from the same operations in the same order as on any other target.

    Sums whose order is that of Numerics' laneSum are taken by 16 threads each, one per
    lane, which exchange their sums at the end in laneSum's order. Reductions of 64 terms
    and more that may take them in any order (integers, largest and smallest numbers) and
    find them side by side in memory are taken by a warp each.

    Dimensions that lie one after the other in all operands are merged first. Copies
    stay where a copy of bytes serves; others become launches. Numbers that are read from
    buffers (the place of a row in a cache) and what depends on them move into the launch,
    where nothing writes to those buffers any more.

    Ops that follow each other and work on the same rows are one launch, if one of them
    reduces what lies side by side (softmax, norms): a block has a row, its threads the
    other results of each op, and a barrier is between the ops. What they read of each
    other's results, and all they write, lies in the row, and an op has at most 16384 terms
    in it (4096 where there are less than 32 rows).

    Refuses ops on tensors, dynamic shapes, and more results than a grid has threads.

    ```mlir
    // before
    linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : memref<10x100xi32>) outs(%y : memref<10x100xi32>) {
    ^bb0(%in: i32, %out: i32):
      %p = arith.muli %in, %in : i32
      linalg.yield %p : i32
    }
    // after
    %0 = memref.collapse_shape %x [[0, 1]] : memref<10x100xi32> into memref<1000xi32>
    gpu.launch blocks(%bx, %by, %bz) in (%gx = %c4, %gy = %c1, %gz = %c1) threads(%tx, %ty, %tz) in (%sx = %c256, %sy = %c1, %sz = %c1) {
      %first = arith.muli %b, %c256_i32 : i32
      %number = arith.addi %first, %t : i32
      %valid = arith.cmpi ult, %number, %c1000_i32 : i32
      scf.if %valid {
        %i = arith.index_castui %number : i32 to index
        %in = memref.load %0[%i] : memref<1000xi32>
        %p = arith.muli %in, %in : i32
        memref.store %p, %1[%i] : memref<1000xi32>
      }
      gpu.terminator
    }
    ```
    Executed by test/Codegen/Nvgpu/launch-linalg-doc.mlir.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::gpu::GPUDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
  let statistics = [Statistic<"numLaunches", "launches", "Ops that became launches">];
}

def OutlineLaunches : Pass<"qopt-outline-launches", "::mlir::ModuleOp"> {
  let summary = "Launches' bodies become kernels; equal ones are one kernel";
  let description = [{
    Every `gpu.launch` becomes a `gpu.launch_func` of a kernel in `@qopt_kernels`, the
    module of the chip's kernels, named after the node. Arguments are whole buffers:
    views of them and numbers computed from constants move into the kernel, so that
    layers of one shape share it.

    Refuses sizes of the grid or the block that are not constant, bodies of several
    blocks, buffers that are no view and not in row-major order, and numbers that are
    computed at run time.

    ```mlir
    // before
    gpu.launch blocks(%bx, %by, %bz) in (%gx = %c1, %gy = %c1, %gz = %c1) threads(%tx, %ty, %tz) in (%sx = %c32, %sy = %c1, %sz = %c1) {
      %v = memref.load %x[%tx] : memref<32xf32>
      memref.store %v, %y[%tx] : memref<32xf32>
      gpu.terminator
    }
    // after
    gpu.launch_func @qopt_kernels::@qopt_kernel blocks in (%c1, %c1, %c1) threads in (%c32, %c1, %c1) args(%x : memref<32xf32>, %y : memref<32xf32>)
    gpu.module @qopt_kernels [#nvvm.target<O = 3, chip = "sm_80", features = "+ptx90">] {
      gpu.func @qopt_kernel(%x: memref<32xf32>, %y: memref<32xf32>) kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
        %t = gpu.thread_id x
        %v = memref.load %x[%t] : memref<32xf32>
        memref.store %v, %y[%t] : memref<32xf32>
        gpu.return
    ```
    Executed by test/Codegen/Nvgpu/outline-launches-doc.mlir.
  }];
  let options = [
    Option<"chip", "chip", "std::string", "\"sm_80\"",
      "The chip, a name of Target's table: sm_80, sm_90a, ...">,
  ];
  let dependentDialects = ["::mlir::gpu::GPUDialect", "::mlir::NVVM::NVVMDialect"];
  let statistics = [
    Statistic<"numShared", "shared", "Launches that found an equal kernel">,
  ];
}

def VerifyLaunches : Pass<"qopt-verify-launches", "::mlir::ModuleOp"> {
  let summary = "Gate: functions do nothing but launch, kernels are what a GPU has";
  let description = [{
    Checks what a launch plan relies on. In every function with a body: constants,
    views of its arguments with static offsets, `gpu.launch_func` with constant sizes
    whose arguments are such views, copies between contiguous views, and `return`. No
    control flow, and nothing that the host would have to compute between launches. Where
    a kernel takes tensor maps (`qopt.tensor_maps`), they keep to T1 to T7 of
    `qopt/IR/TensorMaps.h`: above all, none reaches beyond the buffer that it is of.

    In every kernel: of the functions on floats, only those that are one instruction
    and rounded as the interpreter rounds. Functions of libm do not exist on a GPU; an
    approximation in their place would be another result.

    ```mlir
    // before
    func.func @doc(%x: memref<64xf32>, %y: memref<64xf32>) {
      memref.copy %x, %y : memref<64xf32> to memref<64xf32>
      return
    }
    // after
    memref.copy %x, %y : memref<64xf32> to memref<64xf32>
    ```
    Executed by test/Codegen/Nvgpu/verify-launches-doc.mlir.
  }];
}

def LowerTensorMaps : Pass<"qopt-lower-tensor-maps", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Parameters that are tensor maps are passed by value";
  let description = [{
    A kernel in the LLVM dialect gets the arguments that its `qopt.tensor_maps` names as
    128 bytes by value, aligned to 64, that are the same for all blocks: what tensor
    copies take. The attribute stays for whoever makes the maps. Refuses maps that break
    T1 to T6 of `qopt/IR/TensorMaps.h`, and arguments that are no pointers.

    ```mlir
    // before
    llvm.func @copy(%map: !llvm.ptr, %to: !llvm.ptr) attributes {nvvm.kernel, qopt.tensor_maps = [{argument = 0 : i64, box = array<i64: 128, 64>, sizes = array<i64: 256, 100>, strides = array<i64: 256>, swizzle = 128 : i64} ]} {
    // after
    llvm.func @copy(%map: !llvm.ptr {llvm.align = 64 : i64, llvm.byval = !llvm.array<16 x i64>, nvvm.grid_constant}, %to: !llvm.ptr)
    ```
    Executed by test/Codegen/Nvgpu/lower-tensor-maps-doc.mlir.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::NVVM::NVVMDialect"];
  let statistics = [Statistic<"numLowered", "lowered", "Tensor maps">];
}

def LowerGpuMath : Pass<"qopt-lower-gpu-math", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Functions that are instructions of a GPU become LLVM's intrinsics";
  let description = [{
    `math` ops for which NVPTX has instructions that round once, or are exact, become
    calls of LLVM's intrinsics: absf, ceil, copysign, ctlz, ctpop, floor, fma, roundeven,
    sqrt and trunc. Upstream's conversion to NVVM would make calls of a device library of
    them, which is not there. All others stay; `--qopt-verify-launches` refuses them.

    ```mlir
    // before
    %r = math.sqrt %x : f32
    // after
    %r = llvm.call_intrinsic "llvm.sqrt"(%x) : (f32) -> f32
    ```
    Executed by test/Codegen/Nvgpu/lower-gpu-math-doc.mlir.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect"];
  let statistics = [Statistic<"numLowered", "lowered", "Functions lowered">];
}

#endif
