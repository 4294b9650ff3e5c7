// SPDX-License-Identifier: Apache-2.0
//
// Encoding and decoding of affine codes: round trips over all codes, ONNX's
// published examples, every special value, and the guarantees of chooseAffine.
#include "qopt/Numerics/IntFormat.h"

#include "gtest/gtest.h"

#include <cfloat>
#include <cmath>

using namespace qopt::numerics;

namespace {
constexpr IntFormat kS8 = {8, true, false};
constexpr IntFormat kS8Narrow = {8, true, true};
constexpr IntFormat kU8 = {8, false, false};
constexpr RoundingMode kEven = RoundingMode::NearestEven;

/// All valid formats of up to 16 bits.
std::vector<IntFormat> allFormats() {
  std::vector<IntFormat> formats;
  for (int bits = 1; bits <= 16; ++bits)
    for (bool isSigned : {false, true})
      for (bool narrow : {false, true})
        if (isValid({bits, isSigned, narrow}))
          formats.push_back({bits, isSigned, narrow});
  return formats;
}
} // namespace

TEST(IntFormat, Validity) {
  EXPECT_EQ(allFormats().size(), 16u * 2 + 15);
  EXPECT_TRUE(isValid({32, true, false}));
  EXPECT_TRUE(isValid({32, false, false}));
  for (int bits : {-1, 0, 17, 31, 33, 64})
    EXPECT_FALSE(isValid({bits, true, false})) << bits;
  EXPECT_FALSE(isValid({1, true, true}));
  EXPECT_FALSE(isValid({8, false, true}));
}

TEST(IntFormat, OnnxQuantizeLinearExample) {
  const float x[] = {0, 2, 3, 1000, -254, -1000};
  const int64_t want[] = {128, 129, 130, 255, 1, 0};
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(quantize(x[i], 2.0f, 128, kU8, kEven), want[i]) << x[i];
  const int64_t codes[] = {0, 3, 128, 255};
  const float values[] = {-256, -250, 0, 254};
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(dequantize(codes[i], 2.0f, 128), values[i]);
}

TEST(IntFormat, OnnxDynamicQuantizeLinearExample) {
  auto p = chooseAffine(-3.0, 2.0, kU8, /*symmetric=*/false);
  ASSERT_TRUE(p);
  EXPECT_EQ(p->scale, 0.0196078438f);
  EXPECT_EQ(p->zeroPoint, 153);
  const float x[] = {0, 2, -3, -2.5f, 1.34f, 0.5f};
  const int64_t want[] = {153, 255, 0, 26, 221, 179};
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(quantize(x[i], p->scale, p->zeroPoint, kU8, kEven), want[i]);
}

TEST(IntFormat, RoundTripOfAllCodes) {
  for (IntFormat format : allFormats()) {
    IntRange codes = format.range();
    for (float scale : {1.0f, 0.0196078438f, 3.7e-5f, 1234.5f, 0.1f})
      for (int64_t zp : {codes.min, codes.max, (codes.min + codes.max) / 2})
        for (int64_t code = codes.min; code <= codes.max; ++code)
          ASSERT_EQ(
              quantize(dequantize(code, scale, zp), scale, zp, format, kEven),
              code)
              << format.bits << " " << scale << " " << zp;
  }
}

TEST(IntFormat, AllModesOnEighthsOfAStep) {
  for (IntFormat format : {kS8, kS8Narrow, kU8, IntFormat{4, true, false},
                           IntFormat{1, false, false}})
    for (uint32_t m = 0; m <= uint32_t(RoundingMode::Floor); ++m)
      for (int64_t zp : {format.range().min, format.range().max})
        for (int k = -4096; k <= 4096; ++k) {
          auto mode = RoundingMode(m);
          // A power of two as scale: the division is exact.
          float x = float(k) / 32;
          int64_t want =
              clamp(roundingShiftRight(k, 3, mode) + zp, format.range());
          ASSERT_EQ(quantize(x, 0.25f, zp, format, mode), want)
              << k << " " << name(mode);
        }
}

TEST(IntFormat, DivisionIsInSinglePrecision) {
  // Where f32 and f64 division round differently, f32 decides.
  int differ = 0;
  for (int i = 1; i < 20000; ++i) {
    float x = float(i) * 0.05f, scale = 0.1f;
    IntFormat format = {16, true, false};
    float ratio = x / scale;
    int64_t code = quantize(x, scale, 0, format, kEven);
    EXPECT_EQ(code, int64_t(std::nearbyint(ratio)));
    differ += code != int64_t(std::nearbyint(double(x) / double(scale)));
  }
  EXPECT_GT(differ, 0);
}

TEST(IntFormat, SpecialValues) {
  for (IntFormat format : allFormats()) {
    IntRange codes = format.range();
    for (int64_t zp : {codes.min, codes.max, int64_t(0), int64_t(-1000000),
                       int64_t(1000000)}) {
      EXPECT_EQ(quantize(NAN, 0.5f, zp, format, kEven), clamp(zp, codes));
      EXPECT_EQ(quantize(INFINITY, 0.5f, zp, format, kEven), codes.max);
      EXPECT_EQ(quantize(-INFINITY, 0.5f, zp, format, kEven), codes.min);
      EXPECT_EQ(quantize(FLT_MAX, FLT_MIN, zp, format, kEven), codes.max);
      EXPECT_EQ(quantize(-FLT_MAX, FLT_MIN, zp, format, kEven), codes.min);
      EXPECT_EQ(quantize(0.0f, 0.5f, zp, format, kEven), clamp(zp, codes));
      EXPECT_EQ(quantize(-0.0f, 0.5f, zp, format, kEven), clamp(zp, codes));
      EXPECT_EQ(quantize(FLT_TRUE_MIN, 1.0f, zp, format, kEven),
                clamp(zp, codes));
    }
  }
}

TEST(IntFormat, ThirtyTwoBitCodes) {
  IntFormat s32 = {32, true, false}, u32 = {32, false, false};
  EXPECT_EQ(quantize(3e9f, 1.0f, 0, s32, kEven), 2147483647);
  EXPECT_EQ(quantize(-3e9f, 1.0f, 0, s32, kEven), -2147483648LL);
  EXPECT_EQ(quantize(3e9f, 1.0f, 0, u32, kEven), 3000000000LL);
  EXPECT_EQ(quantize(-1.0f, 1.0f, 0, u32, kEven), 0);
  EXPECT_EQ(quantize(16777216.0f, 1.0f, 2147483647, s32, kEven), 2147483647);
  EXPECT_EQ(quantize(-16777216.0f, 1.0f, 2147483647, s32, kEven), 2130706431);
  // One rounding of the difference to f32, then one multiplication.
  EXPECT_EQ(dequantize(16777217, 1.0f, 0), 16777216.0f);
  EXPECT_EQ(dequantize(16777217, 1.0f, 1), 16777216.0f);
  EXPECT_EQ(dequantize(-2147483648LL, 0.5f, 2147483647), -2147483648.0f);
}

TEST(IntFormat, StochasticIsUnbiased) {
  double sum = 0;
  for (uint64_t i = 0; i < 20000; ++i) {
    int64_t code =
        quantize(0.3f, 1.0f, 5, kS8, RoundingMode::Stochastic, 42, i);
    ASSERT_TRUE(code == 5 || code == 6);
    sum += double(code);
  }
  EXPECT_NEAR(sum / 20000, 5.3, 0.02);
  EXPECT_EQ(quantize(2.5f, 1.0f, 0, kS8, kEven, 42, 3), 2);
}

TEST(ChooseAffine, CoversTheRangeAndZeroIsExact) {
  const double ends[] = {0,   1e-30, 1e-6, 0.37, 1.0,
                         6.0, 127.5, 1e4,  1e38, 1e-45};
  for (IntFormat format : allFormats())
    for (double lo : ends)
      for (double hi : ends)
        for (bool symmetric : {false, true}) {
          auto p = chooseAffine(-lo, hi, format, symmetric);
          ASSERT_TRUE(p);
          IntRange codes = format.range();
          ASSERT_TRUE(std::isnormal(p->scale) && p->scale > 0);
          ASSERT_TRUE(codes.contains(p->zeroPoint));
          ASSERT_EQ(dequantize(p->zeroPoint, p->scale, p->zeroPoint), 0.0f);
          double first = double(codes.min - p->zeroPoint) * double(p->scale);
          double last = double(codes.max - p->zeroPoint) * double(p->scale);
          // Half a step is lost to the integer zero point, and 2^-24 of the
          // range to the rounding of the scale. One-bit symmetric codes have
          // values on one side of zero only.
          double slack = 0.5 * p->scale +
                         double(codes.max - codes.min) * p->scale * 0x1p-23;
          if (symmetric)
            slack = (last - first) * 0x1p-23;
          if (!(symmetric && format.bits == 1 && (lo > 0 || format.isSigned))) {
            EXPECT_LE(hi, last + slack)
                << format.bits << " " << lo << " " << hi;
            EXPECT_GE(-lo, first - slack) << format.bits << " " << lo;
          }
        }
}

TEST(ChooseAffine, WidensToContainZero) {
  auto p = chooseAffine(2.0, 5.1, kU8, false);
  ASSERT_TRUE(p);
  EXPECT_EQ(p->zeroPoint, 0);
  EXPECT_EQ(p->scale, float(5.1 / 255));
  p = chooseAffine(-5.1, -2.0, kS8, false);
  ASSERT_TRUE(p);
  EXPECT_EQ(p->zeroPoint, 127);
  EXPECT_EQ(p->scale, float(5.1 / 255));
}

TEST(ChooseAffine, Symmetric) {
  auto expect = [](double lo, double hi, IntFormat f, float scale, int64_t zp) {
    auto p = chooseAffine(lo, hi, f, true);
    ASSERT_TRUE(p);
    EXPECT_EQ(p->scale, scale);
    EXPECT_EQ(p->zeroPoint, zp);
  };
  expect(-2.0, 1.0, kS8, float(2.0 / 127), 0);
  expect(-2.0, 1.0, kS8Narrow, float(2.0 / 127), 0);
  expect(-1.0, 3.0, kU8, float(3.0 / 127), 128);
  expect(0.0, 3.0, kU8, float(3.0 / 255), 0);
  expect(1.0, 3.0, kU8, float(3.0 / 255), 0);
  expect(-4.0, 3.0, {4, true, false}, float(4.0 / 7), 0);
  expect(-4.0, 3.0, {2, true, true}, 4.0f, 0);
  expect(-4.0, 3.0, {1, true, false}, 4.0f, 0);
  expect(-4.0, 3.0, {1, false, false}, 4.0f, 1);
  expect(0.0, 3.0, {1, false, false}, 3.0f, 0);
}

TEST(ChooseAffine, DegenerateAndRefused) {
  for (IntFormat format : allFormats())
    for (bool symmetric : {false, true}) {
      auto p = chooseAffine(0, 0, format, symmetric);
      ASSERT_TRUE(p);
      EXPECT_EQ(p->scale, 1.0f);
      EXPECT_EQ(p->zeroPoint, 0);
      EXPECT_EQ(chooseAffine(NAN, 1, format, symmetric), std::nullopt);
      EXPECT_EQ(chooseAffine(0, NAN, format, symmetric), std::nullopt);
      EXPECT_EQ(chooseAffine(-INFINITY, 1, format, symmetric), std::nullopt);
      EXPECT_EQ(chooseAffine(0, INFINITY, format, symmetric), std::nullopt);
      EXPECT_EQ(chooseAffine(1, -1, format, symmetric), std::nullopt);
      // Too small for a normal scale, too large for a finite one.
      EXPECT_EQ(chooseAffine(0, 1e-44, format, symmetric)->scale, FLT_MIN);
      EXPECT_EQ(chooseAffine(-1e308, 1e308, format, symmetric)->scale, FLT_MAX);
    }
  EXPECT_EQ(chooseAffine(0, 1, {17, true, false}, false), std::nullopt);
  EXPECT_EQ(chooseAffine(0, 1, {1, true, true}, false), std::nullopt);
  EXPECT_EQ(chooseAffine(0, 1, {8, false, true}, true), std::nullopt);
}
