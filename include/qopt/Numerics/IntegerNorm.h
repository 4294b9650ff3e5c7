// SPDX-License-Identifier: Apache-2.0
//
// Layer and root-mean-square normalization of one row of codes in integers only: the
// mean by one division, the reciprocal root by an integer square root and one
// division per row, gain and bias in fixed point. The constants are made once, in
// double; what runs afterwards is the same on every machine. The scale of the input
// cancels but for epsilon (compare I-BERT, Kim et al. 2021, section 3.3, whose root
// is iterated and whose gain is applied after another rounding).
#ifndef QOPT_NUMERICS_INTEGERNORM_H
#define QOPT_NUMERICS_INTEGERNORM_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace qopt::numerics {

/// Fraction bits of a normalized element, whose magnitude is at most 1 + 2^-30
/// before the gain (which holds the sqrt(n) that is missing).
constexpr int kNormFracBits = 30;
/// Rows are at most 2^20 long; codes have at most 16 bits.
constexpr int64_t kMaxNormLength = int64_t(1) << 20;

/// What all elements share. With codes of `bits` bits and rows of n:
///   fractionBits >= 0, bits + fractionBits <= 31 and
///   n * 2^(2 (bits + fractionBits)) <= 2^61, 0 <= epsilon <= 2^61, so that the sum
///   of squares stays within int64; 1 <= outShift <= 62; lo <= hi within int32.
struct IntegerNormSpec {
  bool rms = false;
  int fractionBits = 0;
  int64_t inZp = 0;    ///< rms only: the mean takes its part otherwise.
  int64_t epsilon = 0; ///< n * epsilon / scale^2 * 2^(2 fractionBits).
  int outShift = 1;
  int64_t outZp = 0, lo = 0, hi = 0;
};

/// True where the bounds above hold.
bool isValid(const IntegerNormSpec &spec, int bits, int64_t n);

struct IntegerNorm {
  IntegerNormSpec spec;
  /// Per element: gain * sqrt(n) / outScale * 2^(outShift - 30), |gain| <= 2^30, and
  /// bias / outScale * 2^outShift, |bias| <= 2^61.
  std::vector<int32_t> gain;
  std::vector<int64_t> bias;
};

/// Real numbers of a normalization; `gain` and `bias` have n entries or none (1, 0).
struct NormParams {
  bool rms;
  double epsilon;
  std::vector<double> gain, bias;
};

/// nullopt where a bound cannot be kept: n out of 1..kMaxNormLength, bits out of
/// 1..16, scales not finite and positive, numbers not finite, epsilon / inScale^2 or
/// the results too large.
std::optional<IntegerNorm> makeIntegerNorm(const NormParams &params, int64_t n,
                                           int bits, double inScale,
                                           int64_t inZp, double outScale,
                                           int64_t outZp, int64_t lo,
                                           int64_t hi);

/// floor(sqrt(x)).
uint32_t integerSqrt(uint64_t x);

/// out[j] for one row of n = norm.gain.size() codes. With F = fractionBits,
/// c_j = q_j * 2^F - m, where m = sum(q) * 2^F / n rounded half away from zero
/// (rms: c_j = (q_j - inZp) * 2^F); D = max(sum(c_j^2) + epsilon, 1);
/// 2^z the largest even power of two that keeps D * 2^z below 2^64;
/// r = 2^62 / floor(sqrt(D * 2^z)), truncated;
/// t_j = c_j * r / 2^(32 - z/2), to nearest, ties up: c_j / sqrt(D) * 2^30;
/// out_j = clamp(outZp + (t_j * gain_j + bias_j) / 2^outShift to nearest, ties up).
/// Error against the real normalization of the same codes, in output steps: at most
/// 1/2 + 2^-28 max|gain_j| 2^(30 - outShift) from t and gain, and what a mean moved
/// by 2^-(F+1) codes changes. Codes of `bits` bits; out may be codes.
void integerNorm(const int32_t *codes, const IntegerNorm &norm, int32_t *out);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_INTEGERNORM_H
