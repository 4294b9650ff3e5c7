// SPDX-License-Identifier: Apache-2.0
//
// Flint of ANT (MICRO 2022): integers near zero, powers of two far from it,
// with the length of the exponent coded by the position of the first one bit.
#ifndef QOPT_NUMERICS_FORMATS_FLINT_H
#define QOPT_NUMERICS_FORMATS_FLINT_H

#include "qopt/Numerics/CodeTable.h"

#include <string>

namespace qopt::numerics {

/// n magnitude bits: n = bits where unsigned, bits - 1 and a sign bit on top
/// where signed.
struct FlintFormat {
  int bits; ///< 3..8
  bool isSigned;

  int magnitudeBits() const { return isSigned ? bits - 1 : bits; }

  bool operator==(const FlintFormat &o) const {
    return bits == o.bits && isSigned == o.isSigned;
  }
};

std::string check(const FlintFormat &format);

/// Values are integers up to 2^(2n-2). Nearest with ties to the larger value,
/// also for negative ones (ANT scans the ascending grid with <=). The signed
/// code 10..0 (-0) decodes to -0 and is never produced: it is free for OliVe's
/// outlier identifier.
CodeTable tableOf(const FlintFormat &format);

/// A magnitude as a product: value = base << shift. With low = the lower n-1
/// bits and L = the leading zeros of low within n-1 bits: top bit clear: (low,
/// 0); top bit set: (low, 2L+1), and (1, 2n-2) for low = 0. 2 <= n <= 8.
struct FlintParts {
  uint32_t base;
  int shift;
};
FlintParts flintParts(uint32_t magnitudeCode, int magnitudeBits);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FORMATS_FLINT_H
