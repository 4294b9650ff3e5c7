// SPDX-License-Identifier: Apache-2.0
// One operand's tiles on their way from global to shared memory.
#ifndef QOPT_LIB_CODEGEN_NVGPU_TILECOPY_H
#define QOPT_LIB_CODEGEN_NVGPU_TILECOPY_H

#include "GemmPlan.h"
#include "NvvmEmit.h"

namespace mlir::qopt {

/// Bytes that shared memory holds of each row of a tile, in pieces of 16. Piece p of
/// row r lies at place p ^ swizzle(r): eight rows that ldmatrix reads at once, at one
/// p, are in different banks.
constexpr int64_t kTileRowBytes = 64, kPieceBytes = 16;
constexpr int64_t kRowPieces = kTileRowBytes / kPieceBytes;

/// Of a row by its number modulo 8: (row / 2) % 4. `row` may be any multiple of 8 more.
Value swizzle(NvvmEmit &b, Value row);

/// Which row of the matrix a tile's row holds, where `spread` matrix instructions of 8
/// columns share 8 * spread rows: of two neighbours of an instruction's columns, pairs
/// of all its instructions follow each other, so that 2 * spread columns of a lane's
/// sums are neighbours. Row 8 j + 2 q + e of every 8 * spread is row 2 (q * spread + j)
/// + e. `spread` is a power of two; 1: rows are in order.
Value spreadRow(NvvmEmit &b, Value row, int64_t spread);

/// Which pieces of a tile of `rows` rows a thread copies: at one place of the rows
/// `row`, `row` + rowsAtOnce, ...
struct TileShare {
  int64_t rowsAtOnce;
  Value taking; ///< null: every thread takes part
  Value row;    ///< in the tile
  Value to;     ///< where its piece lies in shared memory
};
TileShare shareTile(NvvmEmit &b, int64_t rows, uint32_t threads, Value thread,
                    Value shared);

class TileCopy {
public:
  /// A matrix of bytes in global memory, and which tile of it the block reads.
  struct Source {
    Value pointer;
    int64_t rows;     ///< beyond them there are zeros
    int64_t stride;   ///< bytes from row to row
    int64_t depth;    ///< bytes of a row; beyond them there are zeros
    Value firstRow;   ///< of the block's tile
    int64_t tileRows; ///< of the block's tile
    /// The order in which rows lie in the tile; see spreadRow().
    int64_t spread = 1;
    /// Bytes to which the pointer is aligned, a power of two up to 16.
    int64_t align = kPieceBytes;
  };

  /// Emits what does not change from tile to tile. Tiles go to `shared`, plus the
  /// offset of a stage.
  TileCopy(NvvmEmit &b, const Source &source, uint32_t threads, Value thread,
           Value shared);

  /// Copies a tile to the stage at byte offset `stage`. `column`: of this thread's
  /// piece in the matrix, i.e. the tile's first column plus thread % 4 * 16. All
  /// threads of the block must come here.
  void copy(Value column, Value stage);

private:
  /// One piece of 16 bytes that this thread copies.
  struct Piece {
    Value row;   ///< where its row begins; any row where it is beyond the last
    Value valid; ///< null: the row exists
    int64_t offset; ///< in the tile
  };
  void copyPiece(const Piece &piece, Value column, Value to);
  /// For rows of which 4 bytes may straddle an edge or be unaligned.
  void copyBytes(const Piece &piece, Value column, Value to);
  /// The byte at `column`, 0 beyond the edges, as a word.
  Value loadByte(const Piece &piece, Value column);

  NvvmEmit &b;
  Source source;
  unsigned width; ///< bytes of one cp.async: 16, 8, 4; 1: through registers
  Value taking;   ///< null: every thread takes part
  Value to;       ///< of this thread's first piece
  SmallVector<Piece> pieces;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_TILECOPY_H
