// SPDX-License-Identifier: Apache-2.0
//
// Floating point products with operands whose sums are exact in f32, where every
// order of summation gives the same, and a case that only one rounding gets right.
#include "MmaHarness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace qopt::ptx {
namespace {

/// Code of a small integer, |x| <= 8 (bf16, f16, e4m3 hold it; e5m2 to 4).
uint32_t codeOf(const std::string &type, int x) {
  if (x == 0)
    return 0;
  int magnitude = std::abs(x), exponent = std::ilogb(magnitude);
  int mantissaBits = type == "f16" ? 10 : type == "bf16" ? 7 : type == "e4m3" ? 3 : 2;
  int bias = type == "f16" || type == "e5m2" ? 15 : type == "bf16" ? 127 : 7;
  int width = type == "f16" || type == "bf16" ? 16 : 8;
  uint32_t mantissa = uint32_t((magnitude << mantissaBits >> exponent) & ((1 << mantissaBits) - 1));
  return uint32_t(exponent + bias) << mantissaBits | mantissa | (x < 0 ? 1u << (width - 1) : 0);
}

std::vector<int> integers(size_t count, int largest, std::mt19937 &random) {
  std::vector<int> values(count);
  for (int &value : values)
    value = int(random() % uint32_t(2 * largest + 1)) - largest;
  return values;
}

std::vector<uint32_t> codes(const std::string &type, const std::vector<int> &values) {
  std::vector<uint32_t> result;
  for (int value : values)
    result.push_back(codeOf(type, value));
  return result;
}

void check(int k, const std::string &a, const std::string &b, const std::string &accumulator) {
  std::mt19937 random(uint32_t(k) + uint32_t(a.size()));
  bool isWide = accumulator == "f32";
  int bits = a == "f16" || a == "bf16" ? 16 : 8, largest = a == "e5m2" || b == "e5m2" ? 4 : 8;
  auto left = integers(size_t(16 * k), largest, random), right = integers(size_t(8 * k), largest, random),
       sums = integers(128, 8, random);
  Layouts layouts = layoutsOf(16, k, 32 / bits);
  std::vector<uint32_t> c;
  for (int sum : sums)
    c.push_back(isWide ? bitCast<uint32_t>(float(sum)) : codeOf("f16", sum));
  std::string name = "mma.sync.aligned.m16n8k" + std::to_string(k) + ".row.col." + accumulator + "." + a + "." + b +
                     "." + accumulator;
  MmaRun run = runMma(name, toRegisters(codes(a, left), 16, k, bits, layouts.a),
                      toRegisters(codes(b, right), 8, k, bits, layouts.b),
                      toRegisters(c, 16, 8, isWide ? 32 : 16, layouts.c));
  ASSERT_EQ(run.error, "") << name;
  auto d = fromRegisters(run.d, 16, 8, isWide ? 32 : 16, layouts.c);
  for (size_t row = 0; row < 16; ++row)
    for (size_t column = 0; column < 8; ++column) {
      int sum = sums[row * 8 + column];
      for (size_t i = 0; i < size_t(k); ++i)
        sum += left[row * size_t(k) + i] * right[column * size_t(k) + i];
      uint32_t expected = isWide ? bitCast<uint32_t>(float(sum)) : codeOf("f16", sum);
      ASSERT_EQ(d[row * 8 + column], expected) << name << " " << row << ", " << column;
    }
}

TEST(MmaFloat, ExactSums) {
  for (const char *accumulator : {"f32", "f16"})
    for (int k : {8, 16})
      check(k, "f16", "f16", accumulator);
  for (int k : {8, 16})
    check(k, "bf16", "bf16", "f32");
  for (const char *a : {"e4m3", "e5m2"})
    for (const char *b : {"e4m3", "e5m2"})
      for (int k : {16, 32})
        check(k, a, b, "f32");
}

TEST(MmaFloat, RoundsOnce) {
  // 2^24 + 1 + 1 - 2^24 ... : each 1 is lost in a running f32 sum.
  Layouts layouts = layoutsOf(16, 16, 2);
  std::vector<uint32_t> a(256), b(128), c(128, bitCast<uint32_t>(0x1p24f));
  a[0] = a[1] = codeOf("f16", 1);
  b[0] = b[1] = codeOf("f16", 1);
  MmaRun run = runMma("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32", toRegisters(a, 16, 16, 16, layouts.a),
                      toRegisters(b, 8, 16, 16, layouts.b), toRegisters(c, 16, 8, 32, layouts.c));
  ASSERT_EQ(run.error, "");
  auto d = fromRegisters(run.d, 16, 8, 32, layouts.c);
  EXPECT_EQ(bitCast<float>(d[0]), 0x1p24f + 2);
  EXPECT_EQ(bitCast<float>(d[1]), 0x1p24f);
}

} // namespace
} // namespace qopt::ptx
