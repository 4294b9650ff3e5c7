// SPDX-License-Identifier: Apache-2.0
//
// Encoding and decoding of uniform affine codes and the choice of their
// parameters. The operation order is part of the contract: see the header.
#include "qopt/Numerics/IntFormat.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace qopt::numerics {

bool isValid(IntFormat format) {
  bool width = (format.bits >= 1 && format.bits <= 16) || format.bits == 32;
  return width && (!format.narrow || (format.isSigned && format.bits >= 2));
}

int64_t quantize(float x, float scale, int64_t zeroPoint, IntFormat format,
                 RoundingMode mode) {
  return quantize(x, scale, zeroPoint, format, mode, 0, 0);
}

int64_t quantize(float x, float scale, int64_t zeroPoint, IntFormat format,
                 RoundingMode mode, uint64_t seed, uint64_t index) {
  float ratio = scaledBy(x, scale);
  if (ratio != ratio)
    return clamp(zeroPoint, format.range());
  float rounded = roundTo(ratio, mode, seed, index);
  // In double the sum is exact below 2^53; beyond, it is far outside any
  // format and only its sign matters.
  return saturateFromDouble(double(rounded) + double(zeroPoint),
                            format.range());
}

float dequantize(int64_t code, float scale, int64_t zeroPoint) {
  return float(code - zeroPoint) * scale;
}

/// A positive real scale as f32, neither subnormal nor infinite.
static float toScale(double scale) {
  return float(std::clamp(scale, double(FLT_MIN), double(FLT_MAX)));
}

static AffineParams chooseSymmetric(double lo, double hi, IntFormat format) {
  IntRange codes = format.range();
  int64_t zeroPoint = 0;
  if (!format.isSigned && lo < 0)
    zeroPoint = int64_t(1) << (format.bits - 1);
  double magnitude = std::max(-lo, hi);
  if (magnitude == 0)
    return {1.0f, zeroPoint};
  int64_t steps = codes.max - zeroPoint;
  if (steps == 0)
    steps = zeroPoint - codes.min;
  return {toScale(magnitude / double(steps)), zeroPoint};
}

static AffineParams chooseAsymmetric(double lo, double hi, IntFormat format) {
  IntRange codes = format.range();
  if (lo == hi)
    return {1.0f, clamp(0, codes)};
  double steps = double(codes.max - codes.min);
  float scale = toScale((hi - lo) / steps);
  double zeroPoint = double(codes.min) - lo / double(scale);
  return {scale, saturateFromDouble(
                     roundTo(zeroPoint, RoundingMode::NearestEven), codes)};
}

std::optional<AffineParams> chooseAffine(double lo, double hi, IntFormat format,
                                         bool symmetric) {
  if (!std::isfinite(lo) || !std::isfinite(hi) || lo > hi || !isValid(format))
    return std::nullopt;
  lo = std::min(lo, 0.0);
  hi = std::max(hi, 0.0);
  return symmetric ? chooseSymmetric(lo, hi, format)
                   : chooseAsymmetric(lo, hi, format);
}

} // namespace qopt::numerics
