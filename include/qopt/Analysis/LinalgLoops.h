// SPDX-License-Identifier: Apache-2.0
// Questions about the loops that a linalg op on buffers stands for.
#ifndef QOPT_ANALYSIS_LINALGLOOPS_H
#define QOPT_ANALYSIS_LINALGLOOPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qopt {

/// On a linalg.generic with one reduction dimension whose payload adds one f64 term to
/// its result: the sum is taken as Numerics' laneSum takes it. The init is 0.
constexpr llvm::StringLiteral kLaneSumAttr = "qopt.lane_sum";

/// Dimensions in order, those in one group whose loops may be one: neighbours of the
/// same kind that lie one after the other in memory in every operand. Empty where no
/// group has more than one, and for ops that ask for their indices or read buffers
/// otherwise than by dimensions.
SmallVector<ReassociationIndices> getMergeableDims(linalg::LinalgOp op);

/// Whether a view's elements lie side by side, from an offset known at compile time, so
/// that one copy of bytes serves all. True for what is no ranked memref.
bool isContiguousView(Value buffer);

} // namespace mlir::qopt

#endif // QOPT_ANALYSIS_LINALGLOOPS_H
