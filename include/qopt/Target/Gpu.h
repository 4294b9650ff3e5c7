// SPDX-License-Identifier: Apache-2.0
// NVIDIA GPUs as data: which matrix instructions each chip has in hardware, how it
// copies into shared memory, how much it has of what (rows of Chips.def), and
// selection among the rows. Plain C++17. That an assembler takes an instruction does
// not make it one of the chip's: ptxas emulates some by a hundred others.
#ifndef QOPT_TARGET_GPU_H
#define QOPT_TARGET_GPU_H

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace qopt::target {

/// Chips in ascending order. A name that ends in `a` takes instructions of that very
/// chip only (wgmma, tcgen05).
enum class Chip : uint32_t { Sm75, Sm80, Sm86, Sm89, Sm90a, Sm100a, Sm120a };

/// The best asynchronous copy from global to shared memory. Each includes the ones
/// before it.
enum class AsyncCopy : uint32_t {
  None,    ///< through registers only
  CpAsync, ///< cp.async: 4, 8 or 16 bytes per thread, zeros beyond a given count
  Tma,     ///< cp.async.bulk and tensor copies, counted by mbarriers
};

/// Instructions that move 8x8 matrices between registers and shared memory.
enum MatrixMove : uint32_t {
  kLdmatrixB16 = 1u << 0, ///< ldmatrix .m8n8 .x1/.x2/.x4, with .trans
  kLdmatrixB8 = 1u << 1,  ///< ldmatrix .m16n16.trans.b8
  kStmatrixB16 = 1u << 2, ///< stmatrix .m8n8
  kStmatrixB8 = 1u << 3,  ///< stmatrix .m16n8.trans.b8
};

/// Which instruction multiplies: of one warp (Mma), of four (Wgmma), or of the tensor
/// memory (Tcgen05); sparse ones skip two of four.
enum class MmaKind : uint32_t { Mma, MmaSparse, Wgmma, WgmmaSparse, Tcgen05 };

/// Element types of matrix instructions. B1 multiplies by `and` and counts bits.
enum class MmaType : uint32_t { S8, U8, S4, U4, B1, F16, BF16, E4M3, E5M2, S32, F32 };

/// Shared memory of a block that does not ask for more at launch.
constexpr uint32_t kStaticSharedBytes = 49152;
/// 32-bit registers of a multiprocessor, and the most that a thread may have.
constexpr uint32_t kSmRegisters = 65536, kThreadRegisters = 255;
constexpr uint32_t kWarpThreads = 32;
/// Products of 8-bit weights of at most so many rows are sums of dp4a: the weights' way
/// from memory bounds them, and a matrix instruction's 16 rows would be half empty.
constexpr int64_t kVectorRows = 8;
/// wgmma, where a chip has it, multiplies 64 rows at once: products of fewer rows than
/// this would leave more than half of them empty, and take mma.sync's 16.
constexpr int64_t kWgmmaRows = 33;
/// Blocks that a product by wgmma should have: H100 SXM and H200 have so many
/// multiprocessors (H100 PCIe: 114).
constexpr int64_t kWgmmaBlocks = 132;

struct ChipRow {
  Chip chip;
  std::string_view name;     ///< "sm_80": of LLVM, ptxas and `--target nvptx:NAME`
  std::string_view features; ///< LLVM target features: the PTX version
  AsyncCopy copy;
  uint32_t matrixMoves; ///< MatrixMove bits
  bool fp8Convert;      ///< cvt between f16 or f32 pairs and fp8 pairs
  uint32_t sharedBytes; ///< that one block may have, asked for at launch
  uint32_t smThreads;   ///< threads that one multiprocessor holds
};

struct MmaRow {
  Chip chip;
  MmaKind kind;
  MmaType a, b, acc;
  uint32_t m, n, k; ///< a is m x k, b is k x n
};

/// A block's tile of a product A[M, K] * B[N, K]^T. Warp (i, j) of the grid computes
/// rows / warpRows by columns / warpColumns of it.
struct GemmTile {
  uint32_t rows, columns;
  uint32_t depth; ///< bytes of k per stage
  uint32_t warpRows, warpColumns;
  uint32_t stages;

  constexpr uint32_t threads() const {
    return warpRows * warpColumns * kWarpThreads;
  }
  constexpr uint32_t stageBytes() const { return (rows + columns) * depth; }
  constexpr uint32_t sharedBytes() const { return stages * stageBytes(); }
};

/// A block's tile of a product by wgmma: a warpgroup per 64 rows multiplies, and one
/// warp more copies.
struct WgmmaTile {
  uint32_t rows, columns;
  uint32_t depth; ///< bytes of k per stage: one swizzled row of 128
  uint32_t stages;

  constexpr uint32_t consumers() const { return rows / 64 * 4 * kWarpThreads; }
  constexpr uint32_t threads() const { return consumers() + kWarpThreads; }
  constexpr uint32_t stageBytes() const { return (rows + columns) * depth; }
  /// Stages, and two mbarriers of 8 bytes of each.
  constexpr uint32_t sharedBytes() const { return stages * (stageBytes() + 16); }
};

const std::vector<ChipRow> &chipRows();
const std::vector<MmaRow> &mmaRows();
const std::vector<GemmTile> &gemmTiles();
const std::vector<GemmTile> &codesTiles();
const std::vector<GemmTile> &sparseTiles();
const std::vector<WgmmaTile> &wgmmaTiles();

const ChipRow &describe(Chip chip);
/// By name ("sm_80"); nullopt for unknown text.
std::optional<Chip> parseChip(std::string_view name);

std::string_view name(MmaKind kind); ///< "mma.sync", "mma.sp", "wgmma", ...
std::string_view name(MmaType type); ///< as PTX spells it: "s8", "e4m3", ...

/// The instruction of `kind` that multiplies `a` by `b` in hardware; null where the
/// chip has none, even if an assembler would take it.
const MmaRow *nativeMma(Chip chip, MmaKind kind, MmaType a, MmaType b);
/// Whether the chip has at least this copy, all these MatrixMove bits.
bool supports(Chip chip, AsyncCopy copy);
bool supports(Chip chip, uint32_t matrixMoves);

/// The tile of an 8-bit product by mma.sync of `m` rows, m >= 1.
const GemmTile &selectGemmTile(int64_t m);
/// The same with weights of 4 bits that do not go through shared memory.
const GemmTile &selectCodesTile(int64_t m);
/// The same with 2:4 weights, by mma.sp.
const GemmTile &selectSparseTile(int64_t m);
/// The tile of a product of `m` rows and `n` columns by wgmma: the largest of at most
/// `widest` >= 64 columns of which there are `blocks` >= 1, else the smallest.
const WgmmaTile &selectWgmmaTile(int64_t m, int64_t n, int64_t blocks,
                                 int64_t widest = 256);

} // namespace qopt::target

#endif // QOPT_TARGET_GPU_H
