// SPDX-License-Identifier: Apache-2.0
// The rows of Chips.def as vectors, and selection among them.
#include "qopt/Target/Gpu.h"

#include <cassert>

namespace qopt::target {

const std::vector<ChipRow> &chipRows() {
  static const std::vector<ChipRow> rows = {
#define QOPT_CHIP(id, name, features, copy, matrixMoves, fp8Convert,           \
                  sharedBytes, smThreads)                                      \
  {Chip::id,    name,       features,    AsyncCopy::copy,                      \
   matrixMoves, fp8Convert, sharedBytes, smThreads},
#include "qopt/Target/Chips.def"
  };
  return rows;
}

const std::vector<MmaRow> &mmaRows() {
  static const std::vector<MmaRow> rows = {
#define QOPT_MMA(chip, kind, a, b, acc, m, n, k)                               \
  {Chip::chip,   MmaKind::kind, MmaType::a, MmaType::b, MmaType::acc, m, n, k},
#include "qopt/Target/Chips.def"
  };
  return rows;
}

const std::vector<GemmTile> &gemmTiles() {
  static const std::vector<GemmTile> tiles = {
#define QOPT_GEMM_TILE(rows, columns, depth, warpRows, warpColumns, stages)    \
  {rows, columns, depth, warpRows, warpColumns, stages},
#include "qopt/Target/Chips.def"
  };
  return tiles;
}

const std::vector<GemmTile> &codesTiles() {
  static const std::vector<GemmTile> tiles = {
#define QOPT_CODES_TILE(rows, columns, depth, warpRows, warpColumns, stages)   \
  {rows, columns, depth, warpRows, warpColumns, stages},
#include "qopt/Target/Chips.def"
  };
  return tiles;
}

const std::vector<GemmTile> &sparseTiles() {
  static const std::vector<GemmTile> tiles = {
#define QOPT_SPARSE_TILE(rows, columns, depth, warpRows, warpColumns, stages)  \
  {rows, columns, depth, warpRows, warpColumns, stages},
#include "qopt/Target/Chips.def"
  };
  return tiles;
}

const std::vector<WgmmaTile> &wgmmaTiles() {
  static const std::vector<WgmmaTile> tiles = {
#define QOPT_WGMMA_TILE(rows, columns, depth, stages)                          \
  {rows, columns, depth, stages},
#include "qopt/Target/Chips.def"
  };
  return tiles;
}

const ChipRow &describe(Chip chip) {
  return chipRows()[static_cast<size_t>(chip)];
}

std::optional<Chip> parseChip(std::string_view name) {
  for (const ChipRow &row : chipRows())
    if (row.name == name)
      return row.chip;
  return std::nullopt;
}

std::string_view name(MmaKind kind) {
  switch (kind) {
  case MmaKind::Mma:
    return "mma.sync";
  case MmaKind::MmaSparse:
    return "mma.sp";
  case MmaKind::Wgmma:
    return "wgmma";
  case MmaKind::WgmmaSparse:
    return "wgmma.sp";
  case MmaKind::Tcgen05:
    return "tcgen05.mma";
  }
  return "";
}

std::string_view name(MmaType type) {
  switch (type) {
  case MmaType::S8:
    return "s8";
  case MmaType::U8:
    return "u8";
  case MmaType::S4:
    return "s4";
  case MmaType::U4:
    return "u4";
  case MmaType::B1:
    return "b1";
  case MmaType::F16:
    return "f16";
  case MmaType::BF16:
    return "bf16";
  case MmaType::E4M3:
    return "e4m3";
  case MmaType::E5M2:
    return "e5m2";
  case MmaType::S32:
    return "s32";
  case MmaType::F32:
    return "f32";
  }
  return "";
}

const MmaRow *nativeMma(Chip chip, MmaKind kind, MmaType a, MmaType b) {
  for (const MmaRow &row : mmaRows())
    if (row.chip == chip && row.kind == kind && row.a == a && row.b == b)
      return &row;
  return nullptr;
}

bool supports(Chip chip, AsyncCopy copy) {
  return describe(chip).copy >= copy;
}

bool supports(Chip chip, uint32_t matrixMoves) {
  return (describe(chip).matrixMoves & matrixMoves) == matrixMoves;
}

static const GemmTile &selectTile(const std::vector<GemmTile> &tiles, int64_t m) {
  assert(m >= 1 && "a product has rows");
  for (const GemmTile &tile : tiles)
    if (tile.rows >= m)
      return tile;
  return tiles.back();
}

const GemmTile &selectGemmTile(int64_t m) { return selectTile(gemmTiles(), m); }
const GemmTile &selectCodesTile(int64_t m) { return selectTile(codesTiles(), m); }
const GemmTile &selectSparseTile(int64_t m) { return selectTile(sparseTiles(), m); }

const WgmmaTile &selectWgmmaTile(int64_t m, int64_t n, int64_t blocks,
                                 int64_t widest) {
  assert(m >= 1 && n >= 1 && "a product has rows and columns");
  auto count = [](int64_t size, int64_t tile) { return (size + tile - 1) / tile; };
  for (const WgmmaTile &tile : wgmmaTiles())
    if ((m > 64 || tile.rows <= 64) && tile.columns <= widest &&
        count(m, tile.rows) * count(n, tile.columns) >= blocks)
      return tile;
  return wgmmaTiles().back();
}

} // namespace qopt::target
