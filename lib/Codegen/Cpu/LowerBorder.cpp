// SPDX-License-Identifier: Apache-2.0
// Constants, observers' neighbours and the border between real numbers and
// codes: quantize and dequantize in exactly Numerics' order of operations.
#include "LinalgLowering.h"

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

// Reads the scale tensor of a granularity from the indices of the values.
AffineMap getScaleMap(MLIRContext *context, Attribute granularity,
                      int64_t rank) {
  SmallVector<AffineExpr> exprs;
  auto dim = [&](int64_t d) { return getAffineDimExpr(d, context); };
  if (auto channel = dyn_cast<ChannelGranularityAttr>(granularity)) {
    exprs.push_back(dim(channel.getAxis()));
  } else if (auto group = dyn_cast<GroupGranularityAttr>(granularity)) {
    for (int64_t d = 0; d < rank; ++d)
      exprs.push_back(d == group.getAxis() ? dim(d).floorDiv(group.getSize())
                                           : dim(d));
  } else if (isa<TokenGranularityAttr>(granularity)) {
    for (int64_t d = 0; d + 1 < rank; ++d)
      exprs.push_back(dim(d));
  }
  return AffineMap::get(rank, 0, exprs, context);
}

// Whether every zero point is a constant code of the format, which bounds all
// differences of codes and zero points.
bool hasCodeZeroPoints(Value zeroPoint, FormatInterface format) {
  auto values = getConstantInts(zeroPoint);
  return values && llvm::all_of(*values, [&](int64_t z) {
           return z >= format.getMinCode() && z <= format.getMaxCode();
         });
}

//===-- qopt.quantize -----------------------------------------------------===//

// clamp(round(x / scale) + zp, lo, hi), written as round(clamp(x / scale,
// lo - zp, hi - zp)) + zp: the same, since rounding is monotone and keeps
// integers, and then no conversion can overflow. NaN quantizes as 0.
class QuantizeBody {
public:
  QuantizeBody(QuantizeOp op)
      : op(op), format(getQType(op.getType()).getFormat()),
        narrow(format.getBits() <= 16 &&
               hasCodeZeroPoints(op.getZeroPoint(), format)) {}

  Value build(OpBuilder &b, Location loc, ValueRange args) const {
    Value ratio = arith::DivFOp::create(b, loc, args[0], args[1]);
    Value isNan = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO,
                                        ratio, ratio);
    ratio = arith::SelectOp::create(b, loc, isNan, floatConst(b, loc, 0), ratio);
    // Within 16 bits every bound is exact in f32; beyond, f64 is.
    if (!narrow)
      ratio = arith::ExtFOp::create(b, loc, b.getF64Type(), ratio);
    Type real = ratio.getType();
    Value zp = arith::SIToFPOp::create(b, loc, real, args[2]);
    ratio = clampTo(b, loc, ratio, bound(b, loc, format.getMinCode(), zp),
                    bound(b, loc, format.getMaxCode(), zp));
    Value rounded = buildRound(b, loc, op.getRounding(), ratio,
                               [&] { return linearIndex(b, loc); });
    rounded = arith::AddFOp::create(b, loc, rounded, zp);
    unsigned width = format.getStorageType().getWidth();
    unsigned wide = narrow ? 32 : 64;
    Value code = arith::FPToSIOp::create(b, loc, b.getIntegerType(wide), rounded);
    return resizeInt(b, loc, code, b.getIntegerType(wide), width);
  }

private:
  static Value bound(OpBuilder &b, Location loc, int64_t code, Value zp) {
    Value end = arith::ConstantOp::create(
        b, loc, b.getFloatAttr(zp.getType(), static_cast<double>(code)));
    return arith::SubFOp::create(b, loc, end, zp);
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

  // Row-major position of the element, as i64.
  Value linearIndex(OpBuilder &b, Location loc) const {
    Value result = intConst(b, loc, 0, 64);
    for (auto [d, size] : llvm::enumerate(op.getType().getShape())) {
      Value i = arith::IndexCastOp::create(
          b, loc, b.getI64Type(), linalg::IndexOp::create(b, loc, d));
      result = arith::MulIOp::create(b, loc, result, intConst(b, loc, size, 64));
      result = arith::AddIOp::create(b, loc, result, i);
    }
    return result;
  }

  mutable QuantizeOp op;
  FormatInterface format;
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
    AffineMap scaleMap = getScaleMap(
        rewriter.getContext(), quantized.getGranularity(), type.getRank());
    QuantizeBody body(op);
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, op.getLoc(), type,
                {adaptor.getInput(), adaptor.getScale(), adaptor.getZeroPoint()},
                {rewriter.getMultiDimIdentityMap(type.getRank()), scaleMap,
                 scaleMap},
                [&](OpBuilder &b, Location loc, ValueRange args) {
                  return body.build(b, loc, args);
                }));
    return success();
  }
};

//===-- qopt.dequantize ---------------------------------------------------===//

struct DequantizeLowering : OpConversionPattern<DequantizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(DequantizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    QuantParams params = getQuantParams(op.getInput());
    if (!params.scale || !params.zeroPoint)
      return rewriter.notifyMatchFailure(op, "scale of the input is not known");
    QType quantized = getQType(op.getInput().getType());
    FormatInterface format = quantized.getFormat();
    if (!format.isUniform())
      return rewriter.notifyMatchFailure(op, "format is not uniform");
    auto type = getStorageType(op.getType());
    AffineMap scaleMap = getScaleMap(
        rewriter.getContext(), quantized.getGranularity(), type.getRank());
    bool narrow = format.getBits() <= 16 &&
                  hasCodeZeroPoints(params.zeroPoint, format);
    unsigned width = narrow ? 32 : 64;
    rewriter.replaceOp(
        op,
        createElementwise(
            rewriter, op.getLoc(), type,
            {adaptor.getInput(), rewriter.getRemappedValue(params.scale),
             rewriter.getRemappedValue(params.zeroPoint)},
            {rewriter.getMultiDimIdentityMap(type.getRank()), scaleMap,
             scaleMap},
            [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
              Value code = resizeInt(b, loc, args[0], quantized, width);
              Value zp = resizeInt(b, loc, args[2], b.getI32Type(), width);
              Value steps = arith::SubIOp::create(b, loc, code, zp);
              Value real =
                  arith::SIToFPOp::create(b, loc, b.getF32Type(), steps);
              return arith::MulFOp::create(b, loc, real, args[1]);
            }));
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
  patterns.add<ConstantLowering, QuantizeLowering, DequantizeLowering,
               ForwardCodes<CodesOp>, ForwardCodes<AssembleOp>>(
      converter, patterns.getContext());
}
