// SPDX-License-Identifier: Apache-2.0
// qopt.pool as a generic op over windows of an input that is padded with the
// neutral element. How many positions of a window count is known per axis at
// compile time, so an average divides by a product of small constant vectors.
#include "LinalgLowering.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {

// Window positions of one spatial axis.
struct Axis {
  int64_t input, output, kernel, stride, low, high, dilation;

  // High padding that every window position lies within.
  int64_t reach() const {
    int64_t last = (output - 1) * stride + (kernel - 1) * dilation + 1;
    return std::max<int64_t>(last - low - input, 0);
  }
  // Positions of window `o` in the input, or in the padded input.
  int64_t count(int64_t o, bool includePad) const {
    int64_t begin = includePad ? -low : 0;
    int64_t end = includePad ? input + high : input;
    int64_t result = 0;
    for (int64_t k = 0; k < kernel; ++k) {
      int64_t at = o * stride + k * dilation - low;
      result += at >= begin && at < end;
    }
    return result;
  }
};

SmallVector<Axis> getAxes(PoolOp op) {
  ArrayRef<int64_t> input = op.getInput().getType().getShape();
  ArrayRef<int64_t> output = op.getType().getShape();
  SmallVector<Axis> axes;
  int64_t spatial = static_cast<int64_t>(input.size()) - 2;
  for (int64_t i = 0; i < spatial; ++i)
    axes.push_back({input[1 + i], output[1 + i], op.getKernel()[i],
                    op.getStrides()[i], op.getPadding()[i],
                    op.getPadding()[spatial + i], op.getDilations()[i]});
  return axes;
}

// What changes nothing: 0 in a sum, the least value in a maximum.
TypedAttr getNeutral(OpBuilder &b, PoolOp op, Type stored) {
  if (op.getKind() != PoolKind::max)
    return cast<TypedAttr>(b.getZeroAttr(stored));
  if (isa<FloatType>(stored))
    return b.getFloatAttr(stored, -std::numeric_limits<double>::infinity());
  unsigned width = stored.getIntOrFloatBitWidth();
  bool isUnsigned = isUnsignedElement(getElementTypeOrSelf(op.getInput().getType()));
  return b.getIntegerAttr(stored, isUnsigned
                                      ? APInt::getZero(width)
                                      : APInt::getSignedMinValue(width));
}

Value padInput(OpBuilder &b, PoolOp op, ArrayRef<Axis> axes, Value input) {
  auto type = cast<RankedTensorType>(input.getType());
  SmallVector<int64_t> shape(type.getShape()), low(type.getRank(), 0),
      ones(type.getRank(), 1);
  for (auto [i, axis] : llvm::enumerate(axes)) {
    low[1 + i] = axis.low;
    shape[1 + i] = axis.low + axis.input + axis.reach();
  }
  return createPadded(b, op.getLoc(), input, shape, low, ones,
                      getNeutral(b, op, type.getElementType()));
}

// The type in which window sums are exact: 32 bits where the input's elements
// cannot leave them, 64 otherwise.
Type getSumType(PoolOp op) {
  Type element = getElementTypeOrSelf(op.getInput().getType());
  Type result = getElementTypeOrSelf(op.getType());
  if (op.getKind() != PoolKind::average || isa<FloatType>(element))
    return getStorageElement(op.getKind() == PoolKind::max ? element : result);
  auto range = getIntegerRange(element);
  int64_t positions = 1;
  bool fits = range.max < (int64_t(1) << 16);
  for (int64_t k : op.getKernel()) {
    fits = fits && k < (int64_t(1) << 14) && positions < (int64_t(1) << 14);
    positions *= k;
  }
  fits = fits && positions < (int64_t(1) << 14);
  return IntegerType::get(op.getContext(), fits ? 32 : 64);
}

Value combine(OpBuilder &b, Location loc, PoolOp op, Value acc, Value x) {
  Type element = getElementTypeOrSelf(op.getInput().getType());
  if (isa<FloatType>(acc.getType()))
    return op.getKind() == PoolKind::max
               ? Value(arith::MaximumFOp::create(b, loc, acc, x))
               : Value(arith::AddFOp::create(b, loc, acc, x));
  x = resizeInt(b, loc, x, element, acc.getType().getIntOrFloatBitWidth());
  return buildIntBinary(b, loc,
                        op.getKind() == PoolKind::max ? BinaryKind::max
                                                      : BinaryKind::add,
                        acc, x, isUnsignedElement(element));
}

// One window sum or maximum per result element. Dimensions: n, o.., k.., c.
Value createWindows(OpBuilder &b, PoolOp op, ArrayRef<Axis> axes,
                    Value padded) {
  MLIRContext *context = b.getContext();
  auto spatial = static_cast<int64_t>(axes.size());
  int64_t rank = 2 + 2 * spatial;
  auto dim = [&](int64_t d) { return getAffineDimExpr(d, context); };
  SmallVector<AffineExpr> from{dim(0)}, window, to{dim(0)};
  SmallVector<utils::IteratorType> iterators(rank, kParallel);
  for (auto [i, axis] : llvm::enumerate(axes)) {
    AffineExpr o = dim(1 + i), k = dim(1 + spatial + i);
    from.push_back(o * axis.stride + k * axis.dilation);
    window.push_back(k);
    to.push_back(o);
    iterators[1 + spatial + i] = kReduction;
  }
  from.push_back(dim(rank - 1));
  to.push_back(dim(rank - 1));
  Type sumElement = getSumType(op);
  auto sumType =
      cast<RankedTensorType>(op.getType()).clone(sumElement);
  Value init = createFill(b, op.getLoc(), sumType,
                          getNeutral(b, op, sumElement));
  // Never read: its shape tells the extent of the window dimensions.
  Value extent = tensor::EmptyOp::create(b, op.getLoc(), op.getKernel(),
                                         b.getI8Type());
  auto map = [&](ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(rank, 0, exprs, context);
  };
  return createGeneric(b, op.getLoc(), {padded, extent}, init,
                       {map(from), map(window), map(to)}, iterators,
                       [&](OpBuilder &n, Location loc, ValueRange args) {
                         return combine(n, loc, op, args[2], args[0]);
                       });
}

Value createCounts(OpBuilder &b, PoolOp op, const Axis &axis) {
  SmallVector<int32_t> counts;
  for (int64_t o = 0; o < axis.output; ++o)
    counts.push_back(
        static_cast<int32_t>(axis.count(o, op.getCountIncludePad())));
  return arith::ConstantOp::create(b, op.getLoc(),
                                   b.getI32TensorAttr(counts));
}

// An empty window (only in the ceiling form's padding) averages to 0 over 1.
Value divideByCount(OpBuilder &b, Location loc, PoolOp op, Value sum,
                    Value count) {
  Value one = intConst(b, loc, 1, 32);
  count = arith::MaxSIOp::create(b, loc, count, one);
  if (isa<FloatType>(sum.getType()))
    return arith::DivFOp::create(
        b, loc, sum, arith::SIToFPOp::create(b, loc, sum.getType(), count));
  Type i32 = b.getI32Type();
  count = resizeInt(b, loc, count, i32, sum.getType().getIntOrFloatBitWidth());
  Value average = buildAverageRound(b, loc, sum, count);
  Type stored = getStorageElement(getElementTypeOrSelf(op.getType()));
  return resizeInt(b, loc, average, stored, stored.getIntOrFloatBitWidth());
}

Value createAverage(OpBuilder &b, PoolOp op, ArrayRef<Axis> axes, Value sums) {
  auto type = getStorageType(op.getType());
  SmallVector<Value> inputs{sums};
  SmallVector<AffineMap> maps{b.getMultiDimIdentityMap(type.getRank())};
  int64_t fixed = 1;
  for (auto [i, axis] : llvm::enumerate(axes)) {
    SmallVector<int64_t> counts;
    for (int64_t o = 0; o < axis.output; ++o)
      counts.push_back(axis.count(o, op.getCountIncludePad()));
    if (llvm::all_equal(counts)) {
      fixed *= counts.front();
      continue;
    }
    inputs.push_back(createCounts(b, op, axis));
    maps.push_back(AffineMap::get(type.getRank(), 0, b.getAffineDimExpr(1 + i)));
  }
  return createElementwise(
      b, op.getLoc(), type, inputs, maps,
      [&](OpBuilder &n, Location loc, ValueRange args) {
        Value count = intConst(n, loc, fixed, 32);
        for (Value axisCount : args.slice(1, inputs.size() - 1))
          count = arith::MulIOp::create(n, loc, count, axisCount);
        return divideByCount(n, loc, op, args[0], count);
      });
}

struct PoolLowering : OpConversionPattern<PoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(PoolOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (stageOf(op.getType()) == Stage::Quantized)
      return rewriter.notifyMatchFailure(op, "still quantized");
    SmallVector<Axis> axes = getAxes(op);
    Value padded = padInput(rewriter, op, axes, adaptor.getInput());
    Value result = createWindows(rewriter, op, axes, padded);
    if (op.getKind() == PoolKind::average)
      result = createAverage(rewriter, op, axes, result);
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void codegen::populateWindowPatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<PoolLowering>(converter, patterns.getContext());
}
