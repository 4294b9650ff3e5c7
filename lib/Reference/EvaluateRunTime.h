// SPDX-License-Identifier: Apache-2.0
// Evaluators of the ops of quantization at run time; see Evaluate.h.
#ifndef QOPT_LIB_REFERENCE_EVALUATERUNTIME_H
#define QOPT_LIB_REFERENCE_EVALUATERUNTIME_H

#include "Evaluate.h"
#include "qopt/IR/RunTimeOps.h"

namespace mlir::qopt {

FailureOr<Tensor> evaluate(ChooseScalesOp op, const Operands &in);
FailureOr<Tensor> evaluate(DequantizeSumsOp op, const Operands &in);
FailureOr<Tensor> evaluate(FindOutliersOp op, const Operands &in);
FailureOr<Tensor> evaluate(KeepColumnsOp op, const Operands &in);

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_EVALUATERUNTIME_H
