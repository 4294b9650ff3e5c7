// SPDX-License-Identifier: Apache-2.0
// .npy images: round trips, Fortran order, and headers that lie.
#include "qopt/Data/Npz.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

using namespace qopt::data;

namespace {
std::vector<uint8_t> image(const std::string &dict, size_t dataBytes,
                           int version = 1) {
  std::vector<uint8_t> out = {0x93, 'N', 'U', 'M', 'P', 'Y',
                              uint8_t(version), 0};
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i)
    out.push_back(uint8_t(dict.size() >> (8 * i)));
  out.insert(out.end(), dict.begin(), dict.end());
  for (size_t i = 0; i < dataBytes; ++i)
    out.push_back(uint8_t(i));
  return out;
}

std::string dict(const std::string &descr, const std::string &shape,
                 const std::string &order = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + order +
         ", 'shape': " + shape + ", }\n";
}

bool parse(const std::vector<uint8_t> &bytes, Array &array,
           std::string &error) {
  return parseNpy(bytes.data(), bytes.size(), "f.npy", array, error);
}

// The message of a file that must be refused.
std::string refusal(const std::vector<uint8_t> &bytes) {
  Array array;
  std::string error;
  EXPECT_FALSE(parse(bytes, array, error)) << "accepted";
  return error;
}
} // namespace

TEST(NpyTest, RoundTripOfEveryType) {
  for (int t = 0; t <= int(DType::F64); ++t) {
    Array array;
    array.dtype = DType(t);
    array.shape = {2, 3};
    for (size_t i = 0; i < 6 * byteWidth(array.dtype); ++i)
      array.bytes.push_back(array.dtype == DType::Bool ? i & 1 : uint8_t(i * 7));
    Array back;
    std::string error;
    std::vector<uint8_t> bytes = serializeNpy(array);
    ASSERT_TRUE(parse(bytes, back, error)) << error;
    EXPECT_EQ(back.dtype, array.dtype);
    EXPECT_EQ(back.shape, array.shape);
    EXPECT_EQ(back.bytes, array.bytes);
    EXPECT_EQ((bytes.size() - array.bytes.size()) % 64, 0u);
  }
}

TEST(NpyTest, HeaderVariants) {
  Array array;
  std::string error;
  // Keys in another order, double quotes, Python 2 longs, no trailing comma.
  ASSERT_TRUE(parse(image("{\"shape\":(2L,1L),\"descr\":\"|u1\","
                          "\"fortran_order\":False}",
                          2),
                    array, error))
      << error;
  EXPECT_EQ(array.shape, (std::vector<int64_t>{2, 1}));
  ASSERT_TRUE(parse(image(dict("=i2", "()"), 2, 2), array, error)) << error;
  EXPECT_TRUE(array.shape.empty());
  ASSERT_TRUE(parse(image(dict(">i1", "(1,)"), 1, 3), array, error)) << error;
  ASSERT_TRUE(parse(image(dict("<f4", "(0, 99999999999)"), 0), array, error))
      << error;
  EXPECT_EQ(array.count(), 0);
}

TEST(NpyTest, FortranOrderIsTransposed) {
  Array array;
  std::string error;
  ASSERT_TRUE(parse(image(dict("|u1", "(2, 3)", "True"), 6), array, error));
  // Columns come first in the file: [[0,2,4],[1,3,5]].
  EXPECT_EQ(array.bytes, (std::vector<uint8_t>{0, 2, 4, 1, 3, 5}));
  ASSERT_TRUE(parse(image(dict("|u1", "(2, 1, 2)", "True"), 4), array, error));
  EXPECT_EQ(array.bytes, (std::vector<uint8_t>{0, 2, 1, 3}));
}

TEST(NpyTest, BoolsAreNormalised) {
  Array array;
  std::string error;
  ASSERT_TRUE(parse(image(dict("|b1", "(3,)"), 3), array, error));
  EXPECT_EQ(array.bytes, (std::vector<uint8_t>{0, 1, 1}));
}

TEST(NpyTest, Refusals) {
  EXPECT_EQ(refusal({}), "f.npy: expected an .npy file (its magic number), got "
                         "something else");
  EXPECT_EQ(refusal(image(dict(">f4", "(1,)"), 4)).find("f.npy: bad .npy "
            "header: expected little-endian elements, got big-endian '>f4'"),
            0u);
  EXPECT_NE(refusal(image(dict("|O", "(1,)"), 8)).find("got '|O'"),
            std::string::npos);
  EXPECT_NE(refusal(image(dict("<f2\x01", "(1,)"), 2)).find("got '<f2?'"),
            std::string::npos);
  EXPECT_NE(refusal(image("{'descr': [('a', '<f4')], 'fortran_order': False, "
                          "'shape': (1,)}", 4))
                .find("got a structured one"),
            std::string::npos);
  EXPECT_NE(refusal(image("{'descr': '<f4', 'shape': (1,)}", 4))
                .find("expected the keys"),
            std::string::npos);
  EXPECT_NE(refusal(image("{'descr': '<f4', 'descr': '<f4'}", 4))
                .find("'descr' twice"),
            std::string::npos);
  EXPECT_NE(refusal(image("{'x': 1}", 0)).find("got 'x'"), std::string::npos);
  EXPECT_NE(refusal(image(dict("<f4", "(1,), 'shape': (1,)"), 4)).find("twice"),
            std::string::npos);
  EXPECT_NE(refusal(image(dict("<f4", "(-1,)"), 4)).find("a number >= 0"),
            std::string::npos);
  EXPECT_NE(refusal(image(dict("<f4", "(1 1)"), 4)).find("',' or ')'"),
            std::string::npos);
  EXPECT_NE(refusal(image(dict("<f4", "(1,)", "Maybe"), 4))
                .find("True or False"),
            std::string::npos);
  EXPECT_NE(refusal(image(dict("<f4", "(1,)") + "x", 4)).find("nothing after"),
            std::string::npos);
  EXPECT_NE(refusal(image(dict("<f4", "(1,)"), 4, 9)).find("version 1, 2 or 3"),
            std::string::npos);
}

TEST(NpyTest, AbsurdShapes) {
  EXPECT_NE(refusal(image(dict("<f4", "(4294967296, 4294967296)"), 4))
                .find("fewer than 2^63 bytes"),
            std::string::npos);
  EXPECT_NE(refusal(image(dict("<f4", "(99999999999999999999,)"), 4))
                .find("below 2^63"),
            std::string::npos);
  EXPECT_NE(refusal(image(dict("<f4", "(1099511627776,)"), 4))
                .find("the limit of this reader"),
            std::string::npos);
  // Within the limit, but the bytes are not there: no gigabytes are taken.
  EXPECT_EQ(refusal(image(dict("<f4", "(1000000000,)"), 4)),
            "f.npy: expected 4000000000 bytes of data, got 4");
  std::string ones = "(";
  for (int i = 0; i < 65; ++i)
    ones += "1,";
  EXPECT_NE(refusal(image(dict("<f4", ones + ")"), 4)).find("64 dimensions"),
            std::string::npos);
  std::vector<uint8_t> longHeader = image("{", 0, 2);
  longHeader[10] = 0xff; // a header of 16 MiB
  EXPECT_NE(refusal(longHeader).find("at most 64 KiB"), std::string::npos);
}

TEST(NpyTest, EveryTruncationIsRefused) {
  std::vector<uint8_t> whole =
      serializeNpy(makeFloatArray("x", {2, 2}, {1, 2, 3, 4}));
  for (size_t size = 0; size < whole.size(); ++size)
    refusal(std::vector<uint8_t>(whole.begin(), whole.begin() + size));
  whole.push_back(0);
  EXPECT_NE(refusal(whole).find("got more"), std::string::npos);
}

TEST(NpyTest, MutationsNeverCrash) {
  std::vector<uint8_t> whole =
      serializeNpy(makeFloatArray("x", {2, 2}, {1, 2, 3, 4}));
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::vector<uint8_t> bytes = whole;
    for (int k = 0; k < 1 + i % 3; ++k)
      bytes[random() % bytes.size()] = uint8_t(random());
    Array array;
    std::string error;
    if (parseNpy(bytes.data(), bytes.size(), "m", array, error,
                 {1 << 20, 10}))
      EXPECT_EQ(array.bytes.size(),
                size_t(array.count()) * byteWidth(array.dtype));
    else
      EXPECT_FALSE(error.empty());
  }
}

TEST(NpyTest, Files) {
  std::string path = ::testing::TempDir() + "/qopt-npy-test.npy", error;
  Array array = makeFloatArray("", {2}, {1, -2}), back;
  ASSERT_TRUE(writeNpy(path, array, error)) << error;
  ASSERT_TRUE(readNpy(path, back, error)) << error;
  EXPECT_EQ(back.bytes, array.bytes);
  std::vector<Array> list;
  ASSERT_TRUE(readArrays(path, list, error)) << error;
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].name, "");
  std::remove(path.c_str());
  EXPECT_FALSE(readNpy(path, back, error));
  EXPECT_EQ(error, path + ": cannot open: No such file or directory");
  EXPECT_FALSE(writeNpy("/nonexistent/x.npy", array, error));
  EXPECT_EQ(error,
            "/nonexistent/x.npy: cannot write: No such file or directory");
}
