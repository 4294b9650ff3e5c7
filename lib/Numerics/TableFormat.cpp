// SPDX-License-Identifier: Apache-2.0
//
// The scale around a code table: see the header.
#include "qopt/Numerics/TableFormat.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace qopt::numerics {

int64_t quantize(float x, float scale, const CodeTable &table,
                 RoundingMode mode, uint64_t seed, uint64_t index) {
  return table.encode(double(scaledBy(x, scale)), mode, seed, index);
}

float dequantize(int64_t code, float scale, const CodeTable &table) {
  return table.decodeF32(uint32_t(code)) * scale;
}

std::optional<AffineParams> chooseTableScale(double lo, double hi,
                                             const CodeTable &table) {
  if (!std::isfinite(lo) || !std::isfinite(hi) || lo > hi)
    return std::nullopt;
  bool both = table.isSigned();
  double data = std::max(both ? std::max(-lo, hi) : hi, 0.0);
  double reach = both ? table.maxMagnitude() : table.maxFinite();
  if (data == 0 || reach == 0)
    return AffineParams{1.0f, 0};
  double scale = std::clamp(data / reach, double(FLT_MIN), double(FLT_MAX));
  return AffineParams{float(scale), 0};
}

} // namespace qopt::numerics
