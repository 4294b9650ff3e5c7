// SPDX-License-Identifier: Apache-2.0
// Verifiers of qopt.unary, qopt.binary and qopt.cast.
#include "qopt/IR/VerifyStage.h"

using namespace mlir;
using namespace mlir::qopt;

LogicalResult UnaryOp::verify() {
  // unary_c1, unary_c2, unary_c3
  auto shape = cast<RankedTensorType>(getInput().getType()).getShape();
  if (failed(verifyResultShape(*this, shape)) ||
      failed(verifyOneStage(*this, {getInput().getType(), getType()})))
    return failure();
  return verifyResultParams(*this, getResultScale(), getResultZeroPoint());
}

LogicalResult BinaryOp::verify() {
  auto lhs = cast<RankedTensorType>(getLhs().getType());
  auto rhs = cast<RankedTensorType>(getRhs().getType());
  auto shape = broadcastShapes(lhs.getShape(), rhs.getShape()); // binary_c1
  if (failed(shape))
    return emitOpError() << "expected shapes that broadcast, got " << lhs
                         << " and " << rhs;
  if (failed(verifyResultShape(*this, *shape)) ||
      failed(verifyOneStage(*this, {lhs, rhs, getType()})))
    return failure();
  if (stageOf(lhs) == Stage::Integer && // binary_c2
      (lhs.getElementType() != rhs.getElementType() ||
       lhs.getElementType() != getElementTypeOrSelf(getType())))
    return emitOpError() << "expected one integer type, got " << lhs << ", "
                         << rhs << " and " << getType();
  return verifyResultParams(*this, getResultScale(), // binary_c3
                            getResultZeroPoint());
}

LogicalResult CastOp::verify() {
  // cast_c1
  return verifyResultShape(
      *this, cast<RankedTensorType>(getInput().getType()).getShape());
}
