// SPDX-License-Identifier: Apache-2.0
#include "qopt/Numerics/ExactSum.h"

#include <cassert>
#include <cmath>

namespace qopt::numerics {

constexpr int kDigitBits = 32, kMantissaBits = 53;
constexpr int64_t kDigitMask = (int64_t(1) << kDigitBits) - 1;

// The mantissa as an integer, cut at the digits' borders.
void ExactSum::add(double x) {
  if (!std::isfinite(x)) {
    special += x;
    return;
  }
  if (x == 0)
    return;
  int exponent;
  auto mantissa = static_cast<int64_t>(std::ldexp(std::frexp(x, &exponent), kMantissaBits));
  int lowest = exponent - kMantissaBits - kLowest;
  if (lowest < 0) { // zeros, or no multiple
    assert(lowest > -kMantissaBits && (mantissa & ((int64_t(1) << -lowest) - 1)) == 0);
    mantissa >>= -lowest;
    lowest = 0;
  }
  size_t digit = static_cast<size_t>(lowest / kDigitBits);
  assert(digit + 2 < digits.size() && "below 2^288");
  int64_t sign = mantissa < 0 ? -1 : 1;
  // At most 85 bits: three digits.
  auto wide = static_cast<unsigned __int128>(mantissa * sign) << (lowest % kDigitBits);
  for (size_t i = digit; i < digit + 3; ++i, wide >>= kDigitBits)
    digits[i] += sign * static_cast<int64_t>(wide & kDigitMask);
}

// The leading 64 bits, of which 53 go on with the rest of the number as their last bit:
// that is rounding to odd, behind which the rounding to f32 is right (Boldo and
// Melquiond 2008).
float ExactSum::toFloat() const {
  if (special != 0 || std::isnan(special))
    return static_cast<float>(special);
  std::array<int64_t, kDigits> d = digits;
  auto carry = [&] {
    for (size_t i = 0; i + 1 < d.size(); ++i) {
      d[i + 1] += d[i] >> kDigitBits;
      d[i] &= kDigitMask;
    }
  };
  carry();
  bool isNegative = d.back() < 0;
  if (isNegative) {
    for (int64_t &digit : d)
      digit = -digit;
    carry();
  }
  size_t top = d.size() - 1;
  while (top > 0 && d[top] == 0)
    --top;
  unsigned __int128 leading = 0; // digits top, top - 1 and top - 2
  bool rest = false;
  for (size_t i = 0; i < d.size(); ++i) {
    if (i + 2 < top)
      rest |= d[i] != 0;
    else if (i <= top)
      leading |= static_cast<unsigned __int128>(d[i]) << (kDigitBits * (i + 2 - top));
  }
  if (leading == 0)
    return 0;
  int exponent = static_cast<int>(kDigitBits * top) - 2 * kDigitBits + kLowest;
  while (leading >> kMantissaBits) {
    rest |= leading & 1;
    leading >>= 1;
    ++exponent;
  }
  auto odd = static_cast<int64_t>(leading | (rest ? 1 : 0));
  double result = std::ldexp(static_cast<double>(odd), exponent);
  return static_cast<float>(isNegative ? -result : result);
}

} // namespace qopt::numerics
