// SPDX-License-Identifier: Apache-2.0
//
// Encoding is one search in the sorted values and one decision in the gap
// found. The decision compares without rounding error, so ties are recognised
// exactly.
#include "qopt/Numerics/CodeTable.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace qopt::numerics {

namespace {
struct NamedRule {
  TieRule rule;
  std::string_view text;
};
constexpr NamedRule kRules[] = {
    {TieRule::ToEven, "to_even"},
    {TieRule::ToLower, "to_lower"},
    {TieRule::ToUpper, "to_upper"},
    {TieRule::TowardZero, "toward_zero"},
    {TieRule::AwayFromZero, "away_from_zero"},
};

/// The sign of x - (lo + hi) / 2, exact. Magnitudes are within 2^+-512 (check),
/// so the sum's rounding error is a double and is found by Knuth's TwoSum.
int compareToMiddle(double x, double lo, double hi) {
  double sum = lo + hi;
  double part = sum - lo;
  double error = (lo - (sum - part)) + (hi - part);
  double twice = 2 * x;
  if (twice != sum)
    return twice < sum ? -1 : 1;
  return error > 0 ? -1 : error < 0 ? 1 : 0;
}
} // namespace

std::string_view name(TieRule rule) {
  for (const NamedRule &entry : kRules)
    if (entry.rule == rule)
      return entry.text;
  return "";
}

std::optional<TieRule> parseTieRule(std::string_view text) {
  for (const NamedRule &entry : kRules)
    if (entry.text == text)
      return entry.rule;
  return std::nullopt;
}

size_t CodeTable::lowerNeighbour(double x) const {
  auto upper = std::upper_bound(ladder.begin(), ladder.end(), x);
  return upper == ladder.begin() ? 0 : size_t(upper - ladder.begin()) - 1;
}

bool CodeTable::goesUp(double x, size_t lower, RoundingMode mode, uint64_t seed,
                       uint64_t index) const {
  double lo = ladder[lower], hi = ladder[lower + 1];
  bool straddles = lo < 0 && hi > 0;
  if (mode == RoundingMode::Floor)
    return false;
  if (mode == RoundingMode::TowardZero && !straddles)
    return x < 0;
  if (mode == RoundingMode::Stochastic) {
    bool lowerIsNear = std::fabs(lo) <= std::fabs(hi);
    double fraction = std::fabs(x - (lowerIsNear ? lo : hi)) / (hi - lo);
    double uniform = std::ldexp(double(counterHash(seed, index) >> 11), -53);
    return (uniform < fraction) == lowerIsNear;
  }
  double boundary = boundaries.empty() ? NAN : boundaries[lower];
  int order = std::isnan(boundary) ? compareToMiddle(x, lo, hi)
                                   : (x > boundary) - (x < boundary);
  if (order != 0)
    return order > 0;
  switch (mode) {
  case RoundingMode::NearestUp:
    return true;
  case RoundingMode::NearestAway:
  case RoundingMode::TowardZero: // straddling gap
    return x >= 0;
  default:
    return tieUp[lower];
  }
}

size_t CodeTable::rankOf(double x, RoundingMode mode, uint64_t seed,
                         uint64_t index) const {
  bool inward = std::isfinite(x) && mode == RoundingMode::TowardZero;
  bool downward = std::isfinite(x) && mode == RoundingMode::Floor;
  size_t last = ladder.size() - 1;
  // "Inward" from an overflow value is the end of the range, unless the range
  // lies wholly on the other side of zero.
  if (x >= ladder[last])
    return above && ((inward && maxFinite() >= 0) || downward) ? last - 1
                                                               : last;
  if (x <= ladder[0])
    return below && inward && minFinite() <= 0 ? 1 : 0;
  size_t lower = lowerNeighbour(x);
  if (x == ladder[lower])
    return lower;
  return goesUp(x, lower, mode, seed, index) ? lower + 1 : lower;
}

uint32_t CodeTable::codeOf(size_t rank, double x) const {
  if (zeroNegative && std::signbit(x) && ladder[rank] == 0)
    return *zeroNegative;
  if (zeroPositive && x > 0 && ladder[rank] == 0)
    return *zeroPositive;
  return ladderCode[rank];
}

int64_t CodeTable::encode(double x, RoundingMode mode, uint64_t seed,
                          uint64_t index) const {
  if (std::isnan(x))
    return nan;
  return codeOf(rankOf(x, mode, seed, index), x);
}

uint32_t CodeTable::canonical(uint32_t code) const {
  double value = decode(code);
  if (!std::isfinite(value))
    return code & (numCodes() - 1);
  return uint32_t(encode(value, RoundingMode::NearestEven));
}

bool CodeTable::isReserved(uint32_t code) const {
  return reservedCodes[code & (numCodes() - 1)];
}

double CodeTable::maxMagnitude() const {
  return std::max(std::fabs(minFinite()), std::fabs(maxFinite()));
}

} // namespace qopt::numerics
