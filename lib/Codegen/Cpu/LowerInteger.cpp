// SPDX-License-Identifier: Apache-2.0
// qopt.rescale and qopt.table, exactly as Numerics computes them.
#include "ByteTables.h"
#include "LinalgLowering.h"
#include "ShortRescale.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;
namespace num = ::qopt::numerics;

namespace {

//===-- qopt.rescale ------------------------------------------------------===//

// clamp(outZp + ((x - inZp) * m + term >> s), lo, hi) in `width` bits: 32 where
// constants prove them to be enough. 64 are enough while |x - inZp| <= 2^31 (Numerics'
// kMaxFixedPointOperand); wider inputs take 128, where nothing can overflow before the
// final clamp.
class RescaleBody {
public:
  explicit RescaleBody(RescaleOp op)
      : op(op), element(getElementTypeOrSelf(op.getInput().getType())), shortForm(op),
        width(shortForm.applies() ? 32 : isNarrow() ? 64 : 128) {}

  Value build(OpBuilder &b, Location loc, ValueRange args) const {
    return finish(b, loc, width == 32 ? shortForm.build(b, loc, args) : scale(b, loc, args));
  }

private:
  Value scale(OpBuilder &b, Location loc, ValueRange args) const {
    auto c = [&](int64_t v) { return intConst(b, loc, v, width); };
    Value x = resizeInt(b, loc, args[0], element, width);
    Value multiplier = resizeInt(b, loc, args[1], b.getI32Type(), width);
    Value shift = resizeInt(b, loc, args[2], b.getI8Type(), width);
    if (auto zp = static_cast<int64_t>(op.getInZp()))
      x = arith::SubIOp::create(b, loc, x, c(zp));
    if (width == 128)
      x = clampInt(b, loc, x, c(std::numeric_limits<int64_t>::min()),
                   c(std::numeric_limits<int64_t>::max()));
    Value product = arith::MulIOp::create(b, loc, x, multiplier);
    Value sum = arith::AddIOp::create(b, loc, product,
                                      roundingTerm(b, loc, x, shift));
    return arith::ShRSIOp::create(b, loc, sum, shift);
  }

  Value finish(OpBuilder &b, Location loc, Value scaled) const {
    auto c = [&](int64_t v) { return intConst(b, loc, v, width); };
    if (auto zp = static_cast<int64_t>(op.getOutZp()))
      scaled = arith::AddIOp::create(b, loc, scaled, c(zp));
    scaled = clampInt(b, loc, scaled, c(static_cast<int64_t>(op.getLo())),
                      c(static_cast<int64_t>(op.getHi())));
    Type stored = getStorageElement(getElementTypeOrSelf(op.getType()));
    return resizeInt(b, loc, scaled, b.getIntegerType(width),
                     stored.getIntOrFloatBitWidth());
  }

  bool isNarrow() const {
    auto range = getIntegerRange(element);
    auto zp = static_cast<int64_t>(op.getInZp());
    int64_t least = num::saturatingSub64(range.min, zp);
    int64_t most = num::saturatingSub64(range.max, zp);
    return least >= -num::kMaxFixedPointOperand &&
           most <= num::kMaxFixedPointOperand;
  }

  // 2^(s-1), or 0 for s = 0: (1 << s) >> 1 is both. Double rounding adds 2^30
  // with the sign of x where s > 31.
  Value roundingTerm(OpBuilder &b, Location loc, Value x, Value shift) const {
    auto c = [&](int64_t v) { return intConst(b, loc, v, width); };
    Value power = arith::ShLIOp::create(b, loc, c(1), shift);
    Value term = arith::ShRUIOp::create(b, loc, power, c(1));
    if (op.getRounding() == RequantRounding::single)
      return term;
    Value negative =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, x, c(0));
    Value nudge =
        arith::SelectOp::create(b, loc, negative, c(-(1 << 30)), c(1 << 30));
    Value twice =
        arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sgt, shift, c(31));
    nudge = arith::SelectOp::create(b, loc, twice, nudge, c(0));
    return arith::AddIOp::create(b, loc, term, nudge);
  }

  mutable RescaleOp op;
  Type element;
  ShortRescale shortForm;
  unsigned width;
};

struct RescaleLowering : OpConversionPattern<RescaleOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(RescaleOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = getStorageType(op.getType());
    int64_t rank = type.getRank();
    int64_t count =
        cast<RankedTensorType>(op.getMultiplier().getType()).getDimSize(0);
    AffineExpr channel = count == 1 ? rewriter.getAffineConstantExpr(0)
                                    : rewriter.getAffineDimExpr(rank - 1);
    AffineMap channelMap =
        AffineMap::get(rank, 0, channel, rewriter.getContext());
    RescaleBody body(op);
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, op.getLoc(), type,
                {adaptor.getInput(), adaptor.getMultiplier(),
                 adaptor.getShift()},
                {rewriter.getMultiDimIdentityMap(rank), channelMap, channelMap},
                [&](OpBuilder &b, Location loc, ValueRange args) {
                  return body.build(b, loc, args);
                }));
    return success();
  }
};

//===-- qopt.table --------------------------------------------------------===//

struct TableLowering : OpConversionPattern<TableOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(TableOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = getStorageType(op.getType());
    int64_t rank = type.getRank();
    Type element = getElementTypeOrSelf(op.getInput().getType());
    int64_t least = getIntegerRange(element).min;
    bool perChannel =
        cast<RankedTensorType>(op.getTable().getType()).getDimSize(0) != 1;
    Value table = adaptor.getTable();
    Value result = createElementwise(
        rewriter, op.getLoc(), type, adaptor.getInput(),
        rewriter.getMultiDimIdentityMap(rank),
        [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
          Value code = resizeInt(b, loc, args[0], element, 64);
          code = arith::SubIOp::create(b, loc, code, intConst(b, loc, least, 64));
          Value entry = arith::IndexCastOp::create(b, loc, b.getIndexType(), code);
          Value row = perChannel ? linalg::IndexOp::create(b, loc, rank - 1)
                                 : indexConst(b, loc, 0);
          return tensor::ExtractOp::create(b, loc, table, ValueRange{row, entry});
        });
    if (!perChannel && type.getElementTypeBitWidth() == 8)
      result.getDefiningOp()->setDiscardableAttr(kByteTableAttr,
                                                 rewriter.getI64IntegerAttr(least));
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void codegen::populateIntegerPatterns(const TypeConverter &converter,
                                      RewritePatternSet &patterns) {
  patterns.add<RescaleLowering, TableLowering>(converter,
                                               patterns.getContext());
}
