// SPDX-License-Identifier: Apache-2.0
//
// All modes are decided on the truncated value and the size of what truncation
// dropped: both are exact, so ties are recognised exactly. (floor(x) + 0.5 and
// x + 0.5 are not exact: 0.49999999999999994 + 0.5 rounds to 1.)
#include "qopt/Numerics/Rounding.h"

#include "qopt/Numerics/Saturate.h"

#include <cassert>
#include <cmath>

namespace qopt::numerics {

namespace {
struct NamedMode {
  RoundingMode mode;
  std::string_view text;
};
constexpr NamedMode kModes[] = {
    {RoundingMode::NearestEven, "nearest_even"},
    {RoundingMode::NearestAway, "nearest_away"},
    {RoundingMode::NearestUp, "nearest_up"},
    {RoundingMode::TowardZero, "toward_zero"},
    {RoundingMode::Floor, "floor"},
    {RoundingMode::Stochastic, "stochastic"},
};

/// From this magnitude on every double is an integer.
constexpr double kAllIntegral = 4503599627370496.0; // 2^52

/// Whether a magnitude between two integers moves to the upper one. `order`
/// compares the dropped part with one half: -1, 0, 1; it is not zero.
bool movesAway(RoundingMode mode, int order, bool odd, bool negative) {
  switch (mode) {
  case RoundingMode::NearestEven:
    return order > 0 || (order == 0 && odd);
  case RoundingMode::NearestAway:
    return order >= 0;
  case RoundingMode::NearestUp:
    return order > 0 || (order == 0 && !negative);
  case RoundingMode::Floor:
    return negative;
  case RoundingMode::TowardZero:
  case RoundingMode::Stochastic: // decided by the callers
    return false;
  }
  return false;
}
} // namespace

std::string_view name(RoundingMode mode) {
  for (const NamedMode &entry : kModes)
    if (entry.mode == mode)
      return entry.text;
  return "";
}

std::optional<RoundingMode> parseRoundingMode(std::string_view text) {
  for (const NamedMode &entry : kModes)
    if (entry.text == text)
      return entry.mode;
  return std::nullopt;
}

uint64_t counterHash(uint64_t seed, uint64_t index) {
  // Two rounds of the SplitMix64 finalizer (Steele, Lea, Flood 2014), the seed
  // entering through one round of its own so that streams do not overlap.
  auto mix = [](uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  };
  constexpr uint64_t golden = 0x9e3779b97f4a7c15u;
  return mix(mix(seed + golden) + (index + 1) * golden);
}

double roundTo(double x, RoundingMode mode, uint64_t seed, uint64_t index) {
  if (!(std::fabs(x) < kAllIntegral))
    return x; // integral already, infinite, or NaN
  // Truncation by way of an integer: exact here, and no library call.
  auto integer = int64_t(x);
  double whole = std::copysign(double(integer), x);
  double dropped = std::fabs(x - whole);
  if (mode == RoundingMode::NearestEven) {
    // The mode of nearly all calls, without a branch on the value.
    bool away =
        bool(dropped > 0.5) | (bool(dropped == 0.5) & bool(integer & 1));
    return whole + std::copysign(double(away), x);
  }
  if (dropped == 0)
    return x;
  bool away;
  if (mode == RoundingMode::Stochastic) {
    double uniform = std::ldexp(double(counterHash(seed, index) >> 11), -53);
    away = uniform < dropped;
  } else {
    int order = dropped < 0.5 ? -1 : dropped > 0.5 ? 1 : 0;
    away = movesAway(mode, order, integer & 1, std::signbit(x));
  }
  return away ? whole + std::copysign(1.0, x) : whole;
}

float roundTo(float x, RoundingMode mode, uint64_t seed, uint64_t index) {
  // Exact: the widening is, and an integer next to a float with a fraction is
  // at most 2^23 in magnitude, so it is a float.
  return float(roundTo(double(x), mode, seed, index));
}

double roundTo(double x, RoundingMode mode) { return roundTo(x, mode, 0, 0); }
float roundTo(float x, RoundingMode mode) { return roundTo(x, mode, 0, 0); }

int64_t roundingShiftRight(int64_t x, int n, RoundingMode mode, uint64_t seed,
                           uint64_t index) {
  assert(n >= 0 && "negative shift");
  if (n <= 0)
    return x;
  bool negative = x < 0;
  uint64_t magnitude = negative ? 0 - uint64_t(x) : uint64_t(x);
  // magnitude <= 2^63: from n = 65 on the quotient is below one half, and
  // scaling both by 2^(n-65) changes no decision of a deterministic mode.
  uint64_t whole = n >= 64 ? 0 : magnitude >> n;
  bool away;
  if (mode == RoundingMode::Stochastic) {
    uint64_t uniform = counterHash(seed, index);
    if (n < 64)
      away = (uniform >> (64 - n)) < (magnitude & ((uint64_t(1) << n) - 1));
    else
      away = uniform < (n - 64 > 63 ? 0 : magnitude >> (n - 64));
  } else {
    uint64_t rest = n >= 64 ? magnitude : magnitude & ((uint64_t(1) << n) - 1);
    if (rest == 0)
      return negative ? wrapTo64(0 - whole) : int64_t(whole);
    uint64_t half = n > 64 ? ~uint64_t(0) : uint64_t(1) << (n - 1);
    int order = rest < half ? -1 : rest > half ? 1 : 0;
    away = movesAway(mode, order, whole & 1, negative);
  }
  whole += away;
  return negative ? wrapTo64(0 - whole) : int64_t(whole);
}

int64_t roundingDivide(int64_t num, int64_t den, RoundingMode mode,
                       uint64_t seed, uint64_t index) {
  if (den == 0)
    return 0;
  bool negative = (num < 0) != (den < 0);
  uint64_t n = num < 0 ? 0 - uint64_t(num) : uint64_t(num);
  uint64_t d = den < 0 ? 0 - uint64_t(den) : uint64_t(den);
  uint64_t whole = n / d, rest = n % d;
  if (rest != 0) {
    bool away;
    if (mode == RoundingMode::Stochastic) {
      away = counterHash(seed, index) % d < rest;
    } else {
      // rest against d / 2 without doubling, which could overflow.
      int order = rest < d - rest ? -1 : rest > d - rest ? 1 : 0;
      away = movesAway(mode, order, whole & 1, negative);
    }
    whole += away;
  }
  if (negative)
    return wrapTo64(0 - whole);
  constexpr uint64_t max = uint64_t(INT64_MAX);
  return int64_t(whole > max ? max : whole);
}

} // namespace qopt::numerics
