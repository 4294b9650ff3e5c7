// SPDX-License-Identifier: Apache-2.0
#include "qopt/Analysis/LinalgLoops.h"

using namespace mlir;
using namespace mlir::qopt;

// Whether dimensions d and d + 1 lie one after the other in memory in `type`,
// where `map` reads it, or do not occur there.
static bool isMergeable(AffineMap map, Type operandType, unsigned d) {
  auto type = dyn_cast<MemRefType>(operandType);
  auto position = map.getResultPosition(getAffineDimExpr(d, map.getContext()));
  auto next = map.getResultPosition(getAffineDimExpr(d + 1, map.getContext()));
  if (!position && !next)
    return true;
  if (!type || !position || !next || *next != *position + 1)
    return false;
  auto [strides, offset] = type.getStridesAndOffset();
  return strides[*position] == strides[*next] * type.getDimSize(*next);
}

SmallVector<ReassociationIndices>
mlir::qopt::getMergeableDims(linalg::LinalgOp op) {
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  if (op.hasIndexSemantics() ||
      !llvm::all_of(maps, [](AffineMap m) { return m.isProjectedPermutation(); }))
    return {};
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  SmallVector<ReassociationIndices> groups;
  bool any = false;
  for (unsigned d = 0; d < op.getNumLoops(); ++d) {
    bool merges = d > 0 && iterators[d] == iterators[d - 1];
    for (auto [map, operand] : llvm::zip(maps, op->getOperands()))
      merges = merges && isMergeable(map, operand.getType(), d - 1);
    if (merges)
      groups.back().push_back(d);
    else
      groups.push_back({d});
    any |= merges;
  }
  return any ? groups : SmallVector<ReassociationIndices>();
}

bool mlir::qopt::isContiguousView(Value buffer) {
  auto type = dyn_cast<MemRefType>(buffer.getType());
  if (!type)
    return true;
  SmallVector<int64_t> strides;
  int64_t offset = 0;
  return succeeded(type.getStridesAndOffset(strides, offset)) &&
         ShapedType::isStatic(offset) &&
         type.areTrailingDimsContiguous(type.getRank());
}
