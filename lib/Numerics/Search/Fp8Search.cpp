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

Fp8Selector::Fp8Selector(int bits, bool isSigned) {
  int widths = bits - 1 - int(isSigned);
  assert(widths >= 1 && "no room for exponent and mantissa");
  for (int m = 1; m <= widths; ++m)
    units.push_back(tableOf(floatWithMax(bits, m, isSigned, 1)));
  maxValues.resize(units.size());
  sumMse.resize(units.size(), 0);
  votes.resize(units.size(), 0);
}

void Fp8Selector::add(const ErrorSums &channel) {
  size_t best = 0;
  double least = HUGE_VAL;
  for (size_t width = 0; width < units.size(); ++width) {
    Best found = searchMax(channel, units[width]);
    maxValues[width].push_back(found.maxValue);
    sumMse[width] += found.mse;
    if (found.mse < least) {
      least = found.mse;
      best = width;
    }
  }
  ++votes[best];
}

Fp8Choice Fp8Selector::choice() const {
  auto most =
      size_t(std::max_element(votes.begin(), votes.end()) - votes.begin());
  Fp8Choice choice = {int(most) + 1, maxValues[most], sumMse};
  if (!choice.maxValues.empty())
    for (double &mse : choice.msePerMantissa)
      mse /= double(choice.maxValues.size());
  return choice;
}

Fp8Choice searchFp8(const float *x, size_t channels, size_t perChannel,
                    int bits, bool isSigned) {
  Fp8Selector selector(bits, isSigned);
  for (size_t c = 0; c < channels; ++c)
    selector.add(ErrorSums(x + c * perChannel, perChannel));
  return selector.choice();
}

Fp8Choice searchFp8(const std::vector<ErrorSums> &channels, int bits,
                    bool isSigned) {
  Fp8Selector selector(bits, isSigned);
  for (const ErrorSums &channel : channels)
    selector.add(channel);
  return selector.choice();
}

} // namespace qopt::numerics
