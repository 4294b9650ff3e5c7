// SPDX-License-Identifier: Apache-2.0
// CPU architectures and instruction sets as data: what each has, its dot
// instructions and its register tiles (rows of Tiles.def), and selection among the
// rows. Plain C++17. Sources: the Intel SDM and the Arm ARM (instruction
// semantics), measured tile shapes.
#ifndef QOPT_TARGET_CPU_H
#define QOPT_TARGET_CPU_H

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace qopt::target {

/// Output channels of one packed weight panel, on every instruction set: one
/// artefact has one weights blob.
constexpr int64_t kPanelColumns = 16;
/// Consecutive k of one channel that lie side by side in an int8 panel.
constexpr int64_t kIntStep = 4;

/// What a machine reports; the bits of `features` in qopt-c/Runtime.h.
enum CpuFeature : uint32_t {
  kAvx2 = 1u << 0,
  kFma = 1u << 1,
  kAvx512f = 1u << 2,
  kAvx512bw = 1u << 3,
  kAvx512dq = 1u << 4,
  kAvx512vl = 1u << 5,
  kAvx512vnni = 1u << 6,
  kAvxVnni = 1u << 7,
  kNeonDotprod = 1u << 16,
  kNeonI8mm = 1u << 17,
};

/// Architectures. An artefact is made for one; the instruction sets of `Any` belong
/// to every architecture.
enum class Arch : uint32_t { Any, X86_64, AArch64 };

/// Instruction sets, worst to best within an architecture.
enum class Isa : uint32_t {
  Generic,
  Avx2,
  AvxVnni,
  Avx512Vnni,
  NeonDotprod,
  NeonI8mm
};
/// Operand types of dot instructions and accumulators.
enum class Operand : uint32_t { U8, S8, S16, S32, F32 };
/// What a register tile is for.
enum class TileUse : uint32_t { Product, Stream, Depthwise, Codes, Runs };

struct ArchRow {
  Arch arch;
  std::string_view name;   ///< as in `qopt compile --target cpu:NAME`
  std::string_view triple; ///< LLVM target triple
  std::string_view cpu;    ///< LLVM processor that every machine can do
};

struct IsaRow {
  Isa isa;
  Arch arch;
  std::string_view name;     ///< as in the `qopt.isa` attribute and QOPT_ISA
  std::string_view features; ///< LLVM target features, comma separated
  uint32_t cpu;              ///< CpuFeature bits that must all be present
  unsigned vectorBytes;
  unsigned vectorRegisters;
};

struct DotRow {
  Isa isa;
  Operand lhs, rhs, acc;
  unsigned kStep; ///< products per accumulator and instruction
  unsigned lanes; ///< accumulators per instruction
  std::string_view intrinsic;
  std::string_view note; ///< why the instruction is exact, or how it rounds
};

struct NarrowRow {
  Isa isa;
  unsigned lanes; ///< 16-byte lanes of the vectors
  std::string_view words, bytes, unsignedBytes; ///< intrinsics
};

struct LookupRow {
  Isa isa;
  unsigned entries;   ///< f32 in one register, a power of two
  unsigned registers; ///< of the largest table worth it, a power of two
  std::string_view intrinsic; ///< (table, indices); ignores upper index bits
};

struct ByteLookupRow {
  Isa isa;
  unsigned lanes; ///< bytes of a register
  std::string_view intrinsic; ///< (table, indices): by 16-byte lanes
};

struct WordLookupRow {
  Isa isa;
  unsigned words; ///< of 16 bits in each of the two registers
  std::string_view intrinsic; ///< (first, indices, second); ignores upper index bits
};

struct TileRow {
  Isa isa;
  TileUse use;
  Operand acc;
  unsigned rows;
  unsigned panels; ///< of kPanelColumns columns
};

const std::vector<ArchRow> &archRows();
const std::vector<IsaRow> &isaRows();
const std::vector<DotRow> &dotRows();
const std::vector<NarrowRow> &narrowRows();
const std::vector<LookupRow> &lookupRows();
const std::vector<ByteLookupRow> &byteLookupRows();
const std::vector<WordLookupRow> &wordLookupRows();
const std::vector<TileRow> &tileRows();

/// The row of an architecture other than Any.
const ArchRow &describe(Arch arch);
/// By name, or by LLVM triple; nullopt for unknown text.
std::optional<Arch> parseArch(std::string_view name);
std::optional<Arch> parseTriple(std::string_view triple);

const IsaRow &describe(Isa isa);
/// By name; nullopt for unknown text.
std::optional<Isa> parseIsa(std::string_view name);
/// Whether machines of `arch` (not Any) may have the instruction set.
bool belongsTo(const IsaRow &row, Arch arch);
/// Names of the instruction sets of `arch` (not Any), best first.
std::vector<std::string_view> isaNames(Arch arch);
/// The best instruction set whose `cpu` bits are all in `features`.
Isa bestIsa(uint32_t features);

/// The instruction that accumulates in `acc` (S32 or F32).
const DotRow &selectDot(Isa isa, Operand acc);

/// The narrowing of vectors of `lanes` lanes; null where plain vector arithmetic
/// must do.
const NarrowRow *selectNarrow(Isa isa, unsigned lanes);

/// The table look-up for tables of 2^bits entries (1 <= bits <= 8); null where
/// loads must do.
const LookupRow *selectLookup(Isa isa, unsigned bits);

/// The look-up of bytes in a table of 16; null where selects must do.
const ByteLookupRow *selectByteLookup(Isa isa);

/// The look-up of words with which a table of 256 bytes in four registers is read; null
/// where loads must do.
const WordLookupRow *selectWordLookup(Isa isa);

/// Whether code of this instruction set puts N:M sparse 8-bit weights in their places about
/// as fast as memory brings them: one permutation of 16 words and one byte look-up for 64 of
/// them. Without, expanding takes longer than reading the zeros
/// (docs/rationale/sparse.md).
bool expandsSparseWeights(Isa isa);

/// A tile after balancing: `rows` may be smaller than the table's, so that the
/// last tile of M rows is not nearly empty; likewise `panels`.
struct Tile {
  unsigned rows;
  unsigned panels;
};
/// Tile for M output positions and P panels, both >= 1: the last row that
/// fits, rows lowered to ceil(M / ceil(M / rows)), panels likewise.
Tile selectTile(Isa isa, TileUse use, Operand acc, int64_t m, int64_t panels);
/// The same for a use that an instruction set may have no row for, or none that
/// small: nothing then.
std::optional<Tile> findTile(Isa isa, TileUse use, Operand acc, int64_t m,
                             int64_t panels);

} // namespace qopt::target

#endif // QOPT_TARGET_CPU_H
