// SPDX-License-Identifier: Apache-2.0
//
// Scalar integer operations on affine codes by the TFLite rules: average,
// addition, subtraction and multiplication. Scales enter only when parameters
// are made; evaluation is integer arithmetic.
#ifndef QOPT_NUMERICS_INTEGEROPS_H
#define QOPT_NUMERICS_INTEGEROPS_H

#include "qopt/Numerics/Requantize.h"

#include <optional>

namespace qopt::numerics {

/// Mean of `count` codes whose sum is `sum`, rounded half away from zero:
/// (sum > 0 ? sum + count/2 : sum - count/2) / count with C truncation.
/// count is the number of valid (not padded) elements; count <= 0 gives 0.
/// |sum| < 2^62.
int64_t averageRound(int64_t sum, int64_t count);

/// Constants of out = a + b on codes. Both inputs are raised to the common
/// scale T / 2^leftShift, T = 2 * max(s1, s2), added, and brought to the
/// output's scale.
struct AddParams {
  int32_t leftShift; ///< 20 for codes up to 8 bits, 15 for 16 bits.
  int64_t inZp1, inZp2, outZp;
  FixedPointMultiplier inMul1; ///< s1 / T
  FixedPointMultiplier inMul2; ///< s2 / T
  FixedPointMultiplier outMul; ///< T / (2^leftShift * so)
  RequantRounding rounding;    ///< of all three; TFLite reference: Double.
};

/// The constants for scales s1, s2 (inputs) and so (output), formed in f64.
/// nullopt: a scale not finite and positive, leftShift outside 0..20, or the
/// ratio T / so so large that it has no FixedPointMultiplier.
std::optional<AddParams>
makeAddParams(double s1, int64_t z1, double s2, int64_t z2, double so,
              int64_t zo, int leftShift = 20,
              RequantRounding rounding = RequantRounding::Double);

/// The left shift that keeps sums of `bits`-wide codes within 32 bits: 20 up
/// to 8 bits, 15 for 9 to 16 bits (TFLite's two values).
constexpr int addLeftShift(int bits) { return bits <= 8 ? 20 : 15; }

/// clamp(zo + MBQM(MBQM((q1-z1) << leftShift, m1) +
///                 MBQM((q2-z2) << leftShift, m2), mo), lo, hi).
/// Exact when (q - z) << leftShift stays within 32 bits (it does for 8-bit
/// codes and 20, 16-bit codes and zero points of 0 and 15).
int32_t quantizedAdd(int64_t q1, int64_t q2, const AddParams &params,
                     int64_t lo, int64_t hi);

/// The same with the second term subtracted.
int32_t quantizedSub(int64_t q1, int64_t q2, const AddParams &params,
                     int64_t lo, int64_t hi);

/// Constants of out = a * b on codes.
struct MulParams {
  int64_t inZp1, inZp2, outZp;
  FixedPointMultiplier outMul; ///< s1 * s2 / so, formed in f64.
  RequantRounding rounding;
};

/// nullopt: a scale not finite and positive, or s1 * s2 / so too large.
std::optional<MulParams>
makeMulParams(double s1, int64_t z1, double s2, int64_t z2, double so,
              int64_t zo, RequantRounding rounding = RequantRounding::Double);

/// clamp(zo + MBQM((q1-z1) * (q2-z2), m), lo, hi). |q - z| < 2^31.
int32_t quantizedMul(int64_t q1, int64_t q2, const MulParams &params,
                     int64_t lo, int64_t hi);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_INTEGEROPS_H
