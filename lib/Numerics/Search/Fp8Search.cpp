// SPDX-License-Identifier: Apache-2.0
//
// The bias of an all-finite float only scales its values: one table per
// mantissa width serves all candidates.
#include "qopt/Numerics/Search/Fp8Search.h"

#include "qopt/Numerics/Search/ErrorSums.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace qopt::numerics {

namespace {
constexpr int kSteps = 111;

/// What one channel found for one mantissa width.
struct Best {
  double maxValue = 1, mse = HUGE_VAL;
};

/// `unit` has the largest value 1: the bias only scales the values.
Best searchMax(const ErrorSums &x, const CodeTable &unit) {
  double absmax = x.absmax();
  if (absmax == 0)
    return {1, 0};
  Best best;
  // In f64: in f32 a tenth of the smallest numbers is 0.
  double low = 0.1 * absmax, step = 1.1 * absmax / (kSteps - 1);
  for (int i = 0; i < kSteps; ++i) {
    double maxValue =
        std::min(low + step * i, double(std::numeric_limits<float>::max()));
    double mse = x.meanSquaredError(unit, maxValue);
    if (mse < best.mse)
      best = {maxValue, mse};
  }
  return best;
}
} // namespace

MinifloatFormat floatWithMax(int bits, int mantissaBits, bool isSigned,
                             double maxValue) {
  int exponentBits = bits - int(isSigned) - mantissaBits;
  MinifloatFormat format{exponentBits, mantissaBits,
                         biasForMax(exponentBits, mantissaBits, maxValue)};
  format.isSigned = isSigned;
  return format;
}

Fp8Choice searchFp8(const float *x, size_t channels, size_t perChannel,
                    int bits, bool isSigned) {
  std::vector<ErrorSums> sums;
  for (size_t c = 0; c < channels; ++c)
    sums.emplace_back(x + c * perChannel, perChannel);
  return searchFp8(sums, bits, isSigned);
}

Fp8Choice searchFp8(const std::vector<ErrorSums> &channels, int bits,
                    bool isSigned) {
  int widths = bits - 1 - int(isSigned);
  assert(widths >= 1 && "no room for exponent and mantissa");
  std::vector<std::vector<Best>> found(channels.size());
  std::vector<int> votes(size_t(widths), 0);
  Fp8Choice choice = {1, {}, std::vector<double>(size_t(widths), 0)};
  std::vector<CodeTable> units;
  for (int m = 1; m <= widths; ++m)
    units.push_back(tableOf(floatWithMax(bits, m, isSigned, 1)));
  for (size_t c = 0; c < channels.size(); ++c) {
    for (int m = 1; m <= widths; ++m) {
      found[c].push_back(searchMax(channels[c], units[size_t(m - 1)]));
      choice.msePerMantissa[size_t(m - 1)] +=
          found[c].back().mse / double(channels.size());
    }
    auto least = std::min_element(
        found[c].begin(), found[c].end(),
        [](const Best &a, const Best &b) { return a.mse < b.mse; });
    ++votes[size_t(least - found[c].begin())];
  }
  auto most =
      size_t(std::max_element(votes.begin(), votes.end()) - votes.begin());
  choice.mantissaBits = int(most) + 1;
  for (const std::vector<Best> &channel : found)
    choice.maxValues.push_back(channel[most].maxValue);
  return choice;
}

} // namespace qopt::numerics
