// SPDX-License-Identifier: Apache-2.0
// Evaluator of products with compressed sparse weights; see Evaluate.h.
#ifndef QOPT_LIB_REFERENCE_EVALUATESPARSE_H
#define QOPT_LIB_REFERENCE_EVALUATESPARSE_H

#include "Evaluate.h"
#include "qopt/IR/SparseOps.h"

namespace mlir::qopt {

FailureOr<Tensor> evaluate(PackedSparseMatmulOp op, const Operands &in);

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_EVALUATESPARSE_H
