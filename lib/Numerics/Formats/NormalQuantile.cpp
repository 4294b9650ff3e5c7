// SPDX-License-Identifier: Apache-2.0
//
// A rational first guess made exact by Newton-like steps on erfc, which every C
// library has to nearly full precision.
#include "qopt/Numerics/Formats/NormalQuantile.h"

#include <cmath>

namespace qopt::numerics {

namespace {
double cumulative(double x) { return 0.5 * std::erfc(-x * std::sqrt(0.5)); }
double density(double x) {
  return std::exp(-0.5 * x * x) * 0.398942280401432677939946;
}
} // namespace

double normalQuantile(double p) {
  if (!(p > 0 && p < 1))
    return p == 0 ? -HUGE_VAL : p == 1 ? HUGE_VAL : std::nan("");
  if (p == 0.5)
    return 0;
  // The lower half only: there 1 - p loses nothing.
  if (p > 0.5)
    return -normalQuantile(1 - p);
  // Abramowitz and Stegun 26.2.23 (error < 4.5e-4), then Halley's iteration,
  // which triples the digits each time.
  double t = std::sqrt(-2 * std::log(p));
  double x = (2.515517 + t * (0.802853 + t * 0.010328)) /
                 (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) -
             t;
  for (int i = 0; i < 3; ++i) {
    double error = (cumulative(x) - p) / density(x);
    x -= error / (1 + 0.5 * x * error);
  }
  return x;
}

} // namespace qopt::numerics
