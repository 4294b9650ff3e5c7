// SPDX-License-Identifier: Apache-2.0
//
// Normalization of one row of codes. Sums of integers do not depend on their
// order, so any vectorisation gives the same bytes.
#include "qopt/Numerics/IntegerNorm.h"

#include "qopt/Numerics/Rounding.h"
#include "qopt/Numerics/Saturate.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace qopt::numerics {

namespace {
constexpr int kMaxSumBits = 61;   // of the sum of squares, and of epsilon
constexpr int kMaxGainBits = 30;  // of a gain
constexpr int kMaxOutBits = 61;   // of a normalized element times its gain, and bias
constexpr int kMaxCodeBits = 16;
constexpr int kMaxShift = 62;
} // namespace

/// The least b with n <= 2^b.
static int ceilLog2(int64_t n) {
  int bits = 0;
  while ((int64_t(1) << bits) < n)
    ++bits;
  return bits;
}

static bool fitsSum(int fractionBits, int bits, int64_t n) {
  int code = bits + fractionBits;
  return code <= 31 && ceilLog2(n) + 2 * code <= kMaxSumBits;
}

bool isValid(const IntegerNormSpec &spec, int bits, int64_t n) {
  constexpr int64_t most = int64_t(1) << kMaxSumBits;
  return n >= 1 && n <= kMaxNormLength && bits >= 1 && bits <= kMaxCodeBits &&
         spec.fractionBits >= 0 && fitsSum(spec.fractionBits, bits, n) &&
         intRange(kMaxCodeBits + 1, true, false).contains(spec.inZp) &&
         spec.epsilon >= 0 && spec.epsilon <= most && spec.outShift >= 1 &&
         spec.outShift <= kMaxShift && spec.lo <= spec.hi &&
         intRange(32, true, false).contains(spec.lo) &&
         intRange(32, true, false).contains(spec.hi) &&
         intRange(32, true, false).contains(spec.outZp);
}

/// The most fraction bits that keep the sum and epsilon in range, and that epsilon.
static bool chooseFraction(IntegerNormSpec &spec, double epsilon, int64_t n,
                           int bits, double inScale) {
  double units = double(n) * epsilon / (inScale * inScale);
  int most = -1;
  while (fitsSum(most + 1, bits, n))
    ++most;
  for (int f = most; f >= 0; --f) {
    double wide = std::ldexp(units, 2 * f);
    if (!(wide <= std::ldexp(1.0, kMaxSumBits)))
      continue;
    spec.fractionBits = f;
    spec.epsilon = int64_t(roundTo(wide, RoundingMode::NearestEven));
    return true;
  }
  return false;
}

std::optional<IntegerNorm> makeIntegerNorm(const NormParams &params, int64_t n,
                                           int bits, double inScale,
                                           int64_t inZp, double outScale,
                                           int64_t outZp, int64_t lo,
                                           int64_t hi) {
  auto isScale = [](double s) { return std::isfinite(s) && s > 0; };
  if (n < 1 || n > kMaxNormLength || bits < 1 || bits > kMaxCodeBits ||
      !isScale(inScale) || !isScale(outScale) ||
      !(params.epsilon >= 0 && std::isfinite(params.epsilon)))
    return std::nullopt;
  IntegerNorm norm;
  norm.spec = {params.rms, 0, inZp, 0, 1, outZp, lo, hi};
  if (!chooseFraction(norm.spec, params.epsilon, n, bits, inScale))
    return std::nullopt;
  auto at = [](const std::vector<double> &values, int64_t j, double none) {
    return values.empty() ? none : values[size_t(j)];
  };
  double root = std::sqrt(double(n)), largestGain = 0, largestBias = 0;
  for (int64_t j = 0; j < n; ++j) {
    double gain = std::abs(at(params.gain, j, 1) * root / outScale);
    double bias = std::abs(at(params.bias, j, 0) / outScale);
    if (!std::isfinite(gain) || !std::isfinite(bias))
      return std::nullopt;
    largestGain = std::max(largestGain, gain);
    largestBias = std::max(largestBias, bias);
  }
  // gain * 2^(shift - 30) <= 2^30 and bias * 2^shift <= 2^61.
  int shift = kMaxShift;
  while (shift >= 1 &&
         (std::ldexp(largestGain, shift - kNormFracBits) >
              std::ldexp(1.0, kMaxGainBits) ||
          std::ldexp(largestBias, shift) > std::ldexp(1.0, kMaxOutBits)))
    --shift;
  if (shift < 1)
    return std::nullopt;
  norm.spec.outShift = shift;
  for (int64_t j = 0; j < n; ++j) {
    auto fixed = [&](double x, int s) {
      return int64_t(roundTo(std::ldexp(x / outScale, s), RoundingMode::NearestEven));
    };
    norm.gain.push_back(
        int32_t(fixed(at(params.gain, j, 1) * root, shift - kNormFracBits)));
    norm.bias.push_back(fixed(at(params.bias, j, 0), shift));
  }
  if (!isValid(norm.spec, bits, n))
    return std::nullopt;
  return norm;
}

uint32_t integerSqrt(uint64_t x) {
  uint64_t root = 0;
  for (int bit = 31; bit >= 0; --bit) {
    uint64_t next = root | (uint64_t(1) << bit);
    if (next * next <= x)
      root = next;
  }
  return uint32_t(root);
}

static int leadingZeros(uint64_t x) {
  int zeros = 0;
  while (zeros < 64 && !(x >> (63 - zeros)))
    ++zeros;
  return zeros;
}

/// What is subtracted from every q * 2^F.
static int64_t centre(const int32_t *codes, size_t n, const IntegerNormSpec &spec) {
  if (spec.rms)
    return spec.inZp * (int64_t(1) << spec.fractionBits);
  int64_t sum = 0;
  for (size_t j = 0; j < n; ++j)
    sum += codes[j];
  sum *= int64_t(1) << spec.fractionBits;
  auto half = int64_t(n) / 2;
  return (sum > 0 ? sum + half : sum - half) / int64_t(n);
}

void integerNorm(const int32_t *codes, const IntegerNorm &norm, int32_t *out) {
  const IntegerNormSpec &spec = norm.spec;
  size_t n = norm.gain.size();
  assert(norm.bias.size() == n && "a bias per element");
  if (n == 0)
    return;
  int64_t middle = centre(codes, n, spec);
  auto centred = [&](size_t j) {
    return codes[j] * (int64_t(1) << spec.fractionBits) - middle;
  };
  uint64_t sum = uint64_t(spec.epsilon);
  for (size_t j = 0; j < n; ++j) {
    int64_t c = centred(j);
    sum += uint64_t(c * c);
  }
  sum = std::max<uint64_t>(sum, 1);
  int half = leadingZeros(sum) / 2;
  auto reciprocal =
      int64_t((uint64_t(1) << 62) / integerSqrt(sum << (2 * half)));
  for (size_t j = 0; j < n; ++j) {
    int64_t t = roundingShiftRight(centred(j) * reciprocal, 32 - half,
                                   RoundingMode::NearestUp);
    int64_t y = roundingShiftRight(t * norm.gain[j] + norm.bias[j],
                                   spec.outShift, RoundingMode::NearestUp);
    out[j] = int32_t(clamp(y + spec.outZp, {spec.lo, spec.hi}));
  }
}

} // namespace qopt::numerics
