// SPDX-License-Identifier: Apache-2.0
#include "PixelCopy.h"

#include <numeric>

using namespace mlir;
using namespace mlir::qopt;

PixelCopy::PixelCopy(NvvmEmit &b, const Source &source, uint32_t threads, Value thread,
                     Value shared)
    : b(b), source(source), g(source.geometry),
      width(static_cast<unsigned>(std::gcd(g.channels, kPieceBytes))) {
  assert(width >= kMmaPixelAlign && "the verifier asks for it");
  pitches = pitchesOf(g);
  bool padded = false;
  for (size_t d = 0; d < g.sizes.size(); ++d)
    padded |= g.isPadded(d);
  if (padded && g.padValue != 0)
    padding = b.constantBytes(std::vector<uint8_t>(kPieceBytes, static_cast<uint8_t>(g.padValue)));
  TileShare share = shareTile(b, source.tileRows, threads, thread, shared);
  taking = share.taking;
  to = share.to;
  for (int64_t first = 0; first < source.tileRows; first += share.rowsAtOnce)
    windows.push_back(windowOf(b.add(source.firstRow, b.add(share.row, first)),
                                  first * kTileRowBytes));
}

PixelCopy::Window PixelCopy::windowOf(Value row, int64_t place) {
  if (g.rows() % source.tileRows != 0)
    row = b.select(b.below(row, g.rows()), row, b.word(0));
  return {enterWindow(b, g, row), place};
}

// Channels of one tap side by side, so that one piece is of one pixel.
PixelCopy::Tap PixelCopy::enterTap(Value k) {
  Tap tap;
  if (g.depth() % kTileRowBytes != 0)
    tap.exists = b.below(k, g.depth());
  auto [number, channel] = divide(b, k, g.channels);
  tap.offset = channel;
  int64_t bit = 0;
  for (size_t d = g.sizes.size(); d-- > 0;) {
    auto [rest, index] = divide(b, number, g.kernel[d]);
    number = rest;
    tap.offset = b.add(tap.offset, b.mul(index, g.dilations[d] * pitches[d]));
    if (!g.isPadded(d))
      continue;
    tap.bits.push_back(b.add(index, bit));
    bit += g.kernel[d];
  }
  return tap;
}

void PixelCopy::copy(Value column, Value stage) {
  b.when(taking, [&] {
    Value base = b.advance(to, stage);
    for (int64_t i = 0; i < kPieceBytes; i += width) {
      Tap tap = enterTap(b.add(column, i));
      for (const Window &window : windows)
        copyPiece(window, tap, b.advance(base, window.place + i));
    }
  });
}

// Zeros come from a copy of no bytes, any other pad value from a block of it. An address
// always exists, also where nothing is read.
void PixelCopy::copyPiece(const Window &window, const Tap &tap, Value to) {
  Value bit, pixel;
  for (Value number : tap.bits) {
    Value shifted = b.createOrFold<arith::ShRUIOp>(window.inside, number);
    bit = bit ? b.bitAnd(bit, shifted) : shifted;
  }
  if (bit)
    pixel = b.createOrFold<arith::CmpIOp>(arith::CmpIPredicate::ne, b.bitAnd(bit, 1),
                                          b.word(0));
  Value readable = b.both(tap.exists, pixel), filled = readable;
  Value offset = b.add(window.offset, tap.offset);
  if (readable)
    offset = b.select(readable, offset, b.word(0));
  Value from = b.advance(source.pointer, offset);
  if (padding) {
    from = b.select(pixel, from, padding);
    filled = tap.exists;
  }
  b.copyAsync(to, from, width,
              filled ? b.select(filled, b.word(width), b.word(0)) : b.word(width));
}
