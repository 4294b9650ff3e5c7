// SPDX-License-Identifier: Apache-2.0
//
// OCP Microscaling (MX) v1.0: blocks of 32 that share one power of two, stored
// as E8M0.
#ifndef QOPT_NUMERICS_BLOCKS_MXBLOCKS_H
#define QOPT_NUMERICS_BLOCKS_MXBLOCKS_H

#include "qopt/Numerics/CodeTable.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace qopt::numerics {

constexpr size_t kMxBlock = 32;
/// The scale code of a block that holds a NaN or an infinity: all of it decodes
/// to NaN.
constexpr uint8_t kMxNaNScale = 0xff;

/// Codes of n elements and one E8M0 code per block, of value 2^(code - 127).
struct MxBlocks {
  std::vector<uint16_t> codes;
  std::vector<uint8_t> scales;
};

/// MXINT8's element: symmetric s8 in steps of 2^-6 (-128 is never produced).
CodeTable mxInt8Table();

/// floor(log2(largest value)): 8 for E4M3, 15 E5M2, 4 E3M2, 2 E2M3 and E2M1, 0
/// INT8.
int maxExponent(const CodeTable &element);

/// The exponent of a block's shared power of two (MX 1.0, section 6.3):
/// floor(log2 amax) - floor(log2 largest), where `largest` is the largest value
/// of the element format. Both finite and > 0.
int sharedExponent(double amax, double largest);

/// E8M0 code of 2^(floor(log2 amax) - maxExponent(element)), clamped to codes
/// 0 .. 254; 0 for amax 0; amax finite and >= 0.
uint8_t mxScale(float amax, const CodeTable &element);

/// element codes = encode(x / scale), exact division, saturating: a block's
/// largest value may saturate (7.9 in E2M1 becomes 6). Zeros: scale code 0.
/// OCP asks for NearestEven; microxcaling's default is NearestAway.
MxBlocks encodeMx(const float *x, size_t n, const CodeTable &element,
                  RoundingMode mode, size_t block = kMxBlock,
                  uint64_t seed = 0);

/// out[i] = f32(value * scale); NaN for blocks of kMxNaNScale.
void decodeMx(const MxBlocks &blocks, const CodeTable &element, float *out,
              size_t block = kMxBlock);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_BLOCKS_MXBLOCKS_H
