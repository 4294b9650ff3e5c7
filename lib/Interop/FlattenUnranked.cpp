// SPDX-License-Identifier: Apache-2.0
// Reshapes around linalg.generic, which wants a rank: one dimension, or three with
// the axis of the scales in the middle.
#include "FlattenUnranked.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Shape/IR/Shape.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qopt;

static Value makeIndex(OpBuilder &b, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

FlattenedTensor mlir::qopt::flattenUnranked(OpBuilder &b, Location loc,
                                            Value tensor,
                                            std::optional<int64_t> axis,
                                            ArrayRef<int64_t> axisSize) {
  Type element = getElementTypeOrSelf(tensor);
  Type extents = shape::getExtentTensorType(b.getContext());
  Value shape = shape::ShapeOfOp::create(b, loc, extents, tensor);
  SmallVector<Value> sizes;
  SmallVector<int64_t> dims;
  auto addProduct = [&](Value part) {
    sizes.push_back(
        shape::NumElementsOp::create(b, loc, b.getIndexType(), part));
    dims.push_back(ShapedType::kDynamic);
  };
  if (axis) {
    Value at = makeIndex(b, loc, *axis), after = makeIndex(b, loc, *axis + 1);
    auto head = shape::SplitAtOp::create(b, loc, TypeRange{extents, extents},
                                         shape, at);
    auto tail = shape::SplitAtOp::create(b, loc, TypeRange{extents, extents},
                                         shape, after);
    addProduct(head.getHead());
    sizes.push_back(makeIndex(b, loc, axisSize.front()));
    dims.push_back(axisSize.front());
    addProduct(tail.getTail());
  } else {
    addProduct(shape);
  }
  Value sizeTensor = tensor::FromElementsOp::create(b, loc, sizes);
  Value flat = tensor::ReshapeOp::create(
      b, loc, RankedTensorType::get(dims, element), tensor, sizeTensor);
  return {flat, shape};
}

Value mlir::qopt::restoreShape(OpBuilder &b, Location loc, Value value,
                               Value shape) {
  Type type = UnrankedTensorType::get(getElementTypeOrSelf(value));
  return tensor::ReshapeOp::create(b, loc, type, value, shape);
}
