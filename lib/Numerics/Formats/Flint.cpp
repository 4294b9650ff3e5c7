// SPDX-License-Identifier: Apache-2.0
//
// The decoder as a product of a small integer and a power of two, which is what
// an integer multiplier wants; the table is that product written out.
#include "qopt/Numerics/Formats/Flint.h"

#include "MakeTable.h"

namespace qopt::numerics {

FlintParts flintParts(uint32_t magnitudeCode, int magnitudeBits) {
  uint32_t top = 1u << (magnitudeBits - 1);
  uint32_t low = magnitudeCode & (top - 1);
  if (!(magnitudeCode & top))
    return {low, 0};
  if (low == 0)
    return {1, 2 * magnitudeBits - 2};
  int zeros = 0;
  for (uint32_t bit = top >> 1; !(low & bit); bit >>= 1)
    ++zeros;
  return {low, 2 * zeros + 1};
}

std::string check(const FlintFormat &format) {
  return checkField("bits", format.bits, 3, 8);
}

CodeTable tableOf(const FlintFormat &format) {
  return makeTable(signMagnitude(format.magnitudeBits(), format.isSigned,
                                 TieRule::ToUpper, [&](uint32_t code) {
                                   FlintParts parts =
                                       flintParts(code, format.magnitudeBits());
                                   return double(parts.base << parts.shift);
                                 }));
}

} // namespace qopt::numerics
