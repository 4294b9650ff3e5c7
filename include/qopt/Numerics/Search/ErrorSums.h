// SPDX-License-Identifier: Apache-2.0
//
// The squared quantization error of one set of values under many tables and
// scales: the values are sorted once, each evaluation then costs one binary
// search per code and none per value.
#ifndef QOPT_NUMERICS_SEARCH_ERRORSUMS_H
#define QOPT_NUMERICS_SEARCH_ERRORSUMS_H

#include "qopt/Numerics/CodeTable.h"

#include <cstddef>
#include <vector>

namespace qopt::numerics {

class ErrorSums {
public:
  /// Keeps the finite ones of n values.
  ErrorSums(const float *x, size_t n);

  size_t size() const { return values.size(); }
  /// The largest magnitude; 0 of no values.
  double absmax() const;

  /// Means over the values x with q = scale * table.roundTrip(x / scale,
  /// NearestEven), scale > 0; NaN of no values. Running sums in f64 lose at
  /// most about 1e-13 of the mean of x^2.
  struct Moments {
    double xx, xq, qq;
    double squaredError() const { return xx - 2 * xq + qq; }
  };
  Moments moments(const CodeTable &table, double scale) const;

  /// The mean of (x - q)^2: value by value where the running sums would not
  /// save time or would not be exact enough (tables above 10 bits, decision
  /// points that are no midpoints), else from moments. 0 of no values.
  double meanSquaredError(const CodeTable &table, double scale) const;

private:
  std::vector<double> values;           // ascending
  std::vector<double> sums, squareSums; // of the first i values
};

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_SEARCH_ERRORSUMS_H
