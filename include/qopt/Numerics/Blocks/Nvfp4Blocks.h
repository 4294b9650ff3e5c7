// SPDX-License-Identifier: Apache-2.0
//
// NVFP4: E2M1 in blocks of 16, an E4M3 scale per block, an f32 scale per
// tensor. The formulas are those of TransformerEngine's reference quantizer.
#ifndef QOPT_NUMERICS_BLOCKS_NVFP4BLOCKS_H
#define QOPT_NUMERICS_BLOCKS_NVFP4BLOCKS_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace qopt::numerics {

constexpr size_t kNvfp4Block = 16;

struct Nvfp4Blocks {
  std::vector<uint8_t> codes;  ///< E2M1, one per byte (packing is separate)
  std::vector<uint8_t> scales; ///< E4M3FN codes, one per block
  /// min(448 * 6 / amax of the tensor, FLT_MAX); 1 where amax is 0.
  float encodeScale;
};

/// Per block, in f32: scale = E4M3(amax / 6 * encodeScale), nearest even and
/// saturating; codes = E2M1(x * (encodeScale / scale)), nearest even and
/// saturating; 0 where the scale is 0. NaN and infinities take no part in amax;
/// infinities saturate, NaN becomes 0 (E2M1 has none).
Nvfp4Blocks encodeNvfp4(const float *x, size_t n);

/// out[i] = f32(value * scale / encodeScale): one exact product, one division.
void decodeNvfp4(const Nvfp4Blocks &blocks, float *out);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_BLOCKS_NVFP4BLOCKS_H
