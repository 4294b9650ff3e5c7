// SPDX-License-Identifier: Apache-2.0
// The chips' tables are complete, consistent and hold nothing that is emulated; tiles
// fit registers, shared memory and the copies of their threads.
#include "qopt/Target/Gpu.h"

#include "gtest/gtest.h"

#include <set>
#include <tuple>

using namespace qopt::target;

namespace {

TEST(Chip, RowsAreInEnumOrderWithUniqueNames) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < chipRows().size(); ++i) {
    const ChipRow &row = chipRows()[i];
    EXPECT_EQ(static_cast<size_t>(row.chip), i);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(parseChip(row.name), row.chip);
    EXPECT_EQ(&describe(row.chip), &row);
    // The newest PTX that this LLVM prints; a chip's own minimum lacks ordered
    // metadata and more.
    EXPECT_EQ(row.features, "+ptx90") << row.name;
    EXPECT_GT(row.sharedBytes, kStaticSharedBytes) << row.name;
    EXPECT_EQ(row.smThreads % kWarpThreads, 0u) << row.name;
    EXPECT_TRUE(supports(row.chip, uint32_t(kLdmatrixB16))) << row.name;
  }
  EXPECT_EQ(parseChip("sm_90"), std::nullopt);
  EXPECT_EQ(parseChip(""), std::nullopt);
}

TEST(Chip, CopiesAreCumulative) {
  EXPECT_TRUE(supports(Chip::Sm75, AsyncCopy::None));
  EXPECT_FALSE(supports(Chip::Sm75, AsyncCopy::CpAsync));
  EXPECT_TRUE(supports(Chip::Sm80, AsyncCopy::CpAsync));
  EXPECT_FALSE(supports(Chip::Sm89, AsyncCopy::Tma));
  EXPECT_TRUE(supports(Chip::Sm90a, AsyncCopy::CpAsync));
  EXPECT_TRUE(supports(Chip::Sm90a, AsyncCopy::Tma));
}

TEST(Chip, MatrixMoves) {
  EXPECT_FALSE(supports(Chip::Sm89, uint32_t(kStmatrixB16)));
  EXPECT_TRUE(supports(Chip::Sm90a, uint32_t(kStmatrixB16 | kLdmatrixB16)));
  EXPECT_FALSE(supports(Chip::Sm90a, uint32_t(kLdmatrixB8 | kLdmatrixB16)));
  EXPECT_TRUE(supports(Chip::Sm120a, uint32_t(kLdmatrixB8 | kStmatrixB8)));
}

unsigned bitsOf(MmaType type) {
  switch (type) {
  case MmaType::B1:
    return 1;
  case MmaType::S4:
  case MmaType::U4:
    return 4;
  case MmaType::S8:
  case MmaType::U8:
  case MmaType::E4M3:
  case MmaType::E5M2:
    return 8;
  case MmaType::F16:
  case MmaType::BF16:
    return 16;
  case MmaType::S32:
  case MmaType::F32:
    return 32;
  }
  return 0;
}

TEST(Mma, RowsAreUniqueAndOfOneWidth) {
  std::set<std::tuple<Chip, MmaKind, MmaType, MmaType>> keys;
  for (const MmaRow &row : mmaRows()) {
    EXPECT_TRUE(keys.insert({row.chip, row.kind, row.a, row.b}).second)
        << describe(row.chip).name << " " << name(row.kind) << " " << name(row.a);
    EXPECT_EQ(nativeMma(row.chip, row.kind, row.a, row.b), &row);
    EXPECT_EQ(bitsOf(row.a), bitsOf(row.b));
    bool isFloat = row.a >= MmaType::F16;
    EXPECT_EQ(row.acc, isFloat ? MmaType::F32 : MmaType::S32);
    // One step reads 32 bytes of a dense row (16 on sm_75), and of a sparse one
    // twice as many columns.
    bool isSparse =
        row.kind == MmaKind::MmaSparse || row.kind == MmaKind::WgmmaSparse;
    unsigned bits = row.k * bitsOf(row.a) / (isSparse ? 2 : 1);
    EXPECT_EQ(bits, row.chip == Chip::Sm75 ? 128u : 256u)
        << describe(row.chip).name << " " << name(row.kind) << " " << name(row.a);
  }
}

TEST(Mma, EightBitsOfAnySignsOnEveryChip) {
  for (const ChipRow &chip : chipRows())
    for (MmaType a : {MmaType::S8, MmaType::U8})
      for (MmaType b : {MmaType::S8, MmaType::U8})
        EXPECT_NE(nativeMma(chip.chip, MmaKind::Mma, a, b), nullptr) << chip.name;
  const MmaRow *row =
      nativeMma(Chip::Sm80, MmaKind::Mma, MmaType::U8, MmaType::S8);
  EXPECT_EQ(std::tuple(row->m, row->n, row->k), std::tuple(16u, 8u, 32u));
}

// What ptxas 13.0 takes and emulates: 4-bit mma from sm_90 on, fp8 mma.sync on sm_90
// and sm_100, 1-bit mma from sm_100 on.
TEST(Mma, NothingEmulated) {
  for (Chip chip : {Chip::Sm90a, Chip::Sm100a, Chip::Sm120a})
    for (MmaKind kind : {MmaKind::Mma, MmaKind::MmaSparse})
      for (MmaType a : {MmaType::S4, MmaType::U4})
        EXPECT_EQ(nativeMma(chip, kind, a, a), nullptr) << describe(chip).name;
  for (Chip chip : {Chip::Sm75, Chip::Sm80, Chip::Sm86, Chip::Sm90a, Chip::Sm100a})
    EXPECT_EQ(nativeMma(chip, MmaKind::Mma, MmaType::E4M3, MmaType::E4M3), nullptr);
  for (Chip chip : {Chip::Sm89, Chip::Sm120a})
    EXPECT_NE(nativeMma(chip, MmaKind::Mma, MmaType::E4M3, MmaType::E5M2), nullptr);
  for (Chip chip : {Chip::Sm100a, Chip::Sm120a})
    EXPECT_EQ(nativeMma(chip, MmaKind::Mma, MmaType::B1, MmaType::B1), nullptr);
}

TEST(Mma, ChipsOwnKinds) {
  for (const MmaRow &row : mmaRows()) {
    if (row.kind == MmaKind::Wgmma || row.kind == MmaKind::WgmmaSparse) {
      EXPECT_EQ(row.chip, Chip::Sm90a);
    }
    if (row.kind == MmaKind::Tcgen05) {
      EXPECT_EQ(row.chip, Chip::Sm100a);
    }
  }
}

TEST(GemmTile, Fits) {
  uint32_t rows = 0;
  for (const GemmTile &tile : gemmTiles()) {
    EXPECT_GT(tile.rows, rows) << "ascending";
    rows = tile.rows;
    EXPECT_LE(tile.sharedBytes(), kStaticSharedBytes);
    EXPECT_GE(tile.stages, 2u);
    // A warp's tile is whole m16n8k32 instructions, columns in pairs of them: one
    // ldmatrix.x4 loads two.
    EXPECT_EQ(tile.rows % (tile.warpRows * 16), 0u);
    EXPECT_EQ(tile.columns % (tile.warpColumns * 16), 0u);
    EXPECT_EQ(tile.depth, 64u) << "the swizzle is of rows of 64 bytes";
    // Accumulators and the fragments of one step.
    uint32_t m = tile.rows / tile.warpRows, n = tile.columns / tile.warpColumns;
    uint32_t registers = m * n / 32 + m / 16 * 4 + n / 8 * 2;
    EXPECT_LE(registers * tile.threads(), kSmRegisters / 2);
    // Every thread copies the same number of 16-byte pieces, or one at most.
    for (uint32_t side : {tile.rows, tile.columns}) {
      uint32_t pieces = side * tile.depth / 16;
      EXPECT_TRUE(pieces <= tile.threads() || pieces % tile.threads() == 0);
    }
  }
}

// Weights of codes: 32 columns per warp; sums, totals, fragments of the input, and the
// words and bytes of a stage of weights that is prefetched and one that is used.
TEST(CodesTile, Fits) {
  uint32_t rows = 0;
  for (const GemmTile &tile : codesTiles()) {
    EXPECT_GT(tile.rows, rows) << "ascending";
    rows = tile.rows;
    EXPECT_LE(tile.rows * tile.depth * tile.stages, kStaticSharedBytes);
    EXPECT_GE(tile.stages, 2u);
    EXPECT_EQ(tile.rows % (tile.warpRows * 16), 0u);
    EXPECT_EQ(tile.columns, 32 * tile.warpColumns);
    EXPECT_EQ(tile.depth, 64u);
    uint32_t m = tile.rows / tile.warpRows;
    EXPECT_LE((m * 2 + m / 16 * 4 + 24) * tile.threads(), kSmRegisters / 2);
    uint32_t pieces = tile.rows * tile.depth / 16;
    EXPECT_TRUE(pieces <= tile.threads() || pieces % tile.threads() == 0);
  }
  EXPECT_EQ(selectCodesTile(16).rows, 16u);
  EXPECT_EQ(selectCodesTile(17).rows, 32u);
  EXPECT_EQ(selectCodesTile(33).rows, 64u);
  EXPECT_EQ(selectCodesTile(1 << 20).rows, 64u);
}

// 2:4 weights: 32 columns, i.e. two instructions of 16, or a multiple; sums, and of a step
// fragments of all rows of the input and of one instruction's weights.
TEST(SparseTile, Fits) {
  uint32_t rows = 0;
  for (const GemmTile &tile : sparseTiles()) {
    EXPECT_GT(tile.rows, rows) << "ascending";
    rows = tile.rows;
    EXPECT_LE((tile.rows * 64 + tile.columns * 40) * tile.stages, kStaticSharedBytes);
    EXPECT_GE(tile.stages, 2u);
    EXPECT_EQ(tile.rows % (tile.warpRows * 8), 0u);
    EXPECT_EQ(tile.columns % (32 * tile.warpColumns), 0u);
    EXPECT_EQ(tile.depth, 64u);
    uint32_t m = tile.rows / tile.warpRows, n = tile.columns / tile.warpColumns;
    EXPECT_LE((m * n / 32 + m / 8 * 4 + 6) * tile.threads(), kSmRegisters / 2);
    uint32_t pieces = tile.rows * tile.depth / 16;
    EXPECT_TRUE(pieces <= tile.threads() || pieces % tile.threads() == 0);
  }
  EXPECT_EQ(selectSparseTile(8).rows, 8u);
  EXPECT_EQ(selectSparseTile(9).rows, 32u);
  EXPECT_EQ(selectSparseTile(33).rows, 64u);
  EXPECT_EQ(selectSparseTile(1 << 20).rows, 128u);
}

TEST(WgmmaTile, Fits) {
  for (const WgmmaTile &tile : wgmmaTiles()) {
    EXPECT_TRUE(tile.rows == 64 || tile.rows == 128);
    EXPECT_TRUE(tile.columns % 32 == 0 && tile.columns <= 256);
    EXPECT_EQ(tile.depth, 128u) << "a swizzled row";
    EXPECT_GE(tile.stages, 4u);
    EXPECT_EQ(tile.threads(), tile.rows * 2 + 32);
    EXPECT_LE(tile.sharedBytes(), describe(Chip::Sm90a).sharedBytes);
    // Sums, and half as many registers again for everything else.
    EXPECT_LE(tile.columns / 2 * 3 / 2 * tile.threads(), kSmRegisters);
  }
}

TEST(WgmmaTile, IsTheLargestThatFillsTheChip) {
  auto tileOf = [](int64_t m, int64_t n, int64_t blocks) {
    const WgmmaTile &tile = selectWgmmaTile(m, n, blocks);
    return std::pair(tile.rows, tile.columns);
  };
  using Tile = std::pair<uint32_t, uint32_t>;
  EXPECT_EQ(tileOf(4096, 4096, 132), Tile(128, 256));
  EXPECT_EQ(tileOf(1024, 4096, 132), Tile(128, 128));
  EXPECT_EQ(tileOf(256, 4096, 132), Tile(64, 64));
  EXPECT_EQ(tileOf(64, 65536, 132), Tile(64, 128)) << "no half empty tiles";
  EXPECT_EQ(tileOf(65, 65536, 132), Tile(128, 256));
  EXPECT_EQ(tileOf(33, 1, 132), Tile(64, 64)) << "the smallest where none fills it";
  EXPECT_EQ(tileOf(65, 1, 1), Tile(128, 256));
  EXPECT_EQ(selectWgmmaTile(4096, 4096, 132, 128).columns, 128u);
}

TEST(GemmTile, IsTheSmallestThatHoldsTheRows) {
  EXPECT_EQ(selectGemmTile(1).rows, 16u);
  EXPECT_EQ(selectGemmTile(16).rows, 16u);
  EXPECT_EQ(selectGemmTile(17).rows, 64u);
  EXPECT_EQ(selectGemmTile(65).rows, 128u);
  EXPECT_EQ(selectGemmTile(1 << 20).rows, 128u);
}

} // namespace
