// SPDX-License-Identifier: Apache-2.0
//
// Integer encoders against the tables they stand for, and integer forms.
#include "qopt/Numerics/Formats/Flint.h"
#include "qopt/Numerics/Formats/Minifloat.h"
#include "qopt/Numerics/IntegerEncoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

using namespace qopt::numerics;

namespace {
constexpr RoundingMode kModes[] = {
    RoundingMode::NearestEven, RoundingMode::NearestAway, RoundingMode::NearestUp,
    RoundingMode::TowardZero, RoundingMode::Floor};

CodeTable tableOfFloat(const char *name) { return tableOf(*namedMinifloat(name)); }

/// All integers next to a decision point, some between, and the ends of int32.
std::set<int64_t> interesting(const IntegerEncoder &encoder) {
  std::set<int64_t> result = {INT32_MIN, INT32_MAX, -1, 0, 1};
  for (int64_t t : encoder.thresholds)
    for (int64_t d = -3; d <= 3; ++d)
      if (t + d >= INT32_MIN && t + d <= INT32_MAX)
        result.insert(t + d);
  for (int64_t n = INT32_MIN; n <= INT32_MAX; n += 90000001)
    result.insert(n);
  return result;
}

void expectEqual(const CodeTable &table, const char *name, double unit) {
  for (RoundingMode mode : kModes) {
    IntegerEncoder encoder = makeIntegerEncoder(table, mode, unit);
    ASSERT_EQ(encoder.codes.size(), encoder.thresholds.size() + 1) << name;
    for (int64_t n : interesting(encoder))
      ASSERT_EQ(encoder.encode(n), table.encode(float(double(n) * unit), mode))
          << name << ", mode " << int(mode) << ", unit " << unit << ", " << n;
    for (size_t i = 1; i < encoder.thresholds.size(); ++i)
      ASSERT_LT(encoder.thresholds[i - 1], encoder.thresholds[i]) << name;
  }
}
} // namespace

TEST(IntegerEncoder, DecidesAsTheTable) {
  for (const char *name : {"f4E2M1FN", "f6E2M3FN", "f6E3M2FN", "f8E4M3FN", "f8E5M2",
                           "f8E4M3FNUZ", "f8E8M0FNU"})
    for (double unit : {1.0, 0x1p-3, 0x1p-12, 0x1p-20, 1.0 / 3})
      expectEqual(tableOfFloat(name), name, unit);
  for (int bits = 3; bits <= 8; ++bits)
    for (bool isSigned : {false, true})
      expectEqual(tableOf(FlintFormat{bits, isSigned}), "flint", 0x1p-4);
}

TEST(IntegerEncoder, WhatDecidesNothingIsLeftOut) {
  // In steps of 2^40 of a format up to 6, only signs are left of 32 bits.
  IntegerEncoder encoder = makeIntegerEncoder(
      tableOfFloat("f4E2M1FN"), RoundingMode::NearestEven, 0x1p40);
  EXPECT_EQ(encoder.thresholds, (std::vector<int64_t>{0, 1}));
  EXPECT_EQ(encoder.codes, (std::vector<int64_t>{15, 0, 7}));
  // In steps of 2^-60 all is next to zero.
  encoder = makeIntegerEncoder(tableOf(FlintFormat{4, true}),
                               RoundingMode::NearestEven, 0x1p-60);
  EXPECT_TRUE(encoder.thresholds.empty());
  EXPECT_EQ(encoder.codes, std::vector<int64_t>{0});
}

TEST(IntegerForm, OfFormats) {
  auto e2m1 = integerFormOf(tableOfFloat("f4E2M1FN"));
  ASSERT_TRUE(e2m1);
  EXPECT_EQ(e2m1->exponent, 1);
  EXPECT_EQ(e2m1->bits, 5);
  EXPECT_EQ(e2m1->min, -12);
  EXPECT_EQ(e2m1->max, 12);
  auto e2m3 = integerFormOf(tableOfFloat("f6E2M3FN"));
  ASSERT_TRUE(e2m3);
  EXPECT_EQ(e2m3->exponent, 3);
  EXPECT_EQ(e2m3->max, 60);
  auto flint8 = integerFormOf(tableOf(FlintFormat{8, true}));
  ASSERT_TRUE(flint8);
  EXPECT_EQ(flint8->exponent, 0);
  EXPECT_EQ(flint8->max, 4096);
  EXPECT_EQ(flint8->bits, 14);
  EXPECT_FALSE(integerFormOf(tableOfFloat("f8E4M3FN"))); // 18 bits, and a NaN
  EXPECT_FALSE(integerFormOf(tableOfFloat("f8E5M2")));   // infinities
}

// Every integer that a code stands for has a decision point's distance to spare, and
// every sum of two neighbours is one: fraction bits are at least 1.
TEST(IntegerForm, FractionBitsHoldMidpoints) {
  for (int bits = 1; bits <= 16; ++bits) {
    int fraction = encoderFractionBits({0, bits, 0, 0});
    EXPECT_GE(fraction, 1);
    EXPECT_LE(fraction, 16);
    EXPECT_LE(bits - 1 + fraction, 24);
  }
}
