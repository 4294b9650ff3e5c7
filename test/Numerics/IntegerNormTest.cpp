// SPDX-License-Identifier: Apache-2.0
//
// Normalization of codes against real arithmetic, at the ends of every range.
#include "qopt/Numerics/RealNorm.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <cmath>
#include <random>

using namespace qopt::numerics;

namespace {
/// One normalization of rows of n codes, to s8.
struct Case {
  bool rms;
  int64_t n;
  int bits;
  double inScale;
  int64_t inZp;
  double outScale;
  double epsilon;
};

NormParams randomParams(std::mt19937 &random, const Case &c) {
  NormParams params{c.rms, c.epsilon, {}, {}};
  std::normal_distribution<double> normal;
  for (int64_t j = 0; j < c.n; ++j) {
    params.gain.push_back(1 + 0.3 * normal(random));
    params.bias.push_back(0.2 * normal(random));
  }
  return params;
}

/// In result steps, before rounding and clamping.
std::vector<double> expected(const std::vector<int32_t> &codes, const Case &c,
                             const NormParams &params) {
  std::vector<double> x;
  double mean = 0, squares = 0;
  for (int32_t code : codes)
    x.push_back((double(code) - double(c.inZp)) * c.inScale);
  for (double v : x)
    mean += v / double(c.n);
  for (double &v : x) {
    v -= c.rms ? 0 : mean;
    squares += v * v / double(c.n);
  }
  for (size_t j = 0; j < x.size(); ++j)
    x[j] = (x[j] / std::sqrt(squares + c.epsilon) * params.gain[j] +
            params.bias[j]) /
           c.outScale;
  return x;
}

/// The largest error of a row in result steps, less the 1/2 of rounding.
double excess(const std::vector<int32_t> &codes, const Case &c,
              const NormParams &params) {
  auto norm = makeIntegerNorm(params, c.n, c.bits, c.inScale, c.inZp,
                              c.outScale, 3, -128, 127);
  EXPECT_TRUE(norm);
  std::vector<int32_t> out(codes.size());
  integerNorm(codes.data(), *norm, out.data());
  std::vector<double> real = expected(codes, c, params);
  double most = -1;
  for (size_t j = 0; j < out.size(); ++j) {
    double wanted = std::min(std::max(real[j] + 3, -128.0), 127.0);
    most = std::max(most, std::fabs(out[j] - wanted) - 0.5);
  }
  return most;
}
} // namespace

TEST(IntegerSqrt, IsTheFloor) {
  for (uint64_t root = 0; root < 70000; ++root) {
    ASSERT_EQ(integerSqrt(root * root), root);
    ASSERT_EQ(integerSqrt(root * root + 2 * root), root);
  }
  EXPECT_EQ(integerSqrt(UINT64_MAX), UINT32_MAX);
  EXPECT_EQ(integerSqrt(uint64_t(1) << 62), uint32_t(1) << 31);
  EXPECT_EQ(integerSqrt((uint64_t(1) << 62) - 1), (uint32_t(1) << 31) - 1);
}

TEST(IntegerNorm, RandomRowsAreWithinHalfAStep) {
  std::mt19937 random(1);
  const Case cases[] = {{false, 64, 8, 0.02, 5, 0.03, 1e-5},
                        {true, 64, 8, 0.02, -7, 0.03, 1e-5},
                        {false, 768, 16, 1e-4, 0, 0.03, 1e-12},
                        {true, 4096, 16, 3e-4, 0, 0.02, 1e-6},
                        {false, 1, 8, 0.1, 0, 0.1, 1e-5},
                        {false, 3, 8, 1.0, 0, 0.05, 1.0},
                        {true, 5, 4, 0.5, 1, 0.02, 0.1}};
  for (const Case &c : cases)
    for (int run = 0; run < 50; ++run) {
      NormParams params = randomParams(random, c);
      int64_t span = 2 + int64_t(random() % ((1u << c.bits) - 1));
      std::vector<int32_t> codes;
      for (int64_t j = 0; j < c.n; ++j)
        codes.push_back(int32_t(int64_t(random() % span) - span / 2));
      // Two codes apart are far apart after normalization: the mean's last bit shows.
      ASSERT_LT(excess(codes, c, params), span < 16 ? 0.02 : 0.002)
          << "n " << c.n << " span " << span;
    }
}

TEST(IntegerNorm, RowsAtTheEnds) {
  std::mt19937 random(2);
  for (bool rms : {false, true})
    for (int bits : {8, 16})
      for (int64_t n : {int64_t(1), int64_t(2), int64_t(64), int64_t(1) << 14}) {
        Case c{rms, n, bits, 0.01, 0, 0.05, 1e-5};
        NormParams params = randomParams(random, c);
        auto lo = int32_t(-(1 << (bits - 1))), hi = -lo - 1;
        std::vector<int32_t> row(size_t(n), 0);
        ASSERT_LT(excess(row, c, params), 1e-3); // zeros: the bias
        row.assign(size_t(n), hi);
        ASSERT_LT(excess(row, c, params), 1e-3); // constant
        row.assign(size_t(n), lo);
        row[0] = hi;
        ASSERT_LT(excess(row, c, params), 1e-3); // one-hot
        for (size_t j = 0; j < row.size(); j += 2)
          row[j] = hi;
        ASSERT_LT(excess(row, c, params), 1e-3); // alternating
      }
}

TEST(IntegerNorm, ScaleCancelsWithoutEpsilon) {
  std::vector<int32_t> codes = {-100, 3, 50, 120, -7, 9, 0, 31};
  NormParams params{false, 0, {}, {}};
  std::vector<int32_t> small(8), large(8);
  integerNorm(codes.data(), *makeIntegerNorm(params, 8, 8, 1e-6, 0, 0.05, 0, -128, 127),
              small.data());
  integerNorm(codes.data(), *makeIntegerNorm(params, 8, 8, 1e6, 9, 0.05, 0, -128, 127),
              large.data());
  EXPECT_EQ(small, large);
}

TEST(IntegerNorm, MayWorkInPlace) {
  std::vector<int32_t> codes = {-100, 3, 50, 120}, out(4);
  NormParams params{true, 1e-5, {1, -2, 0.5, 0}, {0, 1, 2, -3}};
  auto norm = makeIntegerNorm(params, 4, 8, 0.1, 0, 0.05, 0, -128, 127);
  ASSERT_TRUE(norm);
  integerNorm(codes.data(), *norm, out.data());
  integerNorm(codes.data(), *norm, codes.data());
  EXPECT_EQ(codes, out);
  EXPECT_EQ(out[3], -60);
}

TEST(RealNorm, RowsByHand) {
  std::vector<double> layer = {1, 3, 5, 7}, rms = {3, 4, 0, 0};
  realNorm(layer.data(), 4, {false, 0, {}, {}}); // mean 4, mean square 5
  for (size_t j = 0; j < 4; ++j)
    EXPECT_EQ(layer[j], (2.0 * double(j) - 3) * (1 / std::sqrt(5.0)));
  realNorm(rms.data(), 4, {true, 2.75, {1, 2, 1, 1}, {0, 0, -1, 0.5}}); // root of 9
  EXPECT_EQ(rms, (std::vector<double>{3 * (1 / 3.0), 8 * (1 / 3.0), -1, 0.5}));
  std::vector<double> zeros(3, 0);
  realNorm(zeros.data(), 3, {true, 0, {}, {}});
  EXPECT_TRUE(std::isnan(zeros[0]));
}

TEST(Rotate, RoundsEveryStep) {
  Rotated quarter = rotate(2, 3, 0, 1);
  EXPECT_EQ(quarter.first, -3);
  EXPECT_EQ(quarter.second, 2);
  float a = 1.1f, b = 0.7f, c = 0.6f, s = 0.8f;
  float ac = a * c, bs = b * s;
  EXPECT_EQ(rotate(a, b, c, s).first, float(ac - bs));
}

TEST(IntegerNorm, Refuses) {
  NormParams params{false, 1e-5, {}, {}};
  auto make = [&](int64_t n, int bits, double in, double out) {
    return makeIntegerNorm(params, n, bits, in, 0, out, 0, -128, 127).has_value();
  };
  EXPECT_TRUE(make(64, 8, 0.1, 0.1));
  EXPECT_FALSE(make(0, 8, 0.1, 0.1));
  EXPECT_FALSE(make((1 << 20) + 1, 8, 0.1, 0.1));
  EXPECT_TRUE(make(1 << 20, 16, 0.1, 0.1));
  EXPECT_FALSE(make(64, 17, 0.1, 0.1));
  EXPECT_FALSE(make(64, 8, 0, 0.1));
  EXPECT_FALSE(make(64, 8, 0.1, INFINITY));
  EXPECT_FALSE(make(64, 8, 1e-20, 0.1)); // epsilon alone leaves 64 bits
  EXPECT_FALSE(make(64, 8, 0.1, 1e-25)); // so do the results
  params.gain.assign(64, NAN);
  EXPECT_FALSE(make(64, 8, 0.1, 0.1));
}
