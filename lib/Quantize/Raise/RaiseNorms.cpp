// SPDX-License-Identifier: Apache-2.0
// --qopt-raise-norms: layer and RMS normalization that an exporter took apart.
//   c = x - mean(x); c / sqrt(mean(c * c) + eps) * g + b  ->  norm layer x
//   x / sqrt(mean(x * x) + eps) * g                       ->  norm rms x
#include "Matching.h"

#include "qopt/IR/TransformerOps.h"
#include "qopt/Quantize/Raise/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#define DEBUG_TYPE "qopt-raise-norms"

namespace mlir::qopt {
#define GEN_PASS_DEF_RAISENORMS
#include "qopt/Quantize/Raise/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::raise;

namespace {

//===-- What lines are divided by -----------------------------------------===//

// sqrt(mean(centred * centred) + epsilon)
struct Deviation {
  Value centred;
  double epsilon;
};

// Of the radicand mean(c * c) + epsilon.
std::optional<Deviation> matchVariance(Value radicand) {
  double epsilon = 0;
  Value mean = radicand;
  if (auto sum = getBinary(radicand, BinaryKind::add)) {
    auto right = getSplat(sum.getRhs()), left = getSplat(sum.getLhs());
    if (!right && !left)
      return std::nullopt;
    epsilon = right ? *right : *left;
    mean = right ? sum.getLhs() : sum.getRhs();
  }
  Value square = getMeanOperand(mean);
  Value centred = square ? getSquared(square) : Value();
  if (!centred || epsilon < 0)
    return std::nullopt;
  return Deviation{centred, epsilon};
}

// radicand^exponent, also spelled as a square root.
std::optional<Deviation> matchRoot(Value value, double exponent) {
  if (auto root = getUnary(value, UnaryKind::sqrt))
    return exponent == 0.5 ? matchVariance(root.getInput()) : std::nullopt;
  auto pow = getBinary(value, BinaryKind::pow);
  return pow && getSplat(pow.getRhs()) == exponent ? matchVariance(pow.getLhs())
                                                   : std::nullopt;
}

// Takes the one deviation that the product is divided by out of it.
std::optional<Deviation> takeDeviation(Product &product) {
  for (auto [list, exponent] :
       {std::pair(&product.divisors, 0.5), std::pair(&product.factors, -0.5)})
    for (auto *it = list->begin(); it != list->end(); ++it)
      if (auto deviation = matchRoot(*it, exponent)) {
        list->erase(it);
        return deviation;
      }
  return std::nullopt;
}

// x of x - mean(x); null of other values.
Value getCentredOperand(Value value) {
  auto sub = getBinary(value, BinaryKind::sub);
  return sub && getMeanOperand(sub.getRhs()) == sub.getLhs() ? sub.getLhs()
                                                             : Value();
}

// The gain as a vector, or null where it is 1 everywhere; nullopt where a
// factor is no constant per channel.
std::optional<Value> createGain(PatternRewriter &rewriter, Location loc,
                                const Product &product, Value x) {
  auto gain =
      multiplyPerChannel(product.factors, product.constant, lastSize(x));
  if (!product.divisors.empty() || !gain)
    return std::nullopt;
  if (product.factors.empty() && product.constant == 1)
    return Value();
  return createVector(rewriter, loc, *gain);
}

NormOp createNorm(PatternRewriter &rewriter, Operation *root, Value x,
                  Value gain, Value bias, NormKind kind, double epsilon) {
  return NormOp::create(rewriter, root->getLoc(), root->getResult(0).getType(),
                        x, gain, bias, Value(), Value(), kind,
                        llvm::APFloat(epsilon), DictionaryAttr());
}

//===-- Patterns ----------------------------------------------------------===//

struct CountingPattern : OpRewritePattern<BinaryOp> {
  CountingPattern(MLIRContext *context, Pass::Statistic &raised)
      : OpRewritePattern(context), raised(raised) {}
  Pass::Statistic &raised;
};

// centred / deviation, with factors per channel before or after the division.
struct RaiseQuotient final : CountingPattern {
  using CountingPattern::CountingPattern;

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getKind() != BinaryKind::mul && op.getKind() != BinaryKind::div)
      return rewriter.notifyMatchFailure(op, "not a product");
    if (stageOf(op.getType()) != Stage::Float)
      return rewriter.notifyMatchFailure(op, "not in float form");
    Product product = flattenProduct(op);
    auto deviation = takeDeviation(product);
    if (!deviation)
      return rewriter.notifyMatchFailure(
          op, "not divided by a root of a mean of squares");
    if (!product.takeFactor(deviation->centred))
      return rewriter.notifyMatchFailure(op, "the mean is of other squares");
    Value centred = getCentredOperand(deviation->centred);
    Value x = centred ? centred : deviation->centred;
    if (x.getType() != op.getType())
      return rewriter.notifyMatchFailure(op, "the normalized value is broadcast");
    auto gain = createGain(rewriter, op.getLoc(), product, x);
    if (!gain)
      return rewriter.notifyMatchFailure(op, "a factor is no constant per channel");
    rewriter.replaceOp(op, createNorm(rewriter, op, x, *gain, Value(),
                                      centred ? NormKind::layer : NormKind::rms,
                                      deviation->epsilon));
    ++raised;
    return success();
  }
};

// x * s + (b - mean(x) * s), where s = g / deviation: TensorFlow's form.
struct RaiseAffine final : CountingPattern {
  using CountingPattern::CountingPattern;

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getKind() != BinaryKind::add || stageOf(op.getType()) != Stage::Float)
      return rewriter.notifyMatchFailure(op, "not a sum in float form");
    for (auto [product, rest] : {std::pair(op.getLhs(), op.getRhs()),
                                 std::pair(op.getRhs(), op.getLhs())})
      if (auto shift = getBinary(rest, BinaryKind::sub))
        if (succeeded(raise(op, product, shift, rewriter)))
          return success();
    return rewriter.notifyMatchFailure(
        op, "not x * s + (b - mean(x) * s) with one s");
  }

private:
  LogicalResult raise(BinaryOp op, Value scaled, BinaryOp shift,
                      PatternRewriter &rewriter) const {
    Product first = flattenProduct(scaled), second = flattenProduct(shift.getRhs());
    auto deviation = takeDeviation(first), other = takeDeviation(second);
    Value x = deviation ? getCentredOperand(deviation->centred) : Value();
    if (!x || !other || other->centred != deviation->centred ||
        other->epsilon != deviation->epsilon || !first.takeFactor(x))
      return rewriter.notifyMatchFailure(op, "not one deviation of x");
    auto *mean = llvm::find_if(
        second.factors, [&](Value v) { return getMeanOperand(v) == x; });
    if (mean == second.factors.end())
      return rewriter.notifyMatchFailure(op, "not the mean of x");
    second.factors.erase(mean);
    int64_t channels = lastSize(x);
    auto a = multiplyPerChannel(first.factors, first.constant, channels),
         b = multiplyPerChannel(second.factors, second.constant, channels),
         bias = getPerChannel(shift.getLhs(), channels);
    if (!a || !bias || a != b || !first.divisors.empty() ||
        !second.divisors.empty() || x.getType() != op.getType())
      return rewriter.notifyMatchFailure(op, "no constants per channel");
    Value gain = createVector(rewriter, op.getLoc(), *a);
    Value added = createVector(rewriter, op.getLoc(), *bias);
    rewriter.replaceOp(op, createNorm(rewriter, op, x, gain, added,
                                      NormKind::layer, deviation->epsilon));
    ++raised;
    return success();
  }
};

// norm(x) * g and norm(x) + b.
struct AbsorbAffine final : CountingPattern {
  using CountingPattern::CountingPattern;

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    bool isSum = op.getKind() == BinaryKind::add;
    if (!isSum && op.getKind() != BinaryKind::mul)
      return rewriter.notifyMatchFailure(op, "neither a product nor a sum");
    auto norm = op.getLhs().getDefiningOp<NormOp>();
    Value constant = norm ? op.getRhs() : op.getLhs();
    if (!norm)
      norm = op.getRhs().getDefiningOp<NormOp>();
    if (!norm || stageOf(norm.getType()) != Stage::Float)
      return rewriter.notifyMatchFailure(op, "no operand is a normalization");
    if (!norm->hasOneUse())
      return rewriter.notifyMatchFailure(op, "the normalization has other uses");
    int64_t channels = lastSize(norm.getInput());
    auto values = getPerChannel(constant, channels);
    if (!values || op.getType() != norm.getType())
      return rewriter.notifyMatchFailure(op, "operand is no constant per channel");
    if (norm.getBias() && !isSum)
      return rewriter.notifyMatchFailure(op, "the normalization has a bias");
    SmallVector<Value> known;
    if (Value present = isSum ? norm.getBias() : norm.getGain())
      known.push_back(present);
    auto present = multiplyPerChannel(known, 1, channels);
    if (!present)
      return rewriter.notifyMatchFailure(op, "gain or bias is no constant");
    for (auto [p, v] : llvm::zip_equal(*present, *values))
      p = !isSum ? p * v : known.empty() ? v : p + v;
    Value vector = createVector(rewriter, op.getLoc(), *present);
    rewriter.replaceOp(
        op, createNorm(rewriter, op, norm.getInput(),
                       isSum ? norm.getGain() : vector,
                       isSum ? vector : Value(), norm.getKind(),
                       norm.getEpsilon().convertToDouble()));
    return success();
  }
};

//===-- Why one was not raised --------------------------------------------===//

// What looks like the start of a normalization: a square root of a sum, or of
// a mean, of squares. The reason why it was left, or "".
StringRef explain(UnaryOp root) {
  Value radicand = root.getInput(), mean = radicand;
  auto sum = getBinary(radicand, BinaryKind::add);
  auto isMean = [](Value v) {
    auto reduce = v.getDefiningOp<ReduceOp>();
    return reduce && reduce.getKind() == ReduceKind::mean &&
           getSquared(reduce.getInput());
  };
  if (sum)
    mean = isMean(sum.getLhs()) ? sum.getLhs() : sum.getRhs();
  if (!isMean(mean))
    return "";
  if (!getMeanOperand(mean))
    return "the mean is not over the last dimension alone";
  if (sum && !matchVariance(radicand))
    return "epsilon is not a constant number >= 0";
  return "what is divided by the root is not what was squared, or it is scaled "
         "by other than constants per channel";
}

struct RaiseNorms final : mlir::qopt::impl::RaiseNormsBase<RaiseNorms> {
  using RaiseNormsBase::RaiseNormsBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<RaiseQuotient, RaiseAffine, AbsorbAffine>(&getContext(),
                                                           numRaised);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    getOperation()->walk([&](UnaryOp op) {
      if (op.getKind() != UnaryKind::sqrt)
        return;
      StringRef reason = explain(op);
      if (!reason.empty())
        op.emitRemark() << "node '" << getNodeName(op)
                        << "': a normalization is left in parts: " << reason;
    });
  }
};

} // namespace
