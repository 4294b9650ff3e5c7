// SPDX-License-Identifier: Apache-2.0
//
// Thresholds of f32 become thresholds of integers; see the header.
#include "qopt/Numerics/IntegerEncoder.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qopt::numerics {

namespace {
constexpr int64_t kLowest = std::numeric_limits<int32_t>::min();
constexpr int64_t kHighest = std::numeric_limits<int32_t>::max();

/// The smallest n in [kLowest, kHighest] with f32(n * unit) >= x; kHighest + 1
/// where there is none. f32(n * unit) is monotone in n.
int64_t firstReaching(float x, double unit) {
  int64_t low = kLowest, high = kHighest + 1;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    if (float(double(middle) * unit) >= x)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}
} // namespace

int64_t IntegerEncoder::encode(int64_t n) const {
  auto above = std::upper_bound(thresholds.begin(), thresholds.end(), n);
  return codes[size_t(above - thresholds.begin())];
}

IntegerEncoder makeIntegerEncoder(const CodeTable &table, RoundingMode mode,
                                  double unit) {
  CodeTable::Thresholds found = table.encodeThresholds(mode);
  IntegerEncoder result;
  result.codes.push_back(found.codeOfRank.front());
  for (size_t i = 0; i < found.thresholds.size(); ++i) {
    int64_t n = firstReaching(found.thresholds[i], unit);
    int64_t code = found.codeOfRank[i + 1];
    // What all n reach has no threshold, nor has what none reaches; of equal ones
    // the last counts.
    bool isEqual = !result.thresholds.empty() && result.thresholds.back() == n;
    if (n > kHighest)
      break;
    if (n == kLowest || isEqual) {
      result.codes.back() = code;
      continue;
    }
    result.thresholds.push_back(n);
    result.codes.push_back(code);
  }
  return result;
}

std::optional<IntegerForm> integerFormOf(const CodeTable &table) {
  auto exponent = table.integerExponent();
  if (!exponent)
    return std::nullopt;
  constexpr double kLimit = 1 << 15;
  IntegerForm form = {*exponent, 1, 0, 0};
  for (uint32_t code = 0; code < table.numCodes(); ++code) {
    double integer = std::ldexp(table.decode(code), *exponent);
    bool fits = integer >= -kLimit && integer < kLimit &&
                integer == std::floor(integer); // false for NaN
    if (!fits)
      return std::nullopt;
    form.min = std::min(form.min, int64_t(integer));
    form.max = std::max(form.max, int64_t(integer));
  }
  while (form.max >> (form.bits - 1) > 0 || form.min >> (form.bits - 1) < -1)
    ++form.bits;
  return form;
}

int encoderFractionBits(const IntegerForm &form) {
  // 24 bits and a sign are exact in f32; more than 16 would only spend range.
  return std::min(25 - form.bits, 16);
}

} // namespace qopt::numerics
