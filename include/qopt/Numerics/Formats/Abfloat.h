// SPDX-License-Identifier: Apache-2.0
//
// The adaptive biased float ("abfloat") of OliVe (ISCA 2023), for outliers.
#ifndef QOPT_NUMERICS_FORMATS_ABFLOAT_H
#define QOPT_NUMERICS_FORMATS_ABFLOAT_H

#include "qopt/Numerics/CodeTable.h"

#include <string>

namespace qopt::numerics {

/// (-1)^s * 2^(e + bias) * (2^M + m), sign | e | m from the top. The magnitude
/// code 0 does not exist (it and its negative are never produced and decode to
/// 0): outliers are never zero.
struct AbfloatFormat {
  int exponentBits; ///< 1..4
  int mantissaBits; ///< 0..6, so 2..11 bits with the sign
  int bias;         ///< 0..16

  int bits() const { return 1 + exponentBits + mantissaBits; }
  bool operator==(const AbfloatFormat &o) const {
    return exponentBits == o.exponentBits && mantissaBits == o.mantissaBits &&
           bias == o.bias;
  }
};
std::string check(const AbfloatFormat &format);
/// Nearest, ties to the larger value.
CodeTable tableOf(const AbfloatFormat &format);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FORMATS_ABFLOAT_H
