// SPDX-License-Identifier: Apache-2.0
#include "GpuRows.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qopt;

static SmallVector<ReassociationIndices> getRowGroups(RankedTensorType type) {
  SmallVector<ReassociationIndices> groups{{}, {type.getRank() - 1}};
  for (int64_t d = 0; d + 1 < type.getRank(); ++d)
    groups.front().push_back(d);
  return groups;
}

Value mlir::qopt::toRows(OpBuilder &b, Location loc, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() == 2)
    return value;
  return tensor::CollapseShapeOp::create(b, loc, value, getRowGroups(type));
}

Value mlir::qopt::fromRows(OpBuilder &b, Location loc, Value rows, RankedTensorType type) {
  if (type.getRank() == 2)
    return rows;
  return tensor::ExpandShapeOp::create(b, loc, type, rows, getRowGroups(type));
}

Value mlir::qopt::flatten(OpBuilder &b, Location loc, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  auto flat = RankedTensorType::get({type.getNumElements()}, type.getElementType());
  if (type.getRank() == 1)
    return value;
  if (type.getRank() == 0)
    return tensor::ExpandShapeOp::create(b, loc, flat, value,
                                         ArrayRef<ReassociationIndices>{});
  ReassociationIndices all = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  return tensor::CollapseShapeOp::create(b, loc, flat, value,
                                         ArrayRef<ReassociationIndices>{all});
}
