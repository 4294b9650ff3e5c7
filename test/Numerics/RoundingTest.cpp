// SPDX-License-Identifier: Apache-2.0
//
// Every rounding mode on every k/8 against a table of first principles, shifts
// against divisions, and the edges of int64 and double.
#include "qopt/Numerics/Rounding.h"

#include "gtest/gtest.h"

#include <cmath>
#include <limits>

using namespace qopt::numerics;

namespace {
constexpr RoundingMode kDeterministic[] = {
    RoundingMode::NearestEven, RoundingMode::NearestAway,
    RoundingMode::NearestUp, RoundingMode::TowardZero, RoundingMode::Floor};

int64_t floorDiv(int64_t a, int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/// k/8 rounded, from the definition of each mode, in integers.
int64_t roundEighths(int64_t k, RoundingMode mode) {
  int64_t below = floorDiv(k, 8), rest = k - below * 8;
  switch (mode) {
  case RoundingMode::NearestEven:
    return rest < 4 || (rest == 4 && below % 2 == 0) ? below : below + 1;
  case RoundingMode::NearestAway:
    return rest < 4 || (rest == 4 && k < 0) ? below : below + 1;
  case RoundingMode::NearestUp:
    return rest < 4 ? below : below + 1;
  case RoundingMode::TowardZero:
    return k < 0 && rest != 0 ? below + 1 : below;
  default:
    return below;
  }
}
} // namespace

TEST(Rounding, AllModesOnEighths) {
  for (RoundingMode mode : kDeterministic)
    for (int64_t k = -4096; k <= 4096; ++k) {
      int64_t want = roundEighths(k, mode);
      EXPECT_EQ(roundTo(double(k) / 8, mode), double(want)) << k;
      EXPECT_EQ(roundTo(float(k) / 8, mode), float(want)) << k;
      EXPECT_EQ(roundingShiftRight(k, 3, mode), want) << k;
      EXPECT_EQ(roundingDivide(k, 8, mode), want) << k;
      EXPECT_EQ(roundingDivide(-k, -8, mode), want) << k;
      EXPECT_EQ(roundingDivide(3 * k, 24, mode), want) << k;
    }
}

TEST(Rounding, TableOfTheVocabulary) {
  struct Row {
    double x;
    double even, away, up, zero, floor;
  };
  const Row rows[] = {
      {-2.5, -2, -3, -2, -2, -3},    {-1.5, -2, -2, -1, -1, -2},
      {-0.5, -0., -1, -0., -0., -1}, {0.5, 0, 1, 1, 0, 0},
      {1.5, 2, 2, 2, 1, 1},          {2.5, 2, 3, 3, 2, 2},
      {2.9, 3, 3, 3, 2, 2},          {-2.9, -3, -3, -3, -2, -3}};
  for (const Row &row : rows) {
    EXPECT_EQ(roundTo(row.x, RoundingMode::NearestEven), row.even) << row.x;
    EXPECT_EQ(roundTo(row.x, RoundingMode::NearestAway), row.away) << row.x;
    EXPECT_EQ(roundTo(row.x, RoundingMode::NearestUp), row.up) << row.x;
    EXPECT_EQ(roundTo(row.x, RoundingMode::TowardZero), row.zero) << row.x;
    EXPECT_EQ(roundTo(row.x, RoundingMode::Floor), row.floor) << row.x;
  }
}

TEST(Rounding, NeighboursOfTies) {
  // 0.49999999999999994 + 0.5 rounds to 1.0: adding a half is a known trap.
  double below = std::nextafter(0.5, 0.0), above = std::nextafter(0.5, 1.0);
  float belowF = std::nextafter(0.5f, 0.0f);
  for (RoundingMode mode :
       {RoundingMode::NearestEven, RoundingMode::NearestAway,
        RoundingMode::NearestUp}) {
    EXPECT_EQ(roundTo(below, mode), 0.0);
    EXPECT_EQ(roundTo(-below, mode), 0.0);
    EXPECT_EQ(roundTo(above, mode), 1.0);
    EXPECT_EQ(roundTo(-above, mode), -1.0);
    EXPECT_EQ(roundTo(belowF, mode), 0.0f);
    EXPECT_EQ(roundTo(8388607.5f, mode), 8388608.0f);
    EXPECT_EQ(roundTo(4503599627370495.5, mode), 4503599627370496.0);
  }
  EXPECT_EQ(roundTo(-8388607.5f, RoundingMode::NearestUp), -8388607.0f);
  EXPECT_EQ(roundTo(-8388606.5f, RoundingMode::NearestEven), -8388606.0f);
}

TEST(Rounding, LargeTinyAndSpecialValues) {
  const double inf = std::numeric_limits<double>::infinity();
  const double denorm = std::numeric_limits<double>::denorm_min();
  for (RoundingMode mode :
       {RoundingMode::NearestEven, RoundingMode::NearestAway,
        RoundingMode::NearestUp, RoundingMode::TowardZero, RoundingMode::Floor,
        RoundingMode::Stochastic}) {
    for (double x : {9007199254740993.0, 1e300, -1e300, 4503599627370497.0,
                     -4503599627370497.0, inf, -inf, 3.0, -3.0, 0.0})
      EXPECT_EQ(roundTo(x, mode), x);
    EXPECT_TRUE(std::isnan(roundTo(std::nan(""), mode)));
    EXPECT_TRUE(std::isnan(roundTo(std::nanf(""), mode)));
    EXPECT_EQ(roundTo(3e38f, mode), 3e38f);
    EXPECT_TRUE(std::signbit(roundTo(-0.0, mode)));
    EXPECT_FALSE(std::signbit(roundTo(0.0, mode)));
    if (mode != RoundingMode::Floor && mode != RoundingMode::Stochastic) {
      EXPECT_TRUE(std::signbit(roundTo(-0.25, mode)));
      EXPECT_EQ(roundTo(-denorm, mode), 0.0);
    }
  }
  EXPECT_EQ(roundTo(-denorm, RoundingMode::Floor), -1.0);
  EXPECT_EQ(roundTo(denorm, RoundingMode::Floor), 0.0);
}

TEST(Rounding, FloatAgreesWithTheLibraryOnManyBitPatterns) {
  // The library's functions under the default environment are an independent
  // witness for three of the modes.
  uint32_t bits = 0x12345u;
  for (int i = 0; i < 400000; ++i) {
    bits = bits * 1664525u + 1013904223u;
    // Exponents around the integers, where there is something to round.
    uint32_t pattern =
        (bits & 0x80ffffffu) | ((120u + (bits >> 25) % 34) << 23);
    float x;
    static_assert(sizeof x == sizeof pattern, "binary32");
    __builtin_memcpy(&x, &pattern, sizeof x);
    ASSERT_EQ(roundTo(x, RoundingMode::NearestEven), std::nearbyint(x)) << x;
    ASSERT_EQ(roundTo(x, RoundingMode::NearestAway), std::round(x)) << x;
    ASSERT_EQ(roundTo(x, RoundingMode::TowardZero), std::trunc(x)) << x;
    ASSERT_EQ(roundTo(x, RoundingMode::Floor), std::floor(x)) << x;
  }
}

TEST(Rounding, ShiftsEqualDivisions) {
  for (RoundingMode mode : kDeterministic)
    for (int n = 0; n <= 62; ++n)
      for (int64_t base : {int64_t(0), int64_t(1) << n, int64_t(3) << (n / 2),
                           std::numeric_limits<int64_t>::max() - 2,
                           (int64_t(1) << n) / 2, 3 * ((int64_t(1) << n) / 2)})
        for (int64_t d = -2; d <= 2; ++d)
          for (int64_t x : {base + d, -(base + d)})
            ASSERT_EQ(roundingShiftRight(x, n, mode),
                      roundingDivide(x, int64_t(1) << n, mode))
                << x << " >> " << n << " " << name(mode);
}

TEST(Rounding, ShiftsAtTheEndsOfInt64) {
  constexpr int64_t min = std::numeric_limits<int64_t>::min();
  constexpr int64_t max = std::numeric_limits<int64_t>::max();
  for (RoundingMode mode : kDeterministic) {
    EXPECT_EQ(roundingShiftRight(min, 0, mode), min);
    EXPECT_EQ(roundingShiftRight(max, 0, mode), max);
    EXPECT_EQ(roundingShiftRight(min, 1, mode), min / 2);
    EXPECT_EQ(roundingShiftRight(min, 63, mode), -1);
    int64_t down = mode == RoundingMode::Floor ? -1 : 0;
    EXPECT_EQ(roundingShiftRight(-1, 64, mode), down);
    EXPECT_EQ(roundingShiftRight(min, 65, mode), down);
    EXPECT_EQ(roundingShiftRight(min, 1000, mode), down);
    EXPECT_EQ(roundingShiftRight(max, 64, mode), 0);
    EXPECT_EQ(roundingShiftRight(max, 1000, mode), 0);
  }
  // INT64_MIN / 2^64 is exactly -1/2.
  EXPECT_EQ(roundingShiftRight(min, 64, RoundingMode::NearestEven), 0);
  EXPECT_EQ(roundingShiftRight(min, 64, RoundingMode::NearestAway), -1);
  EXPECT_EQ(roundingShiftRight(min, 64, RoundingMode::NearestUp), 0);
  EXPECT_EQ(roundingShiftRight(min, 64, RoundingMode::TowardZero), 0);
  // max / 2 = 2^62 - 1/2.
  int64_t half = int64_t(1) << 62;
  EXPECT_EQ(roundingShiftRight(max, 1, RoundingMode::NearestEven), half);
  EXPECT_EQ(roundingShiftRight(max, 1, RoundingMode::NearestAway), half);
  EXPECT_EQ(roundingShiftRight(max, 1, RoundingMode::Floor), half - 1);
}

TEST(Rounding, DivisionAtTheEndsOfInt64) {
  constexpr int64_t min = std::numeric_limits<int64_t>::min();
  constexpr int64_t max = std::numeric_limits<int64_t>::max();
  for (RoundingMode mode : kDeterministic) {
    EXPECT_EQ(roundingDivide(min, -1, mode), max);
    EXPECT_EQ(roundingDivide(min, 1, mode), min);
    EXPECT_EQ(roundingDivide(max, -1, mode), -max);
    EXPECT_EQ(roundingDivide(min, min, mode), 1);
    EXPECT_EQ(roundingDivide(5, 0, mode), 0);
    EXPECT_EQ(roundingDivide(-5, 0, mode), 0);
    EXPECT_EQ(roundingDivide(0, 7, mode), 0);
    EXPECT_EQ(roundingDivide(max, min, mode),
              mode == RoundingMode::TowardZero ? 0 : -1);
  }
}

TEST(Rounding, DivisionSmallExhaustive) {
  for (RoundingMode mode : kDeterministic)
    for (int64_t n = -60; n <= 60; ++n)
      for (int64_t d = -13; d <= 13; ++d)
        if (d != 0) {
          ASSERT_EQ(double(roundingDivide(n, d, mode)),
                    // n/d in double is a tie only if it is one exactly.
                    roundTo(double(n) / double(d), mode) + 0.0)
              << n << "/" << d << " " << name(mode);
        }
}

TEST(Rounding, StochasticIsUnbiasedAndDeterministic) {
  constexpr RoundingMode mode = RoundingMode::Stochastic;
  constexpr int n = 40000;
  for (double x : {0.125, 0.5, 2.75, -0.25, -3.9}) {
    double sum = 0, sumF = 0, sumShift = 0, sumDiv = 0;
    for (int i = 0; i < n; ++i) {
      double r = roundTo(x, mode, 7, uint64_t(i));
      ASSERT_TRUE(r == std::floor(x) || r == std::ceil(x));
      ASSERT_EQ(r, roundTo(x, mode, 7, uint64_t(i)));
      sum += r;
      sumF += roundTo(float(x), mode, 8, uint64_t(i));
      auto k = int64_t(std::lround(x * 1000));
      sumDiv += double(roundingDivide(k, 1000, mode, 9, uint64_t(i)));
      auto fixed = int64_t(std::lround(x * 1048576));
      sumShift += double(roundingShiftRight(fixed, 20, mode, 10, uint64_t(i)));
    }
    // Five standard deviations of the mean of n coin flips.
    double tolerance = 5 * 0.5 / std::sqrt(double(n));
    EXPECT_NEAR(sum / n, x, tolerance);
    EXPECT_NEAR(sumF / n, x, tolerance);
    EXPECT_NEAR(sumDiv / n, x, tolerance);
    EXPECT_NEAR(sumShift / n, x, tolerance);
  }
  EXPECT_EQ(roundTo(0.5, mode), roundTo(0.5, mode, 0, 0));
  EXPECT_EQ(roundTo(0.5f, mode), roundTo(0.5f, mode, 0, 0));
  EXPECT_EQ(roundingShiftRight(1024, 4, mode, 3, 3), 64);
  EXPECT_EQ(roundingShiftRight(-1024, 4, mode, 3, 3), -64);
  EXPECT_EQ(roundingDivide(-1000, 10, mode, 3, 3), -100);
  for (uint64_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(roundingShiftRight(1, 200, mode, 1, i), 0);
    int64_t r =
        roundingShiftRight(std::numeric_limits<int64_t>::min(), 64, mode, 1, i);
    EXPECT_TRUE(r == 0 || r == -1);
  }
}

TEST(Rounding, HashStaysWhatItIs) {
  // Programs depend on these numbers: a change breaks reproducibility.
  EXPECT_EQ(counterHash(0, 0), 0xa706dd2f4d197e6full);
  EXPECT_EQ(counterHash(1, 2), 0xb95f66d327e8d78ull);
  EXPECT_NE(counterHash(0, 1), counterHash(1, 0));
  EXPECT_NE(counterHash(0, 0), counterHash(0, 1));
  int ones = 0;
  for (uint64_t i = 0; i < 4096; ++i)
    ones += __builtin_popcountll(counterHash(1, i));
  EXPECT_NEAR(ones / 4096.0, 32.0, 0.5);
}

TEST(Rounding, Names) {
  for (uint32_t i = 0; i < 6; ++i) {
    auto mode = RoundingMode(i);
    EXPECT_FALSE(name(mode).empty());
    EXPECT_EQ(parseRoundingMode(name(mode)), mode);
  }
  EXPECT_EQ(name(RoundingMode::NearestEven), "nearest_even");
  EXPECT_EQ(parseRoundingMode("nearest"), std::nullopt);
  EXPECT_EQ(parseRoundingMode(""), std::nullopt);
  EXPECT_EQ(name(RoundingMode(6)), "");
}
