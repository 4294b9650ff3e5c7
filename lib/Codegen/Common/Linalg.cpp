// SPDX-License-Identifier: Apache-2.0
#include "qopt/Codegen/Common/Linalg.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

using namespace mlir;
using namespace mlir::qopt;

linalg::LinalgOp mlir::qopt::mergeDims(RewriterBase &rewriter, linalg::LinalgOp op,
                                       ArrayRef<ReassociationIndices> groups) {
  if (groups.empty() || !isa<linalg::GenericOp, linalg::CopyOp>(op.getOperation()))
    return op;
  rewriter.setInsertionPoint(op);
  FailureOr<linalg::CollapseResult> merged =
      linalg::collapseOpIterationDims(op, groups, rewriter);
  if (failed(merged))
    return op;
  for (NamedAttribute attr : op->getDiscardableAttrs())
    merged->collapsedOp->setDiscardableAttr(attr.getName(), attr.getValue());
  rewriter.eraseOp(op);
  return merged->collapsedOp;
}
