// SPDX-License-Identifier: Apache-2.0
// Which functions of the math dialect a GPU has as exact instructions.
#ifndef QOPT_LIB_CODEGEN_NVGPU_GPUMATH_H
#define QOPT_LIB_CODEGEN_NVGPU_GPUMATH_H

#include "mlir/IR/Operation.h"

namespace mlir::qopt {

/// LLVM's intrinsic for `op`, of the math dialect, where NVPTX has instructions for it
/// that give the interpreter's bits: rounded once (sqrt.rn), or exact. Empty for all
/// others: they would be calls of a library, or approximations.
llvm::StringRef getGpuIntrinsic(Operation *op);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_GPUMATH_H
