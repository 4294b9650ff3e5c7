// SPDX-License-Identifier: Apache-2.0
// Evaluator of products of two activations; see Evaluate.h.
#ifndef QOPT_LIB_REFERENCE_EVALUATEPRODUCT_H
#define QOPT_LIB_REFERENCE_EVALUATEPRODUCT_H

#include "Evaluate.h"
#include "qopt/IR/ProductOps.h"

namespace mlir::qopt {

FailureOr<Tensor> evaluate(ProductOp op, const Operands &in);

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_EVALUATEPRODUCT_H
