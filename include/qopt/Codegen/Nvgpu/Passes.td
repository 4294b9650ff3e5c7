// SPDX-License-Identifier: Apache-2.0
#ifndef QOPT_CODEGEN_NVGPU_PASSES_TD
#define QOPT_CODEGEN_NVGPU_PASSES_TD

include "mlir/Pass/PassBase.td"

def ExpandGpuKernels : Pass<"qopt-expand-gpu-kernels", "::mlir::ModuleOp"> {
  let summary = "Products for matrix instructions become GPU kernels and launches";
  let description = [{
    Every `qopt.mma_matmul` on memrefs becomes a launch of a kernel in the module
    `@qopt_kernels`, which is made for one chip (its `#nvvm.target`). Kernels are made
    once per distinct product. Target's tables choose the block's tile and the matrix
    instruction, and what the chip does not have in hardware is refused here, before
    LLVM: an assembler may emulate it by a hundred instructions, and LLVM ends the
    process where it cannot select one.

    A kernel computes one tile of the result per block; blocks of one column of tiles
    come one after the other, so that they share its weights in the cache. Tiles of
    both operands go through shared memory in stages of `cp.async`, swizzled so that
    `ldmatrix` has no bank conflicts. What lies beyond an edge is read as zeros and
    never written. Results are those of the interpreter in every byte.

    Buffers must begin at addresses divisible by 16, as those of any GPU allocation do.
    Refuses products on tensors, buffers that are not dense from their start, products
    that are too wide for a grid, and chips without `cp.async` or the matrix
    instruction.

    ```mlir
    // before
    qopt.mma_matmul %x, %w bias %b outs %y : (memref<3x20xi8>, memref<10x32xi8>, memref<10xi32>, memref<3x10xi32>) -> ()
    // after
    gpu.launch_func @qopt_kernels::@qopt_gemm_s8s8s32_m3n10k20_16x64_sm_80 blocks in (%c1, %c1, %c1) threads in (%c128, %c1, %c1) args(%arg0 : memref<3x20xi8>, %arg1 : memref<10x32xi8>, %arg2 : memref<10xi32>, %arg3 : memref<3x10xi32>)
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
  ];
  let statistics = [
    Statistic<"numExpanded", "expanded", "Products expanded">,
    Statistic<"numKernels", "kernels", "Kernels made">,
  ];
}

#endif
