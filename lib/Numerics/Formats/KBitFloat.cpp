// SPDX-License-Identifier: Apache-2.0
//
// The published variants differ only in how far subnormals lie below the normal
// values; everything is divided by the largest value in the end.
#include "qopt/Numerics/Formats/KBitFloat.h"

#include "MakeTable.h"

#include <algorithm>
#include <cmath>

namespace qopt::numerics {

std::string check(const KBitFloatFormat &f) {
  if (std::string e = checkField("bits", f.bits, 3, 16); !e.empty())
    return e;
  if (std::string e = checkField("exponent bits", f.exponentBits, 1,
                                 std::min(f.bits - 1, 8));
      !e.empty())
    return e;
  if (f.subnormalGap != 0 && f.subnormalGap != 2 && f.subnormalGap != 4)
    return "expected a subnormal gap of 0, 2 or 4, got " +
           std::to_string(f.subnormalGap);
  return "";
}

CodeTable tableOf(const KBitFloatFormat &f) {
  int mantissaBits = f.bits - 1 - f.exponentBits;
  uint32_t mantissas = 1u << mantissaBits;
  // In units of the smallest IEEE subnormal.
  auto magnitude = [&](uint32_t code) {
    auto e = int(code / mantissas);
    double m = code % mantissas;
    return e == 0 ? std::ldexp(m, -f.subnormalGap)
                  : std::ldexp(m + mantissas, e - 1);
  };
  double largest = magnitude((1u << (f.bits - 1)) - 1);
  return makeTable(
      signMagnitude(f.bits - 1, true, TieRule::ToLower, [&](uint32_t code) {
        return double(float(magnitude(code) / largest));
      }));
}

} // namespace qopt::numerics
