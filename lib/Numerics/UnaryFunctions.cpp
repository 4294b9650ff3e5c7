// SPDX-License-Identifier: Apache-2.0
//
// Functions of one argument. Exponentials are arranged so that no intermediate
// overflows where the result is finite; std::expm1 and std::log1p keep small
// results accurate.
#include "qopt/Numerics/UnaryFunctions.h"

#include "qopt/Numerics/Rounding.h"

#include <cmath>

namespace qopt::numerics {

namespace {
struct UnaryRow {
  UnaryFn fn;
  std::string_view text;
  int attributes;
};
constexpr UnaryRow kUnary[] = {
    {UnaryFn::relu, "relu", 0},
    {UnaryFn::leaky_relu, "leaky_relu", 1},
    {UnaryFn::clip, "clip", 2},
    {UnaryFn::sigmoid, "sigmoid", 0},
    {UnaryFn::tanh, "tanh", 0},
    {UnaryFn::hard_sigmoid, "hard_sigmoid", 2},
    {UnaryFn::hard_swish, "hard_swish", 0},
    {UnaryFn::exp, "exp", 0},
    {UnaryFn::log, "log", 0},
    {UnaryFn::sqrt, "sqrt", 0},
    {UnaryFn::reciprocal, "reciprocal", 0},
    {UnaryFn::neg, "neg", 0},
    {UnaryFn::abs, "abs", 0},
    {UnaryFn::erf, "erf", 0},
    {UnaryFn::floor, "floor", 0},
    {UnaryFn::ceil, "ceil", 0},
    {UnaryFn::round, "round", 0},
    {UnaryFn::softplus, "softplus", 0},
    {UnaryFn::softsign, "softsign", 0},
    {UnaryFn::elu, "elu", 1},
    {UnaryFn::selu, "selu", 2},
    {UnaryFn::celu, "celu", 1},
    {UnaryFn::gelu, "gelu", 0},
    {UnaryFn::gelu_tanh, "gelu_tanh", 0},
    {UnaryFn::silu, "silu", 0},
    {UnaryFn::mish, "mish", 0},
    {UnaryFn::sign, "sign", 0},
    {UnaryFn::sin, "sin", 0},
    {UnaryFn::cos, "cos", 0},
    {UnaryFn::tan, "tan", 0},
    {UnaryFn::asin, "asin", 0},
    {UnaryFn::acos, "acos", 0},
    {UnaryFn::atan, "atan", 0},
    {UnaryFn::sinh, "sinh", 0},
    {UnaryFn::cosh, "cosh", 0},
    {UnaryFn::asinh, "asinh", 0},
    {UnaryFn::acosh, "acosh", 0},
    {UnaryFn::atanh, "atanh", 0},
    {UnaryFn::thresholded_relu, "thresholded_relu", 1},
};
static_assert(sizeof(kUnary) / sizeof(kUnary[0]) == kNumUnaryFns,
              "one row per function");

constexpr double kSqrtHalf = 0.70710678118654752440;
constexpr double kSqrtTwoOverPi = 0.79788456080286535588;

/// min(max(x, lo), hi) that lets a NaN in x through.
double clipTo(double x, double lo, double hi) {
  double raised = x < lo ? lo : x;
  return raised > hi ? hi : raised;
}

double sigmoid(double x) {
  if (x >= 0)
    return 1 / (1 + std::exp(-x));
  double e = std::exp(x);
  return e / (1 + e);
}

double softplus(double x) {
  return (x > 0 ? x : x < 0 ? 0 : x) + std::log1p(std::exp(-std::fabs(x)));
}

double celu(double x, double alpha) {
  double negative = alpha * std::expm1(x / alpha);
  return (x < 0 ? 0 : x) + (negative > 0 ? 0 : negative);
}

double geluTanh(double x) {
  // (1 + tanh(z)) / 2 = sigmoid(2z), which does not cancel for negative z.
  double inner = kSqrtTwoOverPi * (x + 0.044715 * x * x * x);
  return x * sigmoid(2 * inner);
}
} // namespace

double evaluateUnary(UnaryFn fn, double x, double alpha, double beta) {
  switch (fn) {
  case UnaryFn::relu:
    return x <= 0 ? 0 : x;
  case UnaryFn::leaky_relu:
    return x < 0 ? alpha * x : x;
  case UnaryFn::clip:
    return clipTo(x, alpha, beta);
  case UnaryFn::sigmoid:
    return sigmoid(x);
  case UnaryFn::tanh:
    return std::tanh(x);
  case UnaryFn::hard_sigmoid:
    return clipTo(alpha * x + beta, 0, 1);
  case UnaryFn::hard_swish:
    return x * clipTo(x / 6 + 0.5, 0, 1);
  case UnaryFn::exp:
    return std::exp(x);
  case UnaryFn::log:
    return std::log(x);
  case UnaryFn::sqrt:
    return std::sqrt(x);
  case UnaryFn::reciprocal:
    return 1 / x;
  case UnaryFn::neg:
    return -x;
  case UnaryFn::abs:
    return std::fabs(x);
  case UnaryFn::erf:
    return std::erf(x);
  case UnaryFn::floor:
    return std::floor(x);
  case UnaryFn::ceil:
    return std::ceil(x);
  case UnaryFn::round:
    return roundTo(x, RoundingMode::NearestEven);
  case UnaryFn::softplus:
    return softplus(x);
  case UnaryFn::softsign:
    return x / (1 + std::fabs(x));
  case UnaryFn::elu:
    return x < 0 ? alpha * std::expm1(x) : x;
  case UnaryFn::selu:
    return beta * (x <= 0 ? alpha * std::expm1(x) : x);
  case UnaryFn::celu:
    return celu(x, alpha);
  case UnaryFn::gelu:
    // erfc keeps the digits that 1 + erf loses for negative x.
    return 0.5 * x * std::erfc(-x * kSqrtHalf);
  case UnaryFn::gelu_tanh:
    return geluTanh(x);
  case UnaryFn::silu:
    return x * sigmoid(x);
  case UnaryFn::mish:
    return x * std::tanh(softplus(x));
  case UnaryFn::sign:
    return x > 0 ? 1 : x < 0 ? -1 : x;
  case UnaryFn::sin:
    return std::sin(x);
  case UnaryFn::cos:
    return std::cos(x);
  case UnaryFn::tan:
    return std::tan(x);
  case UnaryFn::asin:
    return std::asin(x);
  case UnaryFn::acos:
    return std::acos(x);
  case UnaryFn::atan:
    return std::atan(x);
  case UnaryFn::sinh:
    return std::sinh(x);
  case UnaryFn::cosh:
    return std::cosh(x);
  case UnaryFn::asinh:
    return std::asinh(x);
  case UnaryFn::acosh:
    return std::acosh(x);
  case UnaryFn::atanh:
    return std::atanh(x);
  case UnaryFn::thresholded_relu:
    return x > alpha || x != x ? x : 0;
  }
  return std::nan("");
}

int attributeCount(UnaryFn fn) {
  for (const UnaryRow &row : kUnary)
    if (row.fn == fn)
      return row.attributes;
  return 0;
}

std::string_view name(UnaryFn fn) {
  for (const UnaryRow &row : kUnary)
    if (row.fn == fn)
      return row.text;
  return "";
}

std::optional<UnaryFn> parseUnaryFn(std::string_view text) {
  for (const UnaryRow &row : kUnary)
    if (row.text == text)
      return row.fn;
  return std::nullopt;
}

} // namespace qopt::numerics
