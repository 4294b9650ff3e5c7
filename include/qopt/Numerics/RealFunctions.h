// SPDX-License-Identifier: Apache-2.0
//
// Exponentials on binary32, each operation spelled out and rounded to nearest even
// (never fused), so that the interpreter and every instruction set agree bit for bit
// and vectors of any length compute what scalars do. Written once, over an arithmetic:
// numerics::realX below runs them on floats, the CPU's code generator on SSA values.
//
// An arithmetic M has the types Value (f32), Int (i32) and Bool, and
//   Value c(float), add, sub, mul, div(Value, Value), select(Bool, Value, Value)
//   Bool less(Value, Value)   ordered: false where one is NaN
//   Int bits(Value), Value real(Int), Int i(int32_t), addInt, subInt, andInt(Int, Int),
//   Int shl(Int, int), sar(Int, int)   which wrap
//
// Sources: range reduction by Cody and Waite with the split logarithm of Cephes'
// expf.c and its polynomial (Moshier, public domain); tanh as in Cephes' tanhf.c;
// the tail of the normal distribution as exp(-u^2/2) * t * S(t), t = 1 / (1 + 11/32 u)
// (Hastings' substitution), S fitted here, relative error below 2.6e-8.
#ifndef QOPT_NUMERICS_REALFUNCTIONS_H
#define QOPT_NUMERICS_REALFUNCTIONS_H

#include "qopt/Numerics/UnaryFunctions.h"

#include <cstdint>
#include <optional>

namespace qopt::numerics {

namespace real {

/// c[from] + y c[from + 2] + y^2 c[from + 4] + ..., from the last down.
template <typename M, size_t N>
typename M::Value everySecond(M &m, typename M::Value y, const float (&c)[N],
                              size_t from) {
  size_t last = from + (N - 1 - from) / 2 * 2;
  typename M::Value sum = m.c(c[last]);
  for (size_t i = last; i != from; i -= 2)
    sum = m.add(m.mul(sum, y), m.c(c[i - 2]));
  return sum;
}

/// c[0] + x c[1] + x^2 c[2] + ..., as the even terms plus x times the odd ones: two
/// chains, each half as long as one, since waiting is what a vector of exponentials
/// costs most.
template <typename M, size_t N>
typename M::Value polynomial(M &m, typename M::Value x, const float (&c)[N]) {
  static_assert(N >= 2, "a polynomial with odd terms");
  auto square = m.mul(x, x);
  return m.add(everySecond(m, square, c, 0), m.mul(x, everySecond(m, square, c, 1)));
}

template <typename M> typename M::Value magnitude(M &m, typename M::Value x) {
  return m.real(m.andInt(m.bits(x), m.i(0x7fffffff)));
}

/// 2^n for n in [-126, 127].
template <typename M> typename M::Value powerOfTwo(M &m, typename M::Int n) {
  return m.real(m.shl(m.addInt(n, m.i(127)), 23));
}

/// e^x, within 1 ulp (0.98 measured, over all x); infinity above 88.73, 0 below
/// -103.98, subnormal between that and -87.3; NaN for NaN.
template <typename M> typename M::Value exp(M &m, typename M::Value x) {
  constexpr float least = -104.5f, most = 89.0f, magic = 12582912.0f; // 1.5 * 2^23
  constexpr int32_t magicBits = 0x4b400000;
  constexpr float coefficients[] = {5.0000001201E-1f, 1.6666665459E-1f,
                                    4.1665795894E-2f, 8.3334519073E-3f,
                                    1.3981999507E-3f, 1.9875691500E-4f};
  x = m.select(m.less(x, m.c(least)), m.c(least), x);
  x = m.select(m.less(m.c(most), x), m.c(most), x);
  // The sum has no room for a fraction: its low bits are the nearest integer.
  auto raised = m.add(m.mul(x, m.c(1.44269504f)), m.c(magic));
  auto n = m.sub(raised, m.c(magic));
  auto whole = m.subInt(m.bits(raised), m.i(magicBits));
  auto r = m.sub(x, m.mul(n, m.c(0.693359375f)));
  r = m.sub(r, m.mul(n, m.c(-2.12194440e-4f)));
  auto tail = m.mul(m.mul(r, r), polynomial(m, r, coefficients));
  auto y = m.add(m.add(tail, r), m.c(1.0f));
  // In two steps, so that neither factor leaves the range of f32.
  auto half = m.sar(whole, 1);
  y = m.mul(y, powerOfTwo(m, half));
  return m.mul(y, powerOfTwo(m, m.subInt(whole, half)));
}

/// 1 / (1 + e^-x), without overflow or cancellation: e^-|x| is at most 1.
template <typename M> typename M::Value sigmoid(M &m, typename M::Value x) {
  auto e = exp(m, m.sub(m.c(0.0f), magnitude(m, x)));
  auto numerator = m.select(m.less(x, m.c(0.0f)), e, m.c(1.0f));
  return m.div(numerator, m.add(m.c(1.0f), e));
}

/// tanh(x): a polynomial below 0.625, 1 - 2 / (e^2|x| + 1) with the sign of x above.
template <typename M> typename M::Value tanh(M &m, typename M::Value x) {
  constexpr float coefficients[] = {-3.33332819422E-1f, 1.33314422036E-1f,
                                    -5.37397155531E-2f, 2.06390887954E-2f,
                                    -5.70498872745E-3f};
  auto u = magnitude(m, x);
  auto square = m.mul(x, x);
  auto excess = m.mul(polynomial(m, square, coefficients), square);
  auto small = m.mul(x, m.add(m.c(1.0f), excess)); // keeps the sign of 0
  auto e = exp(m, m.add(u, u));
  auto large = m.sub(m.c(1.0f), m.div(m.c(2.0f), m.add(e, m.c(1.0f))));
  large = m.select(m.less(x, m.c(0.0f)), m.sub(m.c(0.0f), large), large);
  return m.select(m.less(u, m.c(0.625f)), small, large);
}

/// x times the normal distribution function of x: x / 2 * erfc(-x / sqrt(2)). For
/// negative x the error is relative to the result, which does not cancel: below 8 ulp
/// while the result is normal. -infinity
/// gives 0, the limit.
template <typename M> typename M::Value gelu(M &m, typename M::Value x) {
  constexpr float most = 14.5f; // beyond, the tail times x is below every f32
  constexpr float coefficients[] = {
      0.13712047040462494f,  0.1375272274017334f,   0.11685720831155777f,
      0.11216574162244797f,  -0.03807053342461586f, 0.18901878595352173f,
      -0.2699581980705261f,  0.14295680820941925f,  -0.027617523446679115f};
  auto u = magnitude(m, x);
  u = m.select(m.less(m.c(most), u), m.c(most), u);
  // u^2 = square + rest exactly but for the last rounding: 12 bits times 12 bits fit.
  auto high = m.real(m.andInt(m.bits(u), m.i(static_cast<int32_t>(0xfffff000))));
  auto low = m.sub(u, high);
  auto square = m.mul(u, u);
  auto cross = m.mul(m.mul(m.c(2.0f), high), low);
  auto rest = m.add(m.add(m.sub(m.mul(high, high), square), cross), m.mul(low, low));
  auto e = exp(m, m.mul(m.c(-0.5f), square));
  e = m.sub(e, m.mul(e, m.mul(m.c(0.5f), rest)));
  auto t = m.div(m.c(1.0f), m.add(m.c(1.0f), m.mul(m.c(0.34375f), u)));
  auto tail = m.mul(e, m.mul(m.mul(t, polynomial(m, t, coefficients)), u));
  return m.select(m.less(x, m.c(0.0f)), m.sub(m.c(0.0f), tail), m.sub(x, tail));
}

/// gelu by tanh, x * sigmoid(2 sqrt(2/pi) (x + 0.044715 x^3)).
template <typename M> typename M::Value geluTanh(M &m, typename M::Value x) {
  constexpr double sqrtTwoOverPi = 0.79788456080286535588;
  auto cube = m.mul(m.mul(x, x), m.mul(x, m.c(0.044715f)));
  auto z = m.mul(m.c(static_cast<float>(2 * sqrtTwoOverPi)), m.add(x, cube));
  return m.mul(x, sigmoid(m, z));
}

/// f(x) for the functions above; nullopt for all others.
template <typename M>
std::optional<typename M::Value> evaluate(M &m, UnaryFn fn, typename M::Value x) {
  switch (fn) {
  case UnaryFn::exp:
    return exp(m, x);
  case UnaryFn::sigmoid:
    return sigmoid(m, x);
  case UnaryFn::silu:
    return m.mul(x, sigmoid(m, x));
  case UnaryFn::tanh:
    return tanh(m, x);
  case UnaryFn::gelu:
    return gelu(m, x);
  case UnaryFn::gelu_tanh:
    return geluTanh(m, x);
  default:
    return std::nullopt;
  }
}

} // namespace real

/// real::exp on a float.
float realExp(float x);

/// f(x) of an f32 where it is defined by operations on f32: exp, sigmoid, silu, tanh,
/// gelu, gelu_tanh; nullopt for all others (evaluateUnary rounded to f32 is theirs).
std::optional<float> realUnary(UnaryFn fn, float x);

//===-- Sums --------------------------------------------------------------===//

/// Lanes of a sum whose order is fixed: a power of two that fills the vectors of every
/// instruction set.
constexpr size_t kSumLanes = 16;

/// The sum of term(0) .. term(n - 1) in f64, every addition rounded: lane l adds the
/// terms l, l + 16, l + 32, ... in order, starting at 0; then lanes are added in
/// halves: l and l + 8, l and l + 4, l and l + 2, l and l + 1.
template <typename Term> double laneSum(size_t n, Term term) {
  double lanes[kSumLanes] = {};
  for (size_t i = 0; i < n; ++i)
    lanes[i % kSumLanes] += term(i);
  for (size_t half = kSumLanes / 2; half != 0; half /= 2)
    for (size_t l = 0; l < half; ++l)
      lanes[l] += lanes[l + half];
  return lanes[0];
}

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_REALFUNCTIONS_H
