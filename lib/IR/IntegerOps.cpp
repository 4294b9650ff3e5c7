// SPDX-License-Identifier: Apache-2.0
// Verifiers of the integer-only ops: qopt.rescale, qopt.table.
#include "qopt/IR/VerifyStage.h"

using namespace mlir;
using namespace mlir::qopt;

static LogicalResult verifyRescaleParams(RescaleOp op, int64_t channels) {
  auto multiplier = cast<RankedTensorType>(op.getMultiplier().getType());
  auto shift = cast<RankedTensorType>(op.getShift().getType());
  int64_t count = multiplier.getNumElements(); // rescale_c2
  if (multiplier.getRank() != 1 || shift.getShape() != multiplier.getShape() ||
      (count != 1 && count != channels))
    return op.emitOpError() << "expected multipliers and shifts of shape [1] "
                               "or ["
                            << channels << "], got " << multiplier << " and "
                            << shift;
  if (auto shifts = getConstantInts(op.getShift())) // rescale_c3
    for (int64_t s : *shifts)
      if (s < 0 || s > 62)
        return op.emitOpError() << "expected shifts in [0, 62], got " << s;
  if (auto multipliers = getConstantInts(op.getMultiplier()))
    for (int64_t m : *multipliers)
      if (m < 0)
        return op.emitOpError() << "expected multipliers >= 0, got " << m;
  return success();
}

LogicalResult RescaleOp::verify() {
  auto inputType = cast<RankedTensorType>(getInput().getType());
  if (failed(verifyResultShape(*this, inputType.getShape())) || // rescale_c1
      failed(verifyRescaleParams(
          *this, inputType.getRank() ? inputType.getShape().back() : 1)))
    return failure();
  auto range = getIntegerRange(getType()); // rescale_c4
  int64_t lo = static_cast<int64_t>(getLo()), hi = static_cast<int64_t>(getHi());
  if (lo > hi || lo < range.min || hi > range.max)
    return emitOpError() << "expected lo <= hi in [" << range.min << ", "
                         << range.max << "], got " << lo << " and " << hi;
  return success();
}

LogicalResult TableOp::verify() {
  auto inputType = cast<RankedTensorType>(getInput().getType());
  auto tableType = cast<RankedTensorType>(getTable().getType());
  if (failed(verifyResultShape(*this, inputType.getShape()))) // table_c1
    return failure();
  if (inputType.getElementTypeBitWidth() != 8) // table_c2
    return emitOpError() << "expected an 8-bit input, got " << inputType;
  int64_t channels = inputType.getRank() ? inputType.getShape().back() : 1;
  if (tableType.getRank() != 2 || tableType.getDimSize(1) != 256 ||
      (tableType.getDimSize(0) != 1 && tableType.getDimSize(0) != channels) ||
      tableType.getElementType() != getElementTypeOrSelf(getType()))
    return emitOpError() << "expected a table of shape [1, 256] or ["
                         << channels << ", 256] of the result's element type, "
                            "got "
                         << tableType;
  return success();
}
