// SPDX-License-Identifier: Apache-2.0
// Constants, and the border between real numbers and codes: quantize to uniform
// formats in exactly Numerics' order of operations (table formats and dequantize:
// LowerCodes.cpp).
#include "Codes.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {

struct ConstantLowering : OpConversionPattern<ConstantOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ConstantOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    ElementsAttr stored = toStorageElements(op.getValue());
    if (!stored)
      return rewriter.notifyMatchFailure(
          op, "constant does not hold its bytes or has no storage type");
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, cast<TypedAttr>(stored));
    return success();
  }
};

//===-- qopt.quantize -----------------------------------------------------===//

// clamp(round(x / scale) + zp, lo, hi), written as round(clamp(x / scale,
// lo - zp, hi - zp)) + zp: the same, since rounding is monotone and keeps
// integers, and then no conversion can overflow. NaN quantizes as 0. A zero point
// in f32 is added before all this, so that only rounding and clamping are left.
class QuantizeBody {
public:
  QuantizeBody(QuantizeOp op)
      : op(op), format(getQType(op.getType()).getFormat()),
        isReal(hasRealZeroPoint(op.getZeroPoint())),
        narrow(format.getBits() <= 16 &&
               (isReal || hasCodeZeroPoints(op.getZeroPoint(), format))) {}

  Value build(OpBuilder &b, Location loc, ValueRange args) const {
    Value ratio = buildScaled(b, loc, args[0], args[1], op.getScale());
    ratio = orZero(b, loc, ratio);
    if (isReal)
      ratio = orZero(b, loc, arith::AddFOp::create(b, loc, ratio, args[2]));
    // Within 16 bits every bound is exact in f32; beyond, f64 is.
    if (!narrow)
      ratio = arith::ExtFOp::create(b, loc, b.getF64Type(), ratio);
    Type real = ratio.getType();
    Value zp = isReal ? floatOf(b, loc, real, 0)
                      : arith::SIToFPOp::create(b, loc, real, args[2]);
    ratio = clampTo(b, loc, ratio, bound(b, loc, format.getMinCode(), zp),
                    bound(b, loc, format.getMaxCode(), zp));
    Value rounded = buildRound(b, loc, op.getRounding(), ratio,
                               [&] {
                                 return buildLinearIndex(
                                     b, loc, op.getType().getShape());
                               });
    rounded = arith::AddFOp::create(b, loc, rounded, zp);
    unsigned width = format.getStorageType().getWidth();
    unsigned wide = narrow ? 32 : 64;
    Value code = arith::FPToSIOp::create(b, loc, b.getIntegerType(wide), rounded);
    return resizeInt(b, loc, code, b.getIntegerType(wide), width);
  }

private:
  static Value floatOf(OpBuilder &b, Location loc, Type type, int64_t value) {
    return arith::ConstantOp::create(
        b, loc, b.getFloatAttr(type, static_cast<double>(value)));
  }
  static Value bound(OpBuilder &b, Location loc, int64_t code, Value zp) {
    return arith::SubFOp::create(b, loc, floatOf(b, loc, zp.getType(), code), zp);
  }
  static Value orZero(OpBuilder &b, Location loc, Value x) {
    Value isNan =
        arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, x, x);
    return arith::SelectOp::create(b, loc, isNan, floatConst(b, loc, 0), x);
  }

  static Value clampTo(OpBuilder &b, Location loc, Value x, Value lo,
                       Value hi) {
    Value below =
        arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x, lo);
    x = arith::SelectOp::create(b, loc, below, lo, x);
    Value above =
        arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGT, x, hi);
    return arith::SelectOp::create(b, loc, above, hi, x);
  }

  mutable QuantizeOp op;
  FormatInterface format;
  bool isReal; ///< zero points are f32, added before rounding
  bool narrow;
};

struct QuantizeLowering : OpConversionPattern<QuantizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(QuantizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    QType quantized = getQType(op.getType());
    if (!quantized.getFormat().isUniform())
      return rewriter.notifyMatchFailure(op, "format is not uniform");
    auto type = getStorageType(op.getType());
    AffineMap scaleMap =
        getScaleMap(quantized.getGranularity(), type.getShape());
    QuantizeBody body(op);
    Value codes = createElementwise(
        rewriter, op.getLoc(), type,
        {adaptor.getInput(), adaptor.getScale(), adaptor.getZeroPoint()},
        {rewriter.getMultiDimIdentityMap(type.getRank()), scaleMap, scaleMap},
        [&](OpBuilder &b, Location loc, ValueRange args) {
          return body.build(b, loc, args);
        });
    rewriter.replaceOp(op, keepLargest(rewriter, op, adaptor.getInput(),
                                       adaptor.getZeroPoint(), codes));
    return success();
  }
};

//===-- qopt.codes, qopt.assemble: the same bytes -------------------------===//

template <typename OpT> struct ForwardCodes : OpConversionPattern<OpT> {
  using OpConversionPattern<OpT>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(OpT op, typename OpT::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, adaptor.getOperands().front());
    return success();
  }
};

} // namespace

void codegen::populateBorderPatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<ConstantLowering, QuantizeLowering, ForwardCodes<CodesOp>, ForwardCodes<AssembleOp>>(
      converter, patterns.getContext());
}
