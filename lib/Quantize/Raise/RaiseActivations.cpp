// SPDX-License-Identifier: Apache-2.0
// --qopt-raise-activations: GELU and SiLU that an exporter took apart.
//   x * 0.5 * (1 + erf(x / sqrt 2))                        ->  gelu(x)
//   x * 0.5 * (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))    ->  gelu_tanh(x)
//   x * sigmoid(x),  x / (1 + exp(-x))                     ->  silu(x)
#include "Matching.h"

#include "qopt/Quantize/Raise/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#include <cmath>

#define DEBUG_TYPE "qopt-raise-activations"

namespace mlir::qopt {
#define GEN_PASS_DEF_RAISEACTIVATIONS
#include "qopt/Quantize/Raise/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::raise;

namespace {

// The coefficients of GELU's tanh form are published with five to seven digits.
constexpr double kTanhTolerance = 1e-4;

// The erf or tanh that a sum `1 + f(u)`, in any scaling, is made of.
UnaryOp findFunction(Value value, int depth = 0) {
  if (auto op = value.getDefiningOp<UnaryOp>())
    if (op.getKind() == UnaryKind::erf || op.getKind() == UnaryKind::tanh)
      return op;
  auto op = value.getDefiningOp<BinaryOp>();
  if (!op || depth > 3)
    return {};
  UnaryOp left = findFunction(op.getLhs(), depth + 1);
  return left ? left : findFunction(op.getRhs(), depth + 1);
}

// Which GELU has f(u) as its function; none if u is not as it should be.
std::optional<UnaryKind> matchArgument(UnaryOp function, Value x) {
  auto u = asPolynomial(function.getInput(), x);
  if (!u)
    return std::nullopt;
  if (function.getKind() == UnaryKind::erf)
    return equals(*u, {0, std::sqrt(0.5)}, 1e-5)
               ? std::optional(UnaryKind::gelu)
               : std::nullopt;
  double slope = std::sqrt(2 / M_PI);
  return equals(*u, {0, slope, 0, slope * 0.044715}, kTanhTolerance)
             ? std::optional(UnaryKind::gelu_tanh)
             : std::nullopt;
}

Value createUnary(PatternRewriter &rewriter, Operation *root, Value x,
                  UnaryKind kind) {
  llvm::APFloat zero(0.0);
  return UnaryOp::create(rewriter, root->getLoc(), root->getResult(0).getType(),
                         x, Value(), Value(), kind, zero, zero);
}

struct RaiseProduct final : OpRewritePattern<BinaryOp> {
  RaiseProduct(MLIRContext *context, Pass::Statistic &raised)
      : OpRewritePattern(context), raised(raised) {}

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getKind() != BinaryKind::mul && op.getKind() != BinaryKind::div)
      return rewriter.notifyMatchFailure(op, "not a product");
    if (stageOf(op.getType()) != Stage::Float)
      return rewriter.notifyMatchFailure(op, "not in float form");
    Product product = flattenProduct(op);
    auto kind = product.divisors.empty() ? matchTwo(product)
                                         : matchQuotient(product);
    if (!kind)
      return rewriter.notifyMatchFailure(op, "not x times a gate of x");
    if (x(product).getType() != op.getType())
      return rewriter.notifyMatchFailure(op, "x is broadcast");
    rewriter.replaceOp(op, createUnary(rewriter, op, x(product), *kind));
    ++raised;
    return success();
  }

private:
  // Both matchers leave x at the front.
  static Value x(const Product &product) { return product.factors.front(); }

  static std::optional<UnaryKind> matchTwo(Product &product) {
    if (product.factors.size() != 2)
      return std::nullopt;
    for (int i = 0; i < 2; ++i) {
      std::swap(product.factors[0], product.factors[1]);
      Value x = product.factors[0], gate = product.factors[1];
      auto sigmoid = getUnary(gate, UnaryKind::sigmoid);
      if (sigmoid && sigmoid.getInput() == x && product.constant == 1)
        return UnaryKind::silu;
      if (auto kind = matchGelu(x, gate, product.constant))
        return kind;
    }
    return std::nullopt;
  }

  // constant * gate must be 0.5 + 0.5 f(u).
  static std::optional<UnaryKind> matchGelu(Value x, Value gate,
                                            double constant) {
    UnaryOp function = findFunction(gate);
    if (!function)
      return std::nullopt;
    auto weights = asPolynomial(gate, function.getResult());
    if (!weights || !equals(*weights, {0.5 / constant, 0.5 / constant}, 1e-6))
      return std::nullopt;
    return matchArgument(function, x);
  }

  // x / (1 + exp(-x))
  static std::optional<UnaryKind> matchQuotient(const Product &product) {
    if (product.factors.size() != 1 || product.divisors.size() != 1 ||
        product.constant != 1)
      return std::nullopt;
    auto sum = getBinary(product.divisors.front(), BinaryKind::add);
    if (!sum)
      return std::nullopt;
    for (Value part : {sum.getLhs(), sum.getRhs()}) {
      auto exp = getUnary(part, UnaryKind::exp);
      if (!exp)
        continue;
      auto weights = asPolynomial(sum, exp.getResult());
      auto exponent = asPolynomial(exp.getInput(), product.factors.front());
      if (weights && exponent && equals(*weights, {1, 1}, 0) &&
          equals(*exponent, {0, -1}, 0))
        return UnaryKind::silu;
    }
    return std::nullopt;
  }

  Pass::Statistic &raised;
};

struct RaiseActivations final
    : mlir::qopt::impl::RaiseActivationsBase<RaiseActivations> {
  using RaiseActivationsBase::RaiseActivationsBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<RaiseProduct>(&getContext(), numRaised);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
