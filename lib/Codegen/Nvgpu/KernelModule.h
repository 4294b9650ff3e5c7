// SPDX-License-Identifier: Apache-2.0
// The module of kernels for one chip, and its kernels found again by their contents.
#ifndef QOPT_LIB_CODEGEN_NVGPU_KERNELMODULE_H
#define QOPT_LIB_CODEGEN_NVGPU_KERNELMODULE_H

#include "qopt/Codegen/Nvgpu/Passes.h"
#include "qopt/Target/Gpu.h"

namespace mlir::qopt {

constexpr llvm::StringLiteral kKernelModule = "qopt_kernels";

/// The chip of this name, or a diagnostic at `op` that names all there are.
FailureOr<::qopt::target::Chip> parseChip(Operation *op, llvm::StringRef name);

/// The module of `module`'s kernels for `chip`, at its end; made where there is none.
gpu::GPUModuleOp getKernelModule(ModuleOp module, ::qopt::target::Chip chip);

/// Kernels of one `gpu.module` made by a pass, by their contents.
class KernelTable {
public:
  explicit KernelTable(gpu::GPUModuleOp module) : module(module), symbols(module) {}

  /// The kernel equal to `kernel` (which has no parent, and is erased), or `kernel`
  /// itself at the end of the module, with a name made from its own.
  gpu::GPUFuncOp intern(gpu::GPUFuncOp kernel);

private:
  gpu::GPUModuleOp module;
  SymbolTable symbols;
  DenseMap<size_t, SmallVector<gpu::GPUFuncOp, 1>> kernels;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_KERNELMODULE_H
