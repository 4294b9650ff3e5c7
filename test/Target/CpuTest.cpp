// SPDX-License-Identifier: Apache-2.0
// The tables are complete and consistent, tiles fit their register files, and
// selection is by "last row that fits" with balancing.
#include "qopt/Target/Cpu.h"

#include "gtest/gtest.h"

#include <set>
#include <string>

using namespace qopt::target;

namespace {

TEST(Isa, RowsAreInEnumOrderWithUniqueNames) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < isaRows().size(); ++i) {
    const IsaRow &row = isaRows()[i];
    EXPECT_EQ(static_cast<size_t>(row.isa), i);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(parseIsa(row.name), row.isa);
    EXPECT_EQ(&describe(row.isa), &row);
  }
  EXPECT_EQ(parseIsa("avx512"), std::nullopt);
  EXPECT_EQ(parseIsa(""), std::nullopt);
}

TEST(Arch, RowsAreInEnumOrderWithUniqueNames) {
  std::set<std::string_view> names;
  for (size_t i = 0; i < archRows().size(); ++i) {
    const ArchRow &row = archRows()[i];
    EXPECT_EQ(static_cast<size_t>(row.arch), i + 1);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(parseArch(row.name), row.arch);
    EXPECT_EQ(parseTriple(row.triple), row.arch);
    EXPECT_EQ(&describe(row.arch), &row);
    // `--target cpu:NAME` must be clear.
    EXPECT_EQ(parseIsa(row.name), std::nullopt);
  }
  EXPECT_EQ(parseArch("any"), std::nullopt);
  EXPECT_EQ(parseArch(""), std::nullopt);
  EXPECT_EQ(parseTriple(""), std::nullopt);
}

TEST(Arch, PathsAreItsOwnBestFirst) {
  using Names = std::vector<std::string_view>;
  EXPECT_EQ(isaNames(Arch::X86_64),
            (Names{"avx512vnni", "avxvnni", "avx2", "generic"}));
  EXPECT_EQ(isaNames(Arch::AArch64),
            (Names{"neon-i8mm", "neon-dotprod", "generic"}));
  for (const IsaRow &row : isaRows())
    if (row.arch == Arch::Any) {
      EXPECT_EQ(row.cpu, 0u) << row.name;
      EXPECT_TRUE(row.features.empty()) << row.name;
    }
}

TEST(Isa, BestNeedsAllBits) {
  EXPECT_EQ(bestIsa(0), Isa::Generic);
  EXPECT_EQ(bestIsa(kAvx2), Isa::Generic);
  EXPECT_EQ(bestIsa(kAvx2 | kFma), Isa::Avx2);
  uint32_t all = 0xffff; // the bits of x86-64
  EXPECT_EQ(bestIsa(all), Isa::Avx512Vnni);
  EXPECT_EQ(bestIsa(all & ~uint32_t(kAvxVnni)), Isa::Avx512Vnni);
  EXPECT_EQ(bestIsa(all & ~uint32_t(kAvx512vnni)), Isa::AvxVnni);
  EXPECT_EQ(bestIsa(all & ~uint32_t(kAvx512vl)), Isa::AvxVnni);
  EXPECT_EQ(bestIsa(all & ~uint32_t(kAvx512vnni | kAvxVnni)), Isa::Avx2);
  EXPECT_EQ(bestIsa(kNeonDotprod), Isa::NeonDotprod);
  EXPECT_EQ(bestIsa(kNeonI8mm), Isa::Generic);
  EXPECT_EQ(bestIsa(kNeonDotprod | kNeonI8mm), Isa::NeonI8mm);
}

// Every instruction set is the best of some machine, and no machine has bits of two
// architectures.
TEST(Isa, EachIsTheBestOfSomeMachine) {
  uint32_t others = 0;
  for (const ArchRow &arch : archRows()) {
    uint32_t own = 0;
    for (const IsaRow &row : isaRows())
      if (belongsTo(row, arch.arch)) {
        EXPECT_EQ(bestIsa(row.cpu), row.isa) << row.name;
        own |= row.cpu;
      }
    EXPECT_EQ(own & others, 0u) << arch.name;
    others |= own;
  }
}

// Within an architecture a better one has no shorter vectors and no fewer registers.
TEST(Isa, RegistersGrow) {
  for (const ArchRow &arch : archRows()) {
    unsigned bytes = 0, registers = 0;
    for (const IsaRow &row : isaRows())
      if (belongsTo(row, arch.arch)) {
        EXPECT_GE(row.vectorBytes, bytes) << row.name;
        EXPECT_GE(row.vectorRegisters, registers) << row.name;
        bytes = row.vectorBytes;
        registers = row.vectorRegisters;
      }
  }
}

TEST(Dot, EveryIsaHasBothAccumulators) {
  for (const IsaRow &isa : isaRows())
    for (Operand acc : {Operand::S32, Operand::F32}) {
      const DotRow &row = selectDot(isa.isa, acc);
      EXPECT_EQ(row.lanes * 4, isa.vectorBytes) << row.intrinsic;
      EXPECT_FALSE(row.note.empty());
    }
}

TEST(Dot, NoSaturatingInstruction) {
  for (const DotRow &row : dotRows())
    for (const char *bad :
         {"pmadd.ub.sw", "vpdpbusds", "vpdpwssds", "sqdmlal", "sqdmull"})
      EXPECT_EQ(row.intrinsic.find(bad), std::string_view::npos)
          << row.intrinsic;
}

// A vector is narrowed by an instruction of its own instruction set or a lower
// one, and never wider than the registers.
TEST(Narrow, FitsRegisters) {
  for (const NarrowRow &row : narrowRows()) {
    EXPECT_LE(row.lanes * 16, describe(row.isa).vectorBytes);
    EXPECT_EQ(selectNarrow(row.isa, row.lanes), &row);
  }
  EXPECT_EQ(selectNarrow(Isa::Generic, 1), nullptr);
  EXPECT_EQ(selectNarrow(Isa::Avx2, 4), nullptr);
  EXPECT_NE(selectNarrow(Isa::AvxVnni, 2), nullptr);
}

// A look-up fills a register of its instruction set, and the table it is worth
// leaves most registers to the kernel.
TEST(Lookup, FitsRegisters) {
  for (const LookupRow &row : lookupRows()) {
    EXPECT_EQ(row.entries * 4, describe(row.isa).vectorBytes);
    EXPECT_LE(row.registers * 4, describe(row.isa).vectorRegisters);
  }
  EXPECT_EQ(selectLookup(Isa::Generic, 1), nullptr);
  EXPECT_NE(selectLookup(Isa::Avx2, 4), nullptr);
  EXPECT_EQ(selectLookup(Isa::Avx2, 5), nullptr);
  EXPECT_NE(selectLookup(Isa::AvxVnni, 4), nullptr);
  EXPECT_NE(selectLookup(Isa::Avx512Vnni, 6), nullptr);
  EXPECT_EQ(selectLookup(Isa::Avx512Vnni, 8), nullptr);
}

// 256 bytes lie in four registers of words.
TEST(SparseWeights, AreExpandedFastByOneRow) {
  EXPECT_TRUE(expandsSparseWeights(Isa::Avx512Vnni));
  EXPECT_FALSE(expandsSparseWeights(Isa::Avx2));
  EXPECT_FALSE(expandsSparseWeights(Isa::Generic));
}

TEST(WordLookup, FitsRegisters) {
  for (const WordLookupRow &row : wordLookupRows()) {
    EXPECT_EQ(row.words * 2, describe(row.isa).vectorBytes);
    EXPECT_EQ(row.words * 2 * 4, 256u);
    EXPECT_EQ(selectWordLookup(row.isa), &row);
  }
  EXPECT_EQ(selectWordLookup(Isa::Generic), nullptr);
}

/// Registers of accumulators of a Product tile; pairs-to-add double them.
unsigned accumulatorRegisters(const TileRow &tile) {
  const DotRow &dot = selectDot(tile.isa, tile.acc);
  unsigned perColumn = tile.acc == Operand::S32 ? 4 / dot.kStep : 1;
  return tile.rows * tile.panels * unsigned(kPanelColumns) * perColumn /
         dot.lanes;
}

TEST(Tile, AccumulatorsFitWithRoomForOperands) {
  for (const TileRow &tile : tileRows()) {
    if (tile.use != TileUse::Product && tile.use != TileUse::Stream)
      continue;
    EXPECT_LE(accumulatorRegisters(tile) + 2,
              describe(tile.isa).vectorRegisters)
        << describe(tile.isa).name << " " << tile.rows << "x" << tile.panels;
  }
}

// Whatever the shape, there is a tile that does not exceed it.
TEST(Tile, EveryShapeHasATile) {
  for (const IsaRow &isa : isaRows())
    for (Operand acc : {Operand::S32, Operand::F32})
      for (TileUse use : {TileUse::Product, TileUse::Depthwise})
        for (int64_t m = 1; m < 40; ++m)
          for (int64_t p = 1; p < 20; ++p) {
            Tile tile = selectTile(isa.isa, use, acc, m, p);
            EXPECT_GE(tile.rows, 1u);
            EXPECT_LE(tile.rows, m);
            EXPECT_GE(tile.panels, 1u);
            EXPECT_LE(tile.panels, p);
          }
}

// Products with packed codes: a tile lies in one block of up to four panels.
TEST(Tile, CodesTilesDivideBlocks) {
  for (const IsaRow &isa : isaRows())
    for (int64_t m = 1; m < 10; ++m)
      for (int64_t p = 1; p <= 4; ++p) {
        Tile tile =
            selectTile(isa.isa, TileUse::Codes, Operand::F32, m, p);
        EXPECT_GE(tile.rows, 1u);
        EXPECT_LE(tile.rows, m);
        EXPECT_LE(tile.panels, p);
        EXPECT_LE(tile.rows * tile.panels * kPanelColumns * 4,
                  isa.vectorBytes * isa.vectorRegisters / 2);
      }
}

// Products scaled run by run: a sum and a total per row and panel, and a block of four.
TEST(Tile, RunsTilesFit) {
  for (const IsaRow &isa : isaRows())
    for (int64_t m = 1; m < 40; ++m)
      for (int64_t p = 1; p <= 4; ++p) {
        Tile tile = selectTile(isa.isa, TileUse::Runs, Operand::S32, m, p);
        EXPECT_GE(tile.rows, 1u);
        EXPECT_LE(tile.rows, m);
        EXPECT_LE(tile.panels, p);
        EXPECT_LE(2 * tile.rows * tile.panels * kPanelColumns * 4,
                  isa.vectorBytes * isa.vectorRegisters);
      }
}

TEST(Lookup, BytesByLanes) {
  for (const ByteLookupRow &row : byteLookupRows())
    EXPECT_EQ(row.lanes, describe(row.isa).vectorBytes);
  EXPECT_EQ(selectByteLookup(Isa::Generic), nullptr);
  EXPECT_NE(selectByteLookup(Isa::Avx2), nullptr);
  EXPECT_NE(selectByteLookup(Isa::AvxVnni), nullptr);
}

TEST(Tile, LastRowThatFitsAndBalance) {
  auto select = [](int64_t m, int64_t p) {
    Tile t = selectTile(Isa::Avx512Vnni, TileUse::Product, Operand::S32, m, p);
    return std::make_pair(t.rows, t.panels);
  };
  EXPECT_EQ(select(3136, 4), std::make_pair(6u, 4u));
  EXPECT_EQ(select(3136, 2), std::make_pair(12u, 2u));
  EXPECT_EQ(select(1, 63), std::make_pair(1u, 8u));
  EXPECT_EQ(select(7, 4), std::make_pair(4u, 4u));  // 4 + 3, not 6 + 1
  EXPECT_EQ(select(13, 5), std::make_pair(5u, 3u)); // 5 + 5 + 3, 3 + 2
}

// Rows one by one, so that a row of an image as short as that has a tile, too.
TEST(Tile, StreamsHaveOnePanel) {
  for (int64_t m = 1; m <= 12; ++m) {
    auto tile = findTile(Isa::Avx512Vnni, TileUse::Stream, Operand::S32, m, 63);
    ASSERT_TRUE(tile);
    EXPECT_EQ(tile->rows, m <= 8 ? m : (m + 1) / 2);
    EXPECT_EQ(tile->panels, 1u);
  }
  EXPECT_FALSE(findTile(Isa::Generic, TileUse::Stream, Operand::S32, 8, 63));
}

} // namespace
