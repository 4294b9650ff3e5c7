// SPDX-License-Identifier: Apache-2.0
//
// Code ranges of every width, saturation at their ends, and wrapping and
// saturating machine arithmetic against wider arithmetic.
#include "qopt/Numerics/Saturate.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace qopt::numerics;

namespace {
constexpr int64_t kMin64 = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax64 = std::numeric_limits<int64_t>::max();
constexpr int32_t kMin32 = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax32 = std::numeric_limits<int32_t>::max();
} // namespace

TEST(Saturate, Ranges) {
  EXPECT_EQ(intRange(8, true, false), (IntRange{-128, 127}));
  EXPECT_EQ(intRange(8, true, true), (IntRange{-127, 127}));
  EXPECT_EQ(intRange(8, false, false), (IntRange{0, 255}));
  EXPECT_EQ(intRange(8, false, true), (IntRange{1, 255}));
  EXPECT_EQ(intRange(1, true, false), (IntRange{-1, 0}));
  EXPECT_EQ(intRange(1, false, false), (IntRange{0, 1}));
  EXPECT_EQ(intRange(2, true, true), (IntRange{-1, 1}));
  EXPECT_EQ(intRange(32, true, false), (IntRange{kMin32, kMax32}));
  EXPECT_EQ(intRange(32, false, false), (IntRange{0, 4294967295}));
  EXPECT_EQ(intRange(63, false, false), (IntRange{0, kMax64}));
  for (int bits = 1; bits <= 62; ++bits) {
    IntRange s = intRange(bits, true, false), u = intRange(bits, false, false);
    EXPECT_EQ(s.max - s.min, u.max) << bits;
    EXPECT_EQ(u.max, (int64_t(1) << bits) - 1) << bits;
    EXPECT_EQ(s.min, -s.max - 1) << bits;
    EXPECT_EQ(intRange(bits, true, true).min, -s.max) << bits;
  }
}

TEST(Saturate, Clamp) {
  IntRange r = {-127, 127};
  for (int64_t x = -300; x <= 300; ++x) {
    int64_t y = clamp(x, r);
    EXPECT_TRUE(r.contains(y));
    EXPECT_EQ(y == x, r.contains(x));
  }
  EXPECT_EQ(clamp(kMin64, r), -127);
  EXPECT_EQ(clamp(kMax64, r), 127);
}

TEST(Saturate, FromDouble) {
  IntRange s8 = {-128, 127}, all = {kMin64, kMax64}, positive = {3, 9};
  const double inf = INFINITY;
  EXPECT_EQ(saturateFromDouble(-129, s8), -128);
  EXPECT_EQ(saturateFromDouble(128, s8), 127);
  EXPECT_EQ(saturateFromDouble(-128, s8), -128);
  EXPECT_EQ(saturateFromDouble(-0.0, s8), 0);
  EXPECT_EQ(saturateFromDouble(inf, s8), 127);
  EXPECT_EQ(saturateFromDouble(-inf, s8), -128);
  EXPECT_EQ(saturateFromDouble(NAN, s8), 0);
  EXPECT_EQ(saturateFromDouble(NAN, positive), 3);
  EXPECT_EQ(saturateFromDouble(1e300, s8), 127);
  EXPECT_EQ(saturateFromDouble(9223372036854775808.0, all), kMax64);
  EXPECT_EQ(saturateFromDouble(-9223372036854775808.0, all), kMin64);
  EXPECT_EQ(saturateFromDouble(-9223372036854777856.0, all), kMin64);
  EXPECT_EQ(saturateFromDouble(9223372036854774784.0, all),
            9223372036854774784);
  EXPECT_EQ(saturateFromDouble(inf, all), kMax64);
  EXPECT_EQ(saturateFromDouble(-inf, all), kMin64);
}

TEST(Saturate, ThirtyTwoBits) {
  const int32_t edges[] = {kMin32, kMin32 + 1, -65536, -1,         0,
                           1,      65535,      46341,  kMax32 - 1, kMax32};
  for (int32_t a : edges)
    for (int32_t b : edges) {
      EXPECT_EQ(uint32_t(wrapAdd32(a, b)), uint32_t(a) + uint32_t(b));
      EXPECT_EQ(uint32_t(wrapSub32(a, b)), uint32_t(a) - uint32_t(b));
      EXPECT_EQ(uint32_t(wrapMul32(a, b)), uint32_t(a) * uint32_t(b));
      int64_t sum = int64_t(a) + b, difference = int64_t(a) - b;
      EXPECT_EQ(saturatingAdd32(a, b), clamp(sum, {kMin32, kMax32}));
      EXPECT_EQ(saturatingSub32(a, b), clamp(difference, {kMin32, kMax32}));
    }
  EXPECT_EQ(wrapTo32(int64_t(1) << 31), kMin32);
  EXPECT_EQ(wrapTo32(-(int64_t(1) << 31) - 1), kMax32);
  EXPECT_EQ(wrapTo32(kMin64), 0);
  EXPECT_EQ(wrapTo32(kMax64), -1);
  EXPECT_EQ(saturate32(kMax64), kMax32);
  EXPECT_EQ(saturate32(kMin64), kMin32);
  EXPECT_EQ(saturate32(-5), -5);
}

TEST(Saturate, SixtyFourBits) {
  const int64_t edges[] = {kMin64, kMin64 + 1, -(int64_t(1) << 32), -1,
                           0,      1,          int64_t(1) << 32,    kMax64 - 1,
                           kMax64};
  for (int64_t a : edges)
    for (int64_t b : edges) {
      int64_t want;
      bool over = __builtin_add_overflow(a, b, &want);
      EXPECT_EQ(wrapAdd64(a, b), want);
      EXPECT_EQ(saturatingAdd64(a, b), over ? (b < 0 ? kMin64 : kMax64) : want);
      over = __builtin_sub_overflow(a, b, &want);
      EXPECT_EQ(wrapSub64(a, b), want);
      EXPECT_EQ(saturatingSub64(a, b), over ? (b < 0 ? kMax64 : kMin64) : want);
      (void)__builtin_mul_overflow(a, b, &want);
      EXPECT_EQ(wrapMul64(a, b), want);
    }
}
