// SPDX-License-Identifier: Apache-2.0
// Scales chosen at run time, sums of codes to numbers, columns of outliers, in
// exactly the order of Numerics' RunTimeScale.h. Magnitudes are compared as
// integers, so that maxima need no order and vectorize.
#include "LinalgLowering.h"
#include "LowerRunTime.h"

#include "qopt/IR/RunTimeOps.h"
#include "qopt/Numerics/RunTimeScale.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;
namespace num = ::qopt::numerics;

namespace {

Value magnitudeBits(OpBuilder &b, Location loc, Value x) {
  Value bits = arith::BitcastOp::create(b, loc, b.getI32Type(), x);
  return arith::AndIOp::create(b, loc, bits, intConst(b, loc, 0x7fffffff, 32));
}

// Parallel but in the dimensions that `map` (a projected permutation) drops.
SmallVector<utils::IteratorType> iteratorsOf(AffineMap map) {
  SmallVector<utils::IteratorType> result(map.getNumDims(), kReduction);
  for (AffineExpr expr : map.getResults())
    result[cast<AffineDimExpr>(expr).getPosition()] = kParallel;
  return result;
}

//===-- qopt.choose_scales ------------------------------------------------===//

// The largest magnitude's bits per slot, an i32 that is not negative.
Value createMaxima(OpBuilder &b, ChooseScalesOp op, Value input,
                   RankedTensorType type, AffineMap slots) {
  Location loc = op.getLoc();
  Value init = createFill(b, loc, type.clone(b.getI32Type()),
                          b.getI32IntegerAttr(0));
  return createGeneric(
      b, loc, input, init,
      {b.getMultiDimIdentityMap(slots.getNumDims()), slots}, iteratorsOf(slots),
      [&](OpBuilder &n, Location l, ValueRange args) -> Value {
        Value bits = magnitudeBits(n, l, args[0]);
        if (op.getBelow()) {
          uint32_t bound = num::magnitudeBits(op.getBelow()->convertToFloat());
          Value counts = arith::CmpIOp::create(
              n, l, arith::CmpIPredicate::slt, bits, intConst(n, l, bound, 32));
          bits = arith::SelectOp::create(n, l, counts, bits,
                                         intConst(n, l, 0, 32));
        }
        return arith::MaxSIOp::create(n, l, args[1], bits);
      });
}

// Numerics' scaleOfMagnitude.
Value buildScale(OpBuilder &b, Location loc, Value bits, float largestCode) {
  Value isNan = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sgt, bits,
                                      intConst(b, loc, num::kInfinityBits, 32));
  Value magnitude = arith::BitcastOp::create(b, loc, b.getF32Type(), bits);
  Value scale = arith::DivFOp::create(b, loc, magnitude,
                                      floatConst(b, loc, largestCode));
  Value nan = arith::BitcastOp::create(b, loc, b.getF32Type(),
                                       intConst(b, loc, num::kNanBits, 32));
  return arith::SelectOp::create(b, loc, isNan, nan, scale);
}

struct ChooseScalesLowering : OpConversionPattern<ChooseScalesOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ChooseScalesOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto target = cast<QType>(op.getTarget());
    auto shape = cast<RankedTensorType>(op.getInput().getType()).getShape();
    AffineMap slots = getScaleMap(target.getGranularity(), shape);
    auto type = cast<RankedTensorType>(op.getType());
    float largest = *getLargestMagnitude(target.getFormat());
    Value maxima =
        createMaxima(rewriter, op, adaptor.getInput(), type, slots);
    rewriter.replaceOp(
        op, createElementwise(rewriter, op.getLoc(), type, maxima,
                              rewriter.getMultiDimIdentityMap(type.getRank()),
                              [&](OpBuilder &b, Location loc, ValueRange args) {
                                return buildScale(b, loc, args[0], largest);
                              }));
    return success();
  }
};

//===-- qopt.dequantize_sums ----------------------------------------------===//

struct DequantizeSumsLowering : OpConversionPattern<DequantizeSumsOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(DequantizeSumsOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    int64_t rank = type.getRank();
    // Broadcast within the dimensions left when `dropped` is taken out.
    auto mapOf = [&](Value operand, int64_t dropped) {
      SmallVector<AffineExpr> dims;
      SmallVector<int64_t> sizes;
      for (int64_t d = 0; d < rank; ++d)
        if (d != dropped) {
          dims.push_back(rewriter.getAffineDimExpr(d));
          sizes.push_back(type.getDimSize(d));
        }
      AffineMap inner = getBroadcastMap(
          rewriter.getContext(),
          cast<RankedTensorType>(operand.getType()).getShape(), sizes);
      return inner.compose(AffineMap::get(rank, 0, dims, rewriter.getContext()));
    };
    SmallVector<Value> inputs{adaptor.getSums(), adaptor.getRows(),
                              adaptor.getColumns()};
    SmallVector<AffineMap> maps{rewriter.getMultiDimIdentityMap(rank),
                                mapOf(op.getRows(), rank - 1),
                                mapOf(op.getColumns(), rank - 2)};
    if (op.getBias()) {
      inputs.push_back(adaptor.getBias());
      maps.push_back(AffineMap::get(rank, 0, rewriter.getAffineDimExpr(rank - 1)));
    }
    bool hasBias = static_cast<bool>(op.getBias());
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, op.getLoc(), type, inputs, maps,
                [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
                  Value x = arith::SIToFPOp::create(b, loc, b.getF32Type(), args[0]);
                  x = arith::MulFOp::create(b, loc, x, args[1]);
                  x = arith::MulFOp::create(b, loc, x, args[2]);
                  return hasBias ? Value(arith::AddFOp::create(b, loc, x, args[3]))
                                 : x;
                }));
    return success();
  }
};

//===-- Columns of outliers -----------------------------------------------===//

struct FindOutliersLowering : OpConversionPattern<FindOutliersOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(FindOutliersOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = getStorageType(op.getType());
    int64_t rank = cast<RankedTensorType>(op.getInput().getType()).getRank();
    AffineMap last =
        AffineMap::get(rank, 0, rewriter.getAffineDimExpr(rank - 1));
    Type flag = getElementTypeOrSelf(op.getType());
    uint32_t threshold = num::magnitudeBits(op.getThreshold().convertToFloat());
    Value init = createFill(rewriter, op.getLoc(), type,
                            rewriter.getIntegerAttr(type.getElementType(), 0));
    rewriter.replaceOp(
        op, createGeneric(
                rewriter, op.getLoc(), adaptor.getInput(), init,
                {rewriter.getMultiDimIdentityMap(rank), last}, iteratorsOf(last),
                [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
                  Value isLarge = arith::CmpIOp::create(
                      b, loc, arith::CmpIPredicate::sge,
                      magnitudeBits(b, loc, args[0]),
                      intConst(b, loc, threshold, 32));
                  return arith::OrIOp::create(b, loc, args[1],
                                              toStorage(b, loc, isLarge, flag));
                }));
    return success();
  }
};

struct KeepColumnsLowering : OpConversionPattern<KeepColumnsOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(KeepColumnsOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    int64_t rank = type.getRank();
    Type flag = getElementTypeOrSelf(op.getMask().getType());
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, op.getLoc(), type,
                {adaptor.getInput(), adaptor.getMask()},
                {rewriter.getMultiDimIdentityMap(rank),
                 AffineMap::get(rank, 0, rewriter.getAffineDimExpr(rank - 1))},
                [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
                  Value keeps = fromStorage(b, loc, args[1], flag);
                  Value zero = floatConst(b, loc, 0);
                  return op.getInverted()
                             ? arith::SelectOp::create(b, loc, keeps, zero, args[0])
                             : arith::SelectOp::create(b, loc, keeps, args[0], zero);
                }));
    return success();
  }
};

} // namespace

void codegen::populateRunTimePatterns(const TypeConverter &converter,
                                      RewritePatternSet &patterns) {
  patterns.add<ChooseScalesLowering, DequantizeSumsLowering,
               FindOutliersLowering, KeepColumnsLowering>(converter,
                                                          patterns.getContext());
}
