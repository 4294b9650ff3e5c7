// SPDX-License-Identifier: Apache-2.0
//
// Look-up tables of integer softmax and log-softmax, and their evaluation.
// Tables are made once, in double, when a model is compiled; what runs
// afterwards is integer arithmetic only and the same on every machine.
#ifndef QOPT_NUMERICS_TABLES_H
#define QOPT_NUMERICS_TABLES_H

#include "qopt/Numerics/IntFormat.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace qopt::numerics {

/// Fraction bits of the exponential table: e^0 is 2^30, the largest power of
/// two an int32 holds, and a sum of 2^20 entries is 2^50, which leaves 12 bits
/// in int64 for the output shift.
constexpr int kExpFracBits = 30;

/// Entry d = round(exp(-d * scale) * 2^kExpFracBits), nearest even, for the
/// code differences d = max - code in 0..2^bits-1; bits in 1..16. `scale` is
/// the input scale (times beta), finite and > 0.
std::vector<int32_t> buildExpTable(double scale, int bits);

/// Where softmax codes go. The output scale is 2^-outShift.
struct SoftmaxOutput {
  int outShift;  ///< 0..12; 8 is TFLite's scale 1/256.
  int64_t outZp; ///< -128 for s8, 0 for u8.
  int64_t lo, hi;
};

/// out[i] = clamp((e_i * 2^outShift + sum / 2) / sum + outZp, lo, hi) with
/// e_i = table[max - codes[i]] and sum = the sum of all e_i in int64. A code
/// difference beyond the table counts as e = 0. n <= 2^20 (int64 overflows
/// only beyond 2^32); n = 0 does nothing. out may be codes. With a mask, elements
/// where it is 0 have e = 0 and do not count for the maximum.
/// Error against real softmax of the same codes, in output steps: at most
/// 1/2 + n * 2^(outShift - 30) (the division; half a table unit per entry).
void integerSoftmax(const int32_t *codes, size_t n,
                    const std::vector<int32_t> &table, int32_t *out,
                    const SoftmaxOutput &output, const int8_t *mask = nullptr);

/// Fraction bits of integerLog2 and of LogSoftmaxParams' multipliers.
constexpr int kLog2FracBits = 24;

/// floor-like log2(x) * 2^24 for x >= 1, by repeated squaring of a 32-bit
/// mantissa: an integer algorithm, monotone, exact at powers of two, never
/// above the true value and less than 2 units (2^-23) below it. x = 0 gives 0.
int64_t integerLog2(uint64_t x);

/// Constants of integer log-softmax.
struct LogSoftmaxParams {
  int64_t inMul;  ///< round(inScale / outScale * 2^24)
  int64_t logMul; ///< round(ln 2 / outScale * 2^24)
  int64_t outZp;  ///< 127 by TFLite's convention, with outScale = 16/256.
  int64_t lo, hi;
};

/// nullopt: scales not finite and positive, inScale / outScale >= 2^20, or
/// outScale < 2^-8 (the products would leave int64).
std::optional<LogSoftmaxParams> makeLogSoftmaxParams(double inScale,
                                                     double outScale,
                                                     int64_t outZp, int64_t lo,
                                                     int64_t hi);

/// out[i] = clamp(outZp + round(-(d_i * inMul) - L), lo, hi), where d_i = max -
/// codes[i] < 2^16, sum as in integerSoftmax,
///   L = ((integerLog2(sum) - 30 * 2^24) * logMul) >> 24,
/// and round(v) = (v + 2^23) >> 24, ties toward +infinity. Same domain as
/// integerSoftmax. Error against real log-softmax of the same codes, in output
/// steps: at most 1/2 + (n * 2^-31 + 2^-22) / outScale + (d_i + 64) * 2^-25,
/// which is below 0.501 for 8-bit codes, 1000 classes and outScale 1/16.
void integerLogSoftmax(const int32_t *codes, size_t n,
                       const std::vector<int32_t> &table, int32_t *out,
                       const LogSoftmaxParams &params);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_TABLES_H
