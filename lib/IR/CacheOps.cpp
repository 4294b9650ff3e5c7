// SPDX-License-Identifier: Apache-2.0
// qopt.write_row: its verifier.
#include "qopt/IR/CacheOps.h"

#define GET_OP_CLASSES
#include "qopt/IR/QOptCacheOps.cpp.inc"

using namespace mlir;
using namespace mlir::qopt;

LogicalResult WriteRowOp::verify() {
  auto cache = cast<RankedTensorType>(getCache().getType());
  auto row = cast<RankedTensorType>(getRow().getType());
  auto axis = static_cast<int64_t>(getAxis());
  if (axis < 0 || axis >= cache.getRank() ||
      cache.getDimSize(axis) < 1) // write_row_c1
    return emitOpError() << "expected an axis of size >= 1 in [0, "
                         << cache.getRank() << "), got " << axis << " of "
                         << cache;
  SmallVector<int64_t> wanted(cache.getShape());
  wanted[axis] = 1;
  if (row.getShape() != ArrayRef(wanted)) // write_row_c2
    return emitOpError() << "expected a row of " << cache.clone(wanted)
                         << ", got " << row;
  if (row.getElementType() != cache.getElementType() ||
      getType() != cache) // write_row_c3
    return emitOpError() << "expected a row and a result of " << cache
                         << ", got " << row << " and " << getType();
  auto position = cast<RankedTensorType>(getPosition().getType());
  if (position.getNumElements() != 1) // write_row_c4
    return emitOpError() << "expected a position of one element, got "
                         << position;
  return success();
}
