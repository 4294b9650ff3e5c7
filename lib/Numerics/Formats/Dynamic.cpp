// SPDX-License-Identifier: Apache-2.0
//
// The published tables were computed in f32 by vector code whose roundings no
// closed form reproduces; the closed form is off by one unit in the last place
// here and there, two at four places. Those corrections are stored.
#include "qopt/Numerics/Formats/Dynamic.h"

#include "MakeTable.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace qopt::numerics {

namespace {
/// Per signed width 2..9 (an unsigned code of k bits has the values of a signed
/// one of k + 1 bits without its lowest decade), ascending: '.' the closed form
/// rounded to f32, '-' '+' one unit below or above, '=' '#' two.
constexpr const char *kCorrections[] = {
    ".",
    "++.",
    ".+.-...",
    "+.-..+.....+.-.",
    ".+.-..-.+..+.-+....--..........",
    "..-..+.-.--.--..+.....+....+..+......-.-..-.-....-.+..-.-..-.-.",
    "++.-...++++++.+-...-.-+......-.......-.-+.-.....+-.+-...-...+-.+....-...+."
    "."
    "+..-.-..-.-..-.+.....+......+..+.+...-..-.-....-..-.",
    ".+.--.--+.-+.-....+-.++..+.#+.+...-.----..-.-..-.=.+-.-.--.---.++-+...-++."
    "+#-.-...+..--...+...++#+-.+..+..+..++......--............-.+..-.+..-.+..+."
    "."
    "..+..+.+...-..-.-....-..-.........-..-.-..+....+......-..+.+..+.+..+.-..+."
    "-"
    "..-.-..+....+......-..+.+..+.+.",
};
constexpr double kPowersOfTen[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};

float corrected(double x, char correction) {
  auto value = float(x);
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  bits += correction == '+'   ? 1u
          : correction == '#' ? 2u
          : correction == '-' ? -1u
          : correction == '=' ? -2u
                              : 0u;
  std::memcpy(&value, &bits, sizeof(bits));
  return value;
}

/// The values strictly between 0 and 1, ascending, of a signed code.
std::vector<float> midpoints(int signedBits) {
  std::vector<float> values;
  const char *correction = kCorrections[signedBits - 2];
  for (int decade = 0; decade <= signedBits - 2; ++decade)
    for (int n = 1 << decade, j = 0; j < n; ++j)
      values.push_back(corrected((0.1 + 0.9 * (j + 0.5) / n) /
                                     kPowersOfTen[signedBits - 2 - decade],
                                 *correction++));
  return values;
}
} // namespace

std::string check(const DynamicFormat &format) {
  return checkField("bits", format.bits, 2, 8);
}

CodeTable tableOf(const DynamicFormat &format) {
  CodeTableSpec spec;
  spec.bits = format.bits;
  spec.ties = TieRule::ToLower;
  spec.values = {0, 1};
  if (format.isSigned) {
    for (float value : midpoints(format.bits)) {
      spec.values.push_back(value);
      spec.values.push_back(-value);
    }
  } else {
    std::vector<float> values = midpoints(format.bits + 1);
    spec.values.insert(spec.values.end(), values.begin() + 1, values.end());
  }
  std::sort(spec.values.begin(), spec.values.end());
  return makeTable(std::move(spec));
}

} // namespace qopt::numerics
