// SPDX-License-Identifier: Apache-2.0
#include "PixelWindow.h"

using namespace mlir;
using namespace mlir::qopt;

std::pair<Value, Value> mlir::qopt::divide(NvvmEmit &b, Value value, int64_t by) {
  return {b.createOrFold<arith::DivUIOp>(value, b.word(by)),
          b.createOrFold<arith::RemUIOp>(value, b.word(by))};
}

SmallVector<int64_t> mlir::qopt::pitchesOf(const PixelGeometry &g) {
  SmallVector<int64_t> pitches(g.sizes.size(), g.channels);
  for (size_t d = g.sizes.size() - 1; d-- > 0;)
    pitches[d] = pitches[d + 1] * g.sizes[d + 1];
  return pitches;
}

// A pixel before the first is one beyond the last of unsigned numbers.
static Value insideBits(NvvmEmit &b, const PixelGeometry &g, size_t d, Value origin,
                        unsigned first) {
  Value bits = b.word(0);
  for (int64_t i = 0; i < g.kernel[d]; ++i) {
    Value isInside = b.below(b.add(origin, i * g.dilations[d]), g.sizes[d]);
    bits = b.bitOr(bits, b.select(isInside, b.word(int32_t(1u << (first + i))), b.word(0)));
  }
  return bits;
}

PixelWindow mlir::qopt::enterWindow(NvvmEmit &b, const PixelGeometry &g, Value row) {
  PixelWindow window{b.word(0), b.word(0)};
  SmallVector<int64_t> pitches = pitchesOf(g);
  unsigned bit = 0;
  for (size_t d = g.sizes.size(); d-- > 0;) {
    auto [rest, position] = divide(b, row, g.positions(d));
    row = rest;
    Value origin = b.add(b.mul(position, g.strides[d]), -g.low[d]);
    window.offset = b.add(window.offset, b.mul(origin, pitches[d]));
    if (!g.isPadded(d))
      continue;
    window.inside = b.bitOr(window.inside, insideBits(b, g, d, origin, bit));
    bit += g.kernel[d];
  }
  if (g.batch != 1)
    window.offset = b.add(window.offset, b.mul(row, g.imageBytes()));
  return window;
}
