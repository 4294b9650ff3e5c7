// SPDX-License-Identifier: Apache-2.0
//
// Look-up tables and integer softmax: every entry against the definition, and
// the stated error bounds against real arithmetic.
#include "qopt/Numerics/Tables.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <cmath>
#include <random>

using namespace qopt::numerics;

namespace {
std::vector<double> realSoftmax(const std::vector<int32_t> &codes,
                                double scale) {
  int32_t max = *std::max_element(codes.begin(), codes.end());
  std::vector<double> y;
  double sum = 0;
  for (int32_t code : codes) {
    y.push_back(std::exp((double(code) - max) * scale));
    sum += y.back();
  }
  for (double &v : y)
    v /= sum;
  return y;
}

std::vector<int32_t> randomCodes(std::mt19937 &random, size_t n) {
  std::vector<int32_t> codes(n);
  int spread = 1 + int(random() % 256);
  for (int32_t &code : codes)
    code = int32_t(random() % spread) - 128;
  return codes;
}
} // namespace

TEST(ExpTable, Entries) {
  for (double scale : {1.0 / 32, 0.1, 1e-3, 7.5}) {
    auto table = buildExpTable(scale, 8);
    ASSERT_EQ(table.size(), 256u);
    EXPECT_EQ(table[0], 1 << kExpFracBits);
    for (size_t d = 0; d < table.size(); ++d) {
      double real = std::exp(-double(d) * scale) * double(1 << kExpFracBits);
      ASSERT_LE(std::fabs(table[d] - real), 0.5);
      ASSERT_LE(table[d], table[d > 0 ? d - 1 : 0]);
    }
  }
  EXPECT_EQ(buildExpTable(0.01, 16).size(), 65536u);
  EXPECT_EQ(buildExpTable(0.01, 1).size(), 2u);
  EXPECT_EQ(buildExpTable(100, 8)[1], 0);
}

TEST(IntegerSoftmax, MaskedElementsDoNotCount) {
  std::mt19937 random(7);
  auto table = buildExpTable(1.0 / 16, 8);
  for (int run = 0; run < 200; ++run) {
    std::vector<int32_t> codes = randomCodes(random, 9), kept, out(9);
    std::vector<int8_t> mask(9);
    for (size_t i = 0; i < mask.size(); ++i)
      if ((mask[i] = int8_t(random() % 2 ? int(random() % 255) - 127 : 0)))
        kept.push_back(codes[i]);
    SoftmaxOutput output{8, -128, -128, 127};
    integerSoftmax(codes.data(), 9, table, out.data(), output, mask.data());
    std::vector<int32_t> alone(kept.size());
    integerSoftmax(kept.data(), kept.size(), table, alone.data(), output);
    for (size_t i = 0, k = 0; i < mask.size(); ++i)
      ASSERT_EQ(out[i], mask[i] ? alone[k++] : -128);
  }
}

TEST(IntegerSoftmax, CloseToTflite) {
  std::vector<int32_t> codes = {-128, -60, -20, 0, 10, 20, 30, 127};
  const int want[] = {-128, -127, -126, -124, -122, -120, -117, 96};
  std::vector<int32_t> out(codes.size());
  integerSoftmax(codes.data(), codes.size(), buildExpTable(1.0 / 32, 8),
                 out.data(), {8, -128, -128, 127});
  for (size_t i = 0; i < out.size(); ++i)
    EXPECT_EQ(out[i], want[i]);
}

TEST(IntegerSoftmax, WithinTheStatedBound) {
  std::mt19937 random(1);
  for (double scale : {1.0 / 256, 1.0 / 32, 0.1, 1.0})
    for (size_t n : {1, 2, 3, 10, 1000}) {
      auto table = buildExpTable(scale, 8);
      for (int row = 0; row < 50; ++row) {
        auto codes = randomCodes(random, n);
        auto real = realSoftmax(codes, scale);
        for (int shift : {8, 12}) {
          std::vector<int32_t> out(n);
          integerSoftmax(codes.data(), n, table, out.data(),
                         {shift, -128, -128, 1 << 14});
          for (size_t i = 0; i < n; ++i)
            ASSERT_LE(std::fabs(out[i] + 128 - std::ldexp(real[i], shift)),
                      0.5 + std::ldexp(double(n), shift - 30));
        }
      }
    }
}

TEST(IntegerSoftmax, EdgesAndInPlace) {
  auto table = buildExpTable(0.1, 8);
  SoftmaxOutput s8 = {8, -128, -128, 127}, u8 = {8, 0, 0, 255};
  std::vector<int32_t> one = {5};
  integerSoftmax(one.data(), 1, table, one.data(), s8);
  EXPECT_EQ(one[0], 127); // 1.0 is 256 - 128, clamped
  one[0] = -128;
  integerSoftmax(one.data(), 1, table, one.data(), u8);
  EXPECT_EQ(one[0], 255);
  integerSoftmax(nullptr, 0, table, nullptr, s8);
  std::vector<int32_t> equal(4, 7);
  integerSoftmax(equal.data(), 4, table, equal.data(), u8);
  for (int32_t y : equal)
    EXPECT_EQ(y, 64);
  // A difference beyond the table is exp = 0.
  std::vector<int32_t> far = {300, 0};
  integerSoftmax(far.data(), 2, buildExpTable(1e-9, 8), far.data(), u8);
  EXPECT_EQ(far[0], 255);
  EXPECT_EQ(far[1], 0);
  // The longest row that the contract names.
  std::vector<int32_t> longRow(1 << 20, 3);
  longRow[77] = 127;
  integerSoftmax(longRow.data(), longRow.size(), buildExpTable(0.2, 8),
                 longRow.data(), {12, 0, 0, 4096});
  EXPECT_NEAR(longRow[77], 4096 / (1 + 1048575 * std::exp(-124 * 0.2)), 0.6);
}

TEST(IntegerLog2, ExactMonotoneAndClose) {
  for (int k = 0; k < 64; ++k)
    EXPECT_EQ(integerLog2(uint64_t(1) << k), int64_t(k) << kLog2FracBits);
  EXPECT_EQ(integerLog2(0), 0);
  EXPECT_LE(integerLog2(~uint64_t(0)), int64_t(64) << kLog2FracBits);
  int64_t last = 0;
  for (uint64_t x = 1; x < 20000; ++x) {
    int64_t y = integerLog2(x);
    ASSERT_GE(y, last);
    last = y;
  }
  std::mt19937_64 random(1);
  for (int i = 0; i < 100000; ++i) {
    uint64_t x = (random() | 1) >> (random() % 63);
    x = x ? x : 1;
    long double real = std::log2((long double)x) * (1 << kLog2FracBits);
    auto y = (long double)(integerLog2(x));
    ASSERT_LE(y, real + 1e-6L) << x;
    ASSERT_GT(y, real - 2) << x;
    ASSERT_LE(integerLog2(x), integerLog2(x + (x != ~uint64_t(0))));
  }
}

TEST(IntegerLogSoftmax, WithinTheStatedBound) {
  std::mt19937 random(2);
  for (double scale : {1.0 / 256, 1.0 / 32, 0.1, 0.37})
    for (double outScale : {1.0 / 16, 1.0 / 256, 0.25})
      for (size_t n : {1, 2, 10, 1000}) {
        auto table = buildExpTable(scale, 8);
        auto params =
            makeLogSoftmaxParams(scale, outScale, 127, -(1 << 20), 127);
        ASSERT_TRUE(params);
        for (int row = 0; row < 30; ++row) {
          auto codes = randomCodes(random, n);
          auto real = realSoftmax(codes, scale);
          int32_t max = *std::max_element(codes.begin(), codes.end());
          // By differences to the largest: log of a tiny softmax is inexact.
          double top = *std::max_element(real.begin(), real.end());
          std::vector<int32_t> out(n);
          integerLogSoftmax(codes.data(), n, table, out.data(), *params);
          for (size_t i = 0; i < n; ++i) {
            double d = double(max) - codes[i];
            double bound = 0.5 + (double(n) * 0x1p-31 + 0x1p-22) / outScale +
                           (d + 64) * 0x1p-25;
            double want = (std::log(top) - d * scale) / outScale + 127;
            ASSERT_LE(std::fabs(out[i] - want), bound);
          }
        }
      }
}

TEST(IntegerLogSoftmax, TfliteOutputFormat) {
  auto params = makeLogSoftmaxParams(0.1, 16.0 / 256, 127, -128, 127);
  ASSERT_TRUE(params);
  auto table = buildExpTable(0.1, 8);
  std::vector<int32_t> one = {42};
  integerLogSoftmax(one.data(), 1, table, one.data(), *params);
  EXPECT_EQ(one[0], 127); // log 1 = 0
  std::vector<int32_t> two = {0, 0};
  integerLogSoftmax(two.data(), 2, table, two.data(), *params);
  EXPECT_EQ(two[0], 127 - 11); // ln 2 * 16 = 11.09
  std::vector<int32_t> far = {127, -128};
  integerLogSoftmax(far.data(), 2, table, far.data(), *params);
  EXPECT_EQ(far[0], 127);
  EXPECT_EQ(far[1], -128); // -25.5 * 16 is out of range
  integerLogSoftmax(nullptr, 0, table, nullptr, *params);
}

TEST(IntegerLogSoftmax, Refusals) {
  for (double bad : {0.0, -1.0, double(NAN), double(INFINITY)}) {
    EXPECT_FALSE(makeLogSoftmaxParams(bad, 0.0625, 0, -128, 127));
    EXPECT_FALSE(makeLogSoftmaxParams(0.1, bad, 0, -128, 127));
  }
  EXPECT_FALSE(makeLogSoftmaxParams(1e6, 0.0625, 0, -128, 127));
  EXPECT_FALSE(makeLogSoftmaxParams(0.1, 1e-3, 0, -128, 127));
}
