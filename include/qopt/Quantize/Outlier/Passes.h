// SPDX-License-Identifier: Apache-2.0
// Passes of the room Quantize/Outlier; see Passes.td for what each does.
#ifndef QOPT_QUANTIZE_OUTLIER_PASSES_H
#define QOPT_QUANTIZE_OUTLIER_PASSES_H

#include "qopt/IR/QOpt.h"

#include "mlir/Pass/Pass.h"

namespace mlir::qopt {
#define GEN_PASS_DECL
#include "qopt/Quantize/Outlier/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "qopt/Quantize/Outlier/Passes.h.inc"
} // namespace mlir::qopt

#endif // QOPT_QUANTIZE_OUTLIER_PASSES_H
