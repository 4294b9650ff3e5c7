// SPDX-License-Identifier: Apache-2.0
//
// Scales that are made from the data as it comes: symmetric quantization per
// token or per tensor at run time, and what integer sums become under a scale per
// row and a scale per column. All arithmetic is IEEE binary32 as spelled out, so
// that generated code can match it bit for bit.
//
// Sources: ZeroQuant (Yao et al. 2022, section 4.2: token-wise activations),
// SmoothQuant (Xiao et al. 2023, table 2: per-token and per-tensor dynamic),
// LLM.int8() (Dettmers et al. 2022, equations 3 to 6: vector-wise scales).
#ifndef QOPT_NUMERICS_RUNTIMESCALE_H
#define QOPT_NUMERICS_RUNTIMESCALE_H

#include <cstdint>
#include <cstring>

namespace qopt::numerics {

/// The bits of |x|. As integers they are ordered as the magnitudes are; infinity is
/// above every number and every NaN above infinity. So a maximum of them does not
/// depend on the order in which it is taken, and no NaN is lost.
inline uint32_t magnitudeBits(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits & 0x7fffffffu;
}

/// Bits of infinity: magnitudes above are NaN.
constexpr uint32_t kInfinityBits = 0x7f800000u;
/// The one NaN that a scale can be.
constexpr uint32_t kNanBits = 0x7fc00000u;

/// The scale of a row whose largest magnitude has the bits `largest` (0 for a row
/// without elements): |x| / largestCode, one f32 division. 0 for a row of zeros,
/// whose codes are all 0 (quantize divides by no 0); infinity where one element is
/// infinite, NaN where one is NaN, so that neither passes for a number later.
/// `largestCode`: largest magnitude that the format has on both sides (127 of
/// 8-bit integers, 448 of E4M3), positive.
float scaleOfMagnitude(uint32_t largest, float largestCode);

/// The real number of a sum of products of codes: f32(sum) rounded to nearest even,
/// times the row's scale, times the column's, each product rounded to f32.
inline float dequantizeSum(int32_t sum, float rowScale, float columnScale) {
  float real = static_cast<float>(sum) * rowScale;
  return real * columnScale;
}

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_RUNTIMESCALE_H
