// SPDX-License-Identifier: Apache-2.0
//
// Products with a 2:4 sparse A. The metadata are laid out here from the order in
// which CUTLASS stores them (host_reorder.h), an account independent of the
// emulator's: per row words of 2-bit positions; rows r and r + 8 interleaved;
// then blocks of two by two words transposed; a quad reads four in a row.
#include "MmaHarness.h"

#include <gtest/gtest.h>

#include <random>

namespace qopt::ptx {
namespace {

struct Sparse {
  std::vector<uint32_t> stored, dense, metadata; ///< metadata: 2-bit positions [16][k / 2]
};

Sparse randomSparse(int k, std::mt19937 &random) {
  Sparse a{std::vector<uint32_t>(size_t(8 * k)), std::vector<uint32_t>(size_t(16 * k)),
           std::vector<uint32_t>(size_t(8 * k))};
  for (int row = 0; row < 16; ++row)
    for (int group = 0; group < k / 4; ++group) {
      uint32_t first = random() % 3, second = first + 1 + random() % (3 - first);
      for (uint32_t i : {0u, 1u}) {
        size_t at = size_t(row * k / 2 + 2 * group) + i;
        uint32_t position = i ? second : first;
        a.stored[at] = uint32_t(random());
        a.metadata[at] = position;
        a.dense[size_t(row * k + 4 * group) + position] = a.stored[at];
      }
    }
  return a;
}

/// One unit per 16 (16-bit elements) or 32 columns (8-bit) of a row: as wide as
/// CUTLASS' metadata element.
std::array<uint32_t, 32> metadataRegisters(const Sparse &a, int k, int bits, int selector) {
  int unitColumns = bits == 16 ? 16 : 32, units = k / unitColumns, unitBits = unitColumns;
  std::array<uint32_t, 32> result{};
  for (int row = 0; row < 16; ++row)
    for (int unit = 0; unit < units; ++unit) {
      uint32_t word = 0;
      for (int j = 0; j < unitColumns / 2; ++j)
        word |= a.metadata[size_t(row * k / 2 + unit * unitColumns / 2 + j)] << (2 * j);
      // Rows r, r + 8 side by side within one unit of columns.
      int place = 2 * unit + row / 8;
      int lanesUsed = units * 2 * unitBits / 32;
      int lane = selector * lanesUsed + place * unitBits / 32;
      result[size_t(row % 8 * 4 + lane)] |= word << (place * unitBits % 32);
    }
  return result;
}

struct Case {
  int k, bits;
  const char *types;
  int selectors;
};

MmaRun runSparse(const Case &c, const Sparse &a, const std::vector<uint32_t> &b, const std::vector<uint32_t> &sums,
                 const std::array<uint32_t, 32> &metadata, int selector, const std::string &variant) {
  Layouts stored = layoutsOf(16, c.k / 2, 32 / c.bits), full = layoutsOf(16, c.k, 32 / c.bits);
  return runMma("mma.sp" + variant + ".sync.aligned.m16n8k" + std::to_string(c.k) + ".row.col." + c.types,
                toRegisters(a.stored, 16, c.k / 2, c.bits, stored.a), toRegisters(b, 8, c.k, c.bits, full.b),
                toRegisters(sums, 16, 8, 32, full.c), ", %meta, " + std::to_string(selector), metadata);
}

size_t mismatches(const Case &c, const Sparse &a, const std::vector<uint32_t> &b, const std::vector<uint32_t> &sums,
                  const MmaRun &run) {
  auto d = fromRegisters(run.d, 16, 8, 32, layoutsOf(16, c.k, 32 / c.bits).c);
  size_t wrong = 0;
  for (size_t row = 0; row < 16; ++row)
    for (size_t column = 0; column < 8; ++column) {
      uint32_t sum = sums[row * 8 + column];
      for (size_t k = 0; k < size_t(c.k); ++k)
        sum += uint32_t(int8_t(a.dense[row * size_t(c.k) + k]) * int8_t(b[column * size_t(c.k) + k]));
      wrong += d[row * 8 + column] != sum;
    }
  return wrong;
}

std::vector<uint32_t> randomWords(size_t count, std::mt19937 &random) {
  std::vector<uint32_t> words(count);
  for (uint32_t &word : words)
    word = uint32_t(random());
  return words;
}

TEST(MmaSparse, Integers) {
  std::mt19937 random(5);
  for (const Case &c : {Case{64, 8, "s32.s8.s8.s32", 1}, Case{32, 8, "s32.s8.s8.s32", 2}})
    for (int selector = 0; selector < c.selectors; ++selector)
      for (const char *variant : {"", "::ordered_metadata"}) {
        Sparse a = randomSparse(c.k, random);
        auto b = randomWords(size_t(8 * c.k), random), sums = randomWords(128, random);
        MmaRun run = runSparse(c, a, b, sums, metadataRegisters(a, c.k, c.bits, selector), selector, variant);
        EXPECT_EQ(run.error, "");
        EXPECT_EQ(mismatches(c, a, b, sums, run), 0u) << c.k << " " << selector;
      }
}

/// 1 and -1 as codes of the type; the sums are exact.
TEST(MmaSparse, Floats) {
  std::mt19937 random(8);
  struct FloatCase {
    Case c;
    uint32_t one;
  };
  for (const FloatCase &f :
       {FloatCase{{16, 16, "f32.f16.f16.f32", 4}, 0x3c00}, FloatCase{{32, 16, "f32.f16.f16.f32", 2}, 0x3c00},
        FloatCase{{16, 16, "f32.bf16.bf16.f32", 4}, 0x3f80}, FloatCase{{64, 8, "f32.e4m3.e4m3.f32", 1}, 0x38}})
    for (int selector = 0; selector < f.c.selectors; ++selector) {
      size_t k = size_t(f.c.k);
      uint32_t sign = 1u << (f.c.bits - 1);
      auto code = [&](uint32_t word) { return word & 1 ? f.one : f.one | sign; };
      Sparse a = randomSparse(f.c.k, random);
      for (uint32_t &element : a.stored)
        element = code(element);
      for (size_t i = 0; i < a.stored.size(); ++i)
        a.dense[i / (k / 2) * k + i % (k / 2) / 2 * 4 + a.metadata[i]] = a.stored[i];
      auto b = randomWords(8 * k, random);
      for (uint32_t &element : b)
        element = code(element);
      std::vector<uint32_t> sums(128, bitCast<uint32_t>(0.5f));
      MmaRun run = runSparse(f.c, a, b, sums, metadataRegisters(a, f.c.k, f.c.bits, selector), selector,
                             "::ordered_metadata");
      ASSERT_EQ(run.error, "") << f.c.types;
      auto d = fromRegisters(run.d, 16, 8, 32, layoutsOf(16, f.c.k, 32 / f.c.bits).c);
      auto value = [&](uint32_t element) { return element == 0 ? 0 : element & sign ? -1 : 1; };
      for (size_t row = 0; row < 16; ++row)
        for (size_t column = 0; column < 8; ++column) {
          float sum = 0.5f;
          for (size_t i = 0; i < k; ++i)
            sum += float(value(a.dense[row * k + i]) * value(b[column * k + i]));
          ASSERT_EQ(d[row * 8 + column], bitCast<uint32_t>(sum)) << f.c.types << " " << selector;
        }
    }
}

/// Every single wrong bit of the metadata is an error or a wrong result.
TEST(MmaSparse, EveryWrongMetadataBitIsFound) {
  std::mt19937 random(6);
  Case c{64, 8, "s32.s8.s8.s32", 1};
  Sparse a = randomSparse(c.k, random);
  for (uint32_t &element : a.stored)
    element |= 1; // no stored zero, whose place would not matter
  for (size_t i = 0; i < a.stored.size(); ++i)
    a.dense[i / 32 * 64 + i % 32 / 2 * 4 + a.metadata[i]] = a.stored[i];
  auto b = randomWords(size_t(8 * c.k), random), sums = randomWords(128, random);
  auto metadata = metadataRegisters(a, c.k, c.bits, 0);
  for (size_t lane = 0; lane < 32; ++lane)
    for (int bit = 0; bit < 32; ++bit) {
      auto wrong = metadata;
      wrong[lane] ^= 1u << bit;
      MmaRun run = runSparse(c, a, b, sums, wrong, 0, "::ordered_metadata");
      bool found = run.error.find("positions of 4") != std::string::npos || mismatches(c, a, b, sums, run) > 0;
      EXPECT_TRUE(found) << lane << " " << bit;
    }
}

TEST(MmaSparse, SelectorsThatDoNotExist) {
  std::mt19937 random(7);
  Case c{64, 8, "s32.s8.s8.s32", 1};
  Sparse a = randomSparse(c.k, random);
  auto b = randomWords(size_t(8 * c.k), random), sums = randomWords(128, random);
  MmaRun run = runSparse(c, a, b, sums, metadataRegisters(a, c.k, c.bits, 0), 1, "");
  EXPECT_NE(run.error.find("expected a sparsity selector below 1, got 1"), std::string::npos) << run.error;
}

} // namespace
} // namespace qopt::ptx
