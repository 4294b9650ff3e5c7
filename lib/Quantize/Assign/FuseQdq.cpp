// SPDX-License-Identifier: Apache-2.0
// --qopt-fuse-qdq: dequantize -> op -> quantize becomes one quantized op.
// Quantizes move up and dequantizes move down through ops that keep
// parameters, until they meet arithmetic.
#include "qopt/Quantize/Assign/Passes.h"

#include "QuantizeConstant.h"
#include "qopt/IR/FormatCodec.h"
#include "qopt/IR/IntegerForm.h"
#include "qopt/Quantize/Assign/QuantizableOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#define DEBUG_TYPE "qopt-fuse-qdq"

namespace mlir::qopt {
#define GEN_PASS_DEF_FUSEQDQ
#include "qopt/Quantize/Assign/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

// One scale, and no order of elements in the type: codes may be moved.
bool isPerTensor(Value quantized) {
  QType q = getQType(quantized);
  return q && isa<TensorGranularityAttr>(q.getGranularity()) && !q.getNofM();
}

// Whether zero points are codes; those of a function's argument are not known.
bool hasCodeZeroPoints(Value quantized) {
  Value zeroPoint = getQuantParams(quantized).zeroPoint;
  return !zeroPoint || !hasRealZeroPoint(zeroPoint);
}

// One scale, and codes that clamps and maxima can work on, in integers.
bool canCompare(Value quantized) {
  return isPerTensor(quantized) && hasCodeZeroPoints(quantized) &&
         hasIntegerForm(getQType(quantized));
}

// Whether an op other than quantize and assemble may have this result.
bool canBeComputed(Value quantized) {
  QType q = getQType(quantized);
  return !q.getFormat().getNumPlanes() && !q.getNofM() &&
         hasCodeZeroPoints(quantized);
}

// One value for both, or equal constants.
bool sameParam(Value a, Value b) {
  if (a == b)
    return true;
  ElementsAttr ca = getConstant(a), cb = getConstant(b);
  return ca && cb && ca == cb;
}

RankedTensorType withElement(Value value, Type element) {
  return RankedTensorType::get(
      cast<RankedTensorType>(value.getType()).getShape(), element);
}

// Ops through which a quantize may move up: on codes they do the same thing.
bool keepsParams(Operation *op) {
  std::string whyNot;
  if (isClamp(op))
    return true;
  return getScaleRule(op, whyNot) == ScaleRule::SameAsInput &&
         !isa<BinaryOp>(op) && !(isa<PoolOp>(op) && cast<PoolOp>(op).getKind() != PoolKind::max);
}

LogicalResult checkNotFloat(Operation *op, PatternRewriter &rewriter) {
  if (op->hasAttr(QOptDialect::kFloatAttr))
    return rewriter.notifyMatchFailure(op, "kept in float by request");
  return success();
}

// quantize(dequantize(q))  ->  q, or requantize(q) where parameters differ
struct FoldQuantizeOfDequantize final : OpRewritePattern<QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeOp op,
                                PatternRewriter &rewriter) const override {
    auto dequantize = op.getInput().getDefiningOp<DequantizeOp>();
    if (!dequantize)
      return rewriter.notifyMatchFailure(op, "input is not dequantized");
    Value q = dequantize.getInput();
    QuantParams params = getQuantParams(q);
    if (!params.scale)
      return rewriter.notifyMatchFailure(op, "parameters are not known");
    if (q.getType() == op.getType() && sameParam(params.scale, op.getScale()) &&
        sameParam(params.zeroPoint, op.getZeroPoint())) {
      rewriter.replaceOp(op, q);
      return success();
    }
    if (!canBeComputed(op.getResult()))
      return rewriter.notifyMatchFailure(
          op, "several scales per slot, sparsity or f32 zero points");
    rewriter.replaceOpWithNewOp<RequantizeOp>(op, op.getType(), q, op.getScale(),
                                              op.getZeroPoint(),
                                              op.getRounding());
    return success();
  }
};

// quantize(reshape(x))  ->  reshape(quantize(x)), and the like
struct HoistQuantize final : OpRewritePattern<QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(QuantizeOp op,
                                PatternRewriter &rewriter) const override {
    Operation *inner = op.getInput().getDefiningOp();
    if (!inner || !keepsParams(inner))
      return rewriter.notifyMatchFailure(op, "input is not a clamp or a move");
    if (failed(checkNotFloat(inner, rewriter)))
      return failure();
    if (!op.getInput().hasOneUse())
      return rewriter.notifyMatchFailure(op, "float result has other readers");
    if (movesOnly(inner) ? !isPerTensor(op.getResult())
                         : !canCompare(op.getResult()))
      return rewriter.notifyMatchFailure(
          op, "parameters are not per tensor, or codes cannot be compared");
    Type element = getElementTypeOrSelf(op.getType());
    SmallVector<Value> operands(inner->getOperands());
    rewriter.setInsertionPoint(inner);
    if (!dominates(op.getScale(), inner) || !dominates(op.getZeroPoint(), inner))
      return rewriter.notifyMatchFailure(op, "parameters come after the input");
    for (unsigned i : getDataOperands(inner))
      operands[i] = QuantizeOp::create(
          rewriter, op.getLoc(), withElement(operands[i], element), operands[i],
          op.getScale(), op.getZeroPoint(), op.getRounding());
    if (isClamp(inner)) {
      auto unary = cast<UnaryOp>(inner);
      rewriter.replaceOpWithNewOp<UnaryOp>(
          op, op.getType(), operands[0], op.getScale(), op.getZeroPoint(),
          unary.getKind(), unary.getAlpha(), unary.getBeta());
      return success();
    }
    OperationState state(inner->getLoc(), inner->getName(), operands,
                         TypeRange(op.getType()), inner->getAttrs());
    rewriter.replaceOp(op, rewriter.create(state)->getResults());
    return success();
  }

private:
  // Constants may be moved up; anything else must already stand above.
  static bool dominates(Value param, Operation *op) {
    Operation *def = param.getDefiningOp();
    if (!def || def->getBlock() != op->getBlock() || def->isBeforeInBlock(op))
      return true;
    if (!isa<ConstantOp>(def))
      return false;
    def->moveBefore(&op->getBlock()->front());
    return true;
  }
};

// reshape(dequantize(q))  ->  dequantize(reshape(q)), and the like
struct SinkDequantize final : RewritePattern {
  SinkDequantize(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isa<ReshapeOp, TransposeOp, BroadcastOp, SliceOp, PoolOp>(op) ||
        !keepsParams(op))
      return rewriter.notifyMatchFailure(op, "does not only move elements");
    if (failed(checkNotFloat(op, rewriter)))
      return failure();
    auto dequantize = op->getOperand(0).getDefiningOp<DequantizeOp>();
    if (!dequantize)
      return rewriter.notifyMatchFailure(op, "operand is not dequantized");
    Value quantized = dequantize.getInput();
    if (isa<PoolOp>(op) ? !canCompare(quantized) : !isPerTensor(quantized))
      return rewriter.notifyMatchFailure(
          op, "operand has no one scale, or codes that cannot be compared");
    SmallVector<Value> operands(op->getOperands());
    operands[0] = quantized;
    Type element = getElementTypeOrSelf(operands[0].getType());
    OperationState state(op->getLoc(), op->getName(), operands,
                         TypeRange(withElement(op->getResult(0), element)),
                         op->getAttrs());
    Operation *moved = rewriter.create(state);
    rewriter.replaceOpWithNewOp<DequantizeOp>(op, op->getResult(0).getType(),
                                              moved->getResult(0));
    return success();
  }
};

// The quantized values behind the dequantized data operands of `op`.
FailureOr<SmallVector<Value>> quantizedOperands(Operation *op,
                                                PatternRewriter &rewriter) {
  SmallVector<Value> result(op->getOperands());
  for (unsigned i : getDataOperands(op)) {
    auto dequantize = op->getOperand(i).getDefiningOp<DequantizeOp>();
    if (!dequantize)
      return rewriter.notifyMatchFailure(op, "operand is not dequantized");
    Value quantized = dequantize.getInput();
    bool isTable = isa<UnaryOp>(op) && hasCodeTables(getQType(quantized)) &&
                   hasCodeZeroPoints(quantized);
    if (!isTable && !hasIntegerForm(quantized))
      return rewriter.notifyMatchFailure(
          op, "operand has no integer form: its scales or its format");
    result[i] = dequantize.getInput();
  }
  return result;
}

// f32 scales of the accumulator of a linear op: input scale * filter scale per
// output channel, or one for all, in steps of the formats' integers.
FailureOr<SmallVector<float>> accumulatorScales(Operation *op, Value input,
                                                Value filter,
                                                PatternRewriter &rewriter) {
  auto si = getConstantFloats(getQuantParams(input).scale);
  auto sf = getConstantFloats(getQuantParams(filter).scale);
  if (!si || !sf || si->size() != 1)
    return rewriter.notifyMatchFailure(op, "scales are not static constants");
  auto filterType = cast<RankedTensorType>(filter.getType());
  auto channel = dyn_cast<ChannelGranularityAttr>(
      getQType(filterType).getGranularity());
  if (channel &&
      channel.getAxis() != (isa<ConvOp>(op) ? 0 : filterType.getRank() - 1))
    return rewriter.notifyMatchFailure(
        op, "filter scales vary along its input channels");
  SmallVector<float> result;
  double unit = getIntegerUnit(getQType(input).getFormat()) *
                getIntegerUnit(getQType(filter).getFormat());
  for (double s : *sf)
    result.push_back(static_cast<float>((*si)[0] * s * unit));
  return result;
}

// Real values of a constant bias, float or dequantized; nullopt otherwise.
std::optional<SmallVector<double>> biasValues(Value bias) {
  if (auto dequantize = bias.getDefiningOp<DequantizeOp>()) {
    QuantParams params = getQuantParams(dequantize.getInput());
    auto assemble = dequantize.getInput().getDefiningOp<AssembleOp>();
    auto codes = assemble ? getConstantInts(assemble.getCodes()) : std::nullopt;
    auto scales = getConstantFloats(params.scale);
    auto zeroPoints = getConstantInts(params.zeroPoint);
    if (!codes || !scales || !zeroPoints)
      return std::nullopt;
    SmallVector<double> values;
    FormatCodec codec(getQType(dequantize.getInput()).getFormat());
    for (auto [i, code] : llvm::enumerate(*codes)) {
      size_t p = scales->size() == 1 ? 0 : i;
      double zeroPoint = static_cast<double>((*zeroPoints)[p]);
      values.push_back((codec.decode(code) - zeroPoint) * (*scales)[p]);
    }
    return values;
  }
  return getConstantFloats(bias);
}

// Replaces the bias in `operands` (if any) by its s32 form. A bias that cannot
// be expressed is the user's error: said once, and the pass fails.
LogicalResult quantizeBiasOperand(Operation *op, SmallVector<Value> &operands,
                                  PatternRewriter &rewriter, bool &hadError) {
  Value bias = isa<ConvOp>(op) ? cast<ConvOp>(op).getBias()
                               : cast<MatmulOp>(op).getBias();
  if (!bias)
    return success();
  auto values = biasValues(bias);
  if (!values)
    return rewriter.notifyMatchFailure(op, "bias is not constant");
  auto scales = accumulatorScales(op, operands[0], operands[1], rewriter);
  if (failed(scales))
    return failure();
  scales->resize(values->size(), scales->front());
  if (hadError)
    return rewriter.notifyMatchFailure(op, "an error was reported before");
  auto quantized = quantizeBias(rewriter, op, *values, *scales);
  if (failed(quantized)) {
    hadError = true;
    return failure();
  }
  operands[2] = *quantized;
  return success();
}

bool isLinear(Operation *op) { return isa<ConvOp, MatmulOp>(op); }

// Clone of `op` on quantized operands with result parameters appended.
Value createQuantized(Operation *op, ArrayRef<Value> operands, Type resultType,
                      Value scale, Value zeroPoint, PatternRewriter &rewriter) {
  if (auto conv = dyn_cast<ConvOp>(op))
    return ConvOp::create(rewriter, op->getLoc(), resultType, operands[0],
                          operands[1], conv.getBias() ? operands[2] : Value(),
                          scale, zeroPoint, conv.getStrides(),
                          conv.getPadding(), conv.getDilations(),
                          conv.getInputDilations(), conv.getGroups(),
                          /*pad_value=*/nullptr);
  if (auto matmul = dyn_cast<MatmulOp>(op))
    return MatmulOp::create(rewriter, op->getLoc(), resultType, operands[0],
                            operands[1],
                            matmul.getBias() ? operands[2] : Value(), scale,
                            zeroPoint);
  if (auto unary = dyn_cast<UnaryOp>(op))
    return UnaryOp::create(rewriter, op->getLoc(), resultType, operands[0],
                           scale, zeroPoint, unary.getKind(), unary.getAlpha(),
                           unary.getBeta());
  if (auto binary = dyn_cast<BinaryOp>(op))
    return BinaryOp::create(rewriter, op->getLoc(), resultType, operands[0],
                            operands[1], scale, zeroPoint, binary.getKind());
  if (auto pool = dyn_cast<PoolOp>(op))
    return PoolOp::create(rewriter, op->getLoc(), resultType, operands[0],
                          scale, zeroPoint, pool.getKind(), pool.getKernel(),
                          pool.getStrides(), pool.getPadding(),
                          pool.getDilations(), pool.getCountIncludePad());
  if (auto reduce = dyn_cast<ReduceOp>(op))
    return ReduceOp::create(rewriter, op->getLoc(), resultType, operands[0],
                            scale, zeroPoint, reduce.getKind(),
                            reduce.getAxes());
  if (auto norm = dyn_cast<NormOp>(op))
    return NormOp::create(rewriter, op->getLoc(), resultType, operands[0],
                          norm.getGain(), norm.getBias(), scale, zeroPoint,
                          norm.getKind(), norm.getEpsilon(),
                          /*fixed_point=*/DictionaryAttr());
  if (auto rotary = dyn_cast<RotaryOp>(op))
    return RotaryOp::create(rewriter, op->getLoc(), resultType, operands[0],
                            rotary.getCos(), rotary.getSin(), scale, zeroPoint,
                            rotary.getInterleaved());
  auto softmax = cast<SoftmaxOp>(op);
  return SoftmaxOp::create(rewriter, op->getLoc(), resultType, operands[0],
                           softmax.getMask(), scale, zeroPoint, /*table=*/Value(),
                           softmax.getAxis(), softmax.getLog(), IntegerAttr(),
                           IntegerAttr(), IntegerAttr(), IntegerAttr(),
                           IntegerAttr(), IntegerAttr());
}

bool isArithmetic(Operation *op) {
  return isa<ConvOp, MatmulOp, UnaryOp, BinaryOp, PoolOp, ReduceOp, SoftmaxOp,
             NormOp, RotaryOp>(op);
}

// quantize(op(dequantize(q)..))  ->  op(q.. result(scale, zero point))
struct FuseIntoQuantizedOp final : OpRewritePattern<QuantizeOp> {
  FuseIntoQuantizedOp(MLIRContext *context, Pass::Statistic &fused,
                      bool &hadError)
      : OpRewritePattern(context), fused(fused), hadError(hadError) {}

  LogicalResult matchAndRewrite(QuantizeOp quantize,
                                PatternRewriter &rewriter) const override {
    Operation *op = quantize.getInput().getDefiningOp();
    if (!op || !isArithmetic(op))
      return rewriter.notifyMatchFailure(quantize, "input is not arithmetic");
    std::string whyNot;
    if (!getScaleRule(op, whyNot))
      return rewriter.notifyMatchFailure(op, whyNot);
    if (failed(checkNotFloat(op, rewriter)))
      return failure();
    if (!op->hasOneUse())
      return rewriter.notifyMatchFailure(op, "float result has other readers");
    if (!canBeComputed(quantize.getResult()))
      return rewriter.notifyMatchFailure(
          op, "result has several scales per slot, sparsity or f32 zero points");
    bool isWithoutForm = !hasIntegerForm(getQType(quantize.getType()));
    if (keepsParams(op) && !(isClamp(op) && isWithoutForm))
      return rewriter.notifyMatchFailure(op, "quantize moves above it instead");
    auto operands = quantizedOperands(op, rewriter);
    if (failed(operands))
      return failure();
    if (isWithoutForm && !(isa<UnaryOp>(op) && isPerTensor(quantize.getResult()) &&
                           hasCodeTables(getQType(operands->front()))))
      return rewriter.notifyMatchFailure(
          op, "result has no integer form, and is no function of one code");
    rewriter.setInsertionPoint(quantize);
    if (isLinear(op) && failed(quantizeBiasOperand(op, *operands, rewriter, hadError)))
      return failure();
    Value result =
        createQuantized(op, *operands, quantize.getType(), quantize.getScale(),
                        quantize.getZeroPoint(), rewriter);
    rewriter.replaceOp(quantize, result);
    ++fused;
    return success();
  }

private:
  Pass::Statistic &fused;
  bool &hadError;
};

// A linear op on dequantized operands whose result nobody quantizes yields its
// accumulator:  conv(dq(x), dq(w))  ->  dequantize(conv(x, w) : s32)
struct FuseIntoAccumulator final : RewritePattern {
  FuseIntoAccumulator(MLIRContext *context, Pass::Statistic &fused,
                      bool &hadError)
      : RewritePattern(MatchAnyOpTypeTag(), 1, context), fused(fused),
        hadError(hadError) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isLinear(op) || stageOf(op->getResult(0).getType()) != Stage::Float)
      return rewriter.notifyMatchFailure(op, "not a float linear op");
    if (failed(checkNotFloat(op, rewriter)))
      return failure();
    auto operands = quantizedOperands(op, rewriter);
    if (failed(operands))
      return failure();
    auto scales = accumulatorScales(op, (*operands)[0], (*operands)[1], rewriter);
    if (failed(scales) || failed(quantizeBiasOperand(op, *operands, rewriter, hadError)))
      return failure();
    MLIRContext *context = op->getContext();
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    Attribute granularity = TensorGranularityAttr::get(context);
    SmallVector<int64_t> shape;
    if (scales->size() > 1) {
      granularity = ChannelGranularityAttr::get(context, type.getRank() - 1);
      shape.push_back(static_cast<int64_t>(scales->size()));
    }
    auto format = IntAttr::get(context, 32, true, false);
    Value scale = createFloatConstant(rewriter, op->getLoc(), shape, *scales);
    Value zeroPoint =
        createIntConstant(rewriter, op->getLoc(), rewriter.getI32Type(), shape,
                          SmallVector<int64_t>(scales->size(), 0));
    Value accumulator = createQuantized(
        op, *operands,
        withElement(op->getResult(0), QType::get(context, format, granularity)),
        scale, zeroPoint, rewriter);
    rewriter.replaceOpWithNewOp<DequantizeOp>(op, type, accumulator);
    ++fused;
    return success();
  }

private:
  Pass::Statistic &fused;
  bool &hadError;
};

struct FuseQdq final : mlir::qopt::impl::FuseQdqBase<FuseQdq> {
  using FuseQdqBase::FuseQdqBase;

  void runOnOperation() override {
    bool hadError = false;
    // Every application makes progress, so there is no need for a limit, which
    // long chains of moves would reach.
    GreedyRewriteConfig config;
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    RewritePatternSet fuse(&getContext());
    fuse.add<FoldQuantizeOfDequantize, HoistQuantize, SinkDequantize>(
        &getContext());
    fuse.add<FuseIntoQuantizedOp>(&getContext(), numFused, hadError);
    // Only what no quantize claimed keeps its accumulator.
    RewritePatternSet rest(&getContext());
    rest.add<FuseIntoAccumulator>(&getContext(), numFused, hadError);
    if (failed(applyPatternsGreedily(getOperation(), std::move(fuse), config)) ||
        failed(applyPatternsGreedily(getOperation(), std::move(rest), config)) ||
        hadError)
      signalPassFailure();
  }
};

} // namespace
