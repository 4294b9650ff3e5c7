// SPDX-License-Identifier: Apache-2.0
//
// Shared scales are powers of two: dividing by them is exact, so elements are
// rounded once.
#include "qopt/Numerics/Blocks/MxBlocks.h"

#include "qopt/Numerics/Blocks/AbsmaxBlocks.h"
#include "qopt/Numerics/Formats/Uniform.h"

#include "../Formats/MakeTable.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qopt::numerics {

CodeTable mxInt8Table() {
  return scaledTable(tableOf(IntFormat{8, true, true}), 0x1p-6);
}

int sharedExponent(double amax, double largest) {
  return std::ilogb(amax) - std::ilogb(largest);
}

int maxExponent(const CodeTable &element) {
  return std::ilogb(element.maxFinite());
}

uint8_t mxScale(float amax, const CodeTable &element) {
  if (amax == 0)
    return 0;
  int exponent = sharedExponent(amax, element.maxFinite()) + 127;
  return uint8_t(std::clamp(exponent, 0, 254));
}

MxBlocks encodeMx(const float *x, size_t n, const CodeTable &element,
                  RoundingMode mode, size_t block, uint64_t seed) {
  MxBlocks result;
  result.codes.resize(n);
  for (size_t first = 0; first < n; first += block) {
    size_t last = std::min(n, first + block);
    bool finite = std::all_of(x + first, x + last,
                              [](float v) { return std::isfinite(v); });
    uint8_t scale = mxScale(finiteAbsmax(x + first, last - first), element);
    result.scales.push_back(finite ? scale : kMxNaNScale);
    for (size_t i = first; i < last; ++i) {
      double scaled = finite ? std::ldexp(double(x[i]), 127 - int(scale)) : 0;
      result.codes[i] = uint16_t(element.encode(scaled, mode, seed, i));
    }
  }
  return result;
}

void decodeMx(const MxBlocks &blocks, const CodeTable &element, float *out,
              size_t block) {
  for (size_t i = 0; i < blocks.codes.size(); ++i) {
    uint8_t scale = blocks.scales[i / block];
    out[i] = scale == kMxNaNScale
                 ? std::numeric_limits<float>::quiet_NaN()
                 : float(std::ldexp(element.decode(blocks.codes[i]),
                                    int(scale) - 127));
  }
}

} // namespace qopt::numerics
