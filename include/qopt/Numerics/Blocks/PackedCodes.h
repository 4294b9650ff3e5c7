// SPDX-License-Identifier: Apache-2.0
//
// Codes of 1 to 16 bits in bytes, without gaps.
#ifndef QOPT_NUMERICS_BLOCKS_PACKEDCODES_H
#define QOPT_NUMERICS_BLOCKS_PACKEDCODES_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace qopt::numerics {

/// Which end of a byte comes first.
enum class BitOrder : uint32_t {
  /// Code i is bits [i * bits, (i + 1) * bits) of a little-endian bit string:
  /// 4-bit codes 2k in the low and 2k + 1 in the high nibble (ONNX, GGUF).
  LowFirst = 0,
  /// The same of a big-endian string: even codes in the high nibble
  /// (bitsandbytes).
  HighFirst = 1,
};

/// ceil(n * bits / 8).
size_t packedBytes(size_t n, int bits);

/// packedBytes(n, bits) bytes; bits that are left over are 0; bits of a code
/// beyond `bits` are ignored. 1 <= bits <= 16.
std::vector<uint8_t> packCodes(const uint16_t *codes, size_t n, int bits,
                               BitOrder order);
/// The inverse; reads packedBytes(n, bits) bytes.
std::vector<uint16_t> unpackCodes(const uint8_t *bytes, size_t n, int bits,
                                  BitOrder order);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_BLOCKS_PACKEDCODES_H
