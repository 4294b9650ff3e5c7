// SPDX-License-Identifier: Apache-2.0
//
// Real zero points: against the integer ones where both can say the same, every
// code of every width, every special value, and the choice of parameters.
#include "qopt/Numerics/ZeroPoint.h"

#include "qopt/Numerics/Formats/Codebook.h"
#include "qopt/Numerics/Formats/Uniform.h"
#include "qopt/Numerics/TableFormat.h"

#include <cfloat>
#include <cmath>
#include <limits>

#include "gtest/gtest.h"

using namespace qopt::numerics;

namespace {
constexpr RoundingMode kEven = RoundingMode::NearestEven;
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

int64_t quantizeEven(float x, float scale, float zero, IntFormat format) {
  return quantizeRealZero(x, scale, zero, format, kEven, 0, 0);
}
} // namespace

TEST(RealZeroPoint, WholeOnesMeanWhatIntegerOnesMean) {
  for (IntFormat format : {IntFormat{8, true, false}, IntFormat{4, false, false},
                           IntFormat{3, true, true}}) {
    IntRange codes = format.range();
    for (int64_t zero = codes.min; zero <= codes.max; ++zero)
      for (int64_t code = codes.min; code <= codes.max; ++code) {
        float x = dequantize(code, 0.25f, zero);
        EXPECT_EQ(centredRealZero(double(code), float(zero)) * 0.25f, x);
        EXPECT_EQ(quantizeEven(x, 0.25f, float(zero), format), code);
        EXPECT_EQ(quantizeEven(x, 0.25f, float(zero), format),
                  quantize(x, 0.25f, zero, format, kEven));
      }
  }
}

TEST(RealZeroPoint, EveryCodeComesBack) {
  for (int bits = 1; bits <= 16; ++bits)
    for (bool isSigned : {false, true})
      for (float zero : {0.5f, -0.25f, 3.375f, -7.0f}) {
        IntFormat format{bits, isSigned, false};
        for (int64_t c = format.range().min; c <= format.range().max; ++c) {
          float x = centredRealZero(double(c), zero) * 0.5f;
          ASSERT_EQ(quantizeEven(x, 0.5f, zero, format), c) << bits << zero;
        }
      }
  CodeTable nf4 = nf4Table();
  for (float zero : {0.0f, 0.25f, -1.0f})
    for (uint32_t c = 0; c < 16; ++c) {
      float x = centredRealZero(nf4.decode(c), zero) * 2.0f;
      EXPECT_EQ(quantizeRealZero(x, 2.0f, zero, nf4, kEven, 0, 0), c);
    }
}

TEST(RealZeroPoint, OneRoundingPerOperation) {
  // 1 / 3 rounds, and the sum rounds again: 0.33333334 + 0.16666667 = 0.5, a tie.
  IntFormat format{4, false, false};
  EXPECT_EQ(quantizeEven(1.0f, 3.0f, 0.16666667f, format), 0);
  EXPECT_EQ(quantizeRealZero(1.0f, 3.0f, 0.16666667f, format,
                             RoundingMode::NearestUp, 0, 0),
            1);
  EXPECT_EQ(quantizeRealZero(-1.0f, 1.0f, 0.5f, IntFormat{4, true, false},
                             RoundingMode::Floor, 0, 0),
            -1);
  // f32(value) first: 2^24 + 1 is no f32.
  EXPECT_EQ(centredRealZero(16777217.0, 1.0f), 16777215.0f);
}

TEST(RealZeroPoint, SpecialValues) {
  IntFormat s8{8, true, false};
  EXPECT_EQ(quantizeEven(kNaN, 1.0f, 3.5f, s8), 4) << "NaN counts as 0";
  EXPECT_EQ(quantizeEven(kInf, 1.0f, 3.5f, s8), 127);
  EXPECT_EQ(quantizeEven(-kInf, 1.0f, 3.5f, s8), -128);
  EXPECT_EQ(quantizeEven(5.0f, 0.0f, 3.5f, s8), 4) << "a scale of 0";
  EXPECT_EQ(quantizeEven(kInf, 1.0f, -kInf, s8), 0) << "infinities cancel";
  EXPECT_EQ(quantizeEven(1.0f, 1.0f, kNaN, s8), 0);
  EXPECT_EQ(quantizeEven(3e38f, 1e-3f, 0.0f, IntFormat{32, true, false}),
            2147483647);
  CodeTable nf4 = nf4Table();
  EXPECT_EQ(quantizeRealZero(kNaN, 1.0f, 0.5f, nf4, kEven, 0, 0),
            int64_t(nf4.nanCode()));
  EXPECT_EQ(quantizeRealZero(9.0f, 0.0f, 1.0f, nf4, kEven, 0, 0), 15);
}

TEST(RealZeroPoint, ChosenRangesReachBothEnds) {
  for (IntFormat format : {IntFormat{2, false, false}, IntFormat{4, true, false},
                           IntFormat{8, false, false}})
    for (auto [lo, hi] : {std::pair(0.25, 1.0), {-3.0, -1.0}, {-1.0, 2.5}}) {
      auto p = chooseRealZero(lo, hi, format);
      ASSERT_TRUE(p);
      IntRange codes = format.range();
      EXPECT_EQ(quantizeEven(float(lo), p->scale, p->zeroPoint, format),
                codes.min);
      EXPECT_EQ(quantizeEven(float(hi), p->scale, p->zeroPoint, format),
                codes.max);
      EXPECT_NEAR(centredRealZero(double(codes.min), p->zeroPoint) * p->scale,
                  lo, 1e-5);
      EXPECT_NEAR(centredRealZero(double(codes.max), p->zeroPoint) * p->scale,
                  hi, 1e-5);
    }
}

TEST(RealZeroPoint, OneValueIsExact) {
  for (double value : {0.0, 1.5, -0.1f * 1.0, 1e-30, -3e38f * 1.0}) {
    auto v = float(value);
    for (IntFormat format : {IntFormat{4, true, false}, IntFormat{1, false, false}}) {
      auto p = chooseRealZero(v, v, format);
      ASSERT_TRUE(p) << v;
      int64_t code = quantizeEven(v, p->scale, p->zeroPoint, format);
      EXPECT_EQ(centredRealZero(double(code), p->zeroPoint) * p->scale, v);
    }
  }
}

TEST(RealZeroPoint, CenteringOfTables) {
  CodeTable nf4 = nf4Table();
  auto p = chooseRealZero(1.0, 3.0, nf4);
  ASSERT_TRUE(p);
  EXPECT_EQ(p->scale, 1.0f);
  EXPECT_EQ(p->zeroPoint, -2.0f);
  EXPECT_EQ(centredRealZero(nf4.decode(nf4.zeroCode()), p->zeroPoint), 2.0f);
  std::string error;
  CodeTable positive = *CodeTable::create({1, {0, 4}}, error);
  p = chooseRealZero(-2.0, 6.0, positive);
  ASSERT_TRUE(p);
  EXPECT_EQ(p->scale, 2.0f);
  EXPECT_EQ(p->zeroPoint, 1.0f);
}

TEST(RealZeroPoint, RefusesWhatIsNoRange) {
  IntFormat s8{8, true, false};
  EXPECT_FALSE(chooseRealZero(1.0, 0.0, s8));
  EXPECT_FALSE(chooseRealZero(0.0, double(kInf), s8));
  EXPECT_FALSE(chooseRealZero(double(kNaN), 1.0, s8));
  EXPECT_FALSE(chooseRealZero(0.0, 1.0, IntFormat{17, true, false}));
  EXPECT_FALSE(chooseRealZero(1.0, 0.0, nf4Table()));
  // Beyond f32, where the scale stops at its end: the zero point would leave it.
  EXPECT_FALSE(chooseRealZero(1e300, 2e300, s8));
}

TEST(RealZeroPoint, Kinds) {
  EXPECT_EQ(ZeroPoint::ofInteger(7).value(), 7.0);
  EXPECT_EQ(ZeroPoint::ofReal(0.5f).value(), 0.5);
  EXPECT_FALSE(ZeroPoint::ofInteger(1) == ZeroPoint::ofReal(1));
  EXPECT_TRUE(ZeroPoint::ofReal(1) == ZeroPoint::ofReal(1));
}
