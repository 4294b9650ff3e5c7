// SPDX-License-Identifier: Apache-2.0
// qopt.reduce: terms, their combination and a finish per result element. Float
// sums run in index order, in f64, and round once.
#include "LinalgLowering.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

bool codegen::hasIntForm(ReduceKind kind) {
  return kind != ReduceKind::l2 && kind != ReduceKind::log_sum &&
         kind != ReduceKind::log_sum_exp;
}

namespace {

bool isExtremum(ReduceKind kind) {
  return kind == ReduceKind::max || kind == ReduceKind::min;
}

// Shape and iteration of a reduction that keeps its dimensions as 1.
struct ReduceSpace {
  explicit ReduceSpace(ReduceOp op)
      : type(cast<RankedTensorType>(op.getInput().getType())) {
    MLIRContext *context = op.getContext();
    SmallVector<AffineExpr> exprs;
    iterators.assign(type.getRank(), kParallel);
    for (int64_t axis : op.getAxes()) {
      iterators[axis] = kReduction;
      count *= type.getDimSize(axis);
    }
    for (int64_t d = 0; d < type.getRank(); ++d)
      exprs.push_back(iterators[d] == kReduction
                          ? getAffineConstantExpr(0, context)
                          : getAffineDimExpr(d, context));
    input = AffineMap::getMultiDimIdentityMap(type.getRank(), context);
    result = AffineMap::get(type.getRank(), 0, exprs, context);
  }

  RankedTensorType type;
  int64_t count = 1; // elements per result
  AffineMap input, result;
  SmallVector<utils::IteratorType> iterators;
};

//===-- Float -------------------------------------------------------------===//

Value floatTerm(OpBuilder &b, Location loc, ReduceKind kind, Value x) {
  Value wide = arith::ExtFOp::create(b, loc, b.getF64Type(), x);
  switch (kind) {
  case ReduceKind::l1:
    return math::AbsFOp::create(b, loc, wide);
  case ReduceKind::l2:
  case ReduceKind::sum_square:
    return arith::MulFOp::create(b, loc, wide, wide);
  default:
    return wide;
  }
}

Value floatFinish(OpBuilder &b, Location loc, ReduceKind kind, Value acc,
                  int64_t count) {
  if (kind == ReduceKind::mean)
    acc = arith::DivFOp::create(b, loc, acc,
                                doubleConst(b, loc, static_cast<double>(count)));
  else if (kind == ReduceKind::l2)
    acc = math::SqrtOp::create(b, loc, acc);
  else if (kind == ReduceKind::log_sum)
    acc = math::LogOp::create(b, loc, acc);
  return arith::TruncFOp::create(b, loc, b.getF32Type(), acc);
}

Value reduceFloatExtremum(OpBuilder &b, Location loc, const ReduceSpace &space,
                          Value input, RankedTensorType type, bool isMax) {
  double worst = std::numeric_limits<double>::infinity();
  Value init = createFill(b, loc, type,
                          b.getF32FloatAttr(static_cast<float>(isMax ? -worst : worst)));
  return createGeneric(
      b, loc, input, init, {space.input, space.result}, space.iterators,
      [&](OpBuilder &n, Location l, ValueRange args) {
        return buildFloatBinary(n, l, isMax ? BinaryKind::max : BinaryKind::min,
                                args[1], args[0]);
      });
}

// Sum (or product) of terms in f64; `shift`, where given, is subtracted from the
// inputs before exp is taken.
Value accumulateFloat(OpBuilder &b, Location loc, const ReduceSpace &space,
                      ReduceKind kind, Value input, RankedTensorType type,
                      Value shift) {
  bool isProduct = kind == ReduceKind::prod;
  Value init = createFill(b, loc, type.clone(b.getF64Type()),
                          b.getF64FloatAttr(isProduct ? 1 : 0));
  SmallVector<Value> inputs{input};
  SmallVector<AffineMap> maps{space.input};
  if (shift) {
    inputs.push_back(shift);
    maps.push_back(space.result);
  }
  maps.push_back(space.result);
  return createGeneric(
      b, loc, inputs, init, maps, space.iterators,
      [&](OpBuilder &n, Location l, ValueRange args) -> Value {
        Value term = floatTerm(n, l, kind, args[0]);
        if (shift) {
          Value max = arith::ExtFOp::create(n, l, n.getF64Type(), args[1]);
          term = math::ExpOp::create(n, l,
                                     arith::SubFOp::create(n, l, term, max));
        }
        if (isProduct)
          return arith::MulFOp::create(n, l, args.back(), term);
        return arith::AddFOp::create(n, l, args.back(), term);
      });
}

// log(sum(exp(x))) = m + log(sum(exp(x - m))) with the largest element m; where
// m is infinite it is the result itself (x - m would be NaN).
Value reduceLogSumExp(OpBuilder &b, Location loc, const ReduceSpace &space,
                      Value input, RankedTensorType type) {
  Value max = reduceFloatExtremum(b, loc, space, input, type, /*isMax=*/true);
  AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
  Value shift = createElementwise(
      b, loc, type, max, identity,
      [](OpBuilder &n, Location l, ValueRange args) -> Value {
        Value size = math::AbsFOp::create(n, l, args[0]);
        Value finite = arith::CmpFOp::create(
            n, l, arith::CmpFPredicate::OLT, size,
            floatConst(n, l, std::numeric_limits<double>::infinity()));
        return arith::SelectOp::create(n, l, finite, args[0],
                                       floatConst(n, l, 0));
      });
  Value sum = accumulateFloat(b, loc, space, ReduceKind::log_sum_exp, input,
                              type, shift);
  return createElementwise(
      b, loc, type, {sum, shift}, {identity, identity},
      [](OpBuilder &n, Location l, ValueRange args) -> Value {
        Value logSum = math::LogOp::create(n, l, args[0]);
        Value wide = arith::ExtFOp::create(n, l, n.getF64Type(), args[1]);
        return arith::TruncFOp::create(
            n, l, n.getF32Type(), arith::AddFOp::create(n, l, wide, logSum));
      });
}

Value reduceFloat(OpBuilder &b, ReduceOp op, const ReduceSpace &space,
                  Value input) {
  Location loc = op.getLoc();
  ReduceKind kind = op.getKind();
  auto type = getStorageType(op.getType());
  if (isExtremum(kind))
    return reduceFloatExtremum(b, loc, space, input, type,
                               kind == ReduceKind::max);
  if (kind == ReduceKind::log_sum_exp)
    return reduceLogSumExp(b, loc, space, input, type);
  Value acc = accumulateFloat(b, loc, space, kind, input, type, {});
  return createElementwise(b, loc, type, acc,
                           b.getMultiDimIdentityMap(type.getRank()),
                           [&](OpBuilder &n, Location l, ValueRange args) {
                             return floatFinish(n, l, kind, args[0],
                                                space.count);
                           });
}

//===-- Integer -----------------------------------------------------------===//

Value intTerm(OpBuilder &b, Location loc, ReduceKind kind, Value x,
              bool isUnsigned) {
  if (kind == ReduceKind::sum_square)
    return arith::MulIOp::create(b, loc, x, x);
  if (kind == ReduceKind::l1 && !isUnsigned) {
    Value zero = intConst(b, loc, 0, x.getType().getIntOrFloatBitWidth());
    Value negated = arith::SubIOp::create(b, loc, zero, x);
    return arith::MaxSIOp::create(b, loc, x, negated);
  }
  return x;
}

BinaryKind getCombiner(ReduceKind kind) {
  switch (kind) {
  case ReduceKind::max:
    return BinaryKind::max;
  case ReduceKind::min:
    return BinaryKind::min;
  case ReduceKind::prod:
    return BinaryKind::mul;
  default:
    return BinaryKind::add;
  }
}

APInt getNeutral(ReduceKind kind, unsigned width, bool isUnsigned) {
  switch (kind) {
  case ReduceKind::max:
    return isUnsigned ? APInt::getZero(width) : APInt::getSignedMinValue(width);
  case ReduceKind::min:
    return isUnsigned ? APInt::getMaxValue(width)
                      : APInt::getSignedMaxValue(width);
  case ReduceKind::prod:
    return APInt(width, 1);
  default:
    return APInt::getZero(width);
  }
}

// In the result's width, where wrapping sums and products of narrower terms have
// the result's low bits whatever the order; a mean sums in 64 bits.
Value reduceInt(OpBuilder &b, ReduceOp op, const ReduceSpace &space,
                Value input) {
  Location loc = op.getLoc();
  ReduceKind kind = op.getKind();
  Type element = getElementTypeOrSelf(op.getInput().getType());
  bool isUnsigned = isUnsignedElement(element);
  auto type = getStorageType(op.getType());
  unsigned resultWidth = type.getElementTypeBitWidth();
  unsigned width = kind == ReduceKind::mean ? 64 : resultWidth;
  auto accType = type.clone(b.getIntegerType(width));
  Value init = createFill(
      b, loc, accType,
      b.getIntegerAttr(accType.getElementType(),
                       getNeutral(kind, width, isUnsigned)));
  Value acc = createGeneric(
      b, loc, input, init, {space.input, space.result}, space.iterators,
      [&](OpBuilder &n, Location l, ValueRange args) {
        Value x = resizeInt(n, l, args[0], element, width);
        return buildIntBinary(n, l, getCombiner(kind), args[1],
                              intTerm(n, l, kind, x, isUnsigned), isUnsigned);
      });
  if (kind != ReduceKind::mean)
    return acc;
  return createElementwise(
      b, loc, type, acc, b.getMultiDimIdentityMap(type.getRank()),
      [&](OpBuilder &n, Location l, ValueRange args) -> Value {
        // The mean of no elements is 0, by whatever the sum is divided.
        Value count = intConst(n, l, std::max<int64_t>(space.count, 1), 64);
        Value mean = arith::DivSIOp::create(n, l, args[0], count);
        return resizeInt(n, l, mean, n.getI64Type(), resultWidth);
      });
}

struct ReduceLowering : OpConversionPattern<ReduceOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ReduceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Stage stage = stageOf(op.getType());
    if (stage == Stage::Quantized)
      return rewriter.notifyMatchFailure(op, "still quantized");
    if (stage == Stage::Integer && !hasIntForm(op.getKind()))
      return rewriter.notifyMatchFailure(op, "kind has no integer form");
    ReduceSpace space(op);
    rewriter.replaceOp(
        op, stage == Stage::Float
                ? reduceFloat(rewriter, op, space, adaptor.getInput())
                : reduceInt(rewriter, op, space, adaptor.getInput()));
    return success();
  }
};

} // namespace

void codegen::populateReducePatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<ReduceLowering>(converter, patterns.getContext());
}
