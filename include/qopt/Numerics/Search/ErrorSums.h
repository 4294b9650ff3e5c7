// SPDX-License-Identifier: Apache-2.0
//
// The squared quantization error of one set of values under many tables and
// scales: the values are sorted once, each evaluation then costs one binary
// search per code and none per value.
#ifndef QOPT_NUMERICS_SEARCH_ERRORSUMS_H
#define QOPT_NUMERICS_SEARCH_ERRORSUMS_H

#include "qopt/Numerics/CodeTable.h"
#include "qopt/Numerics/Histogram.h"
#include "qopt/Numerics/Saturate.h"

#include <cstddef>
#include <vector>

namespace qopt::numerics {

class ErrorSums {
public:
  /// Keeps the finite ones of n values.
  ErrorSums(const float *x, size_t n);
  /// Calibrated activations: the values of a bin are taken as evenly spread
  /// over it (between the exact extremes), zeros as exact.
  explicit ErrorSums(const Histogram &histogram);

  /// How many values there are.
  double count() const { return masses.back(); }
  /// The smallest and largest value and the largest magnitude; 0 of no values.
  double min() const { return lows.empty() ? 0 : lows.front(); }
  double max() const { return highs.empty() ? 0 : highs.back(); }
  double absmax() const;

  /// Means over the values x with q = scale * table.roundTrip(x / scale,
  /// NearestEven), scale > 0; NaN of no values. Running sums in f64 lose at
  /// most about 1e-13 of the mean of x^2.
  struct Moments {
    double xx, xq, qq;
    double squaredError() const { return xx - 2 * xq + qq; }
  };
  Moments moments(const CodeTable &table, double scale) const;

  /// The mean of (x - q)^2: from moments, but value by value (bins: by their
  /// middles) where the running sums would not save time or would not be exact
  /// enough: tables above 10 bits, decision points that are no midpoints. 0 of
  /// no values.
  double meanSquaredError(const CodeTable &table, double scale) const;

  /// The same where q = scale * n, n the integer of `steps` nearest to x / scale:
  /// uniform formats, steps = codes - zero point.
  double meanSquaredError(IntRange steps, double scale) const;

private:
  Moments moments(const std::vector<double> &grid, double scale) const;
  /// Whether sums over codes are exact enough and cost less than over values.
  bool summedByCode(size_t codes) const;
  /// Value by value; bins by their middles.
  template <typename Nearest>
  double sumByValue(double scale, Nearest nearest) const;
  /// The first cell from `from` on that ends above the border; `dense`: it is
  /// not far.
  size_t firstAbove(double border, size_t from, bool dense) const;
  void addCell(double low, double high, double mass);

  // Cells in ascending order, points where low == high.
  std::vector<double> lows, highs;
  std::vector<double> masses = {0}, firsts = {0}; // of the first i cells
  double squares = 0;
};

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_SEARCH_ERRORSUMS_H
