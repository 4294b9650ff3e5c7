// SPDX-License-Identifier: Apache-2.0
//
// Integer average, add, sub and mul: TFLite's golden numbers, and all pairs of
// 8-bit codes against the same operation in double.
#include "qopt/Numerics/IntegerOps.h"

#include "qopt/Numerics/Rounding.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace qopt::numerics;

namespace {
struct Setting {
  double s1;
  int64_t z1;
  double s2;
  int64_t z2;
  double so;
  int64_t zo;
};
const Setting kSettings[] = {
    {0.05, -3, 0.1, 7, 0.12, 1},      {0.1, 0, 0.1, 0, 0.1, 0},
    {0.02, -128, 0.03, 127, 0.05, 5}, {1.0, 0, 0.001, 0, 1.0, 0},
    {0.25, 10, 0.5, -10, 0.125, 100}, {3e-4, 1, 7e-3, 2, 9e-3, -77}};

double clampS8(double x) { return std::fmin(127, std::fmax(-128, x)); }
} // namespace

TEST(AverageRound, IsHalfAwayFromZero) {
  for (int64_t count = 1; count <= 64; ++count)
    for (int64_t sum = -2000; sum <= 2000; ++sum)
      ASSERT_EQ(averageRound(sum, count),
                roundingDivide(sum, count, RoundingMode::NearestAway))
          << sum << "/" << count;
  EXPECT_EQ(averageRound(5, 2), 3);
  EXPECT_EQ(averageRound(-5, 2), -3);
  EXPECT_EQ(averageRound(7, 0), 0);
  EXPECT_EQ(averageRound(7, -1), 0);
  EXPECT_EQ(averageRound(std::numeric_limits<int64_t>::max(), 1),
            std::numeric_limits<int64_t>::max());
}

TEST(QuantizedAdd, Golden) {
  // The f32 scales of a model and their decimal spelling give the same codes.
  for (bool single : {false, true}) {
    auto p = single ? makeAddParams(0.05f, -3, 0.1f, 7, 0.12f, 1)
                    : makeAddParams(0.05, -3, 0.1, 7, 0.12, 1);
    ASSERT_TRUE(p);
    EXPECT_EQ(quantizedAdd(100, -50, *p, -128, 127), -4);
    EXPECT_EQ(quantizedAdd(-128, 127, *p, -128, 127), 49);
    EXPECT_EQ(quantizedAdd(37, 73, *p, -128, 127), 73);
  }
}

TEST(QuantizedAdd, ParametersFollowTheFormula) {
  auto p = makeAddParams(0.05, -3, 0.1, 7, 0.12, 1);
  ASSERT_TRUE(p);
  EXPECT_EQ(p->leftShift, 20);
  EXPECT_NEAR(toDouble(p->inMul1), 0.25, 1e-9);
  EXPECT_NEAR(toDouble(p->inMul2), 0.5, 1e-9);
  EXPECT_NEAR(toDouble(p->outMul), 0.2 / 0.12 / 1048576, 1e-15);
  EXPECT_EQ(p->rounding, RequantRounding::Double);
  EXPECT_EQ(addLeftShift(4), 20);
  EXPECT_EQ(addLeftShift(8), 20);
  EXPECT_EQ(addLeftShift(16), 15);
}

TEST(QuantizedAdd, AllPairsWithinOneStepOfReal) {
  for (const Setting &s : kSettings)
    for (auto rounding : {RequantRounding::Single, RequantRounding::Double}) {
      auto p = makeAddParams(s.s1, s.z1, s.s2, s.z2, s.so, s.zo, 20, rounding);
      ASSERT_TRUE(p);
      for (int a = -128; a <= 127; ++a)
        for (int b = -128; b <= 127; ++b) {
          double x = s.s1 * double(a - s.z1), y = s.s2 * double(b - s.z2);
          double sum = clampS8((x + y) / s.so + double(s.zo));
          double difference = clampS8((x - y) / s.so + double(s.zo));
          int32_t add = quantizedAdd(a, b, *p, -128, 127);
          int32_t sub = quantizedSub(a, b, *p, -128, 127);
          // Half a step of rounding, a little for the fixed-point inputs.
          ASSERT_LE(std::fabs(add - sum), 0.501) << a << " " << b;
          ASSERT_LE(std::fabs(sub - difference), 0.501) << a << " " << b;
        }
    }
}

TEST(QuantizedAdd, SixteenBitCodes) {
  auto p = makeAddParams(1e-3, 0, 2e-3, 0, 2.5e-3, 0, addLeftShift(16));
  ASSERT_TRUE(p);
  for (int a = -32768; a <= 32767; a += 257)
    for (int b = -32768; b <= 32767; b += 251) {
      double sum =
          std::fmin(32767, std::fmax(-32768, (1e-3 * a + 2e-3 * b) / 2.5e-3));
      ASSERT_LE(std::fabs(quantizedAdd(a, b, *p, -32768, 32767) - sum), 0.502);
    }
}

TEST(QuantizedAdd, ClampAndRefusals) {
  auto p = makeAddParams(0.1, 0, 0.1, 0, 0.1, 0);
  ASSERT_TRUE(p);
  EXPECT_EQ(quantizedAdd(100, 100, *p, -128, 127), 127);
  EXPECT_EQ(quantizedAdd(-100, -100, *p, -128, 127), -128);
  EXPECT_EQ(quantizedAdd(-10, 3, *p, 0, 60), 0); // fused relu
  for (double bad : {0.0, -1.0, double(NAN), double(INFINITY)}) {
    EXPECT_FALSE(makeAddParams(bad, 0, 1, 0, 1, 0));
    EXPECT_FALSE(makeAddParams(1, 0, bad, 0, 1, 0));
    EXPECT_FALSE(makeAddParams(1, 0, 1, 0, bad, 0));
    EXPECT_FALSE(makeMulParams(bad, 0, 1, 0, 1, 0));
    EXPECT_FALSE(makeMulParams(1, 0, bad, 0, 1, 0));
    EXPECT_FALSE(makeMulParams(1, 0, 1, 0, bad, 0));
  }
  EXPECT_FALSE(makeAddParams(1, 0, 1, 0, 1e-30, 0));
  EXPECT_FALSE(makeMulParams(1, 0, 1, 0, 1e-30, 0));
  EXPECT_FALSE(makeAddParams(1, 0, 1, 0, 1, 0, 21));
  EXPECT_FALSE(makeAddParams(1, 0, 1, 0, 1, 0, -1));
}

TEST(QuantizedMul, AllPairsWithinOneStepOfReal) {
  const Setting settings[] = {{0.05, -3, 0.1, 7, 0.12, 1},
                              {0.1, 0, 0.1, 0, 1.0, 0},
                              {0.02, -128, 0.03, 127, 0.05, 5},
                              {1.0, 0, 0.001, 0, 0.02, 0},
                              {0.25, 10, 0.5, -10, 8.0, 100}};
  for (const Setting &s : settings)
    for (auto rounding : {RequantRounding::Single, RequantRounding::Double}) {
      auto p = makeMulParams(s.s1, s.z1, s.s2, s.z2, s.so, s.zo, rounding);
      ASSERT_TRUE(p);
      for (int a = -128; a <= 127; ++a)
        for (int b = -128; b <= 127; ++b) {
          double product = s.s1 * double(a - s.z1) * s.s2 * double(b - s.z2);
          double want = clampS8(product / s.so + double(s.zo));
          // Double rounding may first move by 2^-(shift - 31) / 2.
          double first = std::ldexp(0.5, 31 - p->outMul.shift);
          ASSERT_LE(std::fabs(quantizedMul(a, b, *p, -128, 127) - want),
                    0.5001 + first)
              << a << " " << b;
        }
    }
}

TEST(QuantizedMul, SixteenBitProductsFit) {
  auto p = makeMulParams(1e-3, 0, 1e-3, 0, 1e-3, 0);
  ASSERT_TRUE(p);
  EXPECT_EQ(quantizedMul(-32768, -32768, *p, -32768, 32767), 32767);
  EXPECT_EQ(quantizedMul(32767, 1000, *p, -32768, 32767), 32767);
  EXPECT_EQ(quantizedMul(-32768, 500, *p, -32768, 32767), -16384);
}
