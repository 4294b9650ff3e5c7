// SPDX-License-Identifier: Apache-2.0
//
// Quantization under real zero points: see the header.
#include "qopt/Numerics/ZeroPoint.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace qopt::numerics {

int64_t quantizeRealZero(float x, float scale, float zeroPoint,
                         IntFormat format, RoundingMode mode, uint64_t seed,
                         uint64_t index) {
  float ratio = scaledBy(x, scale);
  if (ratio != ratio)
    ratio = 0;
  float moved = ratio + zeroPoint;
  if (moved != moved)
    moved = 0;
  // In double: codes of 32 bits are no f32, but a saturated f32 may reach them.
  return saturateFromDouble(double(roundTo(moved, mode, seed, index)),
                            format.range());
}

int64_t quantizeRealZero(float x, float scale, float zeroPoint,
                         const CodeTable &table, RoundingMode mode,
                         uint64_t seed, uint64_t index) {
  float moved = scaledBy(x, scale) + zeroPoint;
  return table.encode(double(moved), mode, seed, index);
}

namespace {
/// Scale and zero point so that `lo` decodes from the value `at` and values are
/// `span` / `steps` apart; span 0: so that lo is exact.
std::optional<RealZeroParams> fit(double lo, double span, double steps,
                                  double at) {
  double wanted = span > 0 ? span / steps : std::fabs(lo);
  if (wanted == 0)
    wanted = 1;
  auto scale = float(std::clamp(wanted, double(FLT_MIN), double(FLT_MAX)));
  double zeroPoint = at - lo / double(scale);
  if (!(std::fabs(zeroPoint) <= double(FLT_MAX)))
    return std::nullopt;
  return RealZeroParams{scale, float(zeroPoint)};
}

bool isRange(double lo, double hi) {
  return std::isfinite(lo) && std::isfinite(hi) && lo <= hi;
}
} // namespace

std::optional<RealZeroParams> chooseRealZero(double lo, double hi,
                                             IntFormat format) {
  if (!isRange(lo, hi) || !isValid(format))
    return std::nullopt;
  IntRange codes = format.range();
  return fit(lo, hi - lo, double(codes.max - codes.min), double(codes.min));
}

std::optional<RealZeroParams> chooseRealZero(double lo, double hi,
                                             const CodeTable &table) {
  if (!isRange(lo, hi) || table.maxMagnitude() == 0)
    return std::nullopt;
  if (!table.isSigned())
    return fit(lo, hi - lo, table.maxFinite(), 0);
  // Half of each, since the range itself may leave f64's exponents.
  double half = hi / 2 - lo / 2, middle = lo / 2 + hi / 2;
  return fit(middle, half, table.maxMagnitude(), 0);
}

} // namespace qopt::numerics
