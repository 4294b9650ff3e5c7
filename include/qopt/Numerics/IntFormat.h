// SPDX-License-Identifier: Apache-2.0
//
// Uniform affine integers: value = scale * (code - zeroPoint). The meaning of
// every #qopt.int<..> format: encode, decode, and the choice of scale and zero
// point for a range of values. All arithmetic is IEEE binary32 as spelled out,
// so that generated code can match it bit for bit.
#ifndef QOPT_NUMERICS_INTFORMAT_H
#define QOPT_NUMERICS_INTFORMAT_H

#include "qopt/Numerics/Rounding.h"
#include "qopt/Numerics/Saturate.h"

#include <optional>

namespace qopt::numerics {

/// An integer code: `bits` in 1..16 or 32, two's complement if `isSigned`;
/// `narrow` excludes the smallest code (symmetric s8 weights: [-127, 127]).
struct IntFormat {
  int bits;
  bool isSigned;
  bool narrow;

  IntRange range() const { return intRange(bits, isSigned, narrow); }
  bool operator==(const IntFormat &o) const {
    return bits == o.bits && isSigned == o.isSigned && narrow == o.narrow;
  }
  bool operator!=(const IntFormat &o) const { return !(*this == o); }
};

/// True for bits in 1..16 or 32, and narrow only where signed with at least two
/// bits (so that at least two codes are left).
bool isValid(IntFormat format);

/// Scale and zero point of an affine code. scale is finite, positive, normal.
struct AffineParams {
  float scale;
  int64_t zeroPoint;
};

/// x / scale in f32, but 0 where the scale is 0: the scale of a block of zeros,
/// whose elements all get the code of 0.
inline float scaledBy(float x, float scale) {
  return scale == 0 ? 0.0f : x / scale;
}

/// clamp(roundTo(scaledBy(x, scale)) + zeroPoint): one f32 division, rounding in
/// f32, then exact integer addition and saturation. With NearestEven this is ONNX
/// QuantizeLinear. NaN gives zeroPoint clamped (it decodes to 0.0 where the
/// zero point is a code); infinities saturate. |zeroPoint| < 2^52.
int64_t quantize(float x, float scale, int64_t zeroPoint, IntFormat format,
                 RoundingMode mode);

/// The same; Stochastic draws counterHash(seed, index), index being the
/// element's position in its tensor.
int64_t quantize(float x, float scale, int64_t zeroPoint, IntFormat format,
                 RoundingMode mode, uint64_t seed, uint64_t index);

/// float(code - zeroPoint) * scale: the exact difference, rounded once to f32
/// (only beyond 2^24), then one f32 multiplication. |code|, |zeroPoint| < 2^62.
float dequantize(int64_t code, float scale, int64_t zeroPoint);

/// Scale and zero point that cover [lo, hi] (in real units), which is first
/// widened to contain 0.0 so that 0.0 is always represented exactly.
///
/// Asymmetric: scale = (hi - lo) / (maxCode - minCode) rounded to f32; zero
/// point = minCode - lo / scale rounded to nearest even and clamped into the
/// code range. Either end may therefore be clipped by up to half a step.
/// Symmetric: scale = max(|lo|, |hi|) / (maxCode - zeroPoint), where
///   signed format               zeroPoint = 0,
///   unsigned, data with lo < 0  zeroPoint = 2^(bits-1), the middle code,
///   unsigned, lo >= 0           zeroPoint = 0;
/// where no code lies above the zero point (1 bit) the codes below it count.
///
/// lo == hi == 0 gives scale 1 (zero point as above; asymmetric: 0 clamped).
/// The scale is clamped to [FLT_MIN, FLT_MAX]: never 0, subnormal or infinite.
/// nullopt: lo or hi not finite, lo > hi, or an invalid format.
std::optional<AffineParams> chooseAffine(double lo, double hi, IntFormat format,
                                         bool symmetric);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_INTFORMAT_H
