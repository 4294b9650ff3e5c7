// SPDX-License-Identifier: Apache-2.0
// .npz archives: NumPy's own files, round trips, determinism, damage.
#include "qopt/Data/Npz.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <random>

using namespace qopt::data;

namespace {
std::string inputFile(const char *name) {
  return std::string(QOPT_TEST_INPUTS) + "/" + name;
}
std::string tempFile(const char *name) {
  return ::testing::TempDir() + "/qopt-npz-test-" + name;
}
std::string slurp(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void spill(const std::string &path, const std::string &text) {
  std::ofstream(path, std::ios::binary) << text;
}
const Array *find(const std::vector<Array> &arrays, const std::string &name) {
  for (const Array &array : arrays)
    if (array.name == name)
      return &array;
  return nullptr;
}

// numpy-*.npz were written by numpy 2.4.6 (np.savez, np.savez_compressed) with
// the extremes of every type, a scalar, an empty and a Fortran-ordered array.
void checkNumpyFile(const char *file) {
  std::vector<Array> arrays;
  std::string error;
  ASSERT_TRUE(readNpz(inputFile(file), arrays, error)) << error;
  ASSERT_EQ(arrays.size(), 15u);
  auto wanted = [&](const char *name, std::vector<int64_t> values) {
    const Array *array = find(arrays, name);
    ASSERT_NE(array, nullptr) << name;
    EXPECT_EQ(qopt::data::name(array->dtype), name);
    EXPECT_EQ(*toInts(*array), values) << name;
  };
  wanted("b1", {1, 0, 1});
  wanted("i1", {-128, 127});
  wanted("u1", {0, 255});
  wanted("i2", {-32768, 32767});
  wanted("u2", {65535});
  wanted("i4", {-2147483648LL, 2147483647});
  wanted("u4", {4294967295});
  wanted("i8", {INT64_MIN, INT64_MAX});
  EXPECT_EQ(find(arrays, "u8")->bytes, std::vector<uint8_t>(8, 0xff));
  std::vector<float> half = toFloats(*find(arrays, "f2"));
  EXPECT_EQ(half[0], 1.5f);
  EXPECT_TRUE(half[1] == 0 && std::signbit(half[1]));
  EXPECT_EQ(half[2], 0x1p-24f);
  EXPECT_EQ(half[3], INFINITY);
  EXPECT_EQ(toFloats(*find(arrays, "f4")),
            (std::vector<float>{0.1f, -0x1p-149f}));
  EXPECT_EQ(toFloats(*find(arrays, "f8")), std::vector<float>{0.1f});
  EXPECT_TRUE(find(arrays, "scalar")->shape.empty());
  EXPECT_EQ(toFloats(*find(arrays, "scalar")), std::vector<float>{2.5f});
  EXPECT_EQ(find(arrays, "empty")->shape, (std::vector<int64_t>{0, 3}));
  const Array *fortran = find(arrays, "fortran");
  EXPECT_EQ(fortran->shape, (std::vector<int64_t>{2, 3, 4}));
  for (int64_t i = 0; i < 24; ++i)
    EXPECT_EQ((*toInts(*fortran))[i], i);
}
} // namespace

TEST(NpzTest, NumpyStored) { checkNumpyFile("numpy-stored.npz"); }
TEST(NpzTest, NumpyDeflated) { checkNumpyFile("numpy-deflated.npz"); }

TEST(NpzTest, RoundTripAndDeterminism) {
  std::vector<Array> arrays = {makeFloatArray("images", {2, 2}, {1, 2, 3, 4}),
                               makeFloatArray("a/b c", {1}, {5})};
  for (bool deflate : {false, true}) {
    std::string one = tempFile("one.npz"), two = tempFile("two.npz"), error;
    ASSERT_TRUE(writeNpz(one, arrays, error, deflate)) << error;
    ASSERT_TRUE(writeNpz(two, arrays, error, deflate)) << error;
    EXPECT_EQ(slurp(one), slurp(two));
    // Over an existing file: replaced, not appended to.
    ASSERT_TRUE(writeNpz(two, {arrays[1]}, error, deflate)) << error;
    std::vector<Array> back;
    ASSERT_TRUE(readArrays(one, back, error)) << error;
    ASSERT_EQ(back.size(), 2u);
    for (int i : {0, 1}) {
      EXPECT_EQ(back[i].name, arrays[i].name);
      EXPECT_EQ(back[i].shape, arrays[i].shape);
      EXPECT_EQ(back[i].bytes, arrays[i].bytes);
    }
    ASSERT_TRUE(readNpz(two, back, error)) << error;
    EXPECT_EQ(back.size(), 1u);
    std::remove(one.c_str());
    std::remove(two.c_str());
  }
}

TEST(NpzTest, WriterRefusals) {
  std::string path = tempFile("bad.npz"), error;
  EXPECT_FALSE(writeNpz(path, {}, error));
  EXPECT_EQ(error,
            path + ": cannot write: expected at least one array, got none");
  Array x = makeFloatArray("x", {1}, {1});
  EXPECT_FALSE(writeNpz(path, {x, x}, error));
  EXPECT_NE(error.find("got 'x' twice"), std::string::npos);
  x.name = "";
  EXPECT_FALSE(writeNpz(path, {x}, error));
  EXPECT_NE(error.find("non-empty array names, got ''"), std::string::npos);
  x.name = "x";
  EXPECT_FALSE(writeNpz("/nonexistent/x.npz", {x}, error));
  EXPECT_EQ(error.find("/nonexistent/x.npz: cannot write: "), 0u);
  EXPECT_TRUE(slurp(path).empty());
}

TEST(NpzTest, ReaderRefusals) {
  std::string path = tempFile("damaged.npz"), error;
  std::vector<Array> arrays;
  EXPECT_FALSE(readArrays("/nonexistent.npz", arrays, error));
  EXPECT_EQ(error, "/nonexistent.npz: cannot open: No such file or directory");
  EXPECT_FALSE(readNpz("/nonexistent.npz", arrays, error));
  spill(path, "hello");
  EXPECT_FALSE(readArrays(path, arrays, error));
  EXPECT_EQ(error, path + ": expected an .npz or .npy file, got something else");

  std::string good = slurp(inputFile("numpy-stored.npz"));
  std::string flipped = good; // one data bit: the CRC tells
  size_t data = good.find("f4.npy") + 6 + 20 + 128;
  flipped[data] ^= 1;
  spill(path, flipped);
  EXPECT_FALSE(readNpz(path, arrays, error));
  EXPECT_NE(error.find("'f4.npy': "), std::string::npos) << error;

  std::string renamed = good;
  for (size_t at = 0; (at = renamed.find("f4.npy", at)) != std::string::npos;)
    renamed.replace(at, 6, "f4.txt");
  spill(path, renamed);
  EXPECT_FALSE(readNpz(path, arrays, error));
  EXPECT_EQ(error, path + ": 'f4.txt': expected a member called <name>.npy");

  spill(path, good);
  EXPECT_FALSE(readNpz(path, arrays, error, {1 << 20, 3}));
  EXPECT_EQ(error, path + ": expected at most 3 arrays, got 15");
  EXPECT_FALSE(readNpz(path, arrays, error, {16, 100}));
  EXPECT_NE(error.find("the limit of this reader"), std::string::npos);
  std::remove(path.c_str());
}

TEST(NpzTest, DamageNeverCrashes) {
  std::string good = slurp(inputFile("numpy-deflated.npz"));
  std::string path = tempFile("mutant.npz");
  std::mt19937 random(2);
  for (int i = 0; i < 400; ++i) {
    std::string bytes = good;
    for (int k = 0; k < 1 + i % 4; ++k)
      bytes[random() % bytes.size()] = char(random());
    if (i % 5 == 0)
      bytes.resize(random() % bytes.size());
    spill(path, bytes);
    std::vector<Array> arrays;
    std::string error;
    if (!readNpz(path, arrays, error, {1 << 20, 100}))
      EXPECT_FALSE(error.empty());
  }
  std::remove(path.c_str());
}
