// SPDX-License-Identifier: Apache-2.0
// qopt.quantize to table formats, qopt.dequantize from any format and qopt.requantize,
// under any granularity, in exactly Numerics' order of operations.
#include "Codes.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {

struct TableQuantizeLowering : OpConversionPattern<QuantizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(QuantizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    QType quantized = getQType(op.getType());
    const auto *table = quantized.getFormat().getTable();
    if (!table)
      return rewriter.notifyMatchFailure(op, "format is uniform");
    auto type = getStorageType(op.getType());
    AffineMap scaleMap =
        getScaleMap(quantized.getGranularity(), type.getShape());
    SmallVector<Value> inputs{adaptor.getInput(), adaptor.getScale()};
    SmallVector<AffineMap> maps{rewriter.getMultiDimIdentityMap(type.getRank()),
                                scaleMap};
    if (hasRealZeroPoint(op.getZeroPoint())) {
      inputs.push_back(adaptor.getZeroPoint());
      maps.push_back(scaleMap);
    }
    auto create = [&](function_ref<Value(OpBuilder &, Location, Value)> encode) {
      Value codes = createElementwise(
          rewriter, op.getLoc(), type, inputs, maps,
          [&](OpBuilder &b, Location loc, ValueRange args) {
            Value x = buildScaled(b, loc, args[0], args[1], op.getScale());
            if (inputs.size() > 2)
              x = arith::AddFOp::create(b, loc, x, args[2]);
            return encode(b, loc, x);
          });
      return keepLargest(rewriter, op, adaptor.getInput(),
                         adaptor.getZeroPoint(), codes);
    };
    if (op.getRounding() == Rounding::stochastic) {
      StochasticEncoder encoder(rewriter, op.getLoc(), *table,
                                type.getElementType());
      rewriter.replaceOp(op, create([&](OpBuilder &b, Location loc, Value x) {
        return encoder.encode(b, loc, x,
                              buildLinearIndex(b, loc, type.getShape()));
      }));
      return success();
    }
    TableEncoder encoder(rewriter, op.getLoc(), *table, op.getRounding(),
                         type.getElementType());
    rewriter.replaceOp(op, create([&](OpBuilder &b, Location loc, Value x) {
      return encoder.encode(b, loc, x);
    }));
    return success();
  }
};

// requantize(x)  ->  quantize(dequantize(x)), which it means
struct RequantizeLowering : OpConversionPattern<RequantizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(RequantizeOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = RankedTensorType::get(op.getType().getShape(),
                                      rewriter.getF32Type());
    Value real =
        DequantizeOp::create(rewriter, op.getLoc(), type, op.getInput());
    rewriter.replaceOpWithNewOp<QuantizeOp>(op, op.getType(), real,
                                            op.getScale(), op.getZeroPoint(),
                                            op.getRounding());
    return success();
  }
};

struct DequantizeLowering : OpConversionPattern<DequantizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(DequantizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    std::string whyNot;
    QuantParams params = getStoredParams(rewriter, op.getInput(), whyNot);
    if (!params.scale)
      return op.emitOpError() << whyNot;
    QType quantized = getQType(op.getInput().getType());
    auto type = getStorageType(op.getType());
    AffineMap scaleMap =
        getScaleMap(quantized.getGranularity(), type.getShape());
    Decoder decoder(rewriter, op.getLoc(), quantized,
                    getQuantParams(op.getInput()).zeroPoint);
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, op.getLoc(), type,
                {adaptor.getInput(), params.scale, params.zeroPoint},
                {rewriter.getMultiDimIdentityMap(type.getRank()), scaleMap,
                 scaleMap},
                [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
                  Value real = decoder.centred(b, loc, args[0], args[2]);
                  return arith::MulFOp::create(b, loc, real, args[1]);
                }));
    return success();
  }
};

} // namespace

void codegen::populateCodePatterns(const TypeConverter &converter,
                                   RewritePatternSet &patterns) {
  patterns.add<TableQuantizeLowering, DequantizeLowering, RequantizeLowering>(
      converter, patterns.getContext());
}
