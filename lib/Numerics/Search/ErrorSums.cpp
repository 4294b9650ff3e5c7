// SPDX-License-Identifier: Apache-2.0
//
// Between two decision points every value has the same q, so the error there
// needs only the number, the sum and the sum of squares of the values.
#include "qopt/Numerics/Search/ErrorSums.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace qopt::numerics {

void ErrorSums::addCell(double low, double high, double mass) {
  lows.push_back(low);
  highs.push_back(high);
  masses.push_back(masses.back() + mass);
  firsts.push_back(firsts.back() + mass * (low + high) / 2);
  squares += mass * (low * low + low * high + high * high) / 3;
}

ErrorSums::ErrorSums(const float *x, size_t n) {
  std::vector<float> sorted;
  std::copy_if(x, x + n, std::back_inserter(sorted),
               [](float v) { return std::isfinite(v); });
  std::sort(sorted.begin(), sorted.end());
  for (float v : sorted)
    addCell(double(v), double(v), 1);
}

ErrorSums::ErrorSums(const Histogram &h) {
  double width = h.finiteCount() == h.zeroCount() ? 0 : h.binWidth();
  const std::vector<uint64_t> &negative = h.negative(),
                              &positive = h.positive();
  for (size_t k = negative.size(); k-- > 0;)
    if (negative[k] > 0)
      addCell(std::max(h.min(), -double(k + 1) * width), -double(k) * width,
              double(negative[k]));
  if (h.zeroCount() > 0)
    addCell(0, 0, double(h.zeroCount()));
  for (size_t k = 0; k < positive.size(); ++k)
    if (positive[k] > 0)
      addCell(double(k) * width, std::min(h.max(), double(k + 1) * width),
              double(positive[k]));
}

size_t ErrorSums::firstAbove(double border, size_t from, bool dense) const {
  if (!dense)
    return size_t(
        std::upper_bound(highs.begin() + long(from), highs.end(), border) -
        highs.begin());
  while (from < highs.size() && highs[from] <= border)
    ++from;
  return from;
}

double ErrorSums::absmax() const {
  return std::max(std::fabs(min()), std::fabs(max()));
}

ErrorSums::Moments ErrorSums::moments(const CodeTable &table,
                                      double scale) const {
  return moments(table.sortedValues(), scale);
}

ErrorSums::Moments ErrorSums::moments(const std::vector<double> &grid,
                                      double scale) const {
  Moments m = {squares / count(), 0, 0};
  double mass = 0, first = 0; // of what lies below the current value's range
  size_t cell = 0;
  bool dense = lows.size() < 16 * grid.size();
  for (size_t rank = 0; rank < grid.size(); ++rank) {
    double nextMass = masses.back(), nextFirst = firsts.back();
    if (rank + 1 < grid.size()) {
      // A value on a midpoint has the same error on both sides.
      double border = scale * (grid[rank] + grid[rank + 1]) / 2;
      cell = firstAbove(border, cell, dense);
      nextMass = masses[cell];
      nextFirst = firsts[cell];
      if (cell < lows.size() && lows[cell] < border) {
        double low = lows[cell], part = (masses[cell + 1] - masses[cell]) *
                                        (border - low) / (highs[cell] - low);
        nextMass += part;
        nextFirst += part * (low + border) / 2;
      }
    }
    double q = scale * grid[rank];
    m.xq += q * (nextFirst - first) / count();
    m.qq += q * q * (nextMass - mass) / count();
    mass = nextMass;
    first = nextFirst;
  }
  return m;
}

bool ErrorSums::summedByCode(size_t codes) const {
  constexpr size_t kMostCodes = 1 << 10;
  size_t perCode = 2; // below, looking up each value costs no more
  bool areValues = count() == double(lows.size());
  return codes <= kMostCodes && (!areValues || lows.size() > perCode * codes);
}

template <typename Nearest>
double ErrorSums::sumByValue(double scale, Nearest nearest) const {
  double sum = 0;
  for (size_t i = 0; i < lows.size(); ++i) {
    double x = (lows[i] + highs[i]) / 2;
    double error = x - scale * nearest(x / scale);
    sum += (masses[i + 1] - masses[i]) * error * error;
  }
  return sum / count();
}

double ErrorSums::meanSquaredError(const CodeTable &table, double scale) const {
  if (lows.empty())
    return 0;
  if (table.decidesAtMidpoints() && table.bits() <= 10 &&
      summedByCode(table.sortedValues().size()))
    return std::max(moments(table, scale).squaredError(), 0.0);
  return sumByValue(scale, [&](double u) {
    return table.roundTrip(u, RoundingMode::NearestEven);
  });
}

double ErrorSums::meanSquaredError(IntRange steps, double scale) const {
  if (lows.empty())
    return 0;
  auto codes = size_t(steps.max - steps.min) + 1;
  if (summedByCode(codes)) {
    std::vector<double> grid(codes);
    std::iota(grid.begin(), grid.end(), double(steps.min));
    return std::max(moments(grid, scale).squaredError(), 0.0);
  }
  return sumByValue(scale, [&](double u) {
    return std::clamp(roundTo(u, RoundingMode::NearestEven),
                      double(steps.min), double(steps.max));
  });
}

} // namespace qopt::numerics
