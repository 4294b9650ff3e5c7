// SPDX-License-Identifier: Apache-2.0
// The module of kernels for one chip.
#ifndef QOPT_LIB_CODEGEN_NVGPU_KERNELMODULE_H
#define QOPT_LIB_CODEGEN_NVGPU_KERNELMODULE_H

#include "qopt/Codegen/Common/KernelTable.h"
#include "qopt/Codegen/Nvgpu/Passes.h"
#include "qopt/Target/Gpu.h"

namespace mlir::qopt {

constexpr llvm::StringLiteral kKernelModule = "qopt_kernels";

/// The chip of this name, or a diagnostic at `op` that names all there are.
FailureOr<::qopt::target::Chip> parseChip(Operation *op, llvm::StringRef name);

/// The module of `module`'s kernels for `chip`, at its end; made where there is none.
gpu::GPUModuleOp getKernelModule(ModuleOp module, ::qopt::target::Chip chip);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_KERNELMODULE_H
