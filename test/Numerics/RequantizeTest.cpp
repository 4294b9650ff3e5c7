// SPDX-License-Identifier: Apache-2.0
//
// Fixed-point requantization: the closed form against gemmlowp's two steps,
// TOSA's apply_scale, ruy's single rounding and 128-bit arithmetic, and the
// golden numbers of compiled TFLite.
#include "qopt/Numerics/Requantize.h"

#include "qopt/Numerics/Rounding.h"

#include "gtest/gtest.h"

#include <cmath>
#include <random>
#include <vector>

using namespace qopt::numerics;

namespace {
constexpr auto kSingle = RequantRounding::Single;
constexpr auto kDouble = RequantRounding::Double;
constexpr int32_t kMin32 = std::numeric_limits<int32_t>::min();
constexpr int32_t kMax32 = std::numeric_limits<int32_t>::max();
// The tests, unlike the library, may lean on the compiler.
__extension__ typedef __int128 Wide;

FixedPointMultiplier fixed(double real) {
  auto m = quantizeMultiplier(real);
  EXPECT_TRUE(m.has_value()) << real;
  return m.value_or(FixedPointMultiplier{0, 0});
}

/// TOSA 1.0's apply_scale_32, transcribed from its definition.
int64_t tosaApplyScale(int64_t value, FixedPointMultiplier m,
                       bool doubleRound) {
  Wide round = Wide(1) << (m.shift - 1);
  if (doubleRound && m.shift > 31)
    round += value >= 0 ? Wide(1) << 30 : -(Wide(1) << 30);
  return int64_t((Wide(value) * m.multiplier + round) >> m.shift);
}

std::vector<double> multipliers() {
  std::vector<double> all = {1.0,
                             0.5,
                             0.25,
                             0.0003,
                             0.9999999999,
                             1 - 1e-12,
                             1.5,
                             0.7071,
                             1.0 / 3,
                             2.0 / 3,
                             0x1p-31,
                             0x1p-32,
                             0x1.8p-20,
                             0x1.fffffep-8,
                             1e-5,
                             0.0117,
                             0.00392156862745098};
  std::mt19937_64 random(2);
  for (int i = 0; i < 24; ++i)
    all.push_back(std::ldexp(0.5 + 0.5 * double(random() >> 11) * 0x1p-53,
                             -int(random() % 16)));
  return all;
}
} // namespace

TEST(QuantizeMultiplier, Golden) {
  EXPECT_EQ(fixed(1.0), (FixedPointMultiplier{1 << 30, 30}));
  EXPECT_EQ(fixed(0.0003), (FixedPointMultiplier{1319413953, 42}));
  EXPECT_EQ(fixed(0x1p-32), (FixedPointMultiplier{1 << 30, 62}));
  EXPECT_EQ(fixed(0x1p-33), (FixedPointMultiplier{0, 0}));
  EXPECT_EQ(fixed(1 - 1e-12), (FixedPointMultiplier{1 << 30, 30}));
}

TEST(QuantizeMultiplier, Edges) {
  EXPECT_EQ(fixed(0.0), (FixedPointMultiplier{0, 0}));
  EXPECT_EQ(fixed(-0.0), (FixedPointMultiplier{0, 0}));
  EXPECT_EQ(fixed(5e-324), (FixedPointMultiplier{0, 0}));
  // Just below 2^-32, yet rounding to it.
  EXPECT_EQ(fixed(std::nextafter(0x1p-32, 0)),
            (FixedPointMultiplier{1 << 30, 62}));
  EXPECT_EQ(fixed(0x1p30), (FixedPointMultiplier{1 << 30, 0}));
  EXPECT_EQ(fixed(2147483647.0), (FixedPointMultiplier{2147483647, 0}));
  EXPECT_EQ(quantizeMultiplier(0x1p31), std::nullopt);
  EXPECT_EQ(quantizeMultiplier(std::nextafter(0x1p31, 0)), std::nullopt);
  EXPECT_EQ(quantizeMultiplier(1e300), std::nullopt);
  EXPECT_EQ(quantizeMultiplier(-1e-9), std::nullopt);
  EXPECT_EQ(quantizeMultiplier(NAN), std::nullopt);
  EXPECT_EQ(quantizeMultiplier(INFINITY), std::nullopt);
  EXPECT_EQ(quantizeMultiplier(-INFINITY), std::nullopt);
}

TEST(QuantizeMultiplier, NormalisedAndWithinHalfAnUlp) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 100000; ++i) {
    double real = std::ldexp(0.5 + double(random() >> 11) * 0x1p-54,
                             int(random() % 62) - 30);
    FixedPointMultiplier m = fixed(real);
    ASSERT_TRUE(isValid(m));
    ASSERT_GE(m.multiplier, 1 << 30);
    ASSERT_LE(std::fabs(toDouble(m) - real), real * 0x1p-31);
  }
}

TEST(Requantize, Primitives) {
  // High multiplication: product / 2^31, ties toward +infinity.
  EXPECT_EQ(saturatingRoundingDoublingHighMul(kMin32, kMin32), kMax32);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(kMin32, kMax32), -kMax32);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(1, 1 << 30), 1);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(-1, 1 << 30), 0);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(-3, 1 << 30), -1);
  EXPECT_EQ(saturatingRoundingDoublingHighMul(3, 1 << 30), 2);
  std::mt19937 random(5);
  for (int i = 0; i < 200000; ++i) {
    auto a = int32_t(random()), b = int32_t(random());
    ASSERT_EQ(saturatingRoundingDoublingHighMul(a, b),
              roundingShiftRight(int64_t(a) * b, 31, RoundingMode::NearestUp));
    int n = int(random() % 32);
    ASSERT_EQ(roundingDivideByPOT(a, n),
              roundingShiftRight(a, n, RoundingMode::NearestAway));
  }
  for (int32_t x : {kMin32, kMin32 + 1, -1, 0, 1, kMax32})
    for (int n = 0; n <= 31; ++n)
      ASSERT_EQ(roundingDivideByPOT(x, n),
                roundingShiftRight(x, n, RoundingMode::NearestAway));
}

TEST(Requantize, GoldenOfSmallMultiplier) {
  FixedPointMultiplier m = fixed(0.0003);
  // 5000 * 0.0003 = 1.5; 1666 * 0.0003 = 0.4998.
  EXPECT_EQ(multiplyByFixedPoint(5000, m, kDouble), 2);
  EXPECT_EQ(multiplyByFixedPoint(-5000, m, kDouble), -2);
  EXPECT_EQ(multiplyByFixedPoint(5000, m, kSingle), 1);
  EXPECT_EQ(multiplyByFixedPoint(-5000, m, kSingle), -1);
  EXPECT_EQ(multiplyByFixedPoint(1666, m, kDouble), 1);
  EXPECT_EQ(multiplyByFixedPoint(-1666, m, kDouble), -1);
  EXPECT_EQ(multiplyByFixedPoint(1666, m, kSingle), 0);
  EXPECT_EQ(multiplyByFixedPoint(-1666, m, kSingle), 0);
}

TEST(Requantize, ClosedFormIsTwoStepsAndTosa) {
  for (double real : multipliers()) {
    FixedPointMultiplier m = fixed(real);
    for (int64_t x = -65536; x <= 65536; ++x) {
      int64_t closed = multiplyByFixedPoint(x, m, kDouble);
      ASSERT_EQ(closed, multiplyByFixedPointInTwoSteps(int32_t(x), m))
          << x << " * " << real;
      ASSERT_EQ(closed, tosaApplyScale(x, m, true)) << x << " * " << real;
      ASSERT_EQ(multiplyByFixedPoint(x, m, kSingle),
                tosaApplyScale(x, m, false))
          << x << " * " << real;
    }
  }
}

TEST(Requantize, ClosedFormOnLargeAccumulators) {
  std::mt19937_64 random(3);
  for (int shift = 31; shift <= 62; ++shift)
    for (int i = 0; i < 20000; ++i) {
      auto x = int32_t(random());
      if (i % 4 == 0)
        x >>= random() % 32;
      auto mult = int32_t((1 << 30) + (random() & 0x3fffffff));
      FixedPointMultiplier m = {mult, shift};
      ASSERT_EQ(multiplyByFixedPoint(x, m, kDouble),
                multiplyByFixedPointInTwoSteps(x, m))
          << x << " " << mult << " " << shift;
    }
  // With a left shift the two agree as long as the shifted x fits in 32 bits.
  for (int shift = 1; shift < 31; ++shift)
    for (int i = 0; i < 2000; ++i) {
      auto x = int32_t(random()) >> (31 - shift);
      FixedPointMultiplier m = {int32_t((1 << 30) + (random() & 0x3fffffff)),
                                shift};
      ASSERT_EQ(multiplyByFixedPoint(x, m, kDouble),
                multiplyByFixedPointInTwoSteps(x, m));
    }
}

TEST(Requantize, EdgesOfTheAccumulator) {
  const int64_t edges[] = {kMin32,
                           kMin32 + 1,
                           -1,
                           0,
                           1,
                           kMax32 - 1,
                           kMax32,
                           kMaxFixedPointOperand,
                           -kMaxFixedPointOperand};
  for (int shift = 1; shift <= 62; ++shift)
    for (int32_t mult : {0, 1, 1 << 30, (1 << 30) + 1, kMax32})
      for (int64_t x : edges) {
        FixedPointMultiplier m = {mult, shift};
        ASSERT_EQ(multiplyByFixedPoint(x, m, kDouble),
                  tosaApplyScale(x, m, true));
        ASSERT_EQ(multiplyByFixedPoint(x, m, kSingle),
                  tosaApplyScale(x, m, false));
      }
  for (int64_t x : edges)
    EXPECT_EQ(multiplyByFixedPoint(x, {kMax32, 0}, kDouble), x * kMax32);
}

TEST(Requantize, DefinedForEveryInt64) {
  std::mt19937_64 random(4);
  constexpr Wide max = std::numeric_limits<int64_t>::max();
  constexpr Wide min = std::numeric_limits<int64_t>::min();
  for (int i = 0; i < 400000; ++i) {
    auto x = int64_t(random()) >> (random() % 34);
    if (i % 1000 == 0)
      x = i % 2000 ? std::numeric_limits<int64_t>::max()
                   : std::numeric_limits<int64_t>::min();
    FixedPointMultiplier m = {int32_t(random() & 0x7fffffff),
                              int32_t(random() % 63)};
    RequantRounding rounding = i & 1 ? kDouble : kSingle;
    Wide exact = Wide(x) * m.multiplier;
    if (m.shift > 0)
      exact += Wide(1) << (m.shift - 1);
    if (rounding == kDouble && m.shift > 31)
      exact += x >= 0 ? Wide(1) << 30 : -(Wide(1) << 30);
    exact >>= m.shift;
    exact = exact > max ? max : exact < min ? min : exact;
    ASSERT_EQ(multiplyByFixedPoint(x, m, rounding), int64_t(exact))
        << x << " " << m.multiplier << " " << m.shift;
  }
}

TEST(Requantize, IdentityAtTheEndsOfInt64) {
  constexpr int64_t max = std::numeric_limits<int64_t>::max();
  constexpr int64_t min = std::numeric_limits<int64_t>::min();
  for (int shift = 0; shift <= 30; ++shift)
    for (int64_t d = 0; d < 70000; d += 777) {
      FixedPointMultiplier one = {int32_t(1) << shift, shift};
      ASSERT_EQ(multiplyByFixedPoint(max - d, one, kSingle), max - d);
      ASSERT_EQ(multiplyByFixedPoint(min + d, one, kDouble), min + d);
    }
}

TEST(Requantize, NearTheRealProduct) {
  std::mt19937 random(6);
  for (double real : multipliers()) {
    FixedPointMultiplier m = fixed(real);
    for (int i = 0; i < 2000; ++i) {
      int32_t x = int32_t(random()) >> 8;
      double product = double(x) * toDouble(m);
      // Single rounds once: half a unit. Double may be caught by its first
      // rounding up to half a unit of its own scale, 2^-(shift - 31).
      ASSERT_LE(
          std::fabs(double(multiplyByFixedPoint(x, m, kSingle)) - product),
          0.5);
      double first = m.shift > 31 ? std::ldexp(0.5, 31 - m.shift) : 0;
      ASSERT_LE(
          std::fabs(double(multiplyByFixedPoint(x, m, kDouble)) - product),
          0.5 + first);
    }
  }
}

TEST(Requantize, Rescale) {
  FixedPointMultiplier half = fixed(0.5);
  EXPECT_EQ(rescale(10, 3, half, kDouble, -1, -128, 127), 3); // 3.5 -> 4
  EXPECT_EQ(rescale(10, 3, half, kSingle, -1, -128, 127), 3);
  EXPECT_EQ(rescale(-4, 3, half, kSingle, 0, -128, 127), -3); // -3.5 up
  EXPECT_EQ(rescale(1000, 0, half, kDouble, 0, -128, 127), 127);
  EXPECT_EQ(rescale(-1000, 0, half, kDouble, 0, -128, 127), -128);
  EXPECT_EQ(rescale(-1000, 0, half, kDouble, 5, 5, 100), 5);
  constexpr int64_t max = std::numeric_limits<int64_t>::max();
  constexpr int64_t min = std::numeric_limits<int64_t>::min();
  EXPECT_EQ(rescale(max, min, {kMax32, 0}, kDouble, max, -128, 127), 127);
  EXPECT_EQ(rescale(min, max, {kMax32, 0}, kDouble, min, -128, 127), -128);
  EXPECT_EQ(rescale(77, 7, {0, 0}, kDouble, 9, -128, 127), 9);
  // A 33-bit difference: defined, and right.
  EXPECT_EQ(rescale(kMax32, kMin32, fixed(0x1p-30), kDouble, 0, -128, 127), 4);
}

TEST(Requantize, NamesAndValidity) {
  EXPECT_EQ(parseRequantRounding(name(kSingle)), kSingle);
  EXPECT_EQ(parseRequantRounding(name(kDouble)), kDouble);
  EXPECT_EQ(name(kDouble), "double_round");
  EXPECT_EQ(parseRequantRounding("triple"), std::nullopt);
  EXPECT_EQ(name(RequantRounding(2)), "");
  EXPECT_TRUE(isValid({0, 0}));
  EXPECT_TRUE(isValid({kMax32, 62}));
  EXPECT_FALSE(isValid({-1, 30}));
  EXPECT_FALSE(isValid({1, -1}));
  EXPECT_FALSE(isValid({1, 63}));
}
