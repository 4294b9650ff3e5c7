// SPDX-License-Identifier: Apache-2.0
//
// The dynamic (tree) exponent code of "8-bit Approximations for Parallelism in
// Deep Learning" (2015) and "8-bit Optimizers via Block-wise Quantization"
// (2021), bit for bit as in bitsandbytes.
#ifndef QOPT_NUMERICS_FORMATS_DYNAMIC_H
#define QOPT_NUMERICS_FORMATS_DYNAMIC_H

#include "qopt/Numerics/CodeTable.h"

#include <string>

namespace qopt::numerics {

struct DynamicFormat {
  int bits; ///< 2..8
  bool isSigned;

  bool operator==(const DynamicFormat &o) const {
    return bits == o.bits && isSigned == o.isSigned;
  }
};

std::string check(const DynamicFormat &format);

/// 2^bits values in [-1, 1], code = rank in ascending order: 0, 1, and for each
/// decade i = 0 .. bits-2 the midpoints 10^(i - bits + 2) * (0.1 + 0.9 (j +
/// 1/2) / n), n = 2^i per sign (signed) or 2^(i+1) (unsigned). +1 is a value,
/// -1 is not: the smallest is -0.992969 for 8 bits. Ties to the lower value.
CodeTable tableOf(const DynamicFormat &format);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FORMATS_DYNAMIC_H
