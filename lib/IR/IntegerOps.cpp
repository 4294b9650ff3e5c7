// SPDX-License-Identifier: Apache-2.0
// Verifiers and canonical forms of the integer-only ops: qopt.rescale, qopt.table,
// qopt.encode.
#include "qopt/IR/VerifyStage.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace mlir::qopt;

static LogicalResult verifyRescaleParams(RescaleOp op, int64_t channels) {
  auto multiplier = cast<RankedTensorType>(op.getMultiplier().getType());
  auto shift = cast<RankedTensorType>(op.getShift().getType());
  int64_t count = multiplier.getNumElements(); // rescale_c2
  if (multiplier.getRank() != 1 || shift.getShape() != multiplier.getShape() ||
      (count != 1 && count != channels))
    return op.emitOpError() << "expected multipliers and shifts of shape [1] "
                               "or ["
                            << channels << "], got " << multiplier << " and "
                            << shift;
  if (auto shifts = getConstantInts(op.getShift())) // rescale_c3
    for (int64_t s : *shifts)
      if (s < 0 || s > 62)
        return op.emitOpError() << "expected shifts in [0, 62], got " << s;
  if (auto multipliers = getConstantInts(op.getMultiplier()))
    for (int64_t m : *multipliers)
      if (m < 0)
        return op.emitOpError() << "expected multipliers >= 0, got " << m;
  return success();
}

LogicalResult RescaleOp::verify() {
  auto inputType = cast<RankedTensorType>(getInput().getType());
  if (failed(verifyResultShape(*this, inputType.getShape())) || // rescale_c1
      failed(verifyRescaleParams(
          *this, inputType.getRank() ? inputType.getShape().back() : 1)))
    return failure();
  auto range = getIntegerRange(getType()); // rescale_c4
  int64_t lo = static_cast<int64_t>(getLo()), hi = static_cast<int64_t>(getHi());
  if (lo > hi || lo < range.min || hi > range.max)
    return emitOpError() << "expected lo <= hi in [" << range.min << ", "
                         << range.max << "], got " << lo << " and " << hi;
  return success();
}

LogicalResult TableOp::verify() {
  auto inputType = cast<RankedTensorType>(getInput().getType());
  auto tableType = cast<RankedTensorType>(getTable().getType());
  if (failed(verifyResultShape(*this, inputType.getShape()))) // table_c1
    return failure();
  if (inputType.getElementTypeBitWidth() != 8) // table_c2
    return emitOpError() << "expected an 8-bit input, got " << inputType;
  int64_t channels = inputType.getRank() ? inputType.getShape().back() : 1;
  if (tableType.getRank() != 2 || tableType.getDimSize(1) != 256 ||
      (tableType.getDimSize(0) != 1 && tableType.getDimSize(0) != channels) ||
      tableType.getElementType() != getElementTypeOrSelf(getType()))
    return emitOpError() << "expected a table of shape [1, 256] or ["
                         << channels << ", 256] of the result's element type, "
                            "got "
                         << tableType;
  return success();
}

namespace {
// table(encode(x))  ->  encode(x) with other codes
struct ComposeCodes final : OpRewritePattern<TableOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(TableOp op,
                                PatternRewriter &rewriter) const override {
    auto encode = op.getInput().getDefiningOp<EncodeOp>();
    if (!encode || !encode->hasOneUse())
      return rewriter.notifyMatchFailure(
          op, "input is not an encode that nobody else reads");
    auto table = getConstantInts(op.getTable());
    if (!table || cast<RankedTensorType>(op.getTable().getType()).getDimSize(0) != 1)
      return rewriter.notifyMatchFailure(
          op, "table is not constant, or varies along channels");
    int64_t least = getIntegerRange(op.getInput().getType()).min;
    SmallVector<int64_t> codes;
    for (int64_t code : encode.getCodes())
      codes.push_back((*table)[static_cast<size_t>(code - least)]);
    rewriter.replaceOpWithNewOp<EncodeOp>(op, op.getType(), encode.getInput(),
                                          encode.getThresholds(), codes);
    return success();
  }
};
} // namespace

void TableOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *context) {
  patterns.add<ComposeCodes>(context);
}

LogicalResult EncodeOp::verify() {
  auto inputType = cast<RankedTensorType>(getInput().getType());
  ArrayRef<int64_t> thresholds = getThresholds(), codes = getCodes();
  if (failed(verifyResultShape(*this, inputType.getShape()))) // encode_c1
    return failure();
  if (thresholds.empty() || codes.size() != thresholds.size() + 1) // encode_c2
    return emitOpError() << "expected thresholds and one code more than these, "
                            "got "
                         << thresholds.size() << " thresholds and "
                         << codes.size() << " codes";
  auto element = cast<IntegerType>(inputType.getElementType()); // encode_c3
  if (!element.isSignless() || !llvm::is_contained({8u, 16u, 32u}, element.getWidth()))
    return emitOpError() << "expected an input of i8, i16 or i32, got "
                         << inputType;
  auto range = getIntegerRange(element);
  if (!llvm::is_sorted(thresholds) || thresholds.front() < range.min ||
      thresholds.back() > range.max)
    return emitOpError() << "expected ascending thresholds in [" << range.min
                         << ", " << range.max << "], got " << thresholds;
  auto codeRange = getIntegerRange(getType());
  for (int64_t code : codes) // encode_c4
    if (code < codeRange.min || code > codeRange.max)
      return emitOpError() << "expected codes in [" << codeRange.min << ", "
                           << codeRange.max << "], got " << code;
  return success();
}
