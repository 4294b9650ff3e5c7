// SPDX-License-Identifier: Apache-2.0
#include "qopt/Numerics/RealNorm.h"

#include "qopt/Numerics/RealFunctions.h"

#include <cmath>

namespace qopt::numerics {

void realNorm(double *x, size_t n, const NormParams &params) {
  auto length = double(n);
  if (!params.rms) {
    double mean = laneSum(n, [&](size_t j) { return x[j]; }) / length;
    for (size_t j = 0; j < n; ++j)
      x[j] -= mean;
  }
  double squares = laneSum(n, [&](size_t j) { return x[j] * x[j]; });
  double factor = 1 / std::sqrt(squares / length + params.epsilon);
  for (size_t j = 0; j < n; ++j) {
    x[j] *= factor;
    if (!params.gain.empty())
      x[j] *= params.gain[j];
    if (!params.bias.empty())
      x[j] += params.bias[j];
  }
}

Rotated rotate(float a, float b, float cos, float sin) {
  float ac = a * cos, bs = b * sin, bc = b * cos, as = a * sin;
  return {ac - bs, bc + as};
}

} // namespace qopt::numerics
