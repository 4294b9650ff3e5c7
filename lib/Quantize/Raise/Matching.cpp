// SPDX-License-Identifier: Apache-2.0
// Products, polynomials and means, as the raising patterns look at them.
#include "Matching.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::raise;

// Deeper expressions are no single function of any exporter.
static constexpr int kMaxDepth = 8;
static constexpr size_t kMaxDegree = 4;

//===-- Values ------------------------------------------------------------===//

std::optional<double> raise::getSplat(Value value) {
  auto attr = dyn_cast_or_null<DenseElementsAttr>(getConstant(value));
  if (!attr || !attr.getElementType().isF32() || attr.empty())
    return std::nullopt;
  if (attr.isSplat())
    return attr.getSplatValue<float>();
  return std::nullopt;
}

BinaryOp raise::getBinary(Value value, BinaryKind kind) {
  auto op = value.getDefiningOp<BinaryOp>();
  return op && op.getKind() == kind && stageOf(op.getType()) == Stage::Float
             ? op
             : BinaryOp();
}

UnaryOp raise::getUnary(Value value, UnaryKind kind) {
  auto op = value.getDefiningOp<UnaryOp>();
  return op && op.getKind() == kind && stageOf(op.getType()) == Stage::Float
             ? op
             : UnaryOp();
}

bool raise::isNear(double a, double b, double tolerance) {
  return std::fabs(a - b) <=
         tolerance * std::max(std::fabs(a), std::fabs(b));
}

int64_t raise::lastSize(Value value) {
  auto shape = cast<RankedTensorType>(value.getType()).getShape();
  return shape.empty() ? 1 : shape.back();
}

//===-- Products ----------------------------------------------------------===//

bool Product::takeFactor(Value value) {
  auto *it = llvm::find(factors, value);
  if (it == factors.end())
    return false;
  factors.erase(it);
  return true;
}

static void flattenInto(Product &product, Value value, Value opaque,
                        bool inverted, int depth) {
  if (auto number = getSplat(value)) {
    product.constant *= inverted ? 1 / *number : *number;
    return;
  }
  auto descend = [&](Value part, bool flip) {
    flattenInto(product, part, opaque, inverted != flip, depth + 1);
  };
  if (value != opaque && depth < kMaxDepth) {
    if (auto mul = getBinary(value, BinaryKind::mul)) {
      descend(mul.getLhs(), false);
      return descend(mul.getRhs(), false);
    }
    if (auto div = getBinary(value, BinaryKind::div)) {
      descend(div.getLhs(), false);
      return descend(div.getRhs(), true);
    }
    if (auto inverse = getUnary(value, UnaryKind::reciprocal))
      return descend(inverse.getInput(), true);
    if (auto minus = getUnary(value, UnaryKind::neg)) {
      product.constant = -product.constant;
      return descend(minus.getInput(), false);
    }
  }
  (inverted ? product.divisors : product.factors).push_back(value);
}

Product raise::flattenProduct(Value value, Value opaque) {
  Product product;
  flattenInto(product, value, opaque, /*inverted=*/false, 0);
  return product;
}

//===-- Polynomials -------------------------------------------------------===//

static Polynomial sum(const Polynomial &a, const Polynomial &b, double sign) {
  Polynomial result(std::max(a.size(), b.size()), 0.0);
  for (auto [i, c] : llvm::enumerate(a))
    result[i] += c;
  for (auto [i, c] : llvm::enumerate(b))
    result[i] += sign * c;
  return result;
}

static std::optional<Polynomial> product(const Polynomial &a,
                                         const Polynomial &b) {
  if (a.size() + b.size() - 2 > kMaxDegree)
    return std::nullopt;
  Polynomial result(a.size() + b.size() - 1, 0.0);
  for (auto [i, x] : llvm::enumerate(a))
    for (auto [j, y] : llvm::enumerate(b))
      result[i + j] += x * y;
  return result;
}

static std::optional<Polynomial> power(const Polynomial &base,
                                       std::optional<double> exponent) {
  if (!exponent || *exponent != std::floor(*exponent) || *exponent < 0 ||
      *exponent > static_cast<double>(kMaxDegree))
    return std::nullopt;
  std::optional<Polynomial> result = Polynomial{1.0};
  for (int i = 0; i < static_cast<int>(*exponent) && result; ++i)
    result = product(*result, base);
  return result;
}

static std::optional<Polynomial> polynomialOf(Value value, Value variable,
                                              int depth) {
  if (value == variable)
    return Polynomial{0.0, 1.0};
  if (auto number = getSplat(value))
    return Polynomial{*number};
  if (depth >= kMaxDepth)
    return std::nullopt;
  if (auto minus = getUnary(value, UnaryKind::neg)) {
    auto inner = polynomialOf(minus.getInput(), variable, depth + 1);
    return inner ? product(*inner, {-1.0}) : std::nullopt;
  }
  auto op = value.getDefiningOp<BinaryOp>();
  if (!op || stageOf(op.getType()) != Stage::Float)
    return std::nullopt;
  auto lhs = polynomialOf(op.getLhs(), variable, depth + 1);
  if (!lhs)
    return std::nullopt;
  if (op.getKind() == BinaryKind::pow)
    return power(*lhs, getSplat(op.getRhs()));
  auto rhs = polynomialOf(op.getRhs(), variable, depth + 1);
  if (!rhs)
    return std::nullopt;
  switch (op.getKind()) {
  case BinaryKind::add:
    return sum(*lhs, *rhs, 1);
  case BinaryKind::sub:
    return sum(*lhs, *rhs, -1);
  case BinaryKind::mul:
    return product(*lhs, *rhs);
  case BinaryKind::div:
    return rhs->size() == 1 ? product(*lhs, {1 / rhs->front()}) : std::nullopt;
  default:
    return std::nullopt;
  }
}

std::optional<Polynomial> raise::asPolynomial(Value value, Value variable) {
  return polynomialOf(value, variable, 0);
}

bool raise::equals(const Polynomial &p, ArrayRef<double> wanted,
                   double tolerance) {
  for (size_t i = 0; i < std::max(p.size(), wanted.size()); ++i) {
    double a = i < p.size() ? p[i] : 0, b = i < wanted.size() ? wanted[i] : 0;
    if (!isNear(a, b, tolerance))
      return false;
  }
  return true;
}

//===-- Statistics --------------------------------------------------------===//

Value raise::getSquared(Value value) {
  if (auto mul = getBinary(value, BinaryKind::mul))
    return mul.getLhs() == mul.getRhs() ? mul.getLhs() : Value();
  auto pow = getBinary(value, BinaryKind::pow);
  return pow && getSplat(pow.getRhs()) == 2.0 ? pow.getLhs() : Value();
}

Value raise::getMeanOperand(Value value) {
  auto mean = value.getDefiningOp<ReduceOp>();
  if (!mean || mean.getKind() != ReduceKind::mean ||
      stageOf(mean.getType()) != Stage::Float)
    return {};
  int64_t rank = cast<RankedTensorType>(mean.getType()).getRank();
  return mean.getAxes() == ArrayRef<int64_t>{rank - 1} ? mean.getInput()
                                                        : Value();
}

//===-- Constants ---------------------------------------------------------===//

std::optional<SmallVector<double>>
raise::multiplyPerChannel(ArrayRef<Value> constants, double factor,
                          int64_t channels) {
  SmallVector<double> result(channels, factor);
  for (Value constant : constants) {
    auto values = getPerChannel(constant, channels);
    if (!values)
      return std::nullopt;
    for (auto [r, v] : llvm::zip_equal(result, *values))
      r *= v;
  }
  return result;
}

Value raise::createVector(OpBuilder &builder, Location loc,
                          ArrayRef<double> values) {
  SmallVector<float> rounded;
  for (double v : values)
    rounded.push_back(static_cast<float>(v));
  return createFloatConstant(builder, loc,
                             {static_cast<int64_t>(rounded.size())}, rounded);
}
