// SPDX-License-Identifier: Apache-2.0
// The run-time choice of N:M sparsity: an element stays when fewer than N of its
// run come before it in magnitude. Counting instead of sorting keeps every element
// independent of all others.
#include "Codes.h"

#include "qopt/Numerics/CodeTable.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

// Magnitudes as integers that order like them; all NaN are one above infinity.
static Value createMagnitudes(OpBuilder &b, Location loc, Value input) {
  auto type = cast<RankedTensorType>(input.getType()).clone(b.getI32Type());
  return createElementwise(
      b, loc, type, input, b.getMultiDimIdentityMap(type.getRank()),
      [](OpBuilder &n, Location l, ValueRange args) -> Value {
        Value bits = arith::BitcastOp::create(n, l, n.getI32Type(), args[0]);
        Value magnitude = arith::AndIOp::create(
            n, l, bits, intConst(n, l, 0x7fffffff, 32));
        return arith::MinSIOp::create(n, l, magnitude,
                                      intConst(n, l, 0x7f800001, 32));
      });
}

// How many elements of its run come before each element: larger ones, and equal
// ones of lower index.
static Value countBefore(OpBuilder &b, Location loc, Value magnitudes,
                         SparsityAttr sparsity) {
  auto type = cast<RankedTensorType>(magnitudes.getType());
  int64_t rank = type.getRank(), axis = sparsity.getAxis(),
          group = sparsity.getGroup();
  SmallVector<int64_t> shape(type.getShape());
  shape[axis] = (shape[axis] + group - 1) / group * group;
  // Below every magnitude: what fills the last run comes before nothing.
  Value padded = createPadded(b, loc, magnitudes, shape,
                              SmallVector<int64_t>(rank, 0),
                              SmallVector<int64_t>(rank, 1),
                              b.getI32IntegerAttr(-1));
  auto numbers = llvm::to_vector(llvm::seq<int32_t>(0, group));
  Value positions = arith::ConstantOp::create(
      b, loc, b.getI32TensorAttr(numbers));
  SmallVector<AffineExpr> element, other;
  for (int64_t d = 0; d < rank; ++d)
    element.push_back(b.getAffineDimExpr(d));
  other = element;
  AffineExpr position = b.getAffineDimExpr(rank);
  other[axis] = element[axis].floorDiv(group) * group + position;
  auto map = [&](ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(rank + 1, 0, exprs, b.getContext());
  };
  SmallVector<utils::IteratorType> iterators(rank, kParallel);
  iterators.push_back(kReduction);
  return createGeneric(
      b, loc, {magnitudes, padded, positions},
      createFill(b, loc, type, b.getI32IntegerAttr(0)),
      {map(element), map(other), map({position}), map(element)}, iterators,
      [&](OpBuilder &n, Location l, ValueRange args) -> Value {
        using Is = arith::CmpIPredicate;
        Value at = arith::RemUIOp::create(n, l, linalg::IndexOp::create(n, l, axis),
                                          indexConst(n, l, group));
        Value own = arith::IndexCastOp::create(n, l, n.getI32Type(), at);
        Value larger = arith::CmpIOp::create(n, l, Is::sgt, args[1], args[0]);
        Value equal = arith::CmpIOp::create(n, l, Is::eq, args[1], args[0]);
        Value lower = arith::CmpIOp::create(n, l, Is::slt, args[2], own);
        Value before = arith::OrIOp::create(
            n, l, larger, arith::AndIOp::create(n, l, equal, lower));
        return arith::AddIOp::create(
            n, l, args[3],
            arith::ExtUIOp::create(n, l, n.getI32Type(), before));
      });
}

Value codegen::keepLargest(OpBuilder &b, QuantizeOp op, Value input,
                           Value zeroPoint, Value codes) {
  Location loc = op.getLoc();
  QType quantized = getQType(op.getType());
  SparsityAttr sparsity = quantized.getNofM();
  if (!sparsity)
    return codes;
  auto type = cast<RankedTensorType>(codes.getType());
  const auto *table = quantized.getFormat().getTable();
  unsigned width = type.getElementType().getIntOrFloatBitWidth();
  Value before =
      countBefore(b, loc, createMagnitudes(b, loc, input), sparsity);
  AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
  return createElementwise(
      b, loc, type, {codes, before, zeroPoint},
      {identity, identity,
       getScaleMap(quantized.getGranularity(), type.getShape())},
      [&](OpBuilder &n, Location l, ValueRange args) -> Value {
        Value stays =
            arith::CmpIOp::create(n, l, arith::CmpIPredicate::slt, args[1],
                                  intConst(n, l, sparsity.getKept(), 32));
        Value zero = table ? intConst(n, l, table->zeroCode(), width)
                           : resizeInt(n, l, args[2], n.getI32Type(), width);
        return arith::SelectOp::create(n, l, stays, args[0], zero);
      });
}
