// SPDX-License-Identifier: Apache-2.0
//
// Two levels of scales. Each f32 operation is one that the reference has, in
// its order.
#include "qopt/Numerics/Blocks/Nvfp4Blocks.h"

#include "qopt/Numerics/Blocks/AbsmaxBlocks.h"
#include "qopt/Numerics/Formats/Minifloat.h"

#include <algorithm>
#include <limits>

namespace qopt::numerics {

namespace {
const CodeTable &elements() {
  static const CodeTable table = tableOf(*namedMinifloat("f4E2M1FN"));
  return table;
}
const CodeTable &blockScales() {
  static const CodeTable table = tableOf(*namedMinifloat("f8E4M3FN"));
  return table;
}
constexpr RoundingMode kEven = RoundingMode::NearestEven;
} // namespace

Nvfp4Blocks encodeNvfp4(const float *x, size_t n) {
  Nvfp4Blocks result;
  float amax = finiteAbsmax(x, n);
  result.encodeScale = amax == 0 ? 1
                                 : std::min(448.0f * 6.0f / amax,
                                            std::numeric_limits<float>::max());
  result.codes.resize(n);
  for (size_t first = 0; first < n; first += kNvfp4Block) {
    size_t last = std::min(n, first + kNvfp4Block);
    float wanted = finiteAbsmax(x + first, last - first) / 6.0f;
    auto code = uint8_t(
        blockScales().encode(double(wanted * result.encodeScale), kEven));
    result.scales.push_back(code);
    float scale = blockScales().decodeF32(code);
    float factor = scale == 0 ? 0 : result.encodeScale / scale;
    for (size_t i = first; i < last; ++i) {
      // Not inf * 0: a block of vanishing scale is all zeros.
      double scaled = scale == 0 ? 0 : double(x[i] * factor);
      result.codes[i] = uint8_t(elements().encode(scaled, kEven));
    }
  }
  return result;
}

void decodeNvfp4(const Nvfp4Blocks &blocks, float *out) {
  for (size_t i = 0; i < blocks.codes.size(); ++i) {
    float scale = blockScales().decodeF32(blocks.scales[i / kNvfp4Block]);
    out[i] = elements().decodeF32(blocks.codes[i]) * scale / blocks.encodeScale;
  }
}

} // namespace qopt::numerics
