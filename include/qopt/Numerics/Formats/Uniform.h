// SPDX-License-Identifier: Apache-2.0
//
// Integers as tables: two's complement and unsigned of up to 16 bits, ternary,
// binary.
#ifndef QOPT_NUMERICS_FORMATS_UNIFORM_H
#define QOPT_NUMERICS_FORMATS_UNIFORM_H

#include "qopt/Numerics/CodeTable.h"
#include "qopt/Numerics/IntFormat.h"

#include <string>

namespace qopt::numerics {

/// Empty for 1..16 bits (narrow: signed, at least 2), else what is wrong.
std::string checkUniform(const IntFormat &format);

/// Code = the integer's low bits in two's complement; a narrow format never
/// produces its smallest code. Ties to even unless said otherwise (ANT: upper).
CodeTable tableOf(const IntFormat &format, TieRule ties = TieRule::ToEven);

/// {-1, 0, 1} in two bits of two's complement; code 2 is never produced and
/// decodes to -2. Nearest, ties to even: |x| <= 1/2 gives 0.
CodeTable ternaryTable();

/// {-1, +1}: code 0 is -1, code 1 is +1; x >= 0 gives +1. No zero; NaN is +1.
CodeTable binaryTable();

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FORMATS_UNIFORM_H
