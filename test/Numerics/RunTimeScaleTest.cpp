// SPDX-License-Identifier: Apache-2.0
// Scales made at run time: what each kind of row gets, and sums under two scales.
#include "qopt/Numerics/RunTimeScale.h"

#include "qopt/Numerics/IntFormat.h"

#include <gtest/gtest.h>

#include <cfloat>
#include <cmath>
#include <limits>
#include <vector>

using namespace qopt::numerics;

namespace {

float scaleOf(const std::vector<float> &row, float largestCode = 127.0f) {
  uint32_t largest = 0;
  for (float x : row)
    largest = std::max(largest, magnitudeBits(x));
  return scaleOfMagnitude(largest, largestCode);
}

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr IntFormat kNarrow{8, true, true};

TEST(RunTimeScale, LargestMagnitudeOverLargestCode) {
  EXPECT_EQ(scaleOf({1.0f, -254.0f, 3.0f}), 2.0f);
  EXPECT_EQ(scaleOf({0.5f, 1.0f}), 1.0f / 127.0f);
  EXPECT_EQ(scaleOf({-896.0f}, 448.0f), 2.0f);
}

TEST(RunTimeScale, ZerosInfinitiesAndNans) {
  EXPECT_EQ(magnitudeBits(scaleOf({})), 0u);
  EXPECT_EQ(magnitudeBits(scaleOf({0.0f, -0.0f})), 0u);
  EXPECT_EQ(scaleOf({1.0f, -kInf, 2.0f}), kInf);
  // A NaN of any sign and payload wins over infinity and becomes the one NaN.
  float loud;
  uint32_t bits = 0xff800001u;
  std::memcpy(&loud, &bits, sizeof loud);
  for (float nan : {kNan, -kNan, loud}) {
    float scale = scaleOf({kInf, nan, 1.0f});
    std::memcpy(&bits, &scale, sizeof bits);
    EXPECT_EQ(bits, kNanBits);
  }
}

// What the ops make of such rows together.
TEST(RunTimeScale, RowsWithoutNumbersGiveNoNumbers) {
  auto code = [](float x, float scale) {
    return quantize(x, scale, 0, kNarrow, RoundingMode::NearestEven);
  };
  EXPECT_EQ(code(0.0f, 0.0f), 0);
  EXPECT_EQ(dequantizeSum(0, 0.0f, 0.25f), 0.0f);
  EXPECT_EQ(code(5.0f, kInf), 0);
  EXPECT_TRUE(std::isnan(dequantizeSum(0, kInf, 0.25f)));
  EXPECT_EQ(code(5.0f, kNan), 0);
  EXPECT_TRUE(std::isnan(dequantizeSum(0, kNan, 0.25f)));
}

TEST(RunTimeScale, NothingIsClipped) {
  // The largest element has the largest code wherever the scale is a normal number;
  // subnormal scales are coarse, and what exceeds them saturates.
  for (uint32_t bits = 1; bits < kInfinityBits; bits += 9973) {
    float x;
    std::memcpy(&x, &bits, sizeof x);
    float scale = scaleOf({x});
    if (scale < FLT_MIN)
      continue;
    ASSERT_LT(std::abs(x / scale - 127.0f), 0.01f) << x;
    ASSERT_EQ(quantize(x, scale, 0, kNarrow, RoundingMode::NearestEven), 127);
    ASSERT_EQ(quantize(-x, scale, 0, kNarrow, RoundingMode::NearestEven), -127);
  }
}

TEST(RunTimeScale, SumsAreMultipliedFromTheLeft) {
  // 2^24 + 1 is no f32; then one rounding per product.
  EXPECT_EQ(dequantizeSum((1 << 24) + 1, 1.0f, 1.0f), 16777216.0f);
  float row = 0.1f, column = 0.3f;
  volatile float left = 12345.0f * row;
  EXPECT_EQ(dequantizeSum(12345, row, column), left * column);
  // Another order gives another number here, so that the order is tested at all.
  volatile float scales = row * column;
  bool differs = false;
  for (int32_t sum = 1; sum < 1000 && !differs; ++sum)
    differs = dequantizeSum(sum, row, column) != static_cast<float>(sum) * scales;
  EXPECT_TRUE(differs);
}

} // namespace
