// SPDX-License-Identifier: Apache-2.0
//
// What a code generator asks of a table: encoding as counting of thresholds,
// the values as integers, and how unevenly codes are used.
#include "qopt/Numerics/CodeTable.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

namespace qopt::numerics {

int32_t CodeTable::orderKey(float x) {
  int32_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  return bits >= 0 ? bits : bits ^ 0x7fffffff;
}

float CodeTable::fromOrderKey(int32_t key) {
  int32_t bits = key >= 0 ? key : key ^ 0x7fffffff;
  float x;
  std::memcpy(&x, &bits, sizeof(x));
  return x;
}

CodeTable::Thresholds CodeTable::encodeThresholds(RoundingMode mode) const {
  assert(mode != RoundingMode::Stochastic && "stochastic has no thresholds");
  Thresholds result;
  result.nanCode = uint16_t(nan);
  if (mode == RoundingMode::Stochastic)
    return result;

  // Steps: the ranks, the one of zero once for each code that it has. step(x)
  // is monotone in orderKey(x): thresholds are found by bisection of all
  // floats.
  size_t zeroRank = ladder.size();
  if (zeroNegative || zeroPositive)
    zeroRank =
        size_t(std::find(ladder.begin(), ladder.end(), 0.0) - ladder.begin());
  size_t negative = zeroNegative ? 1 : 0, positive = zeroPositive ? 1 : 0;
  auto step = [&](int32_t key) {
    float x = fromOrderKey(key);
    size_t rank = rankOf(x, mode, 0, 0);
    if (rank != zeroRank)
      return rank < zeroRank ? rank : rank + negative + positive;
    return rank + (std::signbit(x) ? 0 : negative) + (x > 0 ? positive : 0);
  };
  auto codeOfStep = [&](size_t s) {
    if (s > zeroRank + negative + positive)
      return uint16_t(ladderCode[s - negative - positive]);
    if (s < zeroRank)
      return uint16_t(ladderCode[s]);
    bool isNegative = zeroNegative && s == zeroRank;
    bool isPositive = zeroPositive && s == zeroRank + negative + 1;
    return uint16_t(codeOf(zeroRank, isNegative ? -1 : isPositive ? 1 : 0));
  };

  constexpr float inf = std::numeric_limits<float>::infinity();
  int32_t low = orderKey(-inf), top = orderKey(inf);
  size_t s = step(low), last = step(top);
  result.codeOfRank.push_back(codeOfStep(s));
  while (++s <= last) {
    int64_t below = low, reached = top; // step(below) < s <= step(reached)
    if (step(low) >= s)
      reached = below;
    while (below + 1 < reached) {
      int64_t middle = (below + reached) >> 1;
      (step(int32_t(middle)) >= s ? reached : below) = middle;
    }
    low = int32_t(reached);
    result.thresholds.push_back(fromOrderKey(low));
    result.codeOfRank.push_back(codeOfStep(s));
  }

  auto counted = std::upper_bound(result.thresholds.begin(),
                                  result.thresholds.end(), -0.0f) -
                 result.thresholds.begin();
  auto negativeZero = uint16_t(encode(-0.0, mode));
  if (result.codeOfRank[size_t(counted)] != negativeZero)
    result.negativeZeroCode = negativeZero;
  return result;
}

CodeTable::Ladder CodeTable::roundingLadder() const {
  Ladder result;
  result.values = ladder;
  result.codes.assign(ladderCode.begin(), ladderCode.end());
  result.negativeZeroCode = uint16_t(zeroNegative.value_or(zero));
  result.positiveZeroCode = uint16_t(zeroPositive.value_or(zero));
  result.nanCode = uint16_t(nan);
  return result;
}

bool CodeTable::isIntegerValued() const {
  return std::all_of(sorted.begin(), sorted.end(),
                     [](double v) { return v == std::floor(v); });
}

void CodeTable::findIntegerExponent() {
  std::optional<int> smallest;
  for (double value : sorted) {
    if (value == 0)
      continue;
    int power;
    auto mantissa =
        int64_t(std::ldexp(std::frexp(std::fabs(value), &power), 53));
    int needed = 53 - power;
    for (; mantissa % 2 == 0; mantissa /= 2)
      --needed;
    smallest = std::max(smallest.value_or(needed), needed);
  }
  exponent = smallest.value_or(0);
  if (std::ldexp(maxMagnitude(), *exponent) >= 0x1p63)
    exponent.reset();
}

int CodeTable::integerBits() const {
  if (!exponent)
    return 0;
  auto lowest = int64_t(std::ldexp(minFinite(), *exponent));
  auto highest = int64_t(std::ldexp(maxFinite(), *exponent));
  int bits = 1;
  while (bits < 64 && (highest >> (bits - 1) > 0 || lowest >> (bits - 1) < -1))
    ++bits;
  return bits;
}

int64_t CodeTable::decodeInteger(uint32_t code) const {
  assert(exponent && std::isfinite(decode(code)) && "no integer value");
  return int64_t(std::ldexp(decode(code), exponent.value_or(0)));
}

double entropyBits(const uint16_t *codes, size_t n) {
  std::vector<uint64_t> counts(65536);
  for (size_t i = 0; i < n; ++i)
    ++counts[codes[i]];
  double bits = 0;
  for (uint64_t count : counts)
    if (count != 0)
      bits += double(count) * std::log2(double(n) / double(count));
  return n == 0 ? 0 : bits / double(n);
}

} // namespace qopt::numerics
