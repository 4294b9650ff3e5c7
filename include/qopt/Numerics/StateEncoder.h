// SPDX-License-Identifier: Apache-2.0
//
// Encoding of optimizer states by one table look-up: what a code generator uses
// in place of the bisection of 255 thresholds, with the same result.
#ifndef QOPT_NUMERICS_STATEENCODER_H
#define QOPT_NUMERICS_STATEENCODER_H

#include "qopt/Numerics/Optimizers.h"

#include <vector>

namespace qopt::numerics {

/// The leading bits of a float choose a bucket so narrow that it holds at most
/// one threshold, which is told apart by the bits that are left.
///
///   magnitude = clamp(bits(x) without the sign, least, most)
///   entry = entries[(magnitude >> shift) - (least >> shift) + (x < 0 ? half : 0)]
///   code = (entry & 255) + ((magnitude & low bits) >= entry >> 8 ? +-1 : 0)
///
/// where low bits are 2^shift - 1 and the sign is that of x. In an unsigned code
/// half is 0 and numbers below zero have the magnitude `least`. For -0 and all x
/// that are not NaN this is StateCode::encode(x).
struct StateEncoder {
  uint32_t shift;
  uint32_t least, most; ///< bits of positive floats
  uint32_t half;        ///< entries per sign of a signed code, else 0
  std::vector<uint32_t> entries;

  uint8_t encode(float x) const;
};

const StateEncoder &stateEncoder(bool isSigned);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_STATEENCODER_H
