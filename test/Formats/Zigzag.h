// SPDX-License-Identifier: Apache-2.0
// A format that the compiler has never heard of: its "Numerics file".
#ifndef QOPT_TEST_FORMATS_ZIGZAG_H
#define QOPT_TEST_FORMATS_ZIGZAG_H

#include "qopt/Numerics/CodeTable.h"

#include <cmath>

/// Three bits: codes 0 .. 6 are 0 -1 1 -4 4 -9 9 thirds, code 7 is NaN. Ties to
/// the smaller magnitude.
inline qopt::numerics::CodeTable zigzagTable() {
  qopt::numerics::CodeTableSpec spec;
  spec.bits = 3;
  spec.values = {0, -1.0 / 3, 1.0 / 3, -4.0 / 3, 4.0 / 3, -3, 3, std::nan("")};
  spec.ties = qopt::numerics::TieRule::TowardZero;
  std::string error;
  return *qopt::numerics::CodeTable::create(std::move(spec), error);
}

#endif // QOPT_TEST_FORMATS_ZIGZAG_H
