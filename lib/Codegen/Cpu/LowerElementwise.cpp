// SPDX-License-Identifier: Apache-2.0
// qopt.unary, qopt.binary and qopt.cast as elementwise generic ops.
#include "LinalgLowering.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;
namespace num = ::qopt::numerics;

bool codegen::hasIntForm(UnaryKind kind) {
  return kind == UnaryKind::relu || kind == UnaryKind::clip ||
         kind == UnaryKind::neg || kind == UnaryKind::abs ||
         kind == UnaryKind::sign;
}

namespace {

//===-- qopt.unary --------------------------------------------------------===//

// The real bound `value` as a code of `element`.
int64_t boundToCode(double value, Type element) {
  return num::saturateFromDouble(value, getIntegerRange(element));
}

Value buildIntUnary(OpBuilder &b, Location loc, UnaryOp op, Value x,
                    Type element) {
  unsigned width = x.getType().getIntOrFloatBitWidth();
  bool isUnsigned = isUnsignedElement(element);
  auto binary = [&](BinaryKind kind, Value l, Value r) {
    return buildIntBinary(b, loc, kind, l, r, isUnsigned);
  };
  auto constant = [&](int64_t v) { return intConst(b, loc, v, width); };
  switch (op.getKind()) {
  case UnaryKind::relu:
    return binary(BinaryKind::max, x, constant(0));
  case UnaryKind::clip: {
    int64_t lo = boundToCode(op.getAlpha().convertToDouble(), element);
    int64_t hi = boundToCode(op.getBeta().convertToDouble(), element);
    return binary(BinaryKind::min, binary(BinaryKind::max, x, constant(lo)),
                  constant(hi));
  }
  case UnaryKind::neg:
    return binary(BinaryKind::sub, constant(0), x);
  case UnaryKind::abs:
    return isUnsigned ? x : binary(BinaryKind::max, x, binary(BinaryKind::sub, constant(0), x));
  case UnaryKind::sign:
    x = binary(BinaryKind::min, x, constant(1));
    return isUnsigned ? x : binary(BinaryKind::max, x, constant(-1));
  default:
    return {};
  }
}

struct UnaryLowering : OpConversionPattern<UnaryOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(UnaryOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (stageOf(op.getType()) == Stage::Quantized)
      return rewriter.notifyMatchFailure(op, "still quantized");
    Type element = getElementTypeOrSelf(op.getType());
    bool isFloat = stageOf(op.getType()) == Stage::Float;
    if (!isFloat && !hasIntForm(op.getKind()))
      return rewriter.notifyMatchFailure(op, "kind has no integer form");
    auto type = getStorageType(op.getType());
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, op.getLoc(), type, adaptor.getInput(),
                rewriter.getMultiDimIdentityMap(type.getRank()),
                [&](OpBuilder &b, Location loc, ValueRange args) {
                  if (isFloat)
                    return buildFloatUnary(b, loc, op.getKind(), args[0],
                                           op.getAlpha().convertToDouble(),
                                           op.getBeta().convertToDouble());
                  return buildIntUnary(b, loc, op, args[0], element);
                }));
    return success();
  }
};

//===-- qopt.binary -------------------------------------------------------===//

struct BinaryLowering : OpConversionPattern<BinaryOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(BinaryOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (stageOf(op.getType()) == Stage::Quantized)
      return rewriter.notifyMatchFailure(op, "still quantized");
    Type element = getElementTypeOrSelf(op.getType());
    bool isFloat = stageOf(op.getType()) == Stage::Float;
    auto type = getStorageType(op.getType());
    auto mapOf = [&](Value operand) {
      return getBroadcastMap(
          rewriter.getContext(),
          cast<RankedTensorType>(operand.getType()).getShape(), type.getShape());
    };
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, op.getLoc(), type,
                {adaptor.getLhs(), adaptor.getRhs()},
                {mapOf(adaptor.getLhs()), mapOf(adaptor.getRhs())},
                [&](OpBuilder &b, Location loc, ValueRange args) {
                  if (isFloat)
                    return buildFloatBinary(b, loc, op.getKind(), args[0],
                                            args[1]);
                  Value x = fromStorage(b, loc, args[0], element);
                  Value y = fromStorage(b, loc, args[1], element);
                  return toStorage(b, loc,
                                   buildIntBinary(b, loc, op.getKind(), x, y,
                                                  isUnsignedElement(element)),
                                   element);
                }));
    return success();
  }
};

//===-- qopt.cast ---------------------------------------------------------===//

// Truncated toward zero and saturated, NaN is 0. In f64 the ends of every range
// up to 32 bits are exact; 64-bit ends are decided by comparison.
Value floatToInt(OpBuilder &b, Location loc, Value x, Type element) {
  num::IntRange range = getIntegerRange(element);
  unsigned width = getStorageElement(element).getIntOrFloatBitWidth();
  Value wide = arith::ExtFOp::create(b, loc, b.getF64Type(), x);
  Value isNan =
      arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, wide, wide);
  auto select = [&](Value c, Value t, Value f) {
    return Value(arith::SelectOp::create(b, loc, c, t, f));
  };
  wide = select(isNan, doubleConst(b, loc, 0), wide);
  // For 64 bits the upper bound as a double is one beyond the range. The range
  // of ui64 is beyond int64_t.
  bool isUnsigned64 = element.isUnsignedInteger(64);
  double least = isUnsigned64 ? 0 : static_cast<double>(range.min);
  double most = isUnsigned64 ? 0x1p64 : static_cast<double>(range.max);
  Value lo = doubleConst(b, loc, least), hi = doubleConst(b, loc, most);
  Value below = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLE, wide, lo);
  Value above = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGE, wide, hi);
  Value outside = arith::OrIOp::create(b, loc, below, above);
  Value safe = select(outside, doubleConst(b, loc, 0), wide);
  Value code;
  if (isUnsigned64)
    code = arith::FPToUIOp::create(b, loc, b.getI64Type(), safe);
  else
    code = arith::FPToSIOp::create(b, loc, b.getI64Type(), safe);
  code = select(below, intConst(b, loc, isUnsigned64 ? 0 : range.min, 64), code);
  code = select(above, intConst(b, loc, isUnsigned64 ? -1 : range.max, 64), code);
  return width == 64 ? code
                     : Value(arith::TruncIOp::create(
                           b, loc, b.getIntegerType(width), code));
}

Value buildCast(OpBuilder &b, Location loc, Value x, Type from, Type to) {
  bool fromFloat = isa<FloatType>(from), toFloat = isa<FloatType>(to);
  if (to.isInteger(1)) {
    Value isTrue;
    if (fromFloat)
      isTrue = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNE, x,
                                     floatConst(b, loc, 0));
    else
      isTrue = arith::CmpIOp::create(
          b, loc, arith::CmpIPredicate::ne, x,
          intConst(b, loc, 0, x.getType().getIntOrFloatBitWidth()));
    return toStorage(b, loc, isTrue, to);
  }
  if (fromFloat)
    return toFloat ? x : floatToInt(b, loc, x, to);
  x = from.isInteger(1) ? toStorage(b, loc, fromStorage(b, loc, x, from), from)
                        : x;
  if (!toFloat)
    return resizeInt(b, loc, x, from,
                     getStorageElement(to).getIntOrFloatBitWidth());
  if (isUnsignedElement(from))
    return arith::UIToFPOp::create(b, loc, to, x);
  return arith::SIToFPOp::create(b, loc, to, x);
}

struct CastLowering : OpConversionPattern<CastOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(CastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type from = getElementTypeOrSelf(op.getInput().getType());
    Type to = getElementTypeOrSelf(op.getType());
    auto type = getStorageType(op.getType());
    rewriter.replaceOp(
        op, createElementwise(rewriter, op.getLoc(), type, adaptor.getInput(),
                              rewriter.getMultiDimIdentityMap(type.getRank()),
                              [&](OpBuilder &b, Location loc, ValueRange args) {
                                return buildCast(b, loc, args[0], from, to);
                              }));
    return success();
  }
};

} // namespace

void codegen::populateElementwisePatterns(const TypeConverter &converter,
                                          RewritePatternSet &patterns) {
  patterns.add<UnaryLowering, BinaryLowering, CastLowering>(
      converter, patterns.getContext());
}
