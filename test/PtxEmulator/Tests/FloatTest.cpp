// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic against the host's, whose rounding is set for each case, and against
// x87's 64-bit mantissa for f16.
#include "Evaluate.h"

#include <gtest/gtest.h>

#include <cfenv>
#include <cmath>
#include <random>

namespace qopt::ptx {
namespace {

std::vector<Inputs> randomFloats(size_t count) {
  std::mt19937_64 random(17);
  const float edges[] = {0.0f, -0.0f, 1.0f, -1.0f, 1e-45f, 1e-38f, 3e38f, -3e38f, 1.0000001f};
  std::vector<Inputs> inputs(count);
  for (Inputs &input : inputs)
    for (uint64_t &value : input) {
      // Exponents near each other, so that sums cancel.
      float x = std::ldexp(1 + float(random() % (1 << 23)) * 0x1p-23f, int(random() % 40) - 20);
      value = random() % 8 == 0 ? bitCast<uint32_t>(edges[random() % 9]) : bitCast<uint32_t>(random() % 2 ? -x : x);
    }
  return inputs;
}

float f(uint64_t bits) { return bitCast<float>(uint32_t(bits)); }

/// The host's result with its rounding set; volatile, or the compiler folds.
template <class Operation> uint32_t onHost(int rounding, Operation operation) {
  std::fesetround(rounding);
  volatile float result = operation();
  std::fesetround(FE_TONEAREST);
  return bitCast<uint32_t>(float(result));
}

TEST(Float, SinglePrecisionInAllRoundings) {
  auto inputs = randomFloats(4096);
  const std::pair<const char *, int> modes[] = {
      {"rn", FE_TONEAREST}, {"rz", FE_TOWARDZERO}, {"rm", FE_DOWNWARD}, {"rp", FE_UPWARD}};
  for (auto [mode, rounding] : modes) {
    auto of = [&, mode = mode](const std::string &operation) {
      return evaluateAll(operation.substr(0, 3) + "." + mode + ".f32 %d, " + operation.substr(4) +
                             "; cvt.u64.u32 %D, %d;",
                         inputs);
    };
    auto sums = of("add %a, %b"), differences = of("sub %a, %b"), products = of("mul %a, %b"), fused = of("fma %a, %b, %c");
    for (size_t i = 0; i < inputs.size(); ++i) {
      volatile float a = f(inputs[i][0]), b = f(inputs[i][1]), c = f(inputs[i][2]);
      ASSERT_EQ(sums[i], onHost(rounding, [&] { return a + b; })) << mode << " " << a << " + " << b;
      ASSERT_EQ(differences[i], onHost(rounding, [&] { return a - b; })) << mode;
      ASSERT_EQ(products[i], onHost(rounding, [&] { return a * b; })) << mode << " " << a << " * " << b;
      ASSERT_EQ(fused[i], onHost(rounding, [&] { return std::fma(a, b, c); })) << mode;
    }
  }
}

TEST(Float, DivisionAndRoots) {
  auto inputs = randomFloats(4096);
  auto quotients = evaluateAll("div.rn.f32 %d, %a, %b; cvt.u64.u32 %D, %d;", inputs);
  auto roots = evaluateAll("abs.f32 %a, %a; sqrt.rn.f32 %d, %a; cvt.u64.u32 %D, %d;", inputs);
  auto reciprocals = evaluateAll("rcp.rn.f32 %d, %a; cvt.u64.u32 %D, %d;", inputs);
  for (size_t i = 0; i < inputs.size(); ++i) {
    float a = f(inputs[i][0]), b = f(inputs[i][1]), quotient = a / b;
    ASSERT_EQ(quotients[i], std::isnan(quotient) ? 0x7fffffffu : bitCast<uint32_t>(quotient));
    ASSERT_EQ(roots[i], bitCast<uint32_t>(std::sqrt(std::fabs(a))));
    ASSERT_EQ(reciprocals[i], bitCast<uint32_t>(1 / a));
  }
  auto wideRoots = evaluateAll("abs.f64 %A, %A; sqrt.rn.f64 %D, %A;", inputs);
  auto wideReciprocals = evaluateAll("rcp.rn.f64 %D, %A;", inputs);
  for (size_t i = 0; i < inputs.size(); ++i) {
    double a = bitCast<double>(inputs[i][0]);
    ASSERT_EQ(wideRoots[i], bitCast<uint64_t>(std::sqrt(std::fabs(a))));
    ASSERT_EQ(wideReciprocals[i], bitCast<uint64_t>(1 / a));
  }
}

TEST(Float, FlushSaturateMinimum) {
  auto one = [](const std::string &body, float a, float b) {
    return f(evaluateAll(body + " cvt.u64.u32 %D, %d;", {{bitCast<uint32_t>(a), bitCast<uint32_t>(b), 0}})[0]);
  };
  EXPECT_EQ(one("add.ftz.f32 %d, %a, %b;", 1e-40f, 0), 0.0f);
  EXPECT_EQ(one("add.f32 %d, %a, %b;", 1e-40f, 0), 1e-40f);
  EXPECT_EQ(one("mul.ftz.f32 %d, %a, %b;", 1e-30f, 1e-10f), 0.0f);
  EXPECT_EQ(one("add.sat.f32 %d, %a, %b;", 3, 4), 1.0f);
  EXPECT_EQ(one("add.sat.f32 %d, %a, %b;", -3, 1), 0.0f);
  EXPECT_EQ(one("add.sat.f32 %d, %a, %b;", NAN, 1), 0.0f);
  EXPECT_EQ(one("min.f32 %d, %a, %b;", NAN, 1), 1.0f);
  EXPECT_TRUE(std::isnan(one("min.NaN.f32 %d, %a, %b;", NAN, 1)));
  EXPECT_TRUE(std::signbit(one("min.f32 %d, %a, %b;", 0.0f, -0.0f)));
  EXPECT_FALSE(std::signbit(one("max.f32 %d, %a, %b;", 0.0f, -0.0f)));
  EXPECT_EQ(one("ex2.approx.ftz.f32 %d, %a;", 5, 0), 32.0f);
  EXPECT_EQ(one("copysign.f32 %d, %a, %b;", -1, 2), -2.0f);
}

double half(uint64_t bits) {
  uint32_t code = uint32_t(bits) & 0xffff, exponent = code >> 10 & 31, mantissa = code & 1023;
  double value = exponent ? std::ldexp(1024 + mantissa, int(exponent) - 25) : std::ldexp(mantissa, -24);
  return code >> 15 ? -value : value;
}

/// Nearest f16 to an exact x87 value, ties to even.
uint32_t toHalf(long double x) {
  long double magnitude = std::fabs(x), unit = std::max(std::ldexp(1.0L, int(std::ilogb(magnitude)) - 10), 0x1p-24L);
  if (magnitude == 0)
    unit = 0x1p-24L;
  long double rounded = std::nearbyint(magnitude / unit) * unit;
  uint32_t sign = std::signbit(x) ? 0x8000 : 0;
  if (rounded >= 65520)
    return sign | 0x7c00;
  if (rounded < 0x1p-14L)
    return sign | uint32_t(rounded * 0x1p24L);
  int exponent = std::ilogb(rounded);
  return sign | (uint32_t(exponent + 15) << 10 | (uint32_t(std::ldexp(rounded, 10 - exponent)) & 1023));
}

TEST(Float, HalfPairsRoundOnce) {
  std::mt19937_64 random(23);
  std::vector<Inputs> inputs(4096);
  for (Inputs &input : inputs)
    for (uint64_t &value : input) // exponents 10..19: exact sums fit x87's mantissa
      value = (random() & 0x83ff83ff) | (10 + random() % 10) << 10 | (10 + random() % 10) << 26;
  auto sums = evaluateAll("add.rn.f16x2 %d, %a, %b; cvt.u64.u32 %D, %d;", inputs);
  auto fused = evaluateAll("fma.rn.f16x2 %d, %a, %b, %c; cvt.u64.u32 %D, %d;", inputs);
  for (size_t i = 0; i < inputs.size(); ++i)
    for (int part = 0; part < 32; part += 16) {
      double a = half(inputs[i][0] >> part), b = half(inputs[i][1] >> part), c = half(inputs[i][2] >> part);
      ASSERT_EQ(sums[i] >> part & 0xffff, toHalf((long double)(a) + b));
      ASSERT_EQ(fused[i] >> part & 0xffff, toHalf((long double)(a) * b + c));
    }
}

} // namespace
} // namespace qopt::ptx
