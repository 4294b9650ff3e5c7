// SPDX-License-Identifier: Apache-2.0
//
// Fixed-point multiplication: the closed form that the compiler emits, its
// continuation to all of int64, and gemmlowp's two-step formulation.
#include "qopt/Numerics/Requantize.h"

#include "qopt/Numerics/Rounding.h"

#include <cmath>
#include <limits>

namespace qopt::numerics {

std::string_view name(RequantRounding rounding) {
  switch (rounding) {
  case RequantRounding::Single:
    return "single";
  case RequantRounding::Double:
    return "double_round";
  }
  return "";
}

std::optional<RequantRounding> parseRequantRounding(std::string_view text) {
  for (RequantRounding rounding :
       {RequantRounding::Single, RequantRounding::Double})
    if (text == name(rounding))
      return rounding;
  return std::nullopt;
}

bool isValid(FixedPointMultiplier m) {
  return m.multiplier >= 0 && m.shift >= 0 && m.shift <= 62;
}

std::optional<FixedPointMultiplier> quantizeMultiplier(double real) {
  if (!std::isfinite(real) || real < 0)
    return std::nullopt;
  if (real == 0)
    return FixedPointMultiplier{0, 0};
  int exponent;
  double fraction = std::frexp(real, &exponent);
  auto m =
      int64_t(roundTo(std::ldexp(fraction, 31), RoundingMode::NearestAway));
  if (m == int64_t(1) << 31) {
    m /= 2;
    ++exponent;
  }
  int shift = 31 - exponent;
  if (shift > 62)
    return FixedPointMultiplier{0, 0};
  if (shift < 0)
    return std::nullopt;
  return FixedPointMultiplier{int32_t(m), int32_t(shift)};
}

double toDouble(FixedPointMultiplier m) {
  return std::ldexp(double(m.multiplier), -m.shift);
}

/// What is added before the shift.
static int64_t roundingTerm(bool negative, int shift,
                            RequantRounding rounding) {
  if (shift == 0)
    return 0;
  int64_t term = int64_t(1) << (shift - 1);
  if (rounding == RequantRounding::Double && shift > 31)
    term += negative ? -(int64_t(1) << 30) : int64_t(1) << 30;
  return term;
}

/// The closed form where x * m does not fit in int64: the sum as a number with
/// 32-bit low digit, high * 2^32 + low. The term is never negative.
static int64_t multiplyWide(int64_t x, FixedPointMultiplier m, int64_t term) {
  int64_t xHigh = x >> 32;
  uint64_t xLow = uint64_t(x) & 0xffffffffu;
  uint64_t bottom = xLow * uint64_t(m.multiplier) + uint64_t(term);
  int64_t high = xHigh * m.multiplier + int64_t(bottom >> 32);
  int64_t low = int64_t(bottom & 0xffffffffu);
  if (m.shift >= 32)
    return high >> (m.shift - 32);
  int up = 32 - m.shift;
  constexpr int64_t max = std::numeric_limits<int64_t>::max();
  constexpr int64_t min = std::numeric_limits<int64_t>::min();
  if (high > (max >> up))
    return max;
  if (high < (min >> up))
    return min;
  return high * (int64_t(1) << up) + (low >> m.shift);
}

int64_t multiplyByFixedPoint(int64_t x, FixedPointMultiplier m,
                             RequantRounding rounding) {
  assert(isValid(m) && "multiplier or shift out of range");
  int64_t term = roundingTerm(x < 0, m.shift, rounding);
  if (x >= -kMaxFixedPointOperand && x <= kMaxFixedPointOperand)
    return (x * m.multiplier + term) >> m.shift;
  return multiplyWide(x, m, term);
}

int32_t rescale(int64_t acc, int64_t inZp, FixedPointMultiplier m,
                RequantRounding rounding, int64_t outZp, int64_t lo,
                int64_t hi) {
  int64_t scaled =
      multiplyByFixedPoint(saturatingSub64(acc, inZp), m, rounding);
  return int32_t(clamp(saturatingAdd64(outZp, scaled), {lo, hi}));
}

int32_t saturatingRoundingDoublingHighMul(int32_t a, int32_t b) {
  constexpr int32_t min = std::numeric_limits<int32_t>::min();
  if (a == min && b == min)
    return std::numeric_limits<int32_t>::max();
  // As gemmlowp writes it: a sign-dependent nudge, then truncating division.
  int64_t product = int64_t(a) * b;
  int64_t nudge = product >= 0 ? (1 << 30) : 1 - (1 << 30);
  return int32_t((product + nudge) / (int64_t(1) << 31));
}

int32_t roundingDivideByPOT(int32_t x, int n) {
  assert(n >= 0 && n <= 31 && "exponent out of range");
  auto mask = int32_t((int64_t(1) << n) - 1);
  int32_t remainder = x & mask;
  int32_t threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> n) + (remainder > threshold ? 1 : 0);
}

int32_t multiplyByFixedPointInTwoSteps(int32_t x, FixedPointMultiplier m) {
  assert(isValid(m) && m.shift >= 1 && "multiplier or shift out of range");
  int left = m.shift < 31 ? 31 - m.shift : 0;
  int right = m.shift > 31 ? m.shift - 31 : 0;
  auto raised = wrapTo32(int64_t(x) * (int64_t(1) << left));
  return roundingDivideByPOT(
      saturatingRoundingDoublingHighMul(raised, m.multiplier), right);
}

} // namespace qopt::numerics
