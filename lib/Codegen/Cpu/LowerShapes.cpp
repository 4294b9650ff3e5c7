// SPDX-License-Identifier: Apache-2.0
// Ops that move whole blocks: reshape, transpose, broadcast, concat. They read
// every input element once and become views or copies.
#include "LinalgLowering.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {

Value forward(OpBuilder &, Location, ValueRange args) { return args[0]; }

struct ReshapeLowering : OpConversionPattern<ReshapeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ReshapeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, createReshape(rewriter, op.getLoc(),
                                         adaptor.getInput(),
                                         op.getType().getShape()));
    return success();
  }
};

struct TransposeLowering : OpConversionPattern<TransposeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(TransposeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    // Dimensions of size 1 move freely: what is left in order is a reshape.
    ArrayRef<int64_t> shape = op.getInput().getType().getShape();
    SmallVector<int64_t> moved;
    for (int64_t p : op.getPerm())
      if (shape[p] != 1)
        moved.push_back(p);
    if (llvm::is_sorted(moved)) {
      rewriter.replaceOp(op, createReshape(rewriter, op.getLoc(),
                                           adaptor.getInput(),
                                           op.getType().getShape()));
      return success();
    }
    rewriter.replaceOp(op, createTranspose(rewriter, op.getLoc(),
                                           adaptor.getInput(), op.getPerm(),
                                           getConstant(op.getInput())));
    return success();
  }
};

struct BroadcastLowering : OpConversionPattern<BroadcastOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(BroadcastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = getStorageType(op.getType());
    AffineMap map =
        getBroadcastMap(rewriter.getContext(),
                        op.getInput().getType().getShape(), type.getShape());
    rewriter.replaceOp(op, createElementwise(rewriter, op.getLoc(), type,
                                             adaptor.getInput(), map, forward));
    return success();
  }
};

struct ConcatLowering : OpConversionPattern<ConcatOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ConcatOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = getStorageType(op.getType());
    Value result = createEmpty(rewriter, op.getLoc(), type);
    SmallVector<OpFoldResult> offsets(type.getRank(), rewriter.getIndexAttr(0));
    SmallVector<OpFoldResult> ones(type.getRank(), rewriter.getIndexAttr(1));
    int64_t axis = static_cast<int64_t>(op.getAxis()), position = 0;
    for (Value input : adaptor.getInputs()) {
      auto shape = cast<RankedTensorType>(input.getType()).getShape();
      if (shape[axis] == 0)
        continue;
      SmallVector<OpFoldResult> sizes;
      for (int64_t size : shape)
        sizes.push_back(rewriter.getIndexAttr(size));
      offsets[axis] = rewriter.getIndexAttr(position);
      result = tensor::InsertSliceOp::create(rewriter, op.getLoc(), input,
                                             result, offsets, sizes, ones);
      position += shape[axis];
    }
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void codegen::populateShapePatterns(const TypeConverter &converter,
                                    RewritePatternSet &patterns) {
  patterns.add<ReshapeLowering, TransposeLowering, BroadcastLowering,
               ConcatLowering>(converter, patterns.getContext());
}
