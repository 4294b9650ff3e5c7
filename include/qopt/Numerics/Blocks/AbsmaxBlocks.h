// SPDX-License-Identifier: Apache-2.0
//
// Block-wise quantization of a flattened tensor by the largest magnitude of
// each block, as in bitsandbytes: the k-bit scaling laws, QLoRA's NF4 and FP4,
// and 8-bit optimizer states. All arithmetic is IEEE binary32 as spelled out.
#ifndef QOPT_NUMERICS_BLOCKS_ABSMAXBLOCKS_H
#define QOPT_NUMERICS_BLOCKS_ABSMAXBLOCKS_H

#include "qopt/Numerics/CodeTable.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace qopt::numerics {

/// Codes of n elements and one absmax per block of consecutive elements; the
/// last block may be short.
struct AbsmaxBlocks {
  std::vector<uint16_t> codes; ///< n
  std::vector<float> absmax;   ///< ceil(n / block), >= 0, finite
};

/// How many blocks n elements make; block > 0.
inline size_t numBlocks(size_t n, size_t block) {
  return (n + block - 1) / block;
}

/// The largest magnitude among the finite ones of n values; 0 if there is none.
float finiteAbsmax(const float *x, size_t n);

/// code = table.encode(x * (1 / absmax)), the reciprocal rounded to f32, then
/// one f32 product (where the reciprocal overflows: x / absmax). `table` has
/// values in [-1, 1], block > 0. Blocks of zeros: absmax 0 and the code of 0.
/// Infinities and NaN take no part in absmax; infinities saturate, NaN has
/// nanCode(). Stochastic draws counterHash(seed, element index).
AbsmaxBlocks encodeAbsmax(const float *x, size_t n, const CodeTable &table,
                          size_t block, RoundingMode mode, uint64_t seed = 0);

/// out[i] = f32(value of codes[i]) * absmax of its block.
void decodeAbsmax(const uint16_t *codes, const float *absmax, size_t n,
                  const CodeTable &table, size_t block, float *out);

/// "Double quantization" (QLoRA): absmax minus its mean, in blocks of 256 by
/// the 8-bit signed dynamic code.
struct DoubleQuantized {
  std::vector<uint16_t> codes; ///< one per absmax
  std::vector<float> absmax;   ///< one per 256 of them
  float offset;                ///< the mean (summed in f64, rounded to f32)
};
constexpr size_t kDoubleQuantBlock = 256;

DoubleQuantized doubleQuantize(const float *absmax, size_t n);
/// The n absmax values that come back; never below 0 (a negative one, which
/// rounding can give next to 0, would flip the block's signs).
std::vector<float> doubleDequantize(const DoubleQuantized &q);

/// Bits per value that are stored for long tensors: code bits plus the share of
/// the scale. Blocks of 64: NF4 with f32 absmax 4.5, with double quantization
/// 4 + 8/64 + 32/(64 * 256) = 4.127.
double bitsPerValue(int codeBits, int scaleBits, size_t block);
double bitsPerValueDoubleQuantized(int codeBits, size_t block);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_BLOCKS_ABSMAXBLOCKS_H
