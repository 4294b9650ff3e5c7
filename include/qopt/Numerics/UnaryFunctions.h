// SPDX-License-Identifier: Apache-2.0
//
// Elementwise functions of one and two arguments, as ONNX defines them, in
// double; and the two-argument ones on integers without undefined behaviour.
// The interpreter, the constant folder and the table builder share them.
#ifndef QOPT_NUMERICS_UNARYFUNCTIONS_H
#define QOPT_NUMERICS_UNARYFUNCTIONS_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace qopt::numerics {

/// Functions of one argument. (alpha, beta) carry the ONNX attributes.
enum class UnaryFn : uint32_t {
  relu,             ///< max(x, 0)
  leaky_relu,       ///< x < 0 ? alpha * x : x
  clip,             ///< min(max(x, alpha), beta); beta wins if alpha > beta
  sigmoid,          ///< 1 / (1 + e^-x)
  tanh,             ///< hyperbolic tangent
  hard_sigmoid,     ///< max(0, min(1, alpha * x + beta))
  hard_swish,       ///< x * max(0, min(1, x / 6 + 1/2))
  exp,              ///< e^x
  log,              ///< natural logarithm
  sqrt,             ///< square root
  reciprocal,       ///< 1 / x
  neg,              ///< -x
  abs,              ///< |x|
  erf,              ///< error function
  floor,            ///< toward -infinity
  ceil,             ///< toward +infinity
  round,            ///< nearest, ties to even
  softplus,         ///< ln(1 + e^x)
  softsign,         ///< x / (1 + |x|)
  elu,              ///< x < 0 ? alpha * (e^x - 1) : x
  selu,             ///< beta * (x <= 0 ? alpha * (e^x - 1) : x); beta is gamma
  celu,             ///< max(0, x) + min(0, alpha * (e^(x / alpha) - 1))
  gelu,             ///< x/2 * (1 + erf(x / sqrt 2))
  gelu_tanh,        ///< x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3)))
  silu,             ///< x * sigmoid(x)
  mish,             ///< x * tanh(softplus(x))
  sign,             ///< -1, 0 or 1
  sin,              ///< radians, here and below
  cos,              ///<
  tan,              ///<
  asin,             ///< NaN outside [-1, 1]
  acos,             ///< NaN outside [-1, 1]
  atan,             ///<
  sinh,             ///<
  cosh,             ///<
  asinh,            ///<
  acosh,            ///< NaN below 1
  atanh,            ///< NaN outside [-1, 1]
  thresholded_relu, ///< x > alpha ? x : 0
};
constexpr uint32_t kNumUnaryFns = uint32_t(UnaryFn::thresholded_relu) + 1;

/// f(x). NaN propagates through every function; infinities follow the formula.
/// Attributes a function does not have are ignored.
double evaluateUnary(UnaryFn fn, double x, double alpha, double beta);

/// How many of (alpha, beta) the function reads: 0, 1 or 2.
int attributeCount(UnaryFn fn);

/// The enumerator's spelling, and back; unknown text gives nullopt.
std::string_view name(UnaryFn fn);
std::optional<UnaryFn> parseUnaryFn(std::string_view text);

/// Functions of two arguments.
enum class BinaryFn : uint32_t {
  add,   ///< x + y
  sub,   ///< x - y
  mul,   ///< x * y
  div,   ///< x / y; integers truncate toward zero
  max,   ///< IEEE maximum: NaN if either is NaN, -0 < +0
  min,   ///< IEEE minimum: NaN if either is NaN, -0 < +0
  pow,   ///< x^y
  prelu, ///< x < 0 ? y * x : x
  mod,   ///< remainder with the sign of y (Python's %)
  fmod,  ///< remainder with the sign of x (C's %)
};
constexpr uint32_t kNumBinaryFns = uint32_t(BinaryFn::fmod) + 1;

/// f(x, y) in double; one IEEE operation where there is one.
double evaluateBinary(BinaryFn fn, double x, double y);

/// f(x, y) on 64-bit integers. add, sub, mul, pow and prelu wrap modulo 2^64.
/// div truncates; div, mod and fmod by zero are 0, and so is pow of 0 to a
/// negative exponent. INT64_MIN / -1 wraps to INT64_MIN. pow to a negative
/// exponent truncates the real result (0 unless x is 1 or -1).
int64_t evaluateBinaryInt(BinaryFn fn, int64_t x, int64_t y);

std::string_view name(BinaryFn fn);
std::optional<BinaryFn> parseBinaryFn(std::string_view text);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_UNARYFUNCTIONS_H
