// SPDX-License-Identifier: Apache-2.0
// Element types, conversions and sample views.
#include "qopt/Data/Array.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

using namespace qopt::data;

TEST(DTypeTest, NamesAndWidths) {
  const char *names[] = {"b1", "i1", "u1", "i2", "u2", "i4",
                         "u4", "i8", "u8", "f2", "f4", "f8"};
  for (const char *text : names) {
    auto dtype = parseDType(text);
    ASSERT_TRUE(dtype) << text;
    EXPECT_EQ(name(*dtype), text);
    EXPECT_EQ(byteWidth(*dtype), size_t(text[1] - '0'));
  }
  EXPECT_FALSE(parseDType("f16"));
  EXPECT_FALSE(parseDType(""));
}

// All 65536 halves against the definition: sign * 2^(e-15) * 1.f.
TEST(HalfTest, Exhaustive) {
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    int e = (bits >> 10) & 31, f = bits & 1023;
    float got = halfToFloat(uint16_t(bits));
    EXPECT_EQ(std::signbit(got), bits >= 0x8000) << bits;
    if (e == 31 && f) {
      EXPECT_TRUE(std::isnan(got)) << bits;
      continue;
    }
    double want = e == 31 ? std::numeric_limits<double>::infinity()
                  : e     ? std::ldexp(1024 + f, e - 25)
                          : std::ldexp(f, -24);
    EXPECT_EQ(std::fabs(double(got)), want) << bits;
  }
}

static Array ints(DType dtype, std::vector<int64_t> values) {
  Array array;
  array.dtype = dtype;
  array.shape = {int64_t(values.size())};
  for (int64_t v : values) {
    uint8_t raw[8];
    std::memcpy(raw, &v, 8);
    array.bytes.insert(array.bytes.end(), raw, raw + byteWidth(dtype));
  }
  return array;
}

TEST(ArrayTest, IntegersConvert) {
  EXPECT_EQ(toFloats(ints(DType::I8, {-128, 127})),
            (std::vector<float>{-128, 127}));
  EXPECT_EQ(toFloats(ints(DType::U16, {65535})), (std::vector<float>{65535}));
  // 2^24 + 1 is a tie between 2^24 and 2^24 + 2: even wins.
  EXPECT_EQ(toFloats(ints(DType::I32, {16777217, 16777219})),
            (std::vector<float>{16777216, 16777220}));
  EXPECT_EQ(*toInts(ints(DType::U32, {4294967295})),
            std::vector<int64_t>{4294967295});
  EXPECT_EQ(*toInts(ints(DType::Bool, {1, 0})), (std::vector<int64_t>{1, 0}));
  EXPECT_FALSE(toInts(ints(DType::U64, {-1})));
  EXPECT_FALSE(toInts(makeFloatArray("x", {1}, {1})));
}

TEST(ArrayTest, Describe) {
  EXPECT_EQ(describe(makeFloatArray("x", {1, 2}, {1, 2})), "f4[1,2]");
  EXPECT_EQ(describe(makeFloatArray("x", {}, {1})), "f4[]");
}

TEST(SamplesTest, AxisZero) {
  Array array = makeFloatArray("x", {3, 2, 1}, {0, 1, 2, 3, 4, 5});
  Samples samples(array);
  ASSERT_EQ(samples.size(), 3);
  EXPECT_EQ(samples.elements(), 2);
  EXPECT_EQ(samples.byteSize(), 8u);
  EXPECT_EQ(samples.shape(), (std::vector<int64_t>{2, 1}));
  EXPECT_EQ(samples.floats(2), (std::vector<float>{4, 5}));
  EXPECT_EQ(samples.bytes(1), array.bytes.data() + 8);

  Array scalar = makeFloatArray("s", {}, {1});
  EXPECT_EQ(Samples(scalar).size(), 0);
  EXPECT_TRUE(Samples(scalar).shape().empty());
}
