// SPDX-License-Identifier: Apache-2.0
// Evaluators of what GPU kernels compute; see Evaluate.h.
#ifndef QOPT_LIB_REFERENCE_EVALUATEGPU_H
#define QOPT_LIB_REFERENCE_EVALUATEGPU_H

#include "Evaluate.h"
#include "qopt/IR/DepthwiseOps.h"
#include "qopt/IR/GpuOps.h"

namespace mlir::qopt {

FailureOr<Tensor> evaluate(MmaMatmulOp op, const Operands &in);
FailureOr<Tensor> evaluate(MmaMatmulRunsOp op, const Operands &in);
FailureOr<Tensor> evaluate(MmaSparseMatmulOp op, const Operands &in);
FailureOr<Tensor> evaluate(MmaFloatMatmulOp op, const Operands &in);
FailureOr<Tensor> evaluate(MmaProductOp op, const Operands &in);
FailureOr<Tensor> evaluate(DotDepthwiseOp op, const Operands &in);

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_EVALUATEGPU_H
