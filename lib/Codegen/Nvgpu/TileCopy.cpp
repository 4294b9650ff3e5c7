// SPDX-License-Identifier: Apache-2.0
#include "TileCopy.h"

using namespace mlir;
using namespace mlir::qopt;

Value mlir::qopt::swizzle(NvvmEmit &b, Value row) {
  return b.bitAnd(b.shiftRight(row, 1), kRowPieces - 1);
}

Value mlir::qopt::spreadRow(NvvmEmit &b, Value row, int64_t spread) {
  if (spread == 1)
    return row;
  assert(llvm::isPowerOf2_64(spread) && "bits change places");
  Value pair = b.bitAnd(b.shiftRight(row, 1), 3);
  Value instruction = b.bitAnd(b.shiftRight(row, 3), spread - 1);
  Value kept = b.bitAnd(row, ~(8 * spread - 2));
  Value moved = b.add(b.mul(pair, spread), instruction);
  return b.bitOr(kept, b.shiftLeft(moved, 1));
}

// The widest copy to which both every row's start and its end are aligned.
static unsigned copyWidth(const TileCopy::Source &source) {
  for (int64_t width : {16, 8, 4})
    if (source.stride % width == 0 && source.depth % width == 0 && source.align >= width)
      return static_cast<unsigned>(width);
  return 1;
}

TileShare mlir::qopt::shareTile(NvvmEmit &b, int64_t rows, uint32_t threads,
                                Value thread, Value shared) {
  int64_t all = rows * kRowPieces;
  TileShare share{threads / kRowPieces, Value(), b.shiftRight(thread, 2), Value()};
  assert(share.rowsAtOnce % 8 == 0 && "the swizzle repeats every 8 rows");
  assert((all <= threads || all % threads == 0) && "an even share");
  if (all < threads)
    share.taking = b.below(thread, all);
  Value place = b.bitXor(b.bitAnd(thread, kRowPieces - 1), swizzle(b, share.row));
  share.to = b.advance(shared, b.add(b.mul(share.row, kTileRowBytes),
                                     b.mul(place, kPieceBytes)));
  return share;
}

TileCopy::TileCopy(NvvmEmit &b, const Source &source, uint32_t threads,
                   Value thread, Value shared)
    : b(b), source(source), width(copyWidth(source)) {
  TileShare share = shareTile(b, source.tileRows, threads, thread, shared);
  taking = share.taking;
  to = share.to;
  bool ragged = source.rows % source.tileRows != 0;
  for (int64_t first = 0; first < source.tileRows; first += share.rowsAtOnce) {
    Value at = b.add(source.firstRow,
                     spreadRow(b, b.add(share.row, first), source.spread));
    Value valid = ragged ? b.below(at, source.rows) : Value();
    if (valid)
      at = b.select(valid, at, b.word(0));
    Value offset = b.mul(b.zeroExtend64(at), source.stride);
    pieces.push_back(
        {b.advance(source.pointer, offset), valid, first * kTileRowBytes});
  }
}

void TileCopy::copy(Value column, Value stage) {
  b.when(taking, [&] {
    Value base = b.advance(to, stage);
    for (const Piece &piece : pieces) {
      Value at = b.advance(base, piece.offset);
      if (width == 1)
        copyBytes(piece, column, at);
      else
        copyPiece(piece, column, at);
    }
  });
}

// A copy of no bytes still names an address: one that exists.
void TileCopy::copyPiece(const Piece &piece, Value column, Value to) {
  for (int64_t i = 0; i < kPieceBytes; i += width) {
    Value at = b.add(column, i);
    Value inside = b.below(at, source.depth);
    Value from = b.advance(piece.row, b.select(inside, at, b.word(0)));
    Value bytes =
        b.select(b.both(inside, piece.valid), b.word(width), b.word(0));
    b.copyAsync(b.advance(to, i), from, width, bytes);
  }
}

// Seen by others after the barrier before the tile is read, as all copies are.
void TileCopy::copyBytes(const Piece &piece, Value column, Value to) {
  for (int64_t i = 0; i < kPieceBytes; i += 4) {
    Value word = b.word(0);
    for (int64_t j = 0; j < 4; ++j)
      word = b.bitOr(
          word, b.shiftLeft(loadByte(piece, b.add(column, i + j)), 8 * j));
    b.store(word, b.advance(to, i), 4);
  }
}

Value TileCopy::loadByte(const Piece &piece, Value column) {
  Value inside = b.below(column, source.depth);
  Value from = b.advance(piece.row, b.select(inside, column, b.word(0)));
  Value byte = b.createOrFold<arith::ExtUIOp>(b.getI32Type(),
                                              b.load(b.getI8Type(), from, 1));
  return b.select(b.both(inside, piece.valid), byte, b.word(0));
}
