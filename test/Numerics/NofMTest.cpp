// SPDX-License-Identifier: Apache-2.0
//
// N:M sparsity: masks by hand, round trips over every pattern of a run, the order
// of metadata, and what is refused.
#include "qopt/Numerics/Blocks/NofM.h"

#include <limits>

#include "gtest/gtest.h"

using namespace qopt::numerics;

namespace {
constexpr NofM kPatterns[] = {{2, 4}, {4, 8}, {1, 4}, {1, 2}, {3, 5}, {1, 16}};

size_t countSet(unsigned bits) {
  size_t n = 0;
  for (; bits; bits &= bits - 1)
    ++n;
  return n;
}
} // namespace

TEST(NofM, KeepsTheLargest) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const float x[] = {1, -3, 2, 0, // 2:4
                     1, -1, 1, 1, // ties: the lower indices
                     inf, nan, -inf, nan, // NaN above infinity
                     -5, 4, 6}; // a short run
  std::vector<bool> want = {0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1};
  EXPECT_EQ(keepLargest(x, 15, 1, {2, 4}), want);
  // Every third element.
  EXPECT_EQ(keepLargest(x, 5, 3, {1, 4}),
            (std::vector<bool>{0, 0, 0, 1, 1}));
  EXPECT_EQ(keepLargest(x, 0, 1, {1, 4}).size(), 0u);
}

TEST(NofM, EveryPatternOfARunComesBack) {
  for (NofM p : kPatterns) {
    int length = std::min(p.group, 8);
    for (unsigned mask = 0; mask < 1u << length; ++mask)
      for (int n = 1; n <= length; ++n) {
        std::vector<uint16_t> codes(size_t(n), 7);
        std::vector<int64_t> wide(size_t(n), 7);
        unsigned used = mask & ((1u << n) - 1);
        for (int i = 0; i < n; ++i)
          if (used >> i & 1)
            wide[size_t(i)] = codes[size_t(i)] = uint16_t(100 + i);
        bool fits = countSet(used) <= size_t(p.kept) || p.group < n;
        if (p.group >= n) {
          EXPECT_EQ(findDenseRun(wide.data(), size_t(n), 1, 7, p),
                    fits ? size_t(n) : 0u);
        }
        if (!fits)
          continue;
        SparseLine line = compress(codes.data(), size_t(n), 7, p);
        ASSERT_EQ(line.values.size(), size_t(p.kept));
        ASSERT_EQ(line.positions.size(), size_t(p.kept));
        for (size_t i = 1; i < line.positions.size(); ++i)
          ASSERT_LT(line.positions[i - 1], line.positions[i]);
        auto bytes = packPositions(line, p);
        ASSERT_EQ(unpackPositions(bytes, line.positions.size(), p),
                  line.positions);
        ASSERT_EQ(expand(line, size_t(n), 7, p), codes);
      }
  }
}

TEST(NofM, LongLines) {
  for (NofM p : kPatterns) {
    const size_t n = 203; // divides by none of the groups
    std::vector<uint16_t> codes(n, 0);
    std::vector<float> x;
    uint32_t state = 1;
    for (size_t i = 0; i < n; ++i) {
      state = state * 1664525 + 1013904223;
      x.push_back(float(int32_t(state)));
    }
    std::vector<bool> keep = keepLargest(x.data(), n, 1, p);
    for (size_t i = 0; i < n; ++i)
      if (keep[i])
        codes[i] = uint16_t(1 + i);
    SparseLine line = compress(codes.data(), n, 0, p);
    size_t runs = (n + size_t(p.group) - 1) / size_t(p.group);
    EXPECT_EQ(line.values.size(), runs * size_t(p.kept));
    EXPECT_EQ(expand(line, n, 0, p), codes);
    EXPECT_EQ(sparseBits(int64_t(n), 8, p),
              int64_t(runs) * p.kept * (8 + p.indexBits()));
  }
}

TEST(NofM, MetadataOfTwoOfFour) {
  // Positions (1, 3) and (0, 2): 4 bits per run, the first run lowest.
  const uint16_t codes[] = {0, 5, 0, 6, 7, 0, 8, 0};
  SparseLine line = compress(codes, 8, 0, {2, 4});
  EXPECT_EQ(line.values, (std::vector<uint16_t>{5, 6, 7, 8}));
  EXPECT_EQ(line.positions, (std::vector<uint8_t>{1, 3, 0, 2}));
  EXPECT_EQ(packPositions(line, {2, 4}),
            (std::vector<uint8_t>{0b1000'1101}));
  // An empty run still has two positions.
  const uint16_t none[] = {0, 0, 0, 9};
  line = compress(none, 4, 0, {2, 4});
  EXPECT_EQ(line.positions, (std::vector<uint8_t>{0, 3}));
  EXPECT_EQ(line.values, (std::vector<uint16_t>{0, 9}));
}

TEST(NofM, DenseRunsAreFound) {
  const int64_t codes[] = {1, 1, 0, 0, 0, 1, 1, 1, 1};
  EXPECT_EQ(findDenseRun(codes, 9, 1, 0, {2, 4}), 4u);
  EXPECT_EQ(findDenseRun(codes, 4, 1, 0, {2, 4}), 4u);
  EXPECT_EQ(findDenseRun(codes, 9, 1, 1, {2, 4}), 9u);
  EXPECT_EQ(findDenseRun(codes, 3, 4, 0, {1, 2}), 3u) << "stride";
}

TEST(NofM, IndexBits) {
  EXPECT_EQ((NofM{1, 2}).indexBits(), 1);
  EXPECT_EQ((NofM{2, 4}).indexBits(), 2);
  EXPECT_EQ((NofM{3, 5}).indexBits(), 3);
  EXPECT_EQ((NofM{4, 8}).indexBits(), 3);
  EXPECT_EQ((NofM{1, 256}).indexBits(), 8);
}

TEST(NofM, Spelling) {
  NofM p{0, 0};
  std::string error;
  EXPECT_TRUE(parseNofM("2:4", p, error));
  EXPECT_EQ(p.kept, 2);
  EXPECT_EQ(p.group, 4);
  for (const char *text : {"", "2", "2:", ":4", "2:4:8", "-1:4", "2 : 4", "a:b"}) {
    EXPECT_FALSE(parseNofM(text, p, error)) << text;
    EXPECT_EQ(error, "expected N:M such as 2:4, got '" + std::string(text) + "'");
  }
  EXPECT_FALSE(parseNofM("4:4", p, error));
  EXPECT_EQ(error, "expected N:M with 1 <= N < M <= 256, got 4:4");
  EXPECT_FALSE(parseNofM("0:4", p, error));
  EXPECT_FALSE(parseNofM("1:257", p, error));
  EXPECT_EQ(p.group, 4) << "left as it was";
}
