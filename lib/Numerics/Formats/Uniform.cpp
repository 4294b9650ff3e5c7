// SPDX-License-Identifier: Apache-2.0
//
// Integers under the common interface of all tables.
#include "qopt/Numerics/Formats/Uniform.h"

#include "MakeTable.h"

namespace qopt::numerics {

std::string checkUniform(const IntFormat &format) {
  if (std::string e = checkField("bits", format.bits, 1, 16); !e.empty())
    return e;
  if (!isValid(format))
    return "expected a narrow format to be signed with at least 2 bits, got " +
           std::to_string(format.bits) +
           (format.isSigned ? " signed" : " unsigned") + " bits";
  return "";
}

CodeTable tableOf(const IntFormat &format, TieRule ties) {
  CodeTableSpec spec;
  spec.bits = format.bits;
  spec.ties = ties;
  int n = 1 << format.bits;
  for (int code = 0; code < n; ++code)
    spec.values.push_back(format.isSigned && code >= n / 2 ? code - n : code);
  if (format.narrow)
    spec.reserved = {uint32_t(n) / 2};
  return makeTable(std::move(spec));
}

CodeTable ternaryTable() { return tableOf(IntFormat{2, true, true}); }

CodeTable binaryTable() {
  CodeTableSpec spec;
  spec.bits = 1;
  spec.values = {-1, 1};
  spec.ties = TieRule::ToUpper;
  return makeTable(std::move(spec));
}

} // namespace qopt::numerics
