// SPDX-License-Identifier: Apache-2.0
//
// The table is made from StateCode alone: a bucket's code at its smallest
// magnitude, and the magnitude from which on it is another.
#include "qopt/Numerics/StateEncoder.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <optional>

namespace qopt::numerics {

namespace {
constexpr uint32_t kSign = 0x80000000u;

uint32_t bitsOf(float x) {
  uint32_t bits;
  std::memcpy(&bits, &x, sizeof(bits));
  return bits;
}
float floatOf(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof(x));
  return x;
}

/// The entry of the bucket of magnitudes [first, last]; nothing where the code
/// changes more than once in it.
std::optional<uint32_t> makeEntry(const StateCode &code, uint32_t sign,
                                  uint32_t first, uint32_t last) {
  uint32_t start = code.encode(floatOf(sign | first));
  uint32_t end = code.encode(floatOf(sign | last));
  uint32_t size = last - first + 1;
  if (end == start)
    return size << 8 | start; // a magnitude that none in the bucket reaches
  if (end != (sign ? start - 1 : start + 1))
    return std::nullopt;
  uint32_t low = 0, high = size - 1; // codes start and end
  while (low + 1 < high) {
    uint32_t middle = (low + high) / 2;
    (code.encode(floatOf(sign | (first + middle))) == start ? low : high) =
        middle;
  }
  return high << 8 | start;
}

/// False where a bucket holds several thresholds.
bool fill(StateEncoder &encoder, const StateCode &code, bool isSigned) {
  uint32_t first = encoder.least >> encoder.shift;
  uint32_t last = encoder.most >> encoder.shift;
  encoder.entries.clear();
  for (uint32_t sign = 0;; sign = kSign) {
    for (uint32_t bucket = first; bucket <= last; ++bucket) {
      auto entry = makeEntry(code, sign, bucket << encoder.shift,
                             ((bucket + 1) << encoder.shift) - 1);
      if (!entry)
        return false;
      encoder.entries.push_back(*entry);
    }
    if (!isSigned || sign)
      break;
  }
  encoder.half = isSigned ? last - first + 1 : 0;
  return true;
}

StateEncoder makeStateEncoder(bool isSigned) {
  const StateCode &code = stateCode(isSigned);
  StateEncoder encoder;
  // Magnitudes below all thresholds share a bucket's code, as do those above.
  float least = 1;
  for (float threshold : code.thresholds)
    least = std::min(least, threshold < 0 ? -threshold : threshold);
  encoder.most = bitsOf(1.0f) - 1;
  for (encoder.shift = 20; encoder.shift > 8; --encoder.shift) {
    encoder.least = ((bitsOf(least) >> encoder.shift) - 1) << encoder.shift;
    if (fill(encoder, code, isSigned))
      return encoder;
  }
  assert(false && "thresholds lie closer than buckets can tell");
  return encoder;
}
} // namespace

uint8_t StateEncoder::encode(float x) const {
  uint32_t bits = bitsOf(x);
  bool negative = (bits & kSign) != 0;
  uint32_t magnitude = bits & ~kSign;
  if (negative && half == 0)
    magnitude = 0;
  magnitude = std::clamp(magnitude, least, most);
  uint32_t entry = entries[(magnitude >> shift) - (least >> shift) +
                           (negative ? half : 0)];
  bool beyond = (magnitude & ((1u << shift) - 1)) >= entry >> 8;
  return uint8_t((entry & 255) + (beyond ? negative ? -1u : 1u : 0u));
}

const StateEncoder &stateEncoder(bool isSigned) {
  static const StateEncoder encoders[] = {makeStateEncoder(false),
                                          makeStateEncoder(true)};
  return encoders[isSigned];
}

} // namespace qopt::numerics
