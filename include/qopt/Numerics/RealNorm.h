// SPDX-License-Identifier: Apache-2.0
//
// What normalization and rotary embedding mean on real numbers: the order of the
// operations and their roundings, which compiled code repeats.
#ifndef QOPT_NUMERICS_REALNORM_H
#define QOPT_NUMERICS_REALNORM_H

#include "qopt/Numerics/IntegerNorm.h"

namespace qopt::numerics {

/// One row of n >= 1 numbers in place (Ba et al. 2016; rms: Zhang and Sennrich 2019):
/// c = x - sum(x) / n (rms: x), factor = 1 / sqrt(sum(c * c) / n + epsilon),
/// y = c * factor * gain + bias. Every operation rounds to double, sums run in 16
/// lanes (laneSum). A row of zeros without epsilon gives NaN.
void realNorm(double *x, size_t n, const NormParams &params);

struct Rotated {
  float first, second;
};

/// (a cos - b sin, b cos + a sin), every product and sum rounded to float (Su et al.
/// 2021, equation 34).
Rotated rotate(float a, float b, float cos, float sin);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_REALNORM_H
