// SPDX-License-Identifier: Apache-2.0
// The rows of Tiles.def as vectors, and the one rule that picks among them.
#include "qopt/Target/Cpu.h"

#include <algorithm>
#include <cassert>

namespace qopt::target {

const std::vector<ArchRow> &archRows() {
  static const std::vector<ArchRow> rows = {
#define QOPT_ARCH(id, name, triple, cpu) {Arch::id, name, triple, cpu},
#include "qopt/Target/Tiles.def"
  };
  return rows;
}

const std::vector<IsaRow> &isaRows() {
  static const std::vector<IsaRow> rows = {
#define QOPT_ISA(id, arch, name, features, cpu, vectorBytes, vectorRegisters)  \
  {Isa::id, Arch::arch, name, features, cpu, vectorBytes, vectorRegisters},
#include "qopt/Target/Tiles.def"
  };
  return rows;
}

const std::vector<DotRow> &dotRows() {
  static const std::vector<DotRow> rows = {
#define QOPT_DOT(isa, lhs, rhs, acc, kStep, lanes, intrinsic, note)            \
  {Isa::isa, Operand::lhs, Operand::rhs, Operand::acc, kStep, lanes,           \
   intrinsic, note},
#include "qopt/Target/Tiles.def"
  };
  return rows;
}

const std::vector<NarrowRow> &narrowRows() {
  static const std::vector<NarrowRow> rows = {
#define QOPT_NARROW(isa, lanes, words, bytes, unsignedBytes)                   \
  {Isa::isa, lanes, words, bytes, unsignedBytes},
#include "qopt/Target/Tiles.def"
  };
  return rows;
}

const std::vector<LookupRow> &lookupRows() {
  static const std::vector<LookupRow> rows = {
#define QOPT_LOOKUP(isa, entries, registers, intrinsic)                        \
  {Isa::isa, entries, registers, intrinsic},
#include "qopt/Target/Tiles.def"
  };
  return rows;
}

const std::vector<ByteLookupRow> &byteLookupRows() {
  static const std::vector<ByteLookupRow> rows = {
#define QOPT_BYTE_LOOKUP(isa, lanes, intrinsic) {Isa::isa, lanes, intrinsic},
#include "qopt/Target/Tiles.def"
  };
  return rows;
}

const std::vector<WordLookupRow> &wordLookupRows() {
  static const std::vector<WordLookupRow> rows = {
#define QOPT_WORD_LOOKUP(isa, words, intrinsic) {Isa::isa, words, intrinsic},
#include "qopt/Target/Tiles.def"
  };
  return rows;
}

const std::vector<TileRow> &tileRows() {
  static const std::vector<TileRow> rows = {
#define QOPT_TILE(isa, use, acc, rows, panels)                                 \
  {Isa::isa, TileUse::use, Operand::acc, rows, panels},
#include "qopt/Target/Tiles.def"
  };
  return rows;
}

const ArchRow &describe(Arch arch) {
  assert(arch != Arch::Any && "no machine has this architecture");
  return archRows()[static_cast<size_t>(arch) - 1];
}

std::optional<Arch> parseArch(std::string_view name) {
  for (const ArchRow &row : archRows())
    if (row.name == name)
      return row.arch;
  return std::nullopt;
}

std::optional<Arch> parseTriple(std::string_view triple) {
  for (const ArchRow &row : archRows())
    if (row.triple == triple)
      return row.arch;
  return std::nullopt;
}

bool belongsTo(const IsaRow &row, Arch arch) {
  return row.arch == Arch::Any || row.arch == arch;
}

std::vector<std::string_view> isaNames(Arch arch) {
  std::vector<std::string_view> names;
  for (auto row = isaRows().rbegin(); row != isaRows().rend(); ++row)
    if (belongsTo(*row, arch))
      names.push_back(row->name);
  return names;
}

const IsaRow &describe(Isa isa) {
  return isaRows()[static_cast<size_t>(isa)];
}

std::optional<Isa> parseIsa(std::string_view name) {
  for (const IsaRow &row : isaRows())
    if (row.name == name)
      return row.isa;
  return std::nullopt;
}

Isa bestIsa(uint32_t features) {
  Isa best = Isa::Generic;
  for (const IsaRow &row : isaRows())
    if ((row.cpu & features) == row.cpu)
      best = row.isa;
  return best;
}

/// The last row that `fits`; the tables hold one for every combination asked.
template <typename Row, typename Pred>
static const Row &selectLast(const std::vector<Row> &rows, Pred fits) {
  auto found = std::find_if(rows.rbegin(), rows.rend(), fits);
  assert(found != rows.rend() && "Tiles.def lacks a row");
  return *found;
}

const DotRow &selectDot(Isa isa, Operand acc) {
  return selectLast(dotRows(), [&](const DotRow &row) {
    return row.isa == isa && row.acc == acc;
  });
}

const NarrowRow *selectNarrow(Isa isa, unsigned lanes) {
  for (const NarrowRow &row : narrowRows())
    if (row.isa == isa && row.lanes == lanes)
      return &row;
  return nullptr;
}

const LookupRow *selectLookup(Isa isa, unsigned bits) {
  for (const LookupRow &row : lookupRows())
    if (row.isa == isa && (1u << bits) <= row.entries * row.registers)
      return &row;
  return nullptr;
}

const ByteLookupRow *selectByteLookup(Isa isa) {
  for (const ByteLookupRow &row : byteLookupRows())
    if (row.isa == isa)
      return &row;
  return nullptr;
}

const WordLookupRow *selectWordLookup(Isa isa) {
  for (const WordLookupRow &row : wordLookupRows())
    if (row.isa == isa)
      return &row;
  return nullptr;
}

bool expandsSparseWeights(Isa isa) {
  const LookupRow *masks = selectLookup(isa, kIntStep); // a mask of a step's codes
  return masks && masks->entries == 1u << kIntStep && selectByteLookup(isa);
}

/// The smallest part size that still needs no more parts than `part` does.
static unsigned balance(int64_t total, int64_t part) {
  int64_t parts = (total + part - 1) / part;
  return static_cast<unsigned>((total + parts - 1) / parts);
}

std::optional<Tile> findTile(Isa isa, TileUse use, Operand acc, int64_t m,
                             int64_t panels) {
  const std::vector<TileRow> &rows = tileRows();
  auto fits = [&](const TileRow &r) {
    return r.isa == isa && r.use == use && r.acc == acc && r.rows <= m &&
           r.panels <= panels;
  };
  auto found = std::find_if(rows.rbegin(), rows.rend(), fits);
  if (found == rows.rend())
    return std::nullopt;
  return Tile{balance(m, found->rows), balance(panels, found->panels)};
}

Tile selectTile(Isa isa, TileUse use, Operand acc, int64_t m, int64_t panels) {
  std::optional<Tile> tile = findTile(isa, use, acc, m, panels);
  assert(tile && "Tiles.def lacks a row");
  return *tile;
}

} // namespace qopt::target
