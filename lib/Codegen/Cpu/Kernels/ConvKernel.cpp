// SPDX-License-Identifier: Apache-2.0
// Kernel of qopt.packed_conv: tiles of rows (output positions) by up to eight
// panels of 16 channels, accumulators in registers over the whole reduction and
// through the epilogue, weights streamed, activations broadcast straight from the
// input (no im2col: a run is contiguous there).
//   for block of row tiles: for column tile:
//     its channels' constants
//     for row tile of the block:
//       for run, step: sums[r][p] += broadcast(x[r]) . w[p]
//       rescale, store
// A column tile's weights (64 x K) stay in the second-level cache while rows pass,
// beside the block's rows, which stay there for all columns. The next column
// tile's weights are prefetched meanwhile, evenly by all row tiles, so that the
// first one does not wait for memory. Compressed weights are expanded as they are
// loaded, once per row tile.
#include "DotStep.h"
#include "KernelFunctions.h"
#include "ProductPacking.h"
#include "SparseExpander.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr int64_t kColumns = KernelGeometry::kColumns;
static constexpr int64_t kStep = KernelGeometry::kStep;

namespace {

// The columns of one tile: `panels` panels, of the last of which `lastValid`
// channels exist, and what all row tiles share.
struct Columns {
  int64_t panels, lastValid;
  Value group;
  Value groupOffset; ///< of the group's first element in the input
  Value weightBase;
  Value column;      ///< first column of the result
  SmallVector<Value> starts; ///< of each panel
  SmallVector<Epilogue::Channels> channels;
};

// The rows of one tile: where their windows and their results begin, which weights the
// first step prefetches (null: none), and which runs are not 0 for all of them.
struct Rows {
  SmallVector<Value> inputs, outputs;
  Value ahead;
  Value firstRun, endRun;
};

// A step's weights of a panel: where the piece begins that they lie in (pieceElements()
// of the plan), and which of the piece's steps it is.
struct Weights {
  Value at;
  int64_t step;
};

class ConvKernel : public KernelFunction {
public:
  ConvKernel(func::FuncOp func, const KernelPlan &plan)
      : KernelFunction(func, plan), step(b, plan.isa) {
    if (plan.sparse)
      expander.emplace(b, plan.isa, *plan.sparse);
  }

  void emit();

private:
  void emitProducts();
  void emitColumns(Value columnTile);
  void emitGroupColumns(Value group, Value tile);
  void emitPanels(Value group, Value panel, int64_t panels, int64_t lastValid);
  void emitRows(Value rowTile, const Columns &c);
  void emitTile(Value position, int64_t count, Value ahead, const Columns &c);
  Value prefetchStart(Value rowTile, const Columns &c);
  void boundRuns(Rows &rows, Value position, int64_t count);
  SmallVector<Value> startRows(Value position, int64_t count, const Columns &c);
  Value loadStart(Value panel);
  SmallVector<Value> startSums(ArrayRef<Value> rows, const Columns &c);
  SmallVector<Value> emitRuns(const Rows &rows, const Columns &c,
                              SmallVector<Value> carried);
  SmallVector<Value> emitSteps(const Rows &rows, Value weightAt,
                               const Columns &c, SmallVector<Value> sums);
  SmallVector<Value> emitStep(const Rows &rows, Value at, const Weights &w,
                              const Columns &c, int64_t codes,
                              ValueRange carried);
  SmallVector<Value> emitStepByParts(const Rows &rows, Value at, const Weights &w,
                                     const Columns &c, int64_t codes,
                                     ValueRange carried);
  Value loadWeights(const Weights &w);
  SmallVector<Value> loadParts(const Weights &w);
  void prefetch(const Rows &rows, Value k);
  Value loadOperand(Value position, int64_t codes);
  void finishTile(const Rows &rows, ArrayRef<Value> totals, const Columns &c);

  int64_t tilesPerGroup() const {
    return (g.panels() + plan.tile.panels - 1) / plan.tile.panels;
  }
  int64_t stepElements() const { return plan.isFloat() ? 1 : kStep; }

  IntDotStep step;
  std::optional<SparseExpander> expander; // of compressed weights
};

} // namespace

//===-- Tiles -------------------------------------------------------------===//

void ConvKernel::emit() {
  if (plan.product)
    return emitProducts();
  walkColumns([&](Value columnTile) { emitColumns(columnTile); });
}

// A product of two activations: per batch element the right side is packed, then all
// tiles read it while it is in the cache.
void ConvKernel::emitProducts() {
  RightPacker packer(b, plan,
                     {input, weights, bias, right, inputOffset, rightOffset});
  blockBegin = b.index(0);
  blockEnd = b.index(plan.rowTiles());
  b.loop(columnBegin, columnEnd, 1, [&](Value group) {
    packer.emit(group);
    b.loop(b.index(0), b.index(tilesPerGroup()), 1,
           [&](Value tile) { emitGroupColumns(group, tile); });
  });
}

void ConvKernel::emitColumns(Value columnTile) {
  if (g.groups == 1)
    return emitGroupColumns(b.index(0), columnTile);
  emitGroupColumns(b.div(columnTile, tilesPerGroup()),
                   b.rem(columnTile, tilesPerGroup()));
}

// Which panels a column tile has: all tiles are alike but for the last of a
// group, which may have fewer panels or a panel with fewer channels.
void ConvKernel::emitGroupColumns(Value group, Value tile) {
  int64_t perTile = plan.tile.panels, tiles = tilesPerGroup();
  int64_t lastPanels = g.panels() - (tiles - 1) * perTile;
  int64_t lastValid = g.groupFeatures() - (g.panels() - 1) * kColumns;
  Value panel = b.mul(tile, perTile);
  if (lastPanels == perTile && lastValid == kColumns)
    return emitPanels(group, panel, perTile, kColumns);
  b.branch(
      b.less(tile, tiles - 1),
      [&] { emitPanels(group, panel, perTile, kColumns); },
      [&] { emitPanels(group, panel, lastPanels, lastValid); });
}

void ConvKernel::emitPanels(Value group, Value panel, int64_t panels,
                            int64_t lastValid) {
  Value firstPanel = b.add(b.mul(group, g.panels()), panel);
  Columns c{panels,
            lastValid,
            group,
            plan.product ? offsetOf(plan.product->left, group)
                         : b.mul(group, g.groupChannels()),
            b.mul(firstPanel, plan.panelElements()),
            b.add(plan.product ? offsetOf(plan.product->result, group)
                               : b.mul(group, g.groupFeatures()),
                  b.mul(panel, kColumns)),
            {},
            {}};
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, kColumns));
  for (int64_t p = 0; p < panels; ++p) {
    Value channel = b.add(b.mul(firstPanel, kColumns), p * kColumns);
    c.starts.push_back(epilogue.start(loadStart(b.add(firstPanel, p))));
    // A product of activations has one panel of channels for all.
    c.channels.push_back(
        enterChannels(plan.product ? b.index(0) : channel, order));
  }
  walkRows([&](Value rowTile) { emitRows(rowTile, c); });
}

// Tiles of a run are long first, then short; each kind has a body of its own.
void ConvKernel::emitRows(Value rowTile, const Columns &c) {
  const RowTiling &t = plan.rowTiling;
  int64_t rows = plan.tile.rows;
  Value tile = t.runs == 1 ? rowTile : b.rem(rowTile, t.tiles);
  Value run = t.runs == 1 ? b.index(0) : b.div(rowTile, t.tiles);
  Value first = b.mul(run, t.length);
  Value ahead = prefetchStart(rowTile, c);
  auto longTile = [&] {
    emitTile(b.add(first, b.mul(tile, rows)), rows, ahead, c);
  };
  auto shortTile = [&] {
    Value at = b.add(b.mul(tile, rows - 1), t.longTiles);
    emitTile(b.add(first, at), rows - 1, ahead, c);
  };
  if (t.longTiles == t.tiles)
    return longTile();
  b.branch(b.less(tile, t.longTiles), longTile, shortTile);
}

void ConvKernel::emitTile(Value position, int64_t count, Value ahead,
                          const Columns &c) {
  const RowTiling &t = plan.rowTiling;
  Rows rows;
  rows.ahead = ahead;
  for (int64_t r = 0; r < count; ++r) {
    if (r > 0 && t.equidistant) {
      rows.inputs.push_back(b.add(rows.inputs.front(), r * t.inputStep));
      rows.outputs.push_back(b.add(rows.outputs.front(), r * t.outputStep));
      continue;
    }
    Value at = b.add(position, r);
    rows.inputs.push_back(b.add(inputAt(at), c.groupOffset));
    rows.outputs.push_back(b.add(outputAt(at), c.column));
  }
  boundRuns(rows, position, count);
  SmallVector<Value> sums =
      emitRuns(rows, c, startSums(startRows(position, count, c), c));
  size_t parts = sums.size() / (rows.inputs.size() * c.panels);
  SmallVector<Value> totals;
  for (size_t i = 0; i < sums.size(); i += parts)
    totals.push_back(plan.isFloat()
                         ? sums[i]
                         : step.finish(Accumulator(ArrayRef(sums).slice(i, parts))));
  finishTile(rows, totals, c);
}

// All steps of all row tiles prefetch the next column tile's weights, which follow this
// one's, in equal parts: a burst would keep the weights that a tile needs now waiting.
Value ConvKernel::prefetchStart(Value rowTile, const Columns &c) {
  if (plan.prefetchedLines() == 0)
    return {};
  Value next = b.add(c.weightBase, c.panels * plan.panelElements());
  int64_t perTile = g.runCount() * g.runSteps() * plan.prefetchAdvance();
  return b.add(next, b.mul(b.sub(rowTile, blockBegin), perTile));
}

// Run k of a position in row o of the result reads row o * stride + k of the image. The
// tile's last position has the highest row, the first the lowest: what is 0 for both is
// so for all between.
void ConvKernel::boundRuns(Rows &rows, Value position, int64_t count) {
  rows.firstRun = b.index(0);
  rows.endRun = b.index(g.runCount());
  if (!plan.zeroRows)
    return;
  const ZeroRowsPlan &z = *plan.zeroRows;
  auto imageRow = [&](Value at) {
    return b.mul(b.div(at, z.outputRowLength), g.strides.front());
  };
  Value lowest = imageRow(position), highest = imageRow(b.add(position, count - 1));
  rows.firstRun = b.max(rows.firstRun, b.sub(b.index(z.first), highest));
  rows.endRun = b.min(rows.endRun, b.sub(b.index(z.inputRows - z.last), lowest));
}

// What every row of the tile adds to its sums, null where nothing does.
SmallVector<Value> ConvKernel::startRows(Value position, int64_t count,
                                         const Columns &c) {
  SmallVector<Value> starts(count);
  if (!plan.product || plan.product->rightZp == 0)
    return starts;
  for (auto [r, start] : llvm::enumerate(starts)) {
    Value at = rowSumAt(b, plan, c.group, b.add(position, static_cast<int64_t>(r)));
    Value sum = memref::LoadOp::create(b, bias, at);
    start = vector::BroadcastOp::create(b, b.vectorOf(kColumns, 32), sum);
  }
  return starts;
}

// What a panel's sums start from.
Value ConvKernel::loadStart(Value panel) {
  Value start = b.load(bias, b.mul(panel, kColumns),
                       b.vectorOf(kColumns, sumElement));
  if (plan.isFloat())
    return start;
  Value first = b.mul(panel, plan.panelElements());
  int64_t steps = g.runCount() * g.runSteps(), perPiece = plan.pieceSteps();
  for (int64_t i = 0; i < std::min(perPiece, steps); ++i) {
    int64_t pieces = llvm::divideCeil(steps - i, perPiece);
    start = step.complete(start, b.index(pieces), [&](Value piece) {
      return loadWeights({b.add(first, b.mul(piece, plan.pieceElements())), i});
    });
  }
  return start;
}

// Accumulators row by row, panel by panel, starting from the bias and from what the
// row adds (where it is not null).
SmallVector<Value> ConvKernel::startSums(ArrayRef<Value> rows, const Columns &c) {
  SmallVector<Value> all;
  for (Value row : rows)
    for (Value start : c.starts) {
      if (row)
        start = arith::AddIOp::create(b, start, row);
      if (plan.isFloat())
        all.push_back(start);
      else
        llvm::append_range(all, step.start(start));
    }
  return all;
}

//===-- Reduction ---------------------------------------------------------===//

SmallVector<Value> ConvKernel::emitRuns(const Rows &rows, const Columns &c,
                                        SmallVector<Value> carried) {
  int64_t runWeights = g.runSteps() * kColumns * stepElements();
  // A run's offset in the input: linear in the run's coordinates.
  SmallVector<int64_t> sizes, strides;
  ArrayRef<int64_t> dims =
      ArrayRef(g.kernel).drop_back(g.mergesInnermost() ? 1 : 0);
  for (auto [i, size] : llvm::enumerate(dims)) {
    sizes.push_back(size);
    strides.push_back(plan.inputStrides[i] * g.dilations[i]);
  }
  PositionMap runs = PositionMap::make(sizes, strides);
  auto body = [&](Value run, ValueRange inRun) {
    Value runAt = offsetOf(runs, run);
    Rows inputs = rows;
    for (Value &input : inputs.inputs)
      input = b.add(input, runAt);
    if (rows.ahead)
      inputs.ahead = b.add(
          rows.ahead, b.mul(run, g.runSteps() * plan.prefetchAdvance()));
    return emitSteps(inputs, b.add(c.weightBase, b.mul(run, runWeights)), c,
                     SmallVector<Value>(inRun));
  };
  return b.loop(rows.firstRun, rows.endRun, 1, carried, body);
}

// The steps of one run, piece by piece; a few are written out, so that their addresses
// are constants. The last may have fewer codes.
SmallVector<Value> ConvKernel::emitSteps(const Rows &rows, Value weightAt,
                                         const Columns &c,
                                         SmallVector<Value> sums) {
  constexpr int64_t kWrittenOut = 8;
  int64_t unit = stepElements(), perPiece = plan.pieceSteps();
  int64_t full = g.runLength() / unit, rest = g.runLength() % unit;
  int64_t pieces = full / perPiece;
  auto emitAt = [&](Value piece, int64_t i, int64_t codes, ValueRange carried) {
    Value k = b.add(b.mul(piece, perPiece), i);
    prefetch(rows, k);
    Weights w{b.add(weightAt, b.mul(piece, plan.pieceElements())), i};
    return emitStep(rows, b.mul(k, unit), w, c, codes, carried);
  };
  auto emitPiece = [&](Value piece, int64_t steps, SmallVector<Value> carried) {
    for (int64_t i = 0; i < steps; ++i)
      carried = emitAt(piece, i, unit, carried);
    return carried;
  };
  if (full <= kWrittenOut)
    for (int64_t piece = 0; piece < pieces; ++piece)
      sums = emitPiece(b.index(piece), perPiece, sums);
  else
    sums = b.loop(b.index(0), b.index(pieces), 1, sums,
                  [&](Value piece, ValueRange carried) {
                    return emitPiece(piece, perPiece, SmallVector<Value>(carried));
                  });
  sums = emitPiece(b.index(pieces), full % perPiece, sums);
  return rest == 0 ? sums : emitAt(b.index(pieces), full % perPiece, rest, sums);
}

// The broadcast operand of one row: `codes` (1 to 4) codes, or one float.
Value ConvKernel::loadOperand(Value position, int64_t codes) {
  if (plan.isFloat())
    return b.broadcastAt(input, position, kColumns);
  // The last codes of a run are the upper ones of four that end with it.
  int64_t before = g.runLength() >= kStep ? kStep - codes : 0;
  Value bytes = b.load(input, b.sub(position, b.index(before)),
                       b.vectorOf(codes + before, 8));
  return step.broadcast(b.widen(bytes, kStep), before, !plan.unsignedInput);
}

// What step `k` of a run prefetches: neighbours share a line where the steps are more
// than the lines.
void ConvKernel::prefetch(const Rows &rows, Value k) {
  if (!rows.ahead)
    return;
  int64_t lines = plan.prefetchedLines(), advance = plan.prefetchAdvance();
  Value at = b.add(rows.ahead, b.mul(k, advance));
  for (int64_t line = 0; line < lines; ++line)
    memref::PrefetchOp::create(b, weights,
                               ValueRange{b.add(at, line * advance / lines)},
                               /*isWrite=*/false, /*localityHint=*/2,
                               /*isDataCache=*/true);
}

// One step of k. Registers hold all accumulators, and either the weights of the
// step while rows come one by one, or (where an accumulator has several parts,
// so that weights take more room than rows) the rows while weights come.
SmallVector<Value> ConvKernel::emitStep(const Rows &rows, Value at, const Weights &w,
                                        const Columns &c, int64_t codes,
                                        ValueRange carried) {
  if (!plan.isFloat() && step.parts() > 1)
    return emitStepByParts(rows, at, w, c, codes, carried);
  SmallVector<Value> panelWeights;
  for (int64_t p = 0; p < c.panels; ++p)
    panelWeights.push_back(
        loadWeights({b.add(w.at, p * plan.panelElements()), w.step}));
  SmallVector<Value> result;
  for (Value row : rows.inputs) {
    Value operand = loadOperand(b.add(row, at), codes);
    for (int64_t p = 0; p < c.panels; ++p) {
      Accumulator sum{carried[result.size()]};
      if (plan.isFloat())
        sum[0] = multiplyAdd(b, plan.isa, operand, panelWeights[p], sum[0]);
      else
        step.accumulate(sum, operand, panelWeights[p]);
      result.push_back(sum[0]);
    }
  }
  return result;
}

SmallVector<Value>
ConvKernel::emitStepByParts(const Rows &rows, Value at, const Weights &w,
                            const Columns &c, int64_t codes,
                            ValueRange carried) {
  SmallVector<Value> operands, result(carried);
  for (Value row : rows.inputs)
    operands.push_back(loadOperand(b.add(row, at), codes));
  int64_t parts = step.parts();
  for (int64_t p = 0; p < c.panels; ++p) {
    SmallVector<Value> loaded =
        loadParts({b.add(w.at, p * plan.panelElements()), w.step});
    for (auto [part, codesOfPart] : llvm::enumerate(loaded)) {
      Value prepared = step.prepareWeights(codesOfPart);
      for (auto [r, operand] : llvm::enumerate(operands)) {
        Value &sum = result[(r * c.panels + p) * parts + part];
        sum = step.addPart(sum, operand, prepared);
      }
    }
  }
  return result;
}

// A panel's weights of one step, column by column.
Value ConvKernel::loadWeights(const Weights &w) {
  if (expander)
    return expander->expand(weights, w.at, w.step);
  Type element = plan.isFloat() ? sumElement : Type(b.getI8Type());
  return b.load(weights, w.at, b.vectorOf(plan.pieceElements(), element));
}

// The same in the parts of an accumulator.
SmallVector<Value> ConvKernel::loadParts(const Weights &w) {
  int64_t parts = step.parts(), size = kColumns * kStep / parts;
  Value whole = expander ? loadWeights(w) : Value();
  SmallVector<Value> loaded;
  for (int64_t part = 0; part < parts; ++part)
    loaded.push_back(whole ? b.slice(whole, part * size, size)
                           : b.load(weights, b.add(w.at, part * size),
                                    b.vectorOf(size, 8)));
  return loaded;
}

//===-- Results -----------------------------------------------------------===//

// Rescales and stores; a row's results are one vector or one per panel.
void ConvKernel::finishTile(const Rows &rows, ArrayRef<Value> totals,
                            const Columns &c) {
  SmallVector<Value> results = epilogue.applyTile(c.channels, totals);
  size_t perRow = results.size() / rows.outputs.size();
  int64_t valid = (c.panels - 1) * kColumns + c.lastValid;
  for (auto [r, output] : llvm::enumerate(rows.outputs)) {
    int64_t done = 0;
    for (Value result : ArrayRef(results).slice(r * perRow, perRow)) {
      int64_t count = std::min(sizeOf(result), valid - done);
      epilogue.store(result, this->output, b.add(output, done), count);
      done += count;
    }
  }
}

void mlir::qopt::emitConvKernel(func::FuncOp func, const KernelPlan &plan) {
  ConvKernel(func, plan).emit();
}
