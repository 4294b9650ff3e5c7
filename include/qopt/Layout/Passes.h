// SPDX-License-Identifier: Apache-2.0
// Passes of the Layout room: how constants and values lie in memory.
#ifndef QOPT_LAYOUT_PASSES_H
#define QOPT_LAYOUT_PASSES_H

#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qopt {
#define GEN_PASS_DECL
#include "qopt/Layout/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "qopt/Layout/Passes.h.inc"
} // namespace mlir::qopt

#endif // QOPT_LAYOUT_PASSES_H
