// SPDX-License-Identifier: Apache-2.0
//
// Exponentials on f32 against double ones over all exponents and at their limits, and
// the order of sums.
#include "qopt/Numerics/RealFunctions.h"
#include "qopt/Numerics/RealNorm.h"

#include "gtest/gtest.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

using namespace qopt::numerics;

namespace {
constexpr float kInf = std::numeric_limits<float>::infinity();

float fromBits(uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

/// Distance from `wanted` in units of f32's last place there.
double ulps(float got, double wanted) {
  double magnitude = std::max(std::fabs(wanted), 0x1p-126);
  return std::fabs(double(got) - wanted) / std::ldexp(1.0, std::ilogb(magnitude) - 23);
}

/// The largest error of `fn` over every 257th f32 of magnitude in [low, high].
double worst(UnaryFn fn, float low, float high) {
  double result = 0;
  uint32_t from, to;
  std::memcpy(&from, &low, sizeof from);
  std::memcpy(&to, &high, sizeof to);
  for (uint32_t bits = from; bits <= to; bits += 257)
    for (float x : {fromBits(bits), -fromBits(bits)}) {
      double wanted = evaluateUnary(fn, x, 0, 0);
      if (std::fabs(wanted) < 3.4e38)
        result = std::max(result, ulps(*realUnary(fn, x), wanted));
    }
  return result;
}

bool sameBits(float a, float b) { return std::memcmp(&a, &b, sizeof a) == 0; }
} // namespace

TEST(RealFunctions, Errors) {
  EXPECT_LE(worst(UnaryFn::exp, 0x1p-30f, 105.0f), 1.0);
  EXPECT_LE(worst(UnaryFn::sigmoid, 0x1p-30f, 87.0f), 2.5);
  EXPECT_LE(worst(UnaryFn::silu, 0x1p-30f, 80.0f), 3.5);
  EXPECT_LE(worst(UnaryFn::tanh, 0x1p-30f, 100.0f), 1.5);
  // The tail is relative to the result down to where that is subnormal.
  EXPECT_LE(worst(UnaryFn::gelu, 0x1p-30f, 12.9f), 8.0);
  // The argument of the exponential is rounded before: relative for x > -4.
  EXPECT_LE(worst(UnaryFn::gelu_tanh, 0x1p-30f, 4.0f), 24.0);
}

TEST(RealFunctions, Limits) {
  EXPECT_TRUE(sameBits(realExp(0.0f), 1.0f));
  EXPECT_TRUE(sameBits(realExp(-0.0f), 1.0f));
  EXPECT_TRUE(sameBits(realExp(88.72f), float(std::exp(double(88.72f)))));
  EXPECT_TRUE(sameBits(realExp(88.73f), kInf));
  EXPECT_TRUE(sameBits(realExp(kInf), kInf));
  EXPECT_TRUE(sameBits(realExp(-kInf), 0.0f));
  EXPECT_TRUE(sameBits(realExp(-104.0f), 0.0f));
  EXPECT_TRUE(sameBits(realExp(-103.9f), 0x1p-149f));
  EXPECT_TRUE(std::isnan(realExp(std::nanf(""))));
  auto at = [](UnaryFn fn, float x) { return *realUnary(fn, x); };
  EXPECT_TRUE(sameBits(at(UnaryFn::sigmoid, -kInf), 0.0f));
  EXPECT_TRUE(sameBits(at(UnaryFn::sigmoid, kInf), 1.0f));
  EXPECT_TRUE(sameBits(at(UnaryFn::tanh, kInf), 1.0f));
  EXPECT_TRUE(sameBits(at(UnaryFn::tanh, -kInf), -1.0f));
  EXPECT_TRUE(sameBits(at(UnaryFn::tanh, -0.0f), -0.0f));
  EXPECT_TRUE(sameBits(at(UnaryFn::gelu, kInf), kInf));
  EXPECT_TRUE(sameBits(at(UnaryFn::gelu, -kInf), 0.0f));
  EXPECT_TRUE(sameBits(at(UnaryFn::gelu, -0.0f), -0.0f));
  EXPECT_TRUE(sameBits(at(UnaryFn::gelu, 20.0f), 20.0f));
  for (UnaryFn fn : {UnaryFn::exp, UnaryFn::sigmoid, UnaryFn::silu, UnaryFn::tanh,
                     UnaryFn::gelu, UnaryFn::gelu_tanh})
    EXPECT_TRUE(std::isnan(at(fn, std::nanf("")))) << name(fn);
  EXPECT_FALSE(realUnary(UnaryFn::erf, 1.0f).has_value());
}

TEST(RealFunctions, LaneSums) {
  // 2^53 + 1 rounds to 2^53: where the ones go decides what the sum is.
  std::vector<double> terms(35, 0.0);
  terms[0] = 0x1p53;
  terms[16] = 1; // lane 0: lost
  terms[3] = terms[19] = 1; // lane 3: 2, kept
  auto sum = [&] { return laneSum(terms.size(), [&](size_t i) { return terms[i]; }); };
  EXPECT_EQ(sum(), 0x1p53 + 2);
  terms[11] = 1; // meets lane 3 first: 3, and 2^53 + 3 rounds to even
  EXPECT_EQ(sum(), 0x1p53 + 4);
  EXPECT_EQ(laneSum(0, [](size_t) { return 1.0; }), 0.0);
  EXPECT_EQ(laneSum(5, [](size_t i) { return double(i); }), 10.0);
}
