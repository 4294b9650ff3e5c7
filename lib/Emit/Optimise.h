// SPDX-License-Identifier: Apache-2.0
// Inside Emit: LLVM's default pipeline, for CPUs and GPUs.
#ifndef QOPT_LIB_EMIT_OPTIMISE_H
#define QOPT_LIB_EMIT_OPTIMISE_H

#include "llvm/Passes/PassBuilder.h"

namespace mlir::qopt {

/// Runs the pipeline of -O`level` (0 to 3) on `module`, as `machine` wants it.
void optimise(llvm::Module &module, llvm::TargetMachine &machine, int level,
              const llvm::PipelineTuningOptions &tuning);

} // namespace mlir::qopt

#endif // QOPT_LIB_EMIT_OPTIMISE_H
