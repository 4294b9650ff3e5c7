// SPDX-License-Identifier: Apache-2.0
// Exact sums: against integers of 128 bits, at the ends of the range, and where one
// rounding differs from several.
#include "qopt/Numerics/ExactSum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using qopt::numerics::ExactSum;

namespace {

float sumOf(const std::vector<double> &values) {
  ExactSum sum;
  for (double value : values)
    sum.add(value);
  return sum.toFloat();
}

TEST(ExactSum, RoundsOnce) {
  EXPECT_EQ(sumOf({}), 0.0f);
  EXPECT_EQ(sumOf({1, 0x1p-24}), 1.0f);                      // a tie, to even
  EXPECT_EQ(sumOf({1, 0x1p-24, 0x1p-200}), 1.0f + 0x1p-23f); // just above it
  EXPECT_EQ(sumOf({1, 0x1p-24, -0x1p-200}), 1.0f);
  EXPECT_EQ(sumOf({1 + 0x1p-23, 0x1p-24}), 1.0f + 0x1p-22f);
  EXPECT_EQ(sumOf({0x1p100, 1, -0x1p100}), 1.0f);
  EXPECT_EQ(sumOf({-0x1p255, -0x1p-266, 0x1p255}), -0.0f); // underflows
  EXPECT_EQ(sumOf({0x1p-149, 0x1p-150}), 0x1p-148f);
  EXPECT_EQ(sumOf({0x1p-150}), 0.0f);
  EXPECT_EQ(sumOf({3, -3}), 0.0f);
  EXPECT_FALSE(std::signbit(sumOf({3, -3})));
}

TEST(ExactSum, EndsOfTheRange) {
  float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(sumOf({0x1p256, 0x1p256}), infinity);
  EXPECT_EQ(sumOf({-0x1p128}), -infinity);
  EXPECT_EQ(sumOf({0x1.fffffep127}), 0x1.fffffep127f);
  EXPECT_EQ(sumOf({infinity, 1}), infinity);
  EXPECT_TRUE(std::isnan(sumOf({infinity, -infinity})));
  EXPECT_TRUE(std::isnan(sumOf({std::nan(""), 1})));
}

// Numbers of many magnitudes against their sum in 128 bits.
TEST(ExactSum, EqualsIntegers) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::vector<double> values;
    __int128 exact = 0;
    int scale = static_cast<int>(random() % 80) - 100;
    for (int i = 0, e = 1 + static_cast<int>(random() % 40); i < e; ++i) {
      int shift = static_cast<int>(random() % 60);
      int64_t mantissa = static_cast<int64_t>(random() >> 40) - (1 << 23);
      if (i % 5 == 4) // cancels most of what there is
        mantissa = -static_cast<int64_t>(exact >> shift) % (1 << 26);
      exact += static_cast<__int128>(mantissa) << shift;
      values.push_back(std::ldexp(static_cast<double>(mantissa), shift + scale));
    }
    // Conversions of 128-bit integers to float round once, to nearest even.
    EXPECT_EQ(sumOf(values), std::ldexp(static_cast<float>(exact), scale));
  }
}

} // namespace
