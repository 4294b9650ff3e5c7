// SPDX-License-Identifier: Apache-2.0
//
// Bit by bit: packing happens once per model, and one loop serves all widths.
#include "qopt/Numerics/Blocks/PackedCodes.h"

namespace qopt::numerics {

namespace {
/// The mask of bit `position` of the string within its byte.
uint8_t mask(size_t position, BitOrder order) {
  auto bit = unsigned(position % 8);
  return uint8_t(1u << (order == BitOrder::LowFirst ? bit : 7 - bit));
}

/// Which bit of a code is written as its j-th.
int codeBit(int j, int bits, BitOrder order) {
  return order == BitOrder::LowFirst ? j : bits - 1 - j;
}
} // namespace

size_t packedBytes(size_t n, int bits) { return (n * size_t(bits) + 7) / 8; }

std::vector<uint8_t> packCodes(const uint16_t *codes, size_t n, int bits,
                               BitOrder order) {
  std::vector<uint8_t> bytes(packedBytes(n, bits));
  size_t position = 0;
  for (size_t i = 0; i < n; ++i)
    for (int j = 0; j < bits; ++j, ++position)
      if ((codes[i] >> codeBit(j, bits, order)) & 1)
        bytes[position / 8] |= mask(position, order);
  return bytes;
}

std::vector<uint16_t> unpackCodes(const uint8_t *bytes, size_t n, int bits,
                                  BitOrder order) {
  std::vector<uint16_t> codes(n);
  size_t position = 0;
  for (size_t i = 0; i < n; ++i)
    for (int j = 0; j < bits; ++j, ++position)
      if (bytes[position / 8] & mask(position, order))
        codes[i] |= uint16_t(1u << codeBit(j, bits, order));
  return codes;
}

} // namespace qopt::numerics
