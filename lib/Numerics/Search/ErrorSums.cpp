// SPDX-License-Identifier: Apache-2.0
#include "qopt/Numerics/Search/ErrorSums.h"

#include <algorithm>
#include <cmath>

namespace qopt::numerics {

ErrorSums::ErrorSums(const float *x, size_t n) {
  for (size_t i = 0; i < n; ++i)
    if (std::isfinite(x[i]))
      values.push_back(double(x[i]));
  std::sort(values.begin(), values.end());
  sums.push_back(0);
  squareSums.push_back(0);
  for (double v : values) {
    sums.push_back(sums.back() + v);
    squareSums.push_back(squareSums.back() + v * v);
  }
}

double ErrorSums::absmax() const {
  return values.empty()
             ? 0
             : std::max(std::fabs(values.front()), std::fabs(values.back()));
}

ErrorSums::Moments ErrorSums::moments(const CodeTable &table,
                                      double scale) const {
  const std::vector<double> &grid = table.sortedValues();
  auto n = double(values.size());
  Moments m = {squareSums.back() / n, 0, 0};
  auto from = values.begin();
  for (size_t rank = 0; rank < grid.size(); ++rank) {
    // A value on a midpoint has the same error on both sides.
    auto to = rank + 1 == grid.size()
                  ? values.end()
                  : std::upper_bound(from, values.end(),
                                     scale * (grid[rank] + grid[rank + 1]) / 2);
    double q = scale * grid[rank];
    auto first = size_t(from - values.begin()),
         last = size_t(to - values.begin());
    m.xq += q * (sums[last] - sums[first]) / n;
    m.qq += q * q * double(last - first) / n;
    from = to;
  }
  return m;
}

double ErrorSums::meanSquaredError(const CodeTable &table, double scale) const {
  if (values.empty())
    return 0;
  size_t perCode = 8; // values that cost as much as one binary search
  if (table.decidesAtMidpoints() && table.bits() <= 10 &&
      values.size() > perCode * table.sortedValues().size())
    return std::max(moments(table, scale).squaredError(), 0.0);
  double sum = 0;
  for (double x : values) {
    double error =
        x - scale * table.roundTrip(x / scale, RoundingMode::NearestEven);
    sum += error * error;
  }
  return sum / double(values.size());
}

} // namespace qopt::numerics
