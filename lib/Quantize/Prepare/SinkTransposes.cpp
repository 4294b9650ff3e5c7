// SPDX-License-Identifier: Apache-2.0
// --qopt-sink-transposes: moves transposes below the ops that do not care
// about the order of dimensions, until they cancel.
//   relu(T(x))  ->  T(relu(x))
#include "qopt/Quantize/Prepare/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#define DEBUG_TYPE "qopt-sink-transposes"

namespace mlir::qopt {
#define GEN_PASS_DEF_SINKTRANSPOSES
#include "qopt/Quantize/Prepare/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

SmallVector<int64_t> inverse(ArrayRef<int64_t> perm) {
  SmallVector<int64_t> result(perm.size());
  for (size_t i = 0; i < perm.size(); ++i)
    result[perm[i]] = static_cast<int64_t>(i);
  return result;
}

// Entries given per dimension of T(x), reordered to x's dimensions.
SmallVector<int64_t> toSource(ArrayRef<int64_t> values,
                              ArrayRef<int64_t> perm) {
  SmallVector<int64_t> result(values.size());
  for (size_t i = 0; i < perm.size(); ++i)
    result[perm[i]] = values[i];
  return result;
}

// `op`'s result type with the dimensions of x instead of T(x).
RankedTensorType sourceType(Operation *op, ArrayRef<int64_t> perm) {
  auto type = typeOf(op->getResult(0));
  return RankedTensorType::get(toSource(type.getShape(), perm),
                               type.getElementType());
}

// Replaces `op` by T(clone of op on `operands` with the result type of x's order).
Operation *replaceBelow(PatternRewriter &rewriter, Operation *op,
                        ArrayRef<Value> operands, ArrayRef<int64_t> perm) {
  OperationState state(op->getLoc(), op->getName(), ValueRange(operands),
                       TypeRange(sourceType(op, perm)), op->getAttrs());
  Operation *clone = rewriter.create(state);
  rewriter.replaceOpWithNewOp<TransposeOp>(op, op->getResult(0).getType(),
                                           clone->getResult(0), perm);
  return clone;
}

// Ops whose first operand is data and whose attributes do not name dimensions.
struct SinkBelowElementwise final : RewritePattern {
  SinkBelowElementwise(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isa<UnaryOp, QuantizeOp, DequantizeOp, CastOp, CodesOp>(op))
      return rewriter.notifyMatchFailure(op, "not an elementwise op");
    auto transpose = op->getOperand(0).getDefiningOp<TransposeOp>();
    if (!transpose)
      return rewriter.notifyMatchFailure(op, "operand is not a transpose");
    for (Type type : {op->getOperand(0).getType(), op->getResult(0).getType()})
      if (QType q = getQType(type))
        if (!isa<TensorGranularityAttr>(q.getGranularity()) || q.getNofM())
          return rewriter.notifyMatchFailure(
              op, "per-axis parameters or sparsity name a dimension");
    SmallVector<Value> operands(op->getOperands());
    operands[0] = transpose.getInput();
    replaceBelow(rewriter, op, operands, transpose.getPerm());
    return success();
  }
};

// The other operand of a binary op as seen in x's dimension order, or null.
Value inSourceOrder(PatternRewriter &rewriter, Value value,
                    ArrayRef<int64_t> perm) {
  if (auto transpose = value.getDefiningOp<TransposeOp>())
    if (transpose.getPerm() == perm)
      return transpose.getInput();
  auto type = typeOf(value);
  if (type.getNumElements() == 1) {
    if (type.getRank() == 0)
      return value;
    auto scalar = RankedTensorType::get({}, type.getElementType());
    return ReshapeOp::create(rewriter, value.getLoc(), scalar, value);
  }
  auto constant = dyn_cast_or_null<DenseElementsAttr>(getConstant(value));
  if (!constant || type.getRank() > static_cast<int64_t>(perm.size()) ||
      type.getElementTypeBitWidth() < 8)
    return {};
  SmallVector<int64_t> shape(perm.size() - type.getRank(), 1);
  llvm::append_range(shape, type.getShape());
  auto full = constant.reshape(RankedTensorType::get(shape, type.getElementType()));
  return ConstantOp::create(rewriter, value.getLoc(),
                            transposeElements(full, inverse(perm)));
}

struct SinkBelowBinary final : OpRewritePattern<BinaryOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    auto transpose = op.getLhs().getDefiningOp<TransposeOp>();
    if (!transpose)
      transpose = op.getRhs().getDefiningOp<TransposeOp>();
    if (!transpose)
      return rewriter.notifyMatchFailure(op, "no operand is a transpose");
    SmallVector<int64_t> perm(transpose.getPerm());
    if (typeOf(op.getResult()).getRank() != static_cast<int64_t>(perm.size()))
      return rewriter.notifyMatchFailure(op, "broadcast raises the rank");
    if (op.getResultScale())
      return rewriter.notifyMatchFailure(op, "already quantized");
    Value lhs = inSourceOrder(rewriter, op.getLhs(), perm);
    Value rhs = lhs ? inSourceOrder(rewriter, op.getRhs(), perm) : Value();
    if (!lhs || !rhs)
      return rewriter.notifyMatchFailure(
          op, "other operand is neither constant nor transposed alike");
    replaceBelow(rewriter, op, {lhs, rhs}, perm);
    return success();
  }
};

struct SinkBelowConcat final : OpRewritePattern<ConcatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ConcatOp op,
                                PatternRewriter &rewriter) const override {
    auto first = op.getInputs().front().getDefiningOp<TransposeOp>();
    if (!first)
      return rewriter.notifyMatchFailure(op, "first input is not a transpose");
    SmallVector<int64_t> perm(first.getPerm());
    SmallVector<Value> inputs;
    for (Value input : op.getInputs()) {
      auto transpose = input.getDefiningOp<TransposeOp>();
      if (!transpose || transpose.getPerm() != ArrayRef<int64_t>(perm))
        return rewriter.notifyMatchFailure(op, "inputs are transposed unlike");
      inputs.push_back(transpose.getInput());
    }
    int64_t axis = perm[op.getAxis()];
    auto clone = cast<ConcatOp>(replaceBelow(rewriter, op, inputs, perm));
    clone.setAxis(axis);
    return success();
  }
};

// Ops of one data operand with attributes per dimension.
struct SinkBelowDimensioned final : RewritePattern {
  SinkBelowDimensioned(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isa<PadOp, SliceOp, SoftmaxOp, ReduceOp>(op))
      return rewriter.notifyMatchFailure(op, "no attributes per dimension");
    if (auto softmax = dyn_cast<SoftmaxOp>(op); softmax && softmax.getMask())
      return rewriter.notifyMatchFailure(op, "a mask is laid out for its input");
    auto transpose = op->getOperand(0).getDefiningOp<TransposeOp>();
    if (!transpose)
      return rewriter.notifyMatchFailure(op, "operand is not a transpose");
    SmallVector<int64_t> perm(transpose.getPerm());
    SmallVector<Value> operands(op->getOperands());
    operands[0] = transpose.getInput();
    Operation *clone = replaceBelow(rewriter, op, operands, perm);
    if (auto pad = dyn_cast<PadOp>(clone)) {
      pad.setLow(toSource(pad.getLow(), perm));
      pad.setHigh(toSource(pad.getHigh(), perm));
    } else if (auto slice = dyn_cast<SliceOp>(clone)) {
      slice.setStarts(toSource(slice.getStarts(), perm));
      slice.setSteps(toSource(slice.getSteps(), perm));
    } else if (auto softmax = dyn_cast<SoftmaxOp>(clone)) {
      softmax.setAxis(perm[softmax.getAxis()]);
    } else if (auto reduce = dyn_cast<ReduceOp>(clone)) {
      SmallVector<int64_t> axes;
      for (int64_t axis : reduce.getAxes())
        axes.push_back(perm[axis]);
      llvm::sort(axes);
      reduce.setAxes(axes);
    }
    return success();
  }
};

// A transpose that only moves dimensions of size 1 keeps the element order.
struct UnitTransposeToReshape final : OpRewritePattern<TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(TransposeOp op,
                                PatternRewriter &rewriter) const override {
    ArrayRef<int64_t> shape = typeOf(op.getInput()).getShape();
    int64_t previous = -1;
    for (int64_t p : op.getPerm()) {
      if (shape[p] == 1)
        continue;
      if (p < previous)
        return rewriter.notifyMatchFailure(op, "moves elements");
      previous = p;
    }
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), op.getInput());
    return success();
  }
};

struct FoldConstantTranspose final : OpRewritePattern<TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(TransposeOp op,
                                PatternRewriter &rewriter) const override {
    auto constant = dyn_cast_or_null<DenseElementsAttr>(getConstant(op.getInput()));
    if (!constant || constant.getElementType().getIntOrFloatBitWidth() < 8)
      return rewriter.notifyMatchFailure(op, "input is not a constant of bytes");
    rewriter.replaceOpWithNewOp<ConstantOp>(
        op, transposeElements(constant, op.getPerm()));
    return success();
  }
};

// matmul(reshape(T(x)) to [N, K], W)  ->  matmul(reshape(x), W with permuted rows)
struct FlattenIntoMatmul final : OpRewritePattern<MatmulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MatmulOp op,
                                PatternRewriter &rewriter) const override {
    auto reshape = op.getLhs().getDefiningOp<ReshapeOp>();
    auto transpose =
        reshape ? reshape.getInput().getDefiningOp<TransposeOp>() : nullptr;
    if (!transpose)
      return rewriter.notifyMatchFailure(op, "lhs is not a flattened transpose");
    auto weights = dyn_cast_or_null<DenseElementsAttr>(getConstant(op.getRhs()));
    ArrayRef<int64_t> source = typeOf(transpose.getInput()).getShape();
    ArrayRef<int64_t> flat = typeOf(op.getLhs()).getShape();
    if (!weights || weights.getType().getRank() != 2 || flat.size() != 2 ||
        source.empty() || transpose.getPerm()[0] != 0 || source[0] != flat[0])
      return rewriter.notifyMatchFailure(
          op, "rhs is not a constant matrix or the batch is mixed in");
    SmallVector<int64_t> perm(transpose.getPerm().drop_front());
    for (int64_t &p : perm)
      --p;
    ArrayRef<int64_t> permuted = typeOf(transpose.getResult()).getShape();
    SmallVector<int64_t> rows(permuted.drop_front());
    rows.push_back(weights.getType().getShape()[1]);
    SmallVector<int64_t> back = inverse(perm);
    back.push_back(static_cast<int64_t>(perm.size()));
    auto grown = weights.reshape(
        RankedTensorType::get(rows, weights.getElementType()));
    DenseElementsAttr moved =
        transposeElements(grown, back).reshape(weights.getType());
    Value constant = ConstantOp::create(rewriter, op.getRhs().getLoc(), moved);
    Value input = ReshapeOp::create(rewriter, reshape.getLoc(),
                                    op.getLhs().getType(), transpose.getInput());
    rewriter.modifyOpInPlace(op, [&] {
      op.getLhsMutable().assign(input);
      op.getRhsMutable().assign(constant);
    });
    return success();
  }
};

struct SinkTransposes final
    : mlir::qopt::impl::SinkTransposesBase<SinkTransposes> {
  using SinkTransposesBase::SinkTransposesBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<SinkBelowElementwise, SinkBelowBinary, SinkBelowConcat,
                 SinkBelowDimensioned, UnitTransposeToReshape,
                 FoldConstantTranspose, FlattenIntoMatmul>(&getContext());
    GreedyRewriteConfig config; // every application makes progress
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns),
                                     config)))
      return signalPassFailure();
    getOperation()->walk([&](TransposeOp) { ++numLeft; });
  }
};

} // namespace
