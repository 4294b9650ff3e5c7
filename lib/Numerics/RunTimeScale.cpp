// SPDX-License-Identifier: Apache-2.0
//
// Scales made at run time; see the header.
#include "qopt/Numerics/RunTimeScale.h"

namespace qopt::numerics {

float scaleOfMagnitude(uint32_t largest, float largestCode) {
  uint32_t bits = largest > kInfinityBits ? kNanBits : largest;
  float magnitude;
  std::memcpy(&magnitude, &bits, sizeof magnitude);
  // A NaN goes around the division, which may return another one.
  return largest > kInfinityBits ? magnitude : magnitude / largestCode;
}

} // namespace qopt::numerics
