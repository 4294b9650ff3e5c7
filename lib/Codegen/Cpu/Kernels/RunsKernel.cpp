// SPDX-License-Identifier: Apache-2.0
// Kernel of qopt.packed_matmul_runs. Every lane is one column, runs follow each
// other as they are summed; weights become bytes once for all rows of a tile.
//   for block of columns, panels of the block, row tile:
//     for run:
//       sum[r][p] = start of (r, run)
//       for chunk, step: sum[r][p] += four codes of r . four bytes of p
//       total[r][p] += f32(sum[r][p]) * scale[p]
//     store total * row scale (+ bias)
#include "KernelFunctions.h"
#include "MixedDot.h"
#include "PartDecoder.h"
#include "StoredScales.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr int64_t kColumns = CodesGeometry::kColumns;
static constexpr int64_t kBlockPanels = CodesGeometry::kBlockPanels;
static constexpr int64_t kChunkSteps = RunsGeometry::kChunkSteps;
// A dot instruction waits 4 or 5 cycles for the one before on its sum: with fewer
// sums than this, each is split into several that are added at the end of a run.
static constexpr int64_t kLeastSums = 8;
// Chunks of a run that stand one after the other without a loop.
static constexpr int64_t kUnrolledChunks = 4;

namespace {

// Where a tile lies.
struct Tile {
  Value block;         // number of the block of panels
  Value first;         // first panel, counted in the block
  int64_t width;       // panels of the block
  int64_t panels;      // of the tile
  Value row;           // its first row
};

class RunsKernel {
public:
  RunsKernel(func::FuncOp func, const RunsPlan &plan);
  void emit();

private:
  void emitBlock(Value block);
  void emitPanels(Value block, int64_t width, int64_t columns);
  void emitRows(Tile tile, int64_t columns);
  void emitTile(const Tile &tile, int64_t columns);
  SmallVector<Value> emitRun(const Tile &tile, Value run, int64_t length,
                             ValueRange totals);
  SmallVector<Value> startSums(const Tile &tile, Value run, int64_t splits);
  SmallVector<Value> joinSums(ValueRange sums, int64_t count);
  SmallVector<Value> emitChunk(const Tile &tile, Value run, Value chunk,
                               int64_t steps, ValueRange sums);
  void finish(const Tile &tile, ValueRange totals, int64_t columns);
  Value panelsAt(const Tile &tile, int64_t steps, Value step);
  SmallVector<Value> loadPanels(const Tile &tile, Value from, int64_t steps,
                                Value step, Type element);

  KernelBuilder b;
  const RunsPlan &plan;
  const RunsGeometry &g;
  CodesGeometry panels;
  Value input, rowScales, codes, scales, zeroPoints, bias, output;
  Value inputOffset, outputOffset, scaleFactor;
  Value rowBegin, rowEnd, columnBegin, columnEnd;
  VectorType floats, words;
  PartDecoder decoder;
  MixedDot dot;
};

} // namespace

RunsKernel::RunsKernel(func::FuncOp func, const RunsPlan &plan)
    : b(func), plan(plan), g(plan.geometry), panels(g.panels()),
      floats(b.vectorOf(kColumns, b.getF32Type())),
      words(b.vectorOf(kColumns, 32)), decoder(b, plan),
      dot(b, plan.isa, plan.largestByte()) {
  unsigned next = 0;
  auto take = [&] { return Value(func.getArgument(next++)); };
  for (Value *argument : {&input, &rowScales, &codes, &scales})
    *argument = take();
  if (plan.hasZeroPoints)
    zeroPoints = take();
  if (plan.hasBias)
    bias = take();
  for (Value *argument : {&output, &inputOffset, &outputOffset})
    *argument = take();
  if (plan.hasScaleFactor)
    scaleFactor = take();
  for (Value *argument : {&rowBegin, &rowEnd, &columnBegin, &columnEnd})
    *argument = take();
}

//===-- Tiles -------------------------------------------------------------===//

void RunsKernel::emit() {
  b.loop(columnBegin, columnEnd, 1, [&](Value block) { emitBlock(block); });
}

// All blocks are alike but for the last, which may have fewer panels or columns.
void RunsKernel::emitBlock(Value block) {
  int64_t last = panels.blocks() - 1;
  int64_t rest = g.columns - last * kBlockPanels * kColumns;
  auto emitLast = [&] { emitPanels(block, panels.blockPanels(last), rest); };
  if (rest == kBlockPanels * kColumns || last == 0)
    return emitLast();
  b.branch(
      b.less(block, last),
      [&] { emitPanels(block, kBlockPanels, kBlockPanels * kColumns); },
      emitLast);
}

// `columns` of the block exist. All rows take a panel's weights before the next
// panel's: they are read from near memory but once.
void RunsKernel::emitPanels(Value block, int64_t width, int64_t columns) {
  auto size = static_cast<int64_t>(plan.tile.panels);
  int64_t full = columns / (size * kColumns);
  b.loop(b.index(0), b.index(full), 1, [&](Value i) {
    emitRows({block, b.mul(i, size), width, size, Value()}, size * kColumns);
  });
  int64_t done = full * size, rest = columns - done * kColumns;
  if (rest > 0)
    emitRows({block, b.index(done), width, width - done, Value()}, rest);
}

// The last tile ends with the last row, if that makes it begin in the one before:
// then every tile has consecutive rows.
void RunsKernel::emitRows(Tile tile, int64_t columns) {
  int64_t size = plan.tile.rows;
  b.loop(rowBegin, rowEnd, 1, [&](Value rowTile) {
    tile.row = b.mul(rowTile, size);
    if (plan.rows % size != 0)
      tile.row = b.min(tile.row, b.index(plan.rows - size));
    emitTile(tile, columns);
  });
}

// `columns`, counted from the tile's first, exist.
void RunsKernel::emitTile(const Tile &tile, int64_t columns) {
  SmallVector<Value> totals(plan.tile.rows * tile.panels,
                            b.splatFloat(floats, 0));
  int64_t full = g.depth / g.run, rest = g.depth % g.run;
  totals = b.loop(b.index(0), b.index(full), 1, totals,
                  [&](Value run, ValueRange carried) {
                    return emitRun(tile, run, g.run, carried);
                  });
  if (rest != 0)
    totals = emitRun(tile, b.index(full), rest, totals);
  finish(tile, totals, columns);
}

void RunsKernel::finish(const Tile &tile, ValueRange totals, int64_t columns) {
  Value column = b.add(b.mul(tile.block, kBlockPanels * kColumns),
                       b.mul(tile.first, kColumns));
  for (unsigned r = 0; r < plan.tile.rows; ++r) {
    Value row = b.add(tile.row, r);
    Value scale = b.broadcastAt(
        rowScales, plan.oneRowScale ? b.index(0) : row, kColumns);
    Value to = b.add(b.add(outputOffset, offsetOf(b, plan.output, row)), column);
    for (int64_t p = 0; p < tile.panels; ++p) {
      Value real =
          arith::MulFOp::create(b, totals[r * tile.panels + p], scale);
      if (bias)
        real = arith::AddFOp::create(
            b, real, b.load(bias, b.add(column, p * kColumns), floats));
      b.storeFirst(real, output, b.add(to, p * kColumns),
                   std::min(kColumns, columns - p * kColumns));
    }
  }
}

//===-- Runs --------------------------------------------------------------===//

// Where the tile's panels begin at `step` of an operand with `steps` elements per
// column.
Value RunsKernel::panelsAt(const Tile &tile, int64_t steps, Value step) {
  return b.add(b.mul(tile.block, kBlockPanels * kColumns * steps),
               b.add(b.mul(step, tile.width * kColumns),
                     b.mul(tile.first, kColumns)));
}

SmallVector<Value> RunsKernel::loadPanels(const Tile &tile, Value from,
                                          int64_t steps, Value step,
                                          Type element) {
  Value at = panelsAt(tile, steps, step);
  SmallVector<Value> loaded;
  for (int64_t p = 0; p < tile.panels; ++p)
    loaded.push_back(b.load(from, b.add(at, p * kColumns),
                            b.vectorOf(kColumns, element)));
  return loaded;
}

// The first of the splits of every sum starts at what the packed rows say.
SmallVector<Value> RunsKernel::startSums(const Tile &tile, Value run,
                                         int64_t splits) {
  SmallVector<Value> factors;
  if (plan.hasZeroPoints)
    for (Value bytes : loadPanels(tile, zeroPoints, g.runs(), run, b.getI8Type()))
      factors.push_back(arith::SubIOp::create(
          b, b.splat(words, 0), arith::ExtUIOp::create(b, words, bytes)));
  SmallVector<Value> sums;
  for (unsigned r = 0; r < plan.tile.rows; ++r) {
    Value at = b.add(b.add(inputOffset, b.mul(run, plan.rows)),
                     b.add(tile.row, r));
    Value start = b.broadcastAt(input, at, kColumns);
    for (int64_t p = 0; p < tile.panels; ++p)
      sums.push_back(factors.empty()
                         ? start
                         : Value(arith::MulIOp::create(b, start, factors[p])));
  }
  sums.append((splits - 1) * sums.size(), b.splat(words, 0));
  return sums;
}

SmallVector<Value> RunsKernel::emitRun(const Tile &tile, Value run,
                                       int64_t length, ValueRange totals) {
  auto count = static_cast<int64_t>(totals.size());
  int64_t steps = RunsGeometry::stepsOf(length);
  int64_t splits = plan.places() > 1
                       ? plan.places()
                       : std::min(steps, (kLeastSums + count - 1) / count);
  int64_t full = steps / kChunkSteps, rest = steps % kChunkSteps;
  SmallVector<Value> sums = startSums(tile, run, splits);
  auto emitFull = [&](Value chunk, ValueRange carried) {
    return emitChunk(tile, run, chunk, kChunkSteps, carried);
  };
  int64_t unrolled = full <= kUnrolledChunks ? full : 0;
  for (int64_t chunk = 0; chunk < unrolled; ++chunk)
    sums = emitFull(b.index(chunk), sums);
  if (unrolled == 0)
    sums = b.loop(b.index(0), b.index(full), 1, sums, emitFull);
  if (rest != 0)
    sums = emitChunk(tile, run, b.index(full), rest, sums);
  Type stored = plan.scaleBits == 32 ? Type(b.getF32Type())
                                     : b.getIntegerType(plan.scaleBits);
  SmallVector<Value> factors;
  for (Value scale : loadPanels(tile, scales, g.runs(), run, stored))
    factors.push_back(loadStoredScales(b, scale, plan.scaleBits,
                                       plan.scaleShift, scaleFactor));
  SmallVector<Value> results, joined = joinSums(sums, count);
  for (int64_t i = 0; i < count; ++i) {
    Value real = arith::SIToFPOp::create(b, floats, joined[i]);
    Value term = arith::MulFOp::create(b, real, factors[i % tile.panels]);
    results.push_back(arith::AddFOp::create(b, totals[i], term));
  }
  return results;
}

// Sums of weights that were read where they lie are as many times too large.
SmallVector<Value> RunsKernel::joinSums(ValueRange sums, int64_t count) {
  SmallVector<Value> joined(sums.take_front(count));
  for (auto [i, sum] : llvm::enumerate(sums.drop_front(count))) {
    int64_t place = (static_cast<int64_t>(i) + count) / count;
    Value part = sum;
    if (plan.places() > 1)
      part = arith::ShRSIOp::create(b, sum, b.splat(words, place * g.bits));
    Value &whole = joined[i % count];
    whole = arith::AddIOp::create(b, whole, part);
  }
  return joined;
}

SmallVector<Value> RunsKernel::emitChunk(const Tile &tile, Value run, Value chunk,
                                         int64_t steps, ValueRange carried) {
  SmallVector<Value> sums(carried);
  int64_t count = plan.tile.rows * tile.panels;
  auto splits = static_cast<int64_t>(sums.size()) / count;
  Value firstWord = b.add(b.mul(run, g.runWords()), b.mul(chunk, g.bits));
  SmallVector<SmallVector<Value>> chunkWords(tile.panels);
  for (int64_t w = 0, e = g.chunkWords(steps); w < e; ++w)
    for (auto [p, word] : llvm::enumerate(loadPanels(
             tile, codes, g.words(), b.add(firstWord, w), b.getI32Type())))
      chunkWords[p].push_back(word);
  Value firstStep =
      b.add(b.mul(run, g.runSteps()), b.mul(chunk, kChunkSteps));
  Value rows = b.add(b.add(inputOffset, b.mul(firstStep, plan.rows)),
                     b.add(b.mul(tile.row, steps), g.runs() * plan.rows));
  for (int64_t s = 0; s < steps; ++s) {
    SmallVector<MixedDot::Bytes> weights;
    for (int64_t p = 0; p < tile.panels; ++p)
      weights.push_back(
          dot.prepareWeights(decoder.decode(chunkWords[p], steps, s)));
    for (int64_t r = 0; r < plan.tile.rows; ++r) {
      MixedDot::Bytes activations = dot.prepareActivations(
          b.broadcastAt(input, b.add(rows, r * steps + s), kColumns));
      for (int64_t p = 0; p < tile.panels; ++p) {
        Value &sum = sums[s % splits * count + r * tile.panels + p];
        sum = dot.accumulate(sum, weights[p], activations);
      }
    }
  }
  return sums;
}

void mlir::qopt::emitRunsKernel(func::FuncOp func, const RunsPlan &plan) {
  RunsKernel(func, plan).emit();
}
