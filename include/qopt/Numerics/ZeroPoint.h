// SPDX-License-Identifier: Apache-2.0
//
// Zero points that need not be codes. value = (decode(code) - zeroPoint) * scale
// with a real zero point moves all values of a slot by any amount: asymmetric
// weights without rounding the offset (HQQ, Badri & Shaji 2023), and the
// "centering" of table formats (Dettmers & Zettlemoyer, ICML 2023, appendix).
// All arithmetic is IEEE binary32 as spelled out, one rounding per operation.
#ifndef QOPT_NUMERICS_ZEROPOINT_H
#define QOPT_NUMERICS_ZEROPOINT_H

#include "qopt/Numerics/CodeTable.h"
#include "qopt/Numerics/IntFormat.h"

namespace qopt::numerics {

/// An integer (a code of a uniform format, 0 of any other), or any f32.
struct ZeroPoint {
  int64_t integer = 0;
  float real = 0;
  bool isReal = false;

  static ZeroPoint ofInteger(int64_t value) { return {value, 0, false}; }
  static ZeroPoint ofReal(float value) { return {0, value, true}; }
  /// As f64, exact for |integer| < 2^53.
  double value() const { return isReal ? double(real) : double(integer); }
  /// Equal kind and equal number (a NaN equals nothing).
  bool operator==(const ZeroPoint &o) const {
    return isReal == o.isReal && integer == o.integer && real == o.real;
  }
};

/// The code of x in a uniform format under a real zero point: t = x / scale in
/// f32 (0 where the scale is 0), NaN counting as 0; t + zeroPoint in f32; rounded;
/// saturated. Where that sum is NaN (a zero point that is none, or infinities
/// that cancel) it counts as 0. Stochastic draws counterHash(seed, index).
int64_t quantizeRealZero(float x, float scale, float zeroPoint,
                         IntFormat format, RoundingMode mode, uint64_t seed,
                         uint64_t index);

/// The same in a table format: encode(f32(t + zeroPoint)), t = x / scale or 0
/// where the scale is 0; a NaN is encoded as the table says.
int64_t quantizeRealZero(float x, float scale, float zeroPoint,
                         const CodeTable &table, RoundingMode mode,
                         uint64_t seed, uint64_t index);

/// f32(f32(value) - zeroPoint): what the scale multiplies. `value` is the number
/// of a code.
inline float centredRealZero(double value, float zeroPoint) {
  return float(value) - zeroPoint;
}

/// A scale and a real zero point. scale is finite, positive, normal; the zero
/// point is finite.
struct RealZeroParams {
  float scale;
  float zeroPoint;
};

/// lo gets the smallest code and hi the largest: scale = (hi - lo) / (maxCode -
/// minCode) in f64, rounded to f32 and clamped to [FLT_MIN, FLT_MAX]; zero point
/// = minCode - lo / scale in f64, rounded to f32. The range is not widened to
/// contain 0. lo == hi: scale |lo| (1 for 0), so that the one value is exact.
/// nullopt: lo or hi not finite, lo > hi, an invalid format, or a zero point
/// beyond f32.
std::optional<RealZeroParams> chooseRealZero(double lo, double hi,
                                             IntFormat format);

/// Centering of a table with negative values: half the range over the largest
/// magnitude is the scale, and -(lo + hi) / 2 / scale the zero point, so that the
/// middle of the range decodes from the code of 0; of a table without negative
/// values lo decodes from 0: scale (hi - lo) / maxFinite, zero point -lo / scale.
/// Rounded and clamped as above. lo == hi: scale |lo| (1 for 0).
std::optional<RealZeroParams> chooseRealZero(double lo, double hi,
                                             const CodeTable &table);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_ZEROPOINT_H
