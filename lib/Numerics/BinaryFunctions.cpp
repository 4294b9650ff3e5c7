// SPDX-License-Identifier: Apache-2.0
//
// Functions of two arguments, in double and on 64-bit integers.
#include "qopt/Numerics/UnaryFunctions.h"

#include "qopt/Numerics/Saturate.h"

#include <cmath>

namespace qopt::numerics {

namespace {
struct BinaryRow {
  BinaryFn fn;
  std::string_view text;
};
constexpr BinaryRow kBinary[] = {
    {BinaryFn::add, "add"}, {BinaryFn::sub, "sub"},
    {BinaryFn::mul, "mul"}, {BinaryFn::div, "div"},
    {BinaryFn::max, "max"}, {BinaryFn::min, "min"},
    {BinaryFn::pow, "pow"}, {BinaryFn::prelu, "prelu"},
    {BinaryFn::mod, "mod"}, {BinaryFn::fmod, "fmod"},
};
static_assert(sizeof(kBinary) / sizeof(kBinary[0]) == kNumBinaryFns,
              "one row per function");

/// IEEE 754-2019 maximum and minimum: NaN if either is, and -0 < +0.
double maximum(double x, double y) {
  if (x == y)
    return std::signbit(x) ? y : x;
  return x > y || x != x ? x : y;
}
double minimum(double x, double y) {
  if (x == y)
    return std::signbit(x) ? x : y;
  return x < y || x != x ? x : y;
}

/// Remainder with the divisor's sign, infinities as in Python and NumPy.
double floorMod(double x, double y) {
  double r = std::fmod(x, y);
  if (r == 0)
    return std::copysign(r, y);
  return std::signbit(r) != std::signbit(y) ? r + y : r;
}

/// C's %, with x % 0 = 0 and without the overflow of INT64_MIN % -1.
int64_t truncMod(int64_t x, int64_t y) { return y == 0 || y == -1 ? 0 : x % y; }

int64_t truncDiv(int64_t x, int64_t y) {
  if (y == 0)
    return 0;
  return y == -1 ? wrapSub64(0, x) : x / y;
}

int64_t power(int64_t base, int64_t exponent) {
  if (exponent < 0) {
    if (base == 1)
      return 1;
    return base == -1 ? (exponent % 2 ? -1 : 1) : 0;
  }
  int64_t result = 1;
  for (; exponent; exponent >>= 1) {
    if (exponent & 1)
      result = wrapMul64(result, base);
    base = wrapMul64(base, base);
  }
  return result;
}
} // namespace

double evaluateBinary(BinaryFn fn, double x, double y) {
  switch (fn) {
  case BinaryFn::add:
    return x + y;
  case BinaryFn::sub:
    return x - y;
  case BinaryFn::mul:
    return x * y;
  case BinaryFn::div:
    return x / y;
  case BinaryFn::max:
    return maximum(x, y);
  case BinaryFn::min:
    return minimum(x, y);
  case BinaryFn::pow:
    return std::pow(x, y);
  case BinaryFn::prelu:
    return x < 0 ? y * x : x;
  case BinaryFn::mod:
    return floorMod(x, y);
  case BinaryFn::fmod:
    return std::fmod(x, y);
  }
  return std::nan("");
}

int64_t evaluateBinaryInt(BinaryFn fn, int64_t x, int64_t y) {
  switch (fn) {
  case BinaryFn::add:
    return wrapAdd64(x, y);
  case BinaryFn::sub:
    return wrapSub64(x, y);
  case BinaryFn::mul:
    return wrapMul64(x, y);
  case BinaryFn::div:
    return truncDiv(x, y);
  case BinaryFn::max:
    return x > y ? x : y;
  case BinaryFn::min:
    return x < y ? x : y;
  case BinaryFn::pow:
    return power(x, y);
  case BinaryFn::prelu:
    return x < 0 ? wrapMul64(x, y) : x;
  case BinaryFn::mod: {
    int64_t r = truncMod(x, y);
    return r != 0 && (r < 0) != (y < 0) ? r + y : r;
  }
  case BinaryFn::fmod:
    return truncMod(x, y);
  }
  return 0;
}

std::string_view name(BinaryFn fn) {
  for (const BinaryRow &row : kBinary)
    if (row.fn == fn)
      return row.text;
  return "";
}

std::optional<BinaryFn> parseBinaryFn(std::string_view text) {
  for (const BinaryRow &row : kBinary)
    if (row.text == text)
      return row.fn;
  return std::nullopt;
}

} // namespace qopt::numerics
