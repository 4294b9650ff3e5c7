// SPDX-License-Identifier: Apache-2.0
// From a gpu.module of the LLVM and NVVM dialects to PTX text, in this process.
#ifndef QOPT_EMIT_PTX_H
#define QOPT_EMIT_PTX_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"

#include "llvm/Support/Error.h"

#include <string>

namespace mlir::qopt {

/// PTX of the kernels of `module`, for the chip, PTX version and optimisation level of
/// its one `#nvvm.target`. No fast-math and no contraction. Same module, same text.
///
/// Errors: another number of targets, code that is not in the LLVM and NVVM dialects,
/// a chip that LLVM does not know, and calls of functions that are defined nowhere (as
/// those of libm are on a GPU). An instruction that the chip lacks ends the process:
/// LLVM has no other way, so that the passes before must refuse it.
llvm::Expected<std::string> emitPtx(gpu::GPUModuleOp module);

} // namespace mlir::qopt

#endif // QOPT_EMIT_PTX_H
