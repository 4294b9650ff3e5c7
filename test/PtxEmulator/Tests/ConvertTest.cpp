// SPDX-License-Identifier: Apache-2.0
//
// Conversions against formulas of the formats' definitions, written here a
// second time: exhaustive for codes of 8 and 16 bits.
#include "Evaluate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace qopt::ptx {
namespace {

/// IEEE-like decoding; `specials`: the top exponent is infinity and NaN.
double decode(uint32_t code, int exponentBits, int mantissaBits, bool specials) {
  uint32_t mantissa = code & ((1u << mantissaBits) - 1), exponent = code >> mantissaBits & ((1u << exponentBits) - 1);
  double sign = code >> (exponentBits + mantissaBits) & 1 ? -1 : 1;
  int bias = (1 << (exponentBits - 1)) - 1;
  if (specials && exponent == (1u << exponentBits) - 1)
    return mantissa ? std::nan("") : sign * INFINITY;
  if (!specials && (code & ((1u << (exponentBits + mantissaBits)) - 1)) == (1u << (exponentBits + mantissaBits)) - 1)
    return std::nan("");
  if (exponent == 0)
    return sign * std::ldexp(mantissa, 1 - bias - mantissaBits);
  return sign * std::ldexp(mantissa + (1u << mantissaBits), int(exponent) - bias - mantissaBits);
}
double f16(uint32_t code) { return decode(code, 5, 10, true); }
double bf16(uint32_t code) { return decode(code, 8, 7, true); }
double e4m3(uint32_t code) { return decode(code, 4, 3, false); }
double e5m2(uint32_t code) { return decode(code, 5, 2, true); }

uint32_t bitsOfFloat(double x) { return bitCast<uint32_t>(float(x)); }

std::vector<Inputs> counted(size_t count) {
  std::vector<Inputs> inputs(count);
  for (size_t i = 0; i < count; ++i)
    inputs[i] = {i, i, i};
  return inputs;
}

bool same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b)); }

TEST(Convert, SmallFloatsToF32) {
  auto fromF16 = evaluateAll("cvt.f32.f16 %d, %ha; cvt.u64.u32 %D, %d;", counted(65536));
  auto fromBf16 = evaluateAll("cvt.f32.bf16 %d, %ha; cvt.u64.u32 %D, %d;", counted(65536));
  for (uint32_t code = 0; code < 65536; ++code) {
    ASSERT_TRUE(same(bitCast<float>(uint32_t(fromF16[code])), f16(code))) << code;
    ASSERT_TRUE(same(bitCast<float>(uint32_t(fromBf16[code])), bf16(code))) << code;
  }
}

TEST(Convert, BytePairsToF16) {
  for (bool isE4m3 : {false, true}) {
    std::string type = isE4m3 ? "e4m3x2" : "e5m2x2";
    auto pairs = evaluateAll("cvt.rn.f16x2." + type + " %d, %ha; cvt.u64.u32 %D, %d;", counted(65536));
    for (uint32_t code = 0; code < 65536; ++code)
      for (int half = 0; half < 2; ++half) {
        uint32_t byte = code >> (8 * half) & 255;
        ASSERT_TRUE(same(f16(uint32_t(pairs[code] >> (16 * half)) & 0xffff), isE4m3 ? e4m3(byte) : e5m2(byte))) << code;
      }
  }
}

using Decode = double (*)(uint32_t);

/// Nearest, ties to the even code, beyond the largest finite code: that code.
uint32_t nearestSaturated(double x, Decode value, uint32_t largest, uint32_t signBit) {
  double magnitude = std::min(std::fabs(x), value(largest));
  uint32_t best = 0;
  for (uint32_t code = 0; code <= largest; ++code) {
    double distance = std::fabs(value(code) - magnitude), least = std::fabs(value(best) - magnitude);
    if (distance < least || (distance == least && code % 2 == 0))
      best = code;
  }
  return best | (std::signbit(x) ? signBit : 0);
}

std::vector<double> interestingValues(Decode value, uint32_t largest) {
  std::vector<double> values = {0.0, -0.0, 1e30, -1e30, 1e-30, INFINITY, -INFINITY};
  for (uint32_t code = 0; code < largest; ++code) {
    double low = value(code), high = value(code + 1), middle = (low + high) / 2;
    for (double x : {low, middle, std::nextafter(float(middle), 0.0f) * 1.0, std::nextafter(float(middle), 1e9f) * 1.0}) {
      values.push_back(x);
      values.push_back(-x);
    }
  }
  return values;
}

TEST(Convert, F32ToBytePairs) {
  for (bool isE4m3 : {false, true}) {
    Decode value = isE4m3 ? e4m3 : e5m2;
    uint32_t largest = isE4m3 ? 0x7e : 0x7b;
    auto values = interestingValues(value, largest);
    std::vector<Inputs> inputs;
    for (double x : values)
      inputs.push_back({bitsOfFloat(x), bitsOfFloat(-x), 0});
    auto results = evaluateAll(std::string("cvt.rn.satfinite.") + (isE4m3 ? "e4m3x2" : "e5m2x2") +
                                   ".f32 %h, %a, %b; cvt.u64.u16 %D, %h;",
                               inputs);
    for (size_t i = 0; i < values.size(); ++i) {
      ASSERT_EQ(results[i] >> 8, nearestSaturated(values[i], value, largest, 128)) << values[i];
      ASSERT_EQ(results[i] & 255, nearestSaturated(-values[i], value, largest, 128)) << values[i];
    }
  }
  auto nan = evaluateAll("cvt.rn.satfinite.e4m3x2.f32 %h, %a, %b; cvt.u64.u16 %D, %h;", {{0x7fc00000, 0xffc00000, 0}});
  EXPECT_EQ(nan[0], 0x7f7fu);
}

/// All roundings of f32 to f16 at the places where they differ.
TEST(Convert, F32ToF16InAllRoundings) {
  std::vector<Inputs> inputs;
  for (uint32_t code = 0; code < 0x7c00; code += 7) {
    double low = f16(code), high = code == 0x7bff ? 65536.0 : f16(code + 1);
    for (double part : {0.0, 0.25, 0.5, 0.75})
      for (int sign : {1, -1})
        inputs.push_back({bitsOfFloat(sign * (low + (high - low) * part)), 0, 0});
  }
  const char *modes[] = {"rn", "rz", "rm", "rp"};
  for (int mode = 0; mode < 4; ++mode) {
    auto results = evaluateAll(std::string("cvt.") + modes[mode] + ".f16.f32 %h, %a; cvt.u64.u16 %D, %h;", inputs);
    for (size_t i = 0; i < inputs.size(); ++i) {
      size_t position = i % 8;
      uint32_t code = uint32_t(i / 8) * 7;
      bool negative = position % 2, exact = position < 2;
      bool up = position >= 6 || (position >= 4 && code % 2);
      if (mode == 1)
        up = false;
      if (mode >= 2)
        up = (mode == 2) == negative;
      uint32_t expected = (code + (up && !exact)) | (negative ? 0x8000 : 0);
      ASSERT_EQ(results[i], expected) << modes[mode] << " " << bitCast<float>(uint32_t(inputs[i][0]));
    }
  }
}

TEST(Convert, FloatsToIntegers) {
  const double values[] = {0.5, 1.5, 2.5, -0.5, -1.5, 0.49999997, 1e10, -1e10, 127.5, 126.5, -128.5, NAN, INFINITY,
                           -INFINITY, 255.5, 3.7, -3.7};
  std::vector<Inputs> inputs;
  for (double x : values)
    inputs.push_back({bitsOfFloat(x), bitCast<uint64_t>(x), 0});
  auto expect = [&](const std::string &body, std::vector<int64_t> expected) {
    auto results = evaluateAll(body, inputs);
    for (size_t i = 0; i < expected.size(); ++i)
      EXPECT_EQ(int64_t(results[i]), expected[i]) << body << " " << values[i];
  };
  expect("cvt.rni.s32.f32 %d, %a; cvt.s64.s32 %D, %d;",
         {0, 2, 2, 0, -2, 0, 2147483647, -2147483648LL, 128, 126, -128, 0, 2147483647, -2147483648LL, 256, 4, -4});
  expect("cvt.rzi.u32.f32 %d, %a; cvt.u64.u32 %D, %d;",
         {0, 1, 2, 0, 0, 0, 4294967295LL, 0, 127, 126, 0, 0, 4294967295LL, 0, 255, 3, 0});
  expect("cvt.rni.sat.s8.f32 %d, %a; cvt.s64.s32 %D, %d;",
         {0, 2, 2, 0, -2, 0, 127, -128, 127, 126, -128, 0, 127, -128, 127, 4, -4});
  expect("cvt.rmi.s64.f64 %D, %B;", {0, 1, 2, -1, -2, 0, 10000000000LL, -10000000000LL, 127, 126, -129});
  expect("cvt.rpi.s32.f32 %d, %a; cvt.s64.s32 %D, %d;", {1, 2, 3, 0, -1, 1});
}

TEST(Convert, IntegersToFloats) {
  std::vector<Inputs> inputs;
  std::mt19937_64 random(3);
  for (int i = 0; i < 500; ++i) {
    uint64_t x = random() >> (random() % 64);
    inputs.push_back({x, 0, 0});
    inputs.push_back({uint64_t(0) - x, 0, 0});
    inputs.push_back({(uint64_t(1) << (random() % 63)) + random() % 3 - 1, 0, 0});
  }
  auto fromUnsigned = evaluateAll("cvt.rn.f32.u64 %d, %A; cvt.u64.u32 %D, %d;", inputs);
  auto fromSigned = evaluateAll("cvt.rn.f32.s32 %d, %a; cvt.u64.u32 %D, %d;", inputs);
  auto toDouble = evaluateAll("cvt.rn.f64.s64 %D, %A;", inputs);
  for (size_t i = 0; i < inputs.size(); ++i) {
    ASSERT_EQ(fromUnsigned[i], bitCast<uint32_t>(float(inputs[i][0])));
    ASSERT_EQ(fromSigned[i], bitCast<uint32_t>(float(int32_t(inputs[i][0]))));
    ASSERT_EQ(toDouble[i], bitCast<uint64_t>(double(int64_t(inputs[i][0]))));
  }
}

TEST(Convert, IntegersSaturateAndExtend) {
  auto inputs = counted(65536);
  auto narrow = evaluateAll("cvt.s32.s8 %d, %a; cvt.s64.s32 %D, %d;", inputs);
  auto saturated = evaluateAll("cvt.sat.s8.s16 %h, %ha; cvt.s64.s16 %D, %h;", inputs);
  auto toUnsigned = evaluateAll("cvt.sat.u8.s16 %h, %ha; cvt.u64.u16 %D, %h;", inputs);
  for (size_t i = 0; i < inputs.size(); ++i) {
    int value = int16_t(i);
    ASSERT_EQ(int64_t(narrow[i]), int8_t(i));
    ASSERT_EQ(int64_t(saturated[i]), std::min(std::max(value, -128), 127));
    ASSERT_EQ(int64_t(toUnsigned[i]), std::min(std::max(value, 0), 255));
  }
}

TEST(Convert, PackSaturates) {
  std::vector<Inputs> inputs;
  for (int64_t a : {-1000, -128, -1, 0, 127, 128, 70000})
    for (int64_t b : {-129, 5, 300})
      inputs.push_back({uint64_t(a), uint64_t(b), 0xabcd1234});
  auto bytes = evaluateAll("cvt.pack.sat.s8.s32.b32 %d, %a, %b, %c; cvt.u64.u32 %D, %d;", inputs);
  auto halves = evaluateAll("cvt.pack.sat.u16.s32 %d, %a, %b; cvt.u64.u32 %D, %d;", inputs);
  for (size_t i = 0; i < inputs.size(); ++i) {
    int64_t a = int32_t(inputs[i][0]), b = int32_t(inputs[i][1]);
    auto clamp = [](int64_t x, int64_t low, int64_t high) { return std::min(std::max(x, low), high); };
    ASSERT_EQ(bytes[i], uint64_t(0x12340000) | uint64_t(uint8_t(clamp(a, -128, 127))) << 8 |
                            uint8_t(clamp(b, -128, 127)));
    ASSERT_EQ(halves[i], uint64_t(clamp(a, 0, 65535)) << 16 | uint64_t(clamp(b, 0, 65535)));
  }
}

TEST(Convert, WhatPtxDoesNotHave) {
  for (const char *body : {"cvt.f16.f32 %h, %a;", "cvt.s32.f32 %d, %a;", "cvt.rn.s32.s8 %d, %a;",
                           "cvt.rn.e4m3x2.f32 %h, %a, %b;", "cvt.rn.f32.f64 %d, %a;", "cvt.rq.f32.f64 %d, %A;"})
    EXPECT_NE(errorOf(body).find("expected"), std::string::npos) << body;
}

} // namespace
} // namespace qopt::ptx
