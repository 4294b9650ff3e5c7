// SPDX-License-Identifier: Apache-2.0
// Kernel of qopt.packed_depthwise: channels are the vector lanes. Integers: four
// taps of B * 16 channels are interleaved bytewise into quads per channel, which
// the dot step multiplies; weights of a column tile stay in registers over the
// rows of a tile.
//   for column tile, row tile:
//     for row: for four taps: interleave x; sums[j] += x[j] . w[taps][j]
//     rescale, store
#include "DotStep.h"
#include "KernelFunctions.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr int64_t kColumns = KernelGeometry::kColumns;
static constexpr int64_t kStep = KernelGeometry::kStep;

namespace {

class DepthwiseKernel : public KernelFunction {
public:
  DepthwiseKernel(func::FuncOp func, const KernelPlan &plan)
      : KernelFunction(func, plan), step(b, plan.isa) {}

  void emit();

private:
  /// One column tile of known shape at panel `panel`, whose block's weights
  /// start at `blockBase`; `valid` channels exist from `panel` on.
  struct Columns {
    Value panel, blockBase, lane;
    int64_t lanes, blockSize, valid;
  };
  void emitColumns(Value rowTile, const Columns &c);
  void emitFloatColumns(Value rowTile, const Columns &c);
  Columns columnsOf(const DepthwiseTile &tile);

  Value tapOffset(Value tap);
  Value loadCodes(Value position, const Columns &c);
  SmallVector<Value> interleave(ArrayRef<Value> taps, int64_t lanes);
  Value weightPosition(Value quad, int64_t j, const Columns &c);
  SmallVector<Accumulator> sumRow(Value base, const Columns &c,
                                  SmallVector<Accumulator> sums);
  void storeSums(ArrayRef<Accumulator> quarters, Value row, const Columns &c);

  int64_t quads() const { return (g.taps() + kStep - 1) / kStep; }
  /// Few taps are written out, so that their offsets are constants.
  bool writesOut() const { return g.taps() <= 64; }

  IntDotStep step;
  /// Of the tile being emitted: weights by quad and j, where written out.
  SmallVector<Value> heldWeights;
};

} // namespace

//===-- Column tiles ------------------------------------------------------===//

DepthwiseKernel::Columns
DepthwiseKernel::columnsOf(const DepthwiseTile &tile) {
  int64_t valid = std::min(tile.lanes * kColumns,
                           g.channels - tile.panel * kColumns);
  return {b.index(tile.panel), b.index(tile.blockBase), b.index(tile.lane),
          tile.lanes,          tile.blockSize,          valid};
}

// Full tiles of blocks of four are computed by one body whose addresses are
// linear in the tile's number; the few others have a body each.
void DepthwiseKernel::emit() {
  SmallVector<DepthwiseTile> tiles = depthwiseTiles(plan);
  int64_t uniform = 0;
  while (uniform < static_cast<int64_t>(tiles.size()) &&
         tiles[uniform].blockSize == tiles[0].blockSize &&
         tiles[uniform].lanes == tiles[0].lanes &&
         columnsOf(tiles[uniform]).valid == tiles[0].lanes * kColumns)
    ++uniform;
  walkTiles([&](Value rowTile, Value columnTile) {
    std::function<void(int64_t)> emitFrom = [&](int64_t first) {
      int64_t count = static_cast<int64_t>(tiles.size());
      auto emitThis = [&] {
        if (first != 0 || uniform < 2)
          return emitColumns(rowTile, columnsOf(tiles[first]));
        int64_t perBlock = tiles[0].blockSize / tiles[0].lanes;
        int64_t blockElements = tiles[0].blockSize * kColumns * quads() * kStep;
        Columns c = columnsOf(tiles[0]);
        c.panel = b.mul(columnTile, c.lanes);
        c.blockBase = b.mul(b.div(columnTile, perBlock), blockElements);
        c.lane = b.mul(b.rem(columnTile, perBlock), c.lanes);
        emitColumns(rowTile, c);
      };
      int64_t next = first == 0 ? std::max<int64_t>(uniform, 1) : first + 1;
      if (next >= count)
        return emitThis();
      b.branch(b.less(columnTile, next), emitThis, [&] { emitFrom(next); });
    };
    emitFrom(0);
  });
}

//===-- Addresses and operands --------------------------------------------===//

Value DepthwiseKernel::tapOffset(Value tap) {
  SmallVector<int64_t> strides;
  for (auto [stride, dilation] : llvm::zip_equal(plan.inputStrides, g.dilations))
    strides.push_back(stride * dilation);
  return offsetOf(PositionMap::make(g.kernel, strides), tap);
}

// B * 16 codes of one tap; channels that do not exist read as 0.
Value DepthwiseKernel::loadCodes(Value position, const Columns &c) {
  int64_t size = c.lanes * kColumns;
  Value codes = b.widen(b.load(input, position, b.vectorOf(c.valid, 8)), size);
  if (plan.unsignedInput)
    return codes;
  return arith::XOrIOp::create(b, codes, b.splat(codes.getType(), 0x80));
}

// Interleaves lane by lane: element i of 16-byte lane L of a and b become
// neighbours in the lower or upper half.
static Value unpack(KernelBuilder &b, Value x, Value y, int64_t perLane,
                    bool upper) {
  int64_t size = cast<VectorType>(x.getType()).getDimSize(0);
  SmallVector<int64_t> mask;
  for (int64_t lane = 0; lane < size; lane += perLane)
    for (int64_t i = 0; i < perLane / 2; ++i) {
      int64_t at = lane + i + (upper ? perLane / 2 : 0);
      mask.append({at, size + at});
    }
  return b.shuffle(x, y, mask);
}

// Four taps become four vectors j: channels 4j .. 4j+3 of every lane, the taps
// of a channel side by side.
SmallVector<Value> DepthwiseKernel::interleave(ArrayRef<Value> taps,
                                               int64_t lanes) {
  VectorType bytes = b.vectorOf(lanes * kColumns, 8);
  VectorType pairs = b.vectorOf(lanes * kColumns / 2, 16);
  SmallVector<Value> quarters;
  for (bool upper : {false, true}) {
    Value first = unpack(b, taps[0], taps[1], kColumns, upper);
    Value second = unpack(b, taps[2], taps[3], kColumns, upper);
    for (bool upperPairs : {false, true}) {
      Value quad = unpack(b, b.bitcast(first, pairs), b.bitcast(second, pairs),
                          kColumns / 2, upperPairs);
      quarters.push_back(b.bitcast(quad, bytes));
    }
  }
  return quarters;
}

Value DepthwiseKernel::weightPosition(Value quad, int64_t j, const Columns &c) {
  int64_t quarter = c.blockSize * 16; // bytes of one j: 4 channels of 4 taps
  Value at = b.add(c.blockBase, b.mul(quad, 4 * quarter));
  return b.add(b.add(at, j * quarter), b.mul(c.lane, 16));
}

//===-- Integers ----------------------------------------------------------===//

SmallVector<Accumulator>
DepthwiseKernel::sumRow(Value base, const Columns &c,
                        SmallVector<Accumulator> sums) {
  auto quad = [&](Value q, MutableArrayRef<Accumulator> sums) {
    SmallVector<Value> taps;
    for (int64_t i = 0; i < kStep; ++i) {
      // Taps beyond the last have weight 0: any tap serves.
      Value tap = b.min(b.add(b.mul(q, kStep), i), b.index(g.taps() - 1));
      if (i > 0 && writesOut() && *getKnown(q) * kStep + i >= g.taps())
        taps.push_back(taps.back());
      else
        taps.push_back(loadCodes(b.add(base, tapOffset(tap)), c));
    }
    VectorType type = b.vectorOf(c.lanes * kColumns, 8);
    for (auto [j, codes] : llvm::enumerate(interleave(taps, c.lanes))) {
      Value w = writesOut()
                    ? heldWeights[*getKnown(q) * 4 + j]
                    : b.load(weights, weightPosition(q, j, c), type);
      step.accumulate(sums[j], step.prepare(codes), w);
    }
  };
  if (writesOut()) {
    for (int64_t q = 0; q < quads(); ++q)
      quad(b.index(q), sums);
    return sums;
  }
  SmallVector<Value> carried;
  for (const Accumulator &sum : sums)
    llvm::append_range(carried, sum);
  size_t parts = sums[0].size();
  auto split = [&](ValueRange values) {
    SmallVector<Accumulator> result;
    for (size_t j = 0; j < 4; ++j)
      result.push_back(Accumulator(values.slice(j * parts, parts)));
    return result;
  };
  return split(b.loop(b.index(0), b.index(quads()), 1, carried,
                      [&](Value q, ValueRange values) {
                        SmallVector<Accumulator> inner = split(values);
                        quad(q, inner);
                        SmallVector<Value> flat;
                        for (const Accumulator &sum : inner)
                          llvm::append_range(flat, sum);
                        return flat;
                      }));
}

// Quarter j holds channels 4j .. 4j+3 of every lane; panel L is lane L of all
// four.
void DepthwiseKernel::storeSums(ArrayRef<Accumulator> quarters, Value row,
                                const Columns &c) {
  SmallVector<Value> totals;
  for (const Accumulator &quarter : quarters)
    totals.push_back(step.finish(quarter));
  int64_t size = c.lanes * 4;
  for (int64_t lane = 0; lane < c.lanes; ++lane) {
    SmallVector<int64_t> mask;
    for (int64_t base : {int64_t(0), size})
      for (int64_t i = 0; i < 4; ++i)
        mask.push_back(base + lane * 4 + i);
    Value low = b.shuffle(totals[0], totals[1], mask);
    Value high = b.shuffle(totals[2], totals[3], mask);
    Value panel =
        b.shuffle(low, high, llvm::to_vector(llvm::seq<int64_t>(0, kColumns)));
    Value at = b.add(b.mul(row, plan.tile.panels * kColumns), lane * kColumns);
    b.store(panel, sums, at);
  }
}

void DepthwiseKernel::emitColumns(Value rowTile, const Columns &c) {
  if (plan.isFloat())
    return emitFloatColumns(rowTile, c);
  VectorType bytes = b.vectorOf(c.lanes * kColumns, 8);
  heldWeights.clear();
  if (writesOut())
    for (int64_t q = 0; q < quads(); ++q)
      for (int64_t j = 0; j < 4; ++j)
        heldWeights.push_back(
            b.load(weights, weightPosition(b.index(q), j, c), bytes));
  // The bias in the order of the quarters.
  Value channel = b.mul(c.panel, kColumns);
  Value starts = b.load(bias, channel, b.vectorOf(c.lanes * kColumns, 32));
  SmallVector<Accumulator> first;
  for (int64_t j = 0; j < 4; ++j) {
    SmallVector<int64_t> mask;
    for (int64_t lane = 0; lane < c.lanes; ++lane)
      for (int64_t i = 0; i < 4; ++i)
        mask.push_back(lane * kColumns + 4 * j + i);
    first.push_back(step.start(b.shuffle(starts, starts, mask)));
  }
  Value row = b.mul(rowTile, plan.tile.rows);
  b.loop(b.index(0), validRows(row), 1, [&](Value r) {
    Value base = b.add(inputAt(b.add(row, r)), channel);
    storeSums(sumRow(base, c, first), r, c);
  });
  int64_t panels = (c.valid + kColumns - 1) / kColumns;
  finishTile(row, channel, channel, panels,
             c.valid - (panels - 1) * kColumns);
}

//===-- Floats ------------------------------------------------------------===//

void DepthwiseKernel::emitFloatColumns(Value rowTile, const Columns &c) {
  VectorType floats = b.vectorOf(kColumns, sumElement);
  Value channel = b.mul(c.panel, kColumns);
  int64_t width = g.panels() * kColumns;
  auto weightOf = [&](Value tap) {
    return b.load(weights, b.add(b.mul(tap, width), channel), floats);
  };
  SmallVector<Value> held;
  for (int64_t tap = 0; writesOut() && tap < g.taps(); ++tap)
    held.push_back(weightOf(b.index(tap)));
  Value start = b.load(bias, channel, floats);
  Value row = b.mul(rowTile, plan.tile.rows);
  b.loop(b.index(0), validRows(row), 1, [&](Value r) {
    Value position = b.add(row, r);
    Value base = b.add(inputAt(position), channel);
    auto add = [&](Value tap, Value weight, Value sum) {
      Value x = b.load(input, b.add(base, tapOffset(tap)),
                       b.vectorOf(c.valid, sumElement));
      return multiplyAdd(b, plan.isa, b.widen(x, kColumns), weight, sum);
    };
    Value sum = start;
    for (auto [tap, weight] : llvm::enumerate(held))
      sum = add(b.index(tap), weight, sum);
    if (!writesOut())
      sum = b.loop(b.index(0), b.index(g.taps()), 1, ValueRange{sum},
                   [&](Value tap, ValueRange carried) {
                     return SmallVector<Value>{
                         add(tap, weightOf(tap), carried[0])};
                   })[0];
    epilogue.store(epilogue.apply(sum), output,
                   b.add(outputAt(position), channel), c.valid);
  });
}

void mlir::qopt::emitDepthwiseKernel(func::FuncOp func, const KernelPlan &plan) {
  DepthwiseKernel(func, plan).emit();
}
