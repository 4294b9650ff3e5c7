// SPDX-License-Identifier: Apache-2.0
//
// Binary-coding quantization: a value is a signed sum of its group's scales,
// one per bit plane (Rastegari 2016, Guo 2017, Xu 2018; LUT-GEMM 2022 with
// bias).
#ifndef QOPT_NUMERICS_FORMATS_BCQ_H
#define QOPT_NUMERICS_FORMATS_BCQ_H

#include "qopt/Numerics/CodeTable.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace qopt::numerics {

/// What a group of values shares. value(code) = bias + sum over planes i of
/// (bit i of code ? +1 : -1) * alphas[i].
struct BcqGroup {
  std::vector<double> alphas; ///< one per plane, 1..8, finite, >= 0
  double bias = 0;            ///< finite; 0 in the formats without

  int planes() const { return int(alphas.size()); }
};

/// Empty, or what is wrong.
std::string check(const BcqGroup &group);

/// The values, summed in f64 from plane 0 up and the bias last. Nearest, ties
/// to the lower value; equal values have their lowest code.
CodeTable tableOf(const BcqGroup &group);

/// The exact embedding of unsigned integers with scale and zero point (Park et
/// al., LUT-GEMM): alphas[i] = scale * 2^(i-1), bias = scale * ((2^bits - 1) /
/// 2
/// - zeroPoint). In f64 every code of up to 8 bits decodes to exactly scale *
/// (code - zeroPoint) for f32 scales and |zeroPoint| < 2^20. Signed integers:
/// code and zero point plus 2^(bits-1).
BcqGroup bcqOfInteger(int bits, float scale, int64_t zeroPoint);

/// Greedy fit of n > 0 finite values: plane by plane, alpha = mean |r| of what
/// is left, bit = its sign (0 counts as +). Plane i has the i-th largest share;
/// to have it as the high bit, the planes are stored from the last to the
/// first. 1 <= planes <= 8.
BcqGroup fitBcqGreedy(const float *x, size_t n, int planes, bool withBias);

/// From the greedy fit, by turns the least-squares alphas (and bias) for given
/// codes and the nearest codes for given alphas, at most `rounds` times, while
/// the squared error falls. With a bias the greedy start has the mean for it.
BcqGroup fitBcqAlternating(const float *x, size_t n, int planes, bool withBias,
                           int rounds = 20);

/// A code of #qopt.bcq under its f32 scales, `stride` elements apart, plane 0
/// first: the sum over planes i, ascending, of (bit i ? +scale_i : -scale_i), each
/// sum rounded to f32.
float decodeBcq(uint32_t code, const float *scales, size_t stride, int planes);

/// The greedy code of x: from the highest plane to plane 0, bit = not (r < 0), so
/// that zeros and NaN give 1, and r = r - (bit ? +scale : -scale) in f32, where r
/// starts at x. Scales are any f32.
uint32_t encodeBcq(float x, const float *scales, size_t stride, int planes);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FORMATS_BCQ_H
