// SPDX-License-Identifier: Apache-2.0
// Evaluators of products scaled run by run; see Evaluate.h.
#ifndef QOPT_LIB_REFERENCE_EVALUATERUNS_H
#define QOPT_LIB_REFERENCE_EVALUATERUNS_H

#include "Evaluate.h"
#include "qopt/IR/RunsOps.h"

namespace mlir::qopt {

FailureOr<Tensor> evaluate(MatmulRunsOp op, const Operands &in);
FailureOr<Tensor> evaluate(PackRowsOp op, const Operands &in);
FailureOr<Tensor> evaluate(PackedMatmulRunsOp op, const Operands &in);
FailureOr<Tensor> evaluate(SubsetSumsOp op, const Operands &in);
FailureOr<Tensor> evaluate(PackedMatmulBitsOp op, const Operands &in);

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_EVALUATERUNS_H
