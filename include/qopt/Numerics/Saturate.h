// SPDX-License-Identifier: Apache-2.0
//
// Integer ranges, saturation into them, and the few wrapping or saturating
// machine operations whose overflow behaviour C++ leaves undefined. All total:
// no argument gives undefined behaviour unless stated.
#ifndef QOPT_NUMERICS_SATURATE_H
#define QOPT_NUMERICS_SATURATE_H

#include <cassert>
#include <cstdint>
#include <limits>

namespace qopt::numerics {

/// A closed range of integers, min <= max.
struct IntRange {
  int64_t min;
  int64_t max;

  constexpr bool contains(int64_t x) const { return min <= x && x <= max; }
  constexpr bool operator==(const IntRange &o) const {
    return min == o.min && max == o.max;
  }
  constexpr bool operator!=(const IntRange &o) const { return !(*this == o); }
};

/// The codes of a `bits`-wide integer, 1 <= bits <= 63. Signed:
/// [-2^(bits-1), 2^(bits-1) - 1]; unsigned: [0, 2^bits - 1]. `narrow` drops the
/// smallest code: s8 becomes [-127, 127], u8 becomes [1, 255].
constexpr IntRange intRange(int bits, bool isSigned, bool narrow) {
  assert(bits >= 1 && bits <= 63 && "integer width out of range");
  int64_t min = isSigned ? -(int64_t(1) << (bits - 1)) : 0;
  int64_t max = isSigned ? (int64_t(1) << (bits - 1)) - 1
                         : int64_t((uint64_t(1) << bits) - 1);
  return {narrow ? min + 1 : min, max};
}

/// The member of `range` nearest to `x`.
constexpr int64_t clamp(int64_t x, IntRange range) {
  return x < range.min ? range.min : x > range.max ? range.max : x;
}

/// Converts an already rounded `x`, saturating: +-infinity and everything
/// outside gives the nearer end, NaN gives 0 clamped into the range. A fraction
/// that is still there is truncated toward zero.
int64_t saturateFromDouble(double x, IntRange range);

/// Two's complement 32-bit arithmetic that wraps modulo 2^32.
constexpr int32_t wrapTo32(int64_t x) {
  uint32_t low = uint32_t(uint64_t(x));
  return low <= 0x7fffffffu ? int32_t(low) : -1 - int32_t(0xffffffffu - low);
}
constexpr int32_t wrapAdd32(int32_t a, int32_t b) {
  return wrapTo32(int64_t(a) + b);
}
constexpr int32_t wrapSub32(int32_t a, int32_t b) {
  return wrapTo32(int64_t(a) - b);
}
constexpr int32_t wrapMul32(int32_t a, int32_t b) {
  return wrapTo32(int64_t(a) * b);
}

/// Saturation into int32, and 32-bit arithmetic that saturates.
constexpr int32_t saturate32(int64_t x) {
  return int32_t(clamp(x, {std::numeric_limits<int32_t>::min(),
                           std::numeric_limits<int32_t>::max()}));
}
constexpr int32_t saturatingAdd32(int32_t a, int32_t b) {
  return saturate32(int64_t(a) + b);
}
constexpr int32_t saturatingSub32(int32_t a, int32_t b) {
  return saturate32(int64_t(a) - b);
}

/// 64-bit addition and subtraction that saturate.
constexpr int64_t saturatingAdd64(int64_t a, int64_t b) {
  constexpr int64_t lo = std::numeric_limits<int64_t>::min();
  constexpr int64_t hi = std::numeric_limits<int64_t>::max();
  if (b >= 0)
    return a > hi - b ? hi : a + b;
  return a < lo - b ? lo : a + b;
}
constexpr int64_t saturatingSub64(int64_t a, int64_t b) {
  constexpr int64_t lo = std::numeric_limits<int64_t>::min();
  constexpr int64_t hi = std::numeric_limits<int64_t>::max();
  if (b >= 0)
    return a < lo + b ? lo : a - b;
  return a > hi + b ? hi : a - b;
}

/// Two's complement 64-bit arithmetic that wraps modulo 2^64.
constexpr int64_t wrapTo64(uint64_t x) {
  return x <= uint64_t(std::numeric_limits<int64_t>::max()) ? int64_t(x)
                                                            : -1 - int64_t(~x);
}
constexpr int64_t wrapAdd64(int64_t a, int64_t b) {
  return wrapTo64(uint64_t(a) + uint64_t(b));
}
constexpr int64_t wrapSub64(int64_t a, int64_t b) {
  return wrapTo64(uint64_t(a) - uint64_t(b));
}
constexpr int64_t wrapMul64(int64_t a, int64_t b) {
  return wrapTo64(uint64_t(a) * uint64_t(b));
}

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_SATURATE_H
