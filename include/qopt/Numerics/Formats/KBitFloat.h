// SPDX-License-Identifier: Apache-2.0
//
// Float-k of "The case for 4-bit precision: k-bit Inference Scaling Laws"
// (2023) in its three published variants, normalised to [-1, 1].
#ifndef QOPT_NUMERICS_FORMATS_KBITFLOAT_H
#define QOPT_NUMERICS_FORMATS_KBITFLOAT_H

#include "qopt/Numerics/CodeTable.h"

#include <string>

namespace qopt::numerics {

/// Sign, E exponent and M = bits - 1 - E mantissa bits, every code finite.
struct KBitFloatFormat {
  int bits;         ///< 3..16
  int exponentBits; ///< 1..bits - 1, at most 8
  /// Subnormals are 2^-gap of IEEE's: 0 gradual underflow (bitsandbytes of
  /// 2022), 2 bitsandbytes since 2023, 4 the paper's appendix A and
  /// bitsandbytes' fp4. Without effect where M = 0.
  int subnormalGap = 0;

  bool operator==(const KBitFloatFormat &o) const {
    return bits == o.bits && exponentBits == o.exponentBits &&
           subnormalGap == o.subnormalGap;
  }
};

std::string check(const KBitFloatFormat &format);

/// Codes are sign | exponent | mantissa with larger exponents for larger values
/// (the paper prints the field inverted; the value set is the same); values are
/// divided by the largest and rounded to f32. Ties to the lower value
/// (bitsandbytes); the code of -0 is never produced.
CodeTable tableOf(const KBitFloatFormat &format);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FORMATS_KBITFLOAT_H
