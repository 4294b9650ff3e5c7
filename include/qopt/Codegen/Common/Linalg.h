// SPDX-License-Identifier: Apache-2.0
// Rewrites of linalg ops that code for CPUs and for GPUs begins with.
#ifndef QOPT_CODEGEN_COMMON_LINALG_H
#define QOPT_CODEGEN_COMMON_LINALG_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

namespace mlir::qopt {

/// `op` with each of `groups` (Analysis' getMergeableDims) as one dimension, attributes
/// kept; `op` itself where there are no groups, or it is neither a generic op nor a copy.
linalg::LinalgOp mergeDims(RewriterBase &rewriter, linalg::LinalgOp op,
                           ArrayRef<ReassociationIndices> groups);

} // namespace mlir::qopt

#endif // QOPT_CODEGEN_COMMON_LINALG_H
