// SPDX-License-Identifier: Apache-2.0
// --qopt-fold-batch-norm: per-channel constants after a linear op move into
// its filter and bias.
//   conv(x, w, b) * g + h  ->  conv(x, w * g, b * g + h)
#include "qopt/Quantize/Prepare/Passes.h"

#include "qopt/Numerics/UnaryFunctions.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#define DEBUG_TYPE "qopt-fold-batch-norm"

namespace mlir::qopt {
#define GEN_PASS_DEF_FOLDBATCHNORM
#include "qopt/Quantize/Prepare/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::BinaryFn;
using ::qopt::numerics::evaluateBinary;

namespace {

// A conv or matmul with constant filter, seen alike: `features` output
// channels, whose index is dimension `featureDim` of the filter.
struct Linear {
  Operation *op;
  Value filter, bias;
  int64_t features, featureDim;
};

FailureOr<Linear> matchLinear(Value value) {
  Operation *op = value.getDefiningOp();
  if (auto conv = dyn_cast_or_null<ConvOp>(op))
    return Linear{op, conv.getFilter(), conv.getBias(),
                  cast<RankedTensorType>(conv.getType()).getShape().back(), 0};
  if (auto matmul = dyn_cast_or_null<MatmulOp>(op)) {
    auto type = cast<RankedTensorType>(matmul.getRhs().getType());
    if (type.getRank() == 2)
      return Linear{op, matmul.getRhs(), matmul.getBias(), type.getDimSize(1), 1};
  }
  return failure();
}

// filter[.., feature, ..] op factor[feature], in double, rounded once to f32.
Value scaleFilter(PatternRewriter &rewriter, const Linear &linear,
                  DenseElementsAttr filter, BinaryFn fn,
                  ArrayRef<double> factors) {
  auto type = cast<RankedTensorType>(filter.getType());
  int64_t inner = 1;
  for (int64_t d : type.getShape().drop_front(linear.featureDim + 1))
    inner *= d;
  std::vector<float> values(type.getNumElements());
  int64_t i = 0;
  for (float w : filter.getValues<float>()) {
    double factor = factors[(i / inner) % linear.features];
    values[i++] = static_cast<float>(evaluateBinary(fn, w, factor));
  }
  return ConstantOp::create(
      rewriter, linear.filter.getLoc(),
      DenseElementsAttr::get(type, ArrayRef<float>(values)));
}

Value updateBias(PatternRewriter &rewriter, const Linear &linear,
                 ArrayRef<double> bias, BinaryFn fn, ArrayRef<double> constants,
                 Location loc) {
  SmallVector<float> values;
  for (auto [b, c] : llvm::zip_equal(bias, constants))
    values.push_back(static_cast<float>(evaluateBinary(fn, b, c)));
  return createFloatConstant(rewriter, loc, {linear.features}, values);
}

void setBias(const Linear &linear, Value bias) {
  if (auto conv = dyn_cast<ConvOp>(linear.op))
    conv.getBiasMutable().assign(bias);
  else
    cast<MatmulOp>(linear.op).getBiasMutable().assign(bias);
}

struct FoldIntoLinear final : OpRewritePattern<BinaryOp> {
  FoldIntoLinear(MLIRContext *context, Pass::Statistic &folded)
      : OpRewritePattern(context), folded(folded) {}

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    if (stageOf(op.getType()) != Stage::Float)
      return rewriter.notifyMatchFailure(op, "not in float form");
    Value data = op.getLhs(), constant = op.getRhs();
    bool commutes =
        op.getKind() == BinaryKind::add || op.getKind() == BinaryKind::mul;
    if (commutes && getConstant(data))
      std::swap(data, constant);
    FailureOr<Linear> linear = matchLinear(data);
    if (failed(linear))
      return rewriter.notifyMatchFailure(op, "does not follow a linear op");
    if (!linear->op->hasOneUse())
      return rewriter.notifyMatchFailure(op, "linear op has other uses");
    if (data.getType() != op.getType())
      return rewriter.notifyMatchFailure(op, "broadcasts the linear op's result");
    auto constants = getPerChannel(constant, linear->features);
    if (!constants)
      return rewriter.notifyMatchFailure(op, "operand is not a constant per channel");
    return fold(op, *linear, *constants, rewriter);
  }

private:
  static std::optional<BinaryFn> asNumerics(BinaryKind kind) {
    switch (kind) {
    case BinaryKind::add:
      return BinaryFn::add;
    case BinaryKind::sub:
      return BinaryFn::sub;
    case BinaryKind::mul:
      return BinaryFn::mul;
    case BinaryKind::div:
      return BinaryFn::div;
    default:
      return std::nullopt;
    }
  }

  LogicalResult fold(BinaryOp op, const Linear &linear,
                     ArrayRef<double> constants,
                     PatternRewriter &rewriter) const {
    auto fn = asNumerics(op.getKind());
    if (!fn)
      return rewriter.notifyMatchFailure(op, "not add, sub, mul or div");
    bool scales = *fn == BinaryFn::mul || *fn == BinaryFn::div;
    SmallVector<double> bias(linear.features, 0.0);
    if (linear.bias) {
      auto values = getConstantFloats(linear.bias);
      if (!values)
        return rewriter.notifyMatchFailure(op, "bias is not constant");
      bias = *values;
    }
    if (scales) {
      auto filter = dyn_cast_or_null<DenseElementsAttr>(getConstant(linear.filter));
      if (!filter)
        return rewriter.notifyMatchFailure(op, "filter is not constant");
      Value scaled = scaleFilter(rewriter, linear, filter, *fn, constants);
      rewriter.modifyOpInPlace(linear.op,
                               [&] { linear.op->setOperand(1, scaled); });
    }
    if (linear.bias || !scales) {
      Value updated =
          updateBias(rewriter, linear, bias, *fn, constants, op.getLoc());
      rewriter.modifyOpInPlace(linear.op, [&] { setBias(linear, updated); });
      // The new constant was created at `op`, below its user.
      updated.getDefiningOp()->moveBefore(linear.op);
    }
    if (Operation *filter = linear.op->getOperand(1).getDefiningOp())
      if (linear.op->getBlock() == filter->getBlock() &&
          linear.op->isBeforeInBlock(filter))
        filter->moveBefore(linear.op);
    rewriter.replaceOp(op, linear.op->getResults());
    ++folded;
    return success();
  }

  Pass::Statistic &folded;
};

struct FoldBatchNorm final
    : mlir::qopt::impl::FoldBatchNormBase<FoldBatchNorm> {
  using FoldBatchNormBase::FoldBatchNormBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FoldIntoLinear>(&getContext(), numFolded);
    GreedyRewriteConfig config; // every application makes progress
    config.setMaxIterations(GreedyRewriteConfig::kNoLimit);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns),
                                     config)))
      signalPassFailure();
  }
};

} // namespace
