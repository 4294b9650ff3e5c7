// SPDX-License-Identifier: Apache-2.0
//
// For builders whose own check has accepted the format: a table that cannot be
// refused any more.
#ifndef QOPT_LIB_NUMERICS_FORMATS_MAKETABLE_H
#define QOPT_LIB_NUMERICS_FORMATS_MAKETABLE_H

#include "qopt/Numerics/CodeTable.h"

#include <cassert>
#include <functional>
#include <utility>

namespace qopt::numerics {

inline CodeTable makeTable(CodeTableSpec spec) {
  std::string error;
  std::optional<CodeTable> table = CodeTable::create(std::move(spec), error);
  assert(table && "a format that its check accepts has a table");
  return std::move(*table);
}

/// Codes of `magnitude(c)` for c < 2^magnitudeBits; where signed, those with
/// the sign bit on top are the negatives, and -0 is never produced.
inline CodeTableSpec
signMagnitude(int magnitudeBits, bool isSigned, TieRule ties,
              const std::function<double(uint32_t)> &magnitude) {
  CodeTableSpec spec;
  spec.bits = magnitudeBits + (isSigned ? 1 : 0);
  spec.ties = ties;
  uint32_t n = 1u << magnitudeBits;
  for (uint32_t code = 0; code < 1u << spec.bits; ++code)
    spec.values.push_back(code < n ? magnitude(code) : -magnitude(code - n));
  if (isSigned)
    spec.reserved = {n};
  return spec;
}

/// The same codes for all values times `factor` > 0, with the table's tie rule.
inline CodeTable scaledTable(const CodeTable &table, double factor) {
  CodeTableSpec spec;
  spec.bits = table.bits();
  spec.ties = table.tieRule();
  for (uint32_t code = 0; code < table.numCodes(); ++code) {
    spec.values.push_back(table.decode(code) * factor);
    if (table.isReserved(code))
      spec.reserved.push_back(code);
  }
  return makeTable(std::move(spec));
}

/// "expected WHAT of LO to HI, got X", or empty where x is within.
inline std::string checkField(const char *what, int x, int lo, int hi) {
  if (lo <= x && x <= hi)
    return "";
  return std::string("expected ") + what + " of " + std::to_string(lo) +
         " to " + std::to_string(hi) + ", got " + std::to_string(x);
}

} // namespace qopt::numerics

#endif // QOPT_LIB_NUMERICS_FORMATS_MAKETABLE_H
