// SPDX-License-Identifier: Apache-2.0
// See the header.
#include "CachePlace.h"

using namespace mlir;
using namespace mlir::qopt;

// What it makes of a cache is what it makes of every row.
static bool isMove(Operation *op) {
  return isa_and_nonnull<ReshapeOp, TransposeOp, BroadcastOp, DequantizeOp>(op);
}

// Of all elements, each in whole bytes.
static int64_t countBytes(RankedTensorType type) {
  QType q = getQType(type);
  Type stored = q ? q.getFormat().getStorageType() : type.getElementType();
  return type.getNumElements() * ((stored.getIntOrFloatBitWidth() + 7) / 8);
}

bool mlir::qopt::isOutermost(RankedTensorType type, int64_t axis) {
  return ShapedType::getNumElements(type.getShape().take_front(axis)) == 1;
}

Value mlir::qopt::findCachePlace(Value value, const PositionAnalysis &analysis) {
  auto cost = [&](Value v) {
    auto type = cast<RankedTensorType>(v.getType());
    return std::pair(countBytes(type),
                     !isOutermost(type, analysis.lookup(v)->query));
  };
  Value best = value;
  while (isMove(value.getDefiningOp())) {
    value = value.getDefiningOp()->getOperand(0);
    if (cost(value) < cost(best))
      best = value;
  }
  return best;
}
