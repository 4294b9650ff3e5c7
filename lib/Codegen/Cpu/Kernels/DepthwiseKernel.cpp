// SPDX-License-Identifier: Apache-2.0
// Kernel of qopt.packed_depthwise: channels are the vector lanes, and a row tile
// is one row of output positions. Integers: four taps of one kernel column are
// interleaved bytewise into quads per channel, which the dot step multiplies;
// interleaved columns are kept while the window slides over them.
//   for block of rows, column tile: constants; for row, position:
//     interleave the columns that are new to the window
//     sums[j] += columns[..][j] . w[..][j]
//     rescale, store
#include "DotStep.h"
#include "KernelFunctions.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr int64_t kColumns = KernelGeometry::kColumns;
static constexpr int64_t kStep = KernelGeometry::kStep;

namespace {

// One column tile: `lanes` panels from `panel` on, of a block of `blockSize`
// panels whose weights start at `blockBase`; `valid` channels exist.
struct Columns {
  Value panel, blockBase, lane;
  int64_t lanes, blockSize, valid;
};

// Vectors of the quads of one kernel column: [outer][quad of the column][j].
using QuadColumn = SmallVector<Value>;

class DepthwiseKernel : public KernelFunction {
public:
  DepthwiseKernel(func::FuncOp func, const KernelPlan &plan);

  void emit();

private:
  Columns columnsOf(const DepthwiseTile &tile);
  void emitColumns(const Columns &c);
  void emitFloatColumns(const Columns &c);

  Value loadCodes(Value position, const Columns &c);
  SmallVector<Value> loadQuad(Value base, Value otherOffset, Value along,
                              const Columns &c);
  QuadColumn loadColumn(Value base, int64_t column, const Columns &c);
  int64_t keptColumns() const;
  Value loadWeights(Value quad, int64_t j, const Columns &c);
  SmallVector<Accumulator> addColumn(SmallVector<Accumulator> sums,
                                     int64_t column, ArrayRef<Value> quads,
                                     const Columns &c);
  SmallVector<Accumulator> addAllQuads(SmallVector<Accumulator> sums,
                                       Value base, const Columns &c);
  void slide(Value from, Value to, const Columns &c,
             ArrayRef<Accumulator> start,
             ArrayRef<Epilogue::Channels> channels);
  void finishPosition(ArrayRef<Accumulator> sums, Value at, const Columns &c,
                      ArrayRef<Epilogue::Channels> channels);

  /// Few taps are written out, so that their offsets are constants.
  bool writesOut() const { return g.taps() <= 64; }
  /// Elements from one index of kernel dimension d to the next.
  int64_t tapStride(size_t d) const {
    return plan.inputStrides[d] * g.dilations[d];
  }

  IntDotStep step;
  /// Kernel columns: the last dimension, unless quads lie along it.
  bool hasColumns;
  int64_t columnCount;
  /// Offsets by the other dimensions, with and without the columns'.
  PositionMap others, outer;
};

} // namespace

DepthwiseKernel::DepthwiseKernel(func::FuncOp func, const KernelPlan &plan)
    : KernelFunction(func, plan), step(b, plan.isa),
      hasColumns(g.quadDim() + 1 != g.kernel.size()),
      columnCount(hasColumns ? g.kernel.back() : 1) {
  SmallVector<int64_t> sizes, strides;
  for (size_t d = 0; d < g.kernel.size(); ++d)
    if (d != g.quadDim()) {
      sizes.push_back(g.kernel[d]);
      strides.push_back(tapStride(d));
    }
  others = PositionMap::make(sizes, strides);
  outer = PositionMap::make(ArrayRef(sizes).drop_back(hasColumns),
                            ArrayRef(strides).drop_back(hasColumns));
}

//===-- Column tiles ------------------------------------------------------===//

Columns DepthwiseKernel::columnsOf(const DepthwiseTile &tile) {
  int64_t valid = std::min(tile.lanes * kColumns,
                           g.channels - tile.panel * kColumns);
  return {b.index(tile.panel), b.index(tile.blockBase), b.index(tile.lane),
          tile.lanes,          tile.blockSize,          valid};
}

// Full tiles of equal blocks are computed by one body whose addresses are
// linear in the tile's number; the few others have a body each.
void DepthwiseKernel::emit() {
  SmallVector<DepthwiseTile> tiles = depthwiseTiles(plan);
  auto count = static_cast<int64_t>(tiles.size());
  int64_t uniform = 0;
  while (uniform < count && tiles[uniform].blockSize == tiles[0].blockSize &&
         columnsOf(tiles[uniform]).valid == tiles[0].lanes * kColumns)
    ++uniform;
  auto uniformColumns = [&](Value tile) {
    Columns c = columnsOf(tiles[0]);
    int64_t perBlock = c.blockSize / c.lanes;
    c.panel = b.mul(tile, c.lanes);
    c.blockBase = b.mul(b.div(tile, perBlock),
                        c.blockSize * kColumns * g.quads() * kStep);
    c.lane = b.mul(b.rem(tile, perBlock), c.lanes);
    return c;
  };
  walkColumns([&](Value tile) {
    std::function<void(int64_t)> emitFrom = [&](int64_t first) {
      auto emitThis = [&] {
        emitColumns(first == 0 && uniform > 1 ? uniformColumns(tile)
                                              : columnsOf(tiles[first]));
      };
      int64_t next = first == 0 ? std::max<int64_t>(uniform, 1) : first + 1;
      if (next >= count)
        return emitThis();
      b.branch(b.less(tile, next), emitThis, [&] { emitFrom(next); });
    };
    emitFrom(0);
  });
}

void DepthwiseKernel::emitColumns(const Columns &c) {
  if (plan.isFloat())
    return emitFloatColumns(c);
  Value channel = b.mul(c.panel, kColumns);
  Value starts = b.load(bias, channel, b.vectorOf(c.lanes * kColumns, 32));
  SmallVector<Accumulator> start;
  SmallVector<Epilogue::Channels> channels;
  for (int64_t j = 0; j < 4; ++j) {
    // Quarter j: channels 4j .. 4j+3 of every lane.
    SmallVector<int64_t> order;
    for (int64_t lane = 0; lane < c.lanes; ++lane)
      for (int64_t i = 0; i < 4; ++i)
        order.push_back(lane * kColumns + 4 * j + i);
    Value sums = step.complete(
        b.shuffle(starts, starts, order), b.index(g.quads()),
        [&](Value quad) { return loadWeights(quad, j, c); });
    start.push_back(step.start(epilogue.start(sums)));
    channels.push_back(enterChannels(channel, order));
  }
  walkRows([&](Value row) {
    slide(b.add(inputAt(row), channel), b.add(outputAt(row), channel), c, start,
          channels);
  });
}

//===-- Quads -------------------------------------------------------------===//

// lanes * 16 codes of one tap; channels that do not exist read as 0.
Value DepthwiseKernel::loadCodes(Value position, const Columns &c) {
  int64_t size = c.lanes * kColumns;
  Value codes = b.widen(b.load(input, position, b.vectorOf(c.valid, 8)), size);
  if (plan.unsignedInput)
    return codes;
  return arith::XOrIOp::create(b, codes, b.splat(codes.getType(), 0x80));
}

// Interleaves lane by lane: element i of lane L of x and of y become neighbours,
// for the lower or the upper half of every lane.
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

// Four taps from `along` on become four vectors j: channels 4j .. 4j+3 of every
// lane, the taps of a channel side by side.
SmallVector<Value> DepthwiseKernel::loadQuad(Value base, Value otherOffset,
                                             Value along, const Columns &c) {
  int64_t size = g.kernel[g.quadDim()];
  SmallVector<Value> taps;
  for (int64_t i = 0; i < kStep; ++i) {
    // Taps beyond the last have weight 0: any tap serves.
    auto known = getKnown(along);
    if (known && *known + i >= size) {
      taps.push_back(taps.back());
      continue;
    }
    Value tap = b.min(b.add(along, i), b.index(size - 1));
    Value offset = b.add(otherOffset, b.mul(tap, tapStride(g.quadDim())));
    taps.push_back(loadCodes(b.add(base, offset), c));
  }
  VectorType bytes = b.vectorOf(c.lanes * kColumns, 8);
  VectorType pairs = b.vectorOf(c.lanes * kColumns / 2, 16);
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

QuadColumn DepthwiseKernel::loadColumn(Value base, int64_t column,
                                       const Columns &c) {
  int64_t columnOffset = hasColumns ? column * tapStride(g.kernel.size() - 1) : 0;
  int64_t outerCount = g.quads() / g.quadsPerColumn() / columnCount;
  QuadColumn quads;
  for (int64_t o = 0; o < outerCount; ++o)
    for (int64_t q = 0; q < g.quadsPerColumn(); ++q) {
      Value other = b.add(offsetOf(outer, b.index(o)), columnOffset);
      llvm::append_range(
          quads, loadQuad(base, other, b.index(q * kStep), c));
    }
  return quads;
}

// Columns of a window that the next one shares with it and that registers hold.
int64_t DepthwiseKernel::keptColumns() const {
  constexpr int64_t kRegisters = 8;
  bool shares = hasColumns && writesOut() &&
                plan.rowInputStep % tapStride(g.kernel.size() - 1) == 0;
  int64_t stride =
      shares ? plan.rowInputStep / tapStride(g.kernel.size() - 1) : columnCount;
  int64_t kept = std::max<int64_t>(0, columnCount - stride);
  int64_t perColumn = 4 * g.quads() / columnCount;
  return kept * perColumn <= kRegisters ? kept : 0;
}

Value DepthwiseKernel::loadWeights(Value quad, int64_t j, const Columns &c) {
  int64_t quarter = c.blockSize * 16; // bytes of one j: 4 channels of 4 taps
  Value at = b.add(c.blockBase, b.mul(quad, 4 * quarter));
  at = b.add(b.add(at, j * quarter), b.mul(c.lane, 16));
  return b.load(weights, at, b.vectorOf(c.lanes * kColumns, 8));
}

//===-- Sums --------------------------------------------------------------===//

SmallVector<Accumulator>
DepthwiseKernel::addColumn(SmallVector<Accumulator> sums, int64_t column,
                           ArrayRef<Value> quads, const Columns &c) {
  int64_t perColumn = g.quadsPerColumn();
  for (auto [i, codes] : llvm::enumerate(quads)) {
    int64_t o = static_cast<int64_t>(i) / 4 / perColumn;
    int64_t quad = (o * columnCount + column) * perColumn +
                   static_cast<int64_t>(i) / 4 % perColumn;
    int64_t j = static_cast<int64_t>(i) % 4;
    step.accumulate(sums[j], step.prepare(codes),
                    loadWeights(b.index(quad), j, c));
  }
  return sums;
}

static SmallVector<Value> flatten(ArrayRef<Accumulator> sums) {
  SmallVector<Value> flat;
  for (const Accumulator &sum : sums)
    llvm::append_range(flat, sum);
  return flat;
}

static SmallVector<Accumulator> split(ValueRange flat) {
  size_t parts = flat.size() / 4;
  SmallVector<Accumulator> sums;
  for (size_t j = 0; j < 4; ++j)
    sums.push_back(Accumulator(flat.slice(j * parts, parts)));
  return sums;
}

// The loop form, for kernels too large to write out.
SmallVector<Accumulator>
DepthwiseKernel::addAllQuads(SmallVector<Accumulator> sums, Value base,
                             const Columns &c) {
  return split(b.loop(
      b.index(0), b.index(g.quads()), 1, flatten(sums),
      [&](Value quad, ValueRange carried) {
        SmallVector<Accumulator> inner = split(carried);
        Value other = offsetOf(others, b.div(quad, g.quadsPerColumn()));
        Value along = b.mul(b.rem(quad, g.quadsPerColumn()), kStep);
        for (auto [j, codes] :
             llvm::enumerate(loadQuad(base, other, along, c)))
          step.accumulate(inner[j], step.prepare(codes),
                          loadWeights(quad, j, c));
        return flatten(inner);
      }));
}

void DepthwiseKernel::finishPosition(ArrayRef<Accumulator> sums, Value at,
                                     const Columns &c,
                                     ArrayRef<Epilogue::Channels> channels) {
  SmallVector<Value> totals;
  for (const Accumulator &sum : sums)
    totals.push_back(step.finish(sum));
  epilogue.store(epilogue.applyQuarters(channels, totals), output, at, c.valid);
}

// One row of positions: the window's columns are carried from one to the next.
void DepthwiseKernel::slide(Value from, Value to, const Columns &c,
                            ArrayRef<Accumulator> start,
                            ArrayRef<Epilogue::Channels> channels) {
  int64_t kept = keptColumns();
  SmallVector<Value> first;
  for (int64_t column = 0; column < kept; ++column)
    llvm::append_range(first, loadColumn(from, column, c));
  size_t perColumn = kept ? first.size() / kept : 0;
  b.loop(b.index(0), b.index(plan.rowLength), 1, first,
         [&](Value position, ValueRange carried) {
           Value base = b.add(from, b.mul(position, plan.rowInputStep));
           Value at = b.add(to, b.mul(position, plan.rowOutputStep));
           SmallVector<Accumulator> sums(start);
           SmallVector<Value> window(carried);
           if (!writesOut()) {
             finishPosition(addAllQuads(sums, base, c), at, c, channels);
             return window;
           }
           for (int64_t column = 0; column < columnCount; ++column) {
             QuadColumn quads;
             if (column < kept) {
               llvm::append_range(quads,
                                  carried.slice(column * perColumn, perColumn));
             } else {
               quads = loadColumn(base, column, c);
               llvm::append_range(window, quads);
             }
             sums = addColumn(sums, column, quads, c);
           }
           finishPosition(sums, at, c, channels);
           return llvm::to_vector(ArrayRef(window).take_back(carried.size()));
         });
}

//===-- Floats ------------------------------------------------------------===//

void DepthwiseKernel::emitFloatColumns(const Columns &c) {
  VectorType floats = b.vectorOf(kColumns, sumElement);
  Value channel = b.mul(c.panel, kColumns);
  SmallVector<int64_t> strides;
  for (size_t d = 0; d < g.kernel.size(); ++d)
    strides.push_back(tapStride(d));
  PositionMap taps = PositionMap::make(g.kernel, strides);
  auto weightOf = [&](Value tap) {
    Value at = b.add(b.mul(tap, g.panels() * kColumns), channel);
    return b.load(weights, at, floats);
  };
  SmallVector<Value> held;
  for (int64_t tap = 0; writesOut() && tap < g.taps(); ++tap)
    held.push_back(weightOf(b.index(tap)));
  Value start = b.load(bias, channel, floats);
  auto emitRow = [&](Value row) {
    Value from = b.add(inputAt(row), channel);
    Value to = b.add(outputAt(row), channel);
    b.loop(b.index(0), b.index(plan.rowLength), 1, [&](Value position) {
      Value base = b.add(from, b.mul(position, plan.rowInputStep));
      auto add = [&](Value tap, Value weight, Value sum) {
        Value x = b.load(input, b.add(base, offsetOf(taps, tap)),
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
      epilogue.store(epilogue.apply({}, sum), output,
                     b.add(to, b.mul(position, plan.rowOutputStep)), c.valid);
    });
  };
  walkRows(emitRow);
}

void mlir::qopt::emitDepthwiseKernel(func::FuncOp func, const KernelPlan &plan) {
  DepthwiseKernel(func, plan).emit();
}
