// SPDX-License-Identifier: Apache-2.0
// Passes of the room Analysis; see Passes.td for what each does.
#ifndef QOPT_ANALYSIS_PASSES_H
#define QOPT_ANALYSIS_PASSES_H

#include "qopt/IR/QOpt.h"

#include "mlir/Pass/Pass.h"

namespace mlir::qopt {
#define GEN_PASS_DECL
#include "qopt/Analysis/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "qopt/Analysis/Passes.h.inc"
} // namespace mlir::qopt

#endif // QOPT_ANALYSIS_PASSES_H
