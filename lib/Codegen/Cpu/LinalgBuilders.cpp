// SPDX-License-Identifier: Apache-2.0
// Element storage and builders of scalars, tensors and generic ops.
#include "LinalgLowering.h"

#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

//===-- Elements in memory ------------------------------------------------===//

Type codegen::getStorageElement(Type element) {
  if (auto q = dyn_cast<QType>(element))
    element = q.getFormat().getStorageType();
  auto integer = dyn_cast<IntegerType>(element);
  if (!integer)
    return isa<Float32Type, Float64Type, IndexType>(element) ? element : Type();
  unsigned width = integer.getWidth() == 1 ? 8 : integer.getWidth();
  if (width != 8 && width != 16 && width != 32 && width != 64)
    return {};
  return IntegerType::get(element.getContext(), width);
}

RankedTensorType codegen::getStorageType(Type tensorType) {
  auto type = dyn_cast<RankedTensorType>(tensorType);
  Type element = type ? getStorageElement(type.getElementType()) : Type();
  return element ? type.clone(element) : RankedTensorType();
}

bool codegen::isUnsignedElement(Type element) {
  if (auto q = dyn_cast<QType>(element))
    element = q.getFormat().getStorageType();
  return element.isUnsignedInteger() || element.isInteger(1);
}

Value codegen::fromStorage(OpBuilder &b, Location loc, Value stored,
                           Type element) {
  if (!element.isInteger(1))
    return stored;
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, stored,
                               intConst(b, loc, 0, 8));
}

Value codegen::toStorage(OpBuilder &b, Location loc, Value computed,
                         Type element) {
  if (!element.isInteger(1))
    return computed;
  return arith::ExtUIOp::create(b, loc, b.getI8Type(), computed);
}

Value codegen::resizeInt(OpBuilder &b, Location loc, Value value, Type element,
                         unsigned width) {
  unsigned from = value.getType().getIntOrFloatBitWidth();
  auto type = b.getIntegerType(width);
  if (from == width)
    return value;
  if (from > width)
    return arith::TruncIOp::create(b, loc, type, value);
  if (isUnsignedElement(element))
    return arith::ExtUIOp::create(b, loc, type, value);
  return arith::ExtSIOp::create(b, loc, type, value);
}

//===-- Scalars -----------------------------------------------------------===//

Value codegen::floatConst(OpBuilder &b, Location loc, double value) {
  return arith::ConstantOp::create(b, loc,
                                   b.getF32FloatAttr(static_cast<float>(value)));
}

Value codegen::doubleConst(OpBuilder &b, Location loc, double value) {
  return arith::ConstantOp::create(b, loc, b.getF64FloatAttr(value));
}

Value codegen::intConst(OpBuilder &b, Location loc, int64_t value,
                        unsigned width) {
  APInt bits(width, static_cast<uint64_t>(value), /*isSigned=*/true,
             /*implicitTrunc=*/true);
  return arith::ConstantOp::create(
      b, loc, b.getIntegerAttr(b.getIntegerType(width), bits));
}

Value codegen::indexConst(OpBuilder &b, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

Value codegen::clampInt(OpBuilder &b, Location loc, Value x, Value lo,
                        Value hi) {
  Value raised = arith::MaxSIOp::create(b, loc, x, lo);
  return arith::MinSIOp::create(b, loc, raised, hi);
}

//===-- Tensors -----------------------------------------------------------===//

Value codegen::createEmpty(OpBuilder &b, Location loc, RankedTensorType type) {
  return tensor::EmptyOp::create(b, loc, type.getShape(),
                                 type.getElementType());
}

Value codegen::createFill(OpBuilder &b, Location loc, RankedTensorType type,
                          TypedAttr value) {
  Value scalar = arith::ConstantOp::create(b, loc, value);
  return linalg::FillOp::create(b, loc, scalar, createEmpty(b, loc, type))
      .getResult(0);
}

Value codegen::createGeneric(OpBuilder &b, Location loc, ValueRange inputs,
                             Value init, ArrayRef<AffineMap> maps,
                             ArrayRef<utils::IteratorType> iterators,
                             Body body) {
  return linalg::GenericOp::create(
             b, loc, init.getType(), inputs, init, maps, iterators,
             [&](OpBuilder &nested, Location l, ValueRange args) {
               linalg::YieldOp::create(nested, l, body(nested, l, args));
             })
      .getResult(0);
}

Value codegen::createElementwise(OpBuilder &b, Location loc,
                                 RankedTensorType type, ValueRange inputs,
                                 ArrayRef<AffineMap> inputMaps, Body body) {
  SmallVector<AffineMap> maps(inputMaps);
  maps.push_back(b.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(), kParallel);
  return createGeneric(b, loc, inputs, createEmpty(b, loc, type), maps,
                       iterators, body);
}

AffineMap codegen::getBroadcastMap(MLIRContext *context,
                                   ArrayRef<int64_t> shape,
                                   ArrayRef<int64_t> resultShape) {
  size_t skipped = resultShape.size() - shape.size();
  SmallVector<AffineExpr> exprs;
  for (auto [i, size] : llvm::enumerate(shape))
    exprs.push_back(size == resultShape[skipped + i]
                        ? getAffineDimExpr(skipped + i, context)
                        : getAffineConstantExpr(0, context));
  return AffineMap::get(resultShape.size(), 0, exprs, context);
}

Value codegen::createReshape(OpBuilder &b, Location loc, Value value,
                             ArrayRef<int64_t> shape) {
  auto from = cast<RankedTensorType>(value.getType());
  if (from.getShape() == shape)
    return value;
  auto to = from.clone(shape);
  // Which of several dimensions the empty one belongs to cannot be told.
  if (from.getNumElements() == 0)
    return createEmpty(b, loc, to);
  if (from.getRank() > 0 && to.getRank() > 0) {
    bool collapses = from.getRank() > to.getRank();
    auto groups = collapses ? getReassociationIndicesForReshape(from, to)
                            : getReassociationIndicesForReshape(to, from);
    if (groups && collapses)
      return tensor::CollapseShapeOp::create(b, loc, to, value, *groups);
    if (groups && from.getRank() < to.getRank())
      return tensor::ExpandShapeOp::create(b, loc, to, value, *groups);
  }
  // Through one dimension (none if either end is a scalar).
  int64_t count = from.getNumElements();
  SmallVector<int64_t> flatShape;
  SmallVector<ReassociationIndices> fromGroups, toGroups;
  if (from.getRank() > 0 && to.getRank() > 0) {
    flatShape.push_back(count);
    fromGroups.push_back(llvm::to_vector<2>(llvm::seq<int64_t>(0, from.getRank())));
    toGroups.push_back(llvm::to_vector<2>(llvm::seq<int64_t>(0, to.getRank())));
  }
  auto flat = from.clone(flatShape);
  if (from.getRank() != flat.getRank())
    value = tensor::CollapseShapeOp::create(b, loc, flat, value, fromGroups);
  if (to.getRank() != flat.getRank())
    value = tensor::ExpandShapeOp::create(b, loc, to, value, toGroups);
  return value;
}

static SmallVector<OpFoldResult> toFoldResults(OpBuilder &b,
                                               ArrayRef<int64_t> values) {
  return llvm::map_to_vector(values, [&](int64_t v) -> OpFoldResult {
    return b.getIndexAttr(v);
  });
}

Value codegen::createSlice(OpBuilder &b, Location loc, Value input,
                           ArrayRef<int64_t> offsets, ArrayRef<int64_t> sizes,
                           ArrayRef<int64_t> strides) {
  return tensor::ExtractSliceOp::create(
      b, loc, input, toFoldResults(b, offsets), toFoldResults(b, sizes),
      toFoldResults(b, strides));
}

Value codegen::createPadded(OpBuilder &b, Location loc, Value input,
                            ArrayRef<int64_t> shape, ArrayRef<int64_t> low,
                            ArrayRef<int64_t> step, TypedAttr fill) {
  auto type = cast<RankedTensorType>(input.getType());
  if (type.getShape() == shape)
    return input;
  Value background = createFill(b, loc, type.clone(shape), fill);
  if (type.getNumElements() == 0)
    return background;
  return tensor::InsertSliceOp::create(
      b, loc, input, background, toFoldResults(b, low),
      toFoldResults(b, type.getShape()), toFoldResults(b, step));
}
