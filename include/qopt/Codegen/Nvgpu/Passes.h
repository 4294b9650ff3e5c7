// SPDX-License-Identifier: Apache-2.0
// The passes that make GPU kernels, and those from there to the NVVM dialect.
#ifndef QOPT_CODEGEN_NVGPU_PASSES_H
#define QOPT_CODEGEN_NVGPU_PASSES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qopt {
#define GEN_PASS_DECL
#include "qopt/Codegen/Nvgpu/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "qopt/Codegen/Nvgpu/Passes.h.inc"

/// Appends to a pass manager on ModuleOp the passes that turn buffers (linalg and
/// qopt.mma_matmul on memrefs, as the CPU's bufferization leaves them) into launches
/// before the memory is planned, and kernels from them afterwards, for `chip`.
void buildLaunchPipeline(OpPassManager &pm);
void buildKernelPipeline(OpPassManager &pm, llvm::StringRef chip);

/// Appends to a pass manager on ModuleOp the passes that turn the `gpu.module`s of
/// --qopt-expand-gpu-kernels and --qopt-outline-launches into the LLVM and NVVM dialects, as emitPtx reads them.
/// A kernel's memrefs become bare pointers, one parameter each. The context's
/// registry needs upstream's extensions (registerAllExtensions).
void buildLowerGpuKernelsPipeline(OpPassManager &pm);

/// Registers `qopt-lower-gpu-kernels-pipeline`.
void registerCodegenNvgpuPipelines();

} // namespace mlir::qopt

#endif // QOPT_CODEGEN_NVGPU_PASSES_H
