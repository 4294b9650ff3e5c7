// SPDX-License-Identifier: Apache-2.0
//
// Multiplication of an integer by a real constant in fixed point: the step
// between an int32 accumulator and an output code. Bit-exact with TFLite's
// reference kernels and TOSA DOUBLE_ROUND (RequantRounding::Double), and with
// ruy and TOSA SINGLE_ROUND (RequantRounding::Single).
#ifndef QOPT_NUMERICS_REQUANTIZE_H
#define QOPT_NUMERICS_REQUANTIZE_H

#include "qopt/Numerics/Saturate.h"

#include <cassert>
#include <cstdint>
#include <optional>
#include <string_view>

namespace qopt::numerics {

/// The real number multiplier * 2^-shift; 0 <= multiplier, 0 <= shift <= 62.
/// quantizeMultiplier yields 2^30 <= multiplier < 2^31, or {0, 0} for zero.
/// In TFLite's and gemmlowp's notation (value = m * 2^(sh - 31)),
/// shift = 31 - sh; in TOSA's, shift is the same number.
struct FixedPointMultiplier {
  int32_t multiplier;
  int32_t shift;

  bool operator==(const FixedPointMultiplier &o) const {
    return multiplier == o.multiplier && shift == o.shift;
  }
  bool operator!=(const FixedPointMultiplier &o) const { return !(*this == o); }
};

/// Single: one rounding, ties toward +infinity. Double: gemmlowp's two
/// roundings, first at 31 bits toward +infinity, then away from zero.
enum class RequantRounding : uint32_t { Single = 0, Double = 1 };

/// "single", "double_round", and back; unknown text gives nullopt.
std::string_view name(RequantRounding rounding);
std::optional<RequantRounding> parseRequantRounding(std::string_view text);

/// True where multiplier and shift obey the bounds above.
bool isValid(FixedPointMultiplier m);

/// The nearest FixedPointMultiplier: real = f * 2^sh with f in [1/2, 1),
/// multiplier = f * 2^31 rounded half away, shift = 31 - sh; exactly TFLite's
/// QuantizeMultiplier in the other notation. Zero and values that round below
/// 2^-32 give {0, 0}. nullopt: negative, NaN, infinite, or >= 2^31.
/// Golden: 1 -> {2^30, 30}; 0.0003 -> {1319413953, 42}; 2^-32 -> {2^30, 62};
/// 2^-33 -> {0, 0}; 1 - 1e-12 -> {2^30, 30}.
std::optional<FixedPointMultiplier> quantizeMultiplier(double real);

/// multiplier * 2^-shift as a double: exact.
double toDouble(FixedPointMultiplier m);

/// The largest |x| for which the closed form below fits in int64 whatever the
/// multiplier and shift. Code generators that use plain i64 arithmetic must
/// prove this bound; a 32-bit accumulator minus a zero point of its own sign
/// range does not always keep it.
constexpr int64_t kMaxFixedPointOperand = int64_t(1) << 31;

/// x * multiplier * 2^-shift, rounded to an integer. With m = multiplier and
/// s = shift, the closed form
///   (x * m + 2^(s-1) + (Double and s > 31 ? (x >= 0 ? 2^30 : -2^30) : 0)) >> s
/// (no rounding term where s = 0). Evaluated as if in unbounded integers and
/// saturated to int64, so it is defined for every x; |x| up to
/// kMaxFixedPointOperand takes the fast path. `m` must be valid.
int64_t multiplyByFixedPoint(int64_t x, FixedPointMultiplier m,
                             RequantRounding rounding);

/// clamp(outZp + multiplyByFixedPoint(acc - inZp), lo, hi); the additions
/// saturate at 64 bits. lo <= hi, both within int32.
int32_t rescale(int64_t acc, int64_t inZp, FixedPointMultiplier m,
                RequantRounding rounding, int64_t outZp, int64_t lo,
                int64_t hi);

/// gemmlowp's SaturatingRoundingDoublingHighMul: a * b / 2^31 rounded to
/// nearest, ties toward +infinity; INT32_MIN * INT32_MIN saturates.
int32_t saturatingRoundingDoublingHighMul(int32_t a, int32_t b);

/// gemmlowp's RoundingDivideByPOT: x / 2^n rounded half away, 0 <= n <= 31.
int32_t roundingDivideByPOT(int32_t x, int n);

/// TFLite's MultiplyByQuantizedMultiplier as literally written, by the two
/// primitives above. Where shift < 31 it first multiplies x by 2^(31 - shift)
/// in wrapping 32 bits; as long as that does not wrap it equals
/// multiplyByFixedPoint(Double). Kept as the independent witness of the closed
/// form; `m` normalised (as quantizeMultiplier gives) and valid, shift >= 1.
int32_t multiplyByFixedPointInTwoSteps(int32_t x, FixedPointMultiplier m);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_REQUANTIZE_H
