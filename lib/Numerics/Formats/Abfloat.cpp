// SPDX-License-Identifier: Apache-2.0
//
// A float without zero or subnormals: the code 0 would be the smallest value,
// but is left out.
#include "qopt/Numerics/Formats/Abfloat.h"

#include "MakeTable.h"

#include <cmath>

namespace qopt::numerics {

std::string check(const AbfloatFormat &f) {
  if (std::string e = checkField("exponent bits", f.exponentBits, 1, 4);
      !e.empty())
    return e;
  if (std::string e = checkField("mantissa bits", f.mantissaBits, 0, 6);
      !e.empty())
    return e;
  return checkField("a bias", f.bias, 0, 16);
}

CodeTable tableOf(const AbfloatFormat &f) {
  uint32_t mantissas = 1u << f.mantissaBits;
  auto magnitude = [&](uint32_t code) {
    return code == 0 ? 0.0
                     : std::ldexp(double(mantissas + code % mantissas),
                                  int(code / mantissas) + f.bias);
  };
  CodeTableSpec spec =
      signMagnitude(f.bits() - 1, true, TieRule::ToUpper, magnitude);
  spec.reserved.push_back(0);
  return makeTable(std::move(spec));
}

} // namespace qopt::numerics
