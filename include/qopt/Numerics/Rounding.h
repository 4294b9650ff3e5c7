// SPDX-License-Identifier: Apache-2.0
//
// Rounding to integers: of floating point values, of right shifts and of
// integer quotients. Every caller names its mode; nothing here has a default.
// No function depends on the floating point environment (fesetround).
#ifndef QOPT_NUMERICS_ROUNDING_H
#define QOPT_NUMERICS_ROUNDING_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace qopt::numerics {

/// How a value between two integers becomes one of them. The numbers are part
/// of the serialized form of programs and never change.
enum class RoundingMode : uint32_t {
  NearestEven = 0, ///< ties to even: ONNX QuantizeLinear, StableHLO, IEEE.
  NearestAway = 1, ///< ties away from zero: std::round, gemmlowp RDBPOT.
  NearestUp = 2,   ///< ties toward +infinity: SQRDMULH, TOSA SINGLE_ROUND.
  TowardZero = 3,  ///< truncation: C integer division and float to int casts.
  Floor = 4,       ///< toward -infinity: arithmetic shift right.
  Stochastic = 5,  ///< up or down with the fraction as probability; unbiased.
};

/// The mode's name in snake case ("nearest_even", ...), and back. An unknown
/// name gives nullopt; a value outside the enumeration gives "".
std::string_view name(RoundingMode mode);
std::optional<RoundingMode> parseRoundingMode(std::string_view text);

/// A stateless 64-bit hash of (seed, index): the random number of element
/// `index` in stream `seed`. The same on every machine and in any order.
uint64_t counterHash(uint64_t seed, uint64_t index);

/// `x` rounded to an integral value. NaN and infinities return themselves, the
/// sign of zero is kept (-0.3 -> -0.0). The result is exact in x's own type.
/// Stochastic without a seed means seed 0, index 0.
double roundTo(double x, RoundingMode mode);
float roundTo(float x, RoundingMode mode);

/// The same; Stochastic draws counterHash(seed, index), other modes ignore it.
double roundTo(double x, RoundingMode mode, uint64_t seed, uint64_t index);
float roundTo(float x, RoundingMode mode, uint64_t seed, uint64_t index);

/// x / 2^n rounded, exact for every x and every n >= 0 (also n >= 64).
/// A negative n is a bug of the caller: asserted, treated as 0 in release.
int64_t roundingShiftRight(int64_t x, int n, RoundingMode mode,
                           uint64_t seed = 0, uint64_t index = 0);

/// num / den rounded, exact for all operands with two definitions at the edge:
/// INT64_MIN / -1 saturates to INT64_MAX, and x / 0 is 0. Stochastic has a
/// relative bias below |den| / 2^64.
int64_t roundingDivide(int64_t num, int64_t den, RoundingMode mode,
                       uint64_t seed = 0, uint64_t index = 0);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_ROUNDING_H
