// SPDX-License-Identifier: Apache-2.0
// Verifiers of comparisons and of qopt.select.
#include "qopt/IR/SelectionOps.h"
#include "qopt/IR/VerifyStage.h"

using namespace mlir;
using namespace mlir::qopt;

#define GET_OP_CLASSES
#include "qopt/IR/QOptSelectionOps.cpp.inc"

// The result has the common shape of all operands.
static LogicalResult verifyBroadcast(Operation *op) {
  SmallVector<int64_t> shape;
  for (Type type : op->getOperandTypes()) {
    auto next = broadcastShapes(shape, cast<RankedTensorType>(type).getShape());
    if (failed(next))
      return op->emitOpError() << "expected shapes that broadcast, got "
                               << op->getOperandTypes();
    shape = *next;
  }
  return verifyResultShape(op, shape);
}

static LogicalResult verifyCompare(Operation *op) {
  if (failed(verifyBroadcast(op)))
    return failure();
  Type lhs = op->getOperand(0).getType(), rhs = op->getOperand(1).getType();
  if (getElementTypeOrSelf(lhs) != getElementTypeOrSelf(rhs))
    return op->emitOpError() << "expected operands of one element type, got "
                             << lhs << " and " << rhs;
  return success();
}

// equal_c1, equal_c2
LogicalResult EqualOp::verify() { return verifyCompare(*this); }
// less_c1, less_c2
LogicalResult LessOp::verify() { return verifyCompare(*this); }
// less_or_equal_c1, less_or_equal_c2
LogicalResult LessOrEqualOp::verify() { return verifyCompare(*this); }

LogicalResult SelectOp::verify() {
  if (failed(verifyBroadcast(*this))) // select_c1
    return failure();
  Type element = getElementTypeOrSelf(getType());
  for (Value operand : {getLhs(), getRhs()}) // select_c2
    if (getElementTypeOrSelf(operand.getType()) != element)
      return emitOpError() << "expected one element type, got "
                           << getLhs().getType() << ", " << getRhs().getType()
                           << " and " << getType();
  return success();
}
