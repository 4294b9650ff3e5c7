// SPDX-License-Identifier: Apache-2.0
// Kernel of qopt.packed_conv: tiles of MR positions by up to four panels of 16
// channels, accumulators in registers over the whole reduction, weights
// streamed, activations broadcast straight from the input (no im2col: a run is
// contiguous there).
//   for row tile, column tile:
//     for run, step: sums[r][p] += broadcast(x[r]) . w[p]
//     rescale, store
#include "DotStep.h"
#include "KernelFunctions.h"
#include "ProductPacking.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr int64_t kColumns = KernelGeometry::kColumns;
static constexpr int64_t kStep = KernelGeometry::kStep;

namespace {

class ConvKernel : public KernelFunction {
public:
  ConvKernel(func::FuncOp func, const KernelPlan &plan)
      : KernelFunction(func, plan), step(b, plan.isa) {
    // One cache line's alignment: every panel of a row is one line.
    sums = memref::AllocaOp::create(
        b,
        MemRefType::get({plan.tile.rows * plan.tile.panels * kColumns},
                        sumElement),
        b.getI64IntegerAttr(64));
    if (!plan.output.isLinear())
      outputOffsets = memref::AllocaOp::create(
          b, MemRefType::get({plan.tile.rows}, b.getIndexType()));
  }

  void emit() {
    if (plan.product)
      return emitProducts();
    walkTiles([&](Value rowTile, Value columnTile) {
      emitTile(rowTile, columnTile);
    });
  }

private:
  void emitProducts();
  void emitTile(Value rowTile, Value columnTile);
  void emitGroupTile(Value row, Value group, Value tile);
  SmallVector<Value> startRows(Value row, Value group);
  void emitPanels(Value row, Value group, Value panel, int64_t panels,
                  int64_t lastValid);
  SmallVector<Value> startSums(Value channel, int64_t panels, ArrayRef<Value> rows);
  SmallVector<Value> emitRuns(ArrayRef<Value> rows, Value weightBase,
                              int64_t panels, SmallVector<Value> carried);
  SmallVector<Value> emitStep(ArrayRef<Value> rows, Value at, Value weightAt,
                              int64_t panels, int64_t codes,
                              ValueRange carried);
  SmallVector<Value> emitStepByParts(ArrayRef<Value> rows, Value at,
                                     Value weightAt, int64_t panels,
                                     int64_t codes, ValueRange carried);
  Value loadOperand(Value position, int64_t codes);
  Value validRows(Value row);
  void finishTile(Value row, Value channel, Value column, int64_t panels,
                  int64_t lastValid);

  int64_t stepElements() const { return plan.isFloat() ? 1 : kStep; }
  /// Elements of one panel's weights.
  int64_t panelElements() const {
    return g.runCount() * g.runSteps() * kColumns * stepElements();
  }

  IntDotStep step;
  /// [rows][panels * 16] sums of one tile, and the rows' first results.
  Value sums, outputOffsets;
};

} // namespace

// A product of two activations: per batch element the right side is packed, then all
// tiles read it while it is in the cache.
void ConvKernel::emitProducts() {
  RightPacker packer(b, plan, {input, weights, bias, right, inputOffset, rightOffset});
  int64_t perTile = plan.tile.panels;
  int64_t tiles = (g.panels() + perTile - 1) / perTile;
  b.loop(columnBegin, columnEnd, 1, [&](Value group) {
    packer.emit(group);
    b.loop(b.index(0), b.index(plan.rowTiles()), 1, [&](Value rowTile) {
      b.loop(b.index(0), b.index(tiles), 1, [&](Value tile) {
        emitGroupTile(b.mul(rowTile, plan.tile.rows), group, tile);
      });
    });
  });
}

// What every row of the tile adds to its sums, null where nothing does.
SmallVector<Value> ConvKernel::startRows(Value row, Value group) {
  SmallVector<Value> starts(plan.tile.rows);
  if (!plan.product || plan.product->rightZp == 0)
    return starts;
  for (unsigned r = 0; r < plan.tile.rows; ++r) {
    Value position = b.add(row, r);
    if (plan.positions % plan.tile.rows != 0)
      position = b.min(position, b.index(plan.positions - 1));
    Value sum = memref::LoadOp::create(b, bias, rowSumAt(b, plan, group, position));
    starts[r] = vector::BroadcastOp::create(b, b.vectorOf(kColumns, 32), sum);
  }
  return starts;
}

// Which panels a column tile has: all tiles are alike but for the last of a
// group, which may have fewer panels or a panel with fewer channels.
void ConvKernel::emitTile(Value rowTile, Value columnTile) {
  int64_t perTile = plan.tile.panels;
  int64_t tiles = (g.panels() + perTile - 1) / perTile;
  Value group = g.groups == 1 ? b.index(0) : b.div(columnTile, tiles);
  Value tile = g.groups == 1 ? columnTile : b.rem(columnTile, tiles);
  emitGroupTile(b.mul(rowTile, plan.tile.rows), group, tile);
}

void ConvKernel::emitGroupTile(Value row, Value group, Value tile) {
  int64_t perTile = plan.tile.panels;
  int64_t tiles = (g.panels() + perTile - 1) / perTile;
  int64_t lastPanels = g.panels() - (tiles - 1) * perTile;
  int64_t lastValid = g.groupFeatures() - (g.panels() - 1) * kColumns;
  Value panel = b.mul(tile, perTile);
  if (lastPanels == perTile && lastValid == kColumns)
    return emitPanels(row, group, panel, perTile, kColumns);
  b.branch(
      b.less(tile, tiles - 1),
      [&] { emitPanels(row, group, panel, perTile, kColumns); },
      [&] { emitPanels(row, group, panel, lastPanels, lastValid); });
}

void ConvKernel::emitPanels(Value row, Value group, Value panel, int64_t panels,
                            int64_t lastValid) {
  // Rows beyond the last position read the last one and are not stored.
  SmallVector<Value> rows;
  Value groupOffset = plan.product ? offsetOf(plan.product->left, group)
                                   : b.mul(group, g.groupChannels());
  for (unsigned r = 0; r < plan.tile.rows; ++r) {
    Value position = b.add(row, r);
    if (plan.positions % plan.tile.rows != 0)
      position = b.min(position, b.index(plan.positions - 1));
    rows.push_back(b.add(inputAt(position), groupOffset));
  }
  Value firstPanel = b.add(b.mul(group, g.panels()), panel);
  Value channel = b.mul(firstPanel, kColumns);
  SmallVector<Value> carried =
      emitRuns(rows, b.mul(firstPanel, panelElements()), panels,
               startSums(channel, panels, startRows(row, group)));
  size_t parts = carried.size() / (rows.size() * panels);
  for (size_t r = 0; r < rows.size(); ++r)
    for (int64_t p = 0; p < panels; ++p) {
      ArrayRef<Value> sum =
          ArrayRef(carried).slice((r * panels + p) * parts, parts);
      Value total = plan.isFloat() ? sum.front()
                                   : step.finish(Accumulator(sum));
      b.store(total, sums,
              b.index((r * plan.tile.panels + p) * kColumns));
    }
  Value column = b.add(plan.product ? offsetOf(plan.product->result, group)
                                    : b.mul(group, g.groupFeatures()),
                       b.mul(panel, kColumns));
  finishTile(row, channel, column, panels, lastValid);
}

// Accumulators row by row, panel by panel, starting from the bias and from what the
// row adds (where it is not null).
SmallVector<Value> ConvKernel::startSums(Value channel, int64_t panels,
                                         ArrayRef<Value> rows) {
  SmallVector<Value> starts, all;
  for (int64_t p = 0; p < panels; ++p)
    starts.push_back(b.load(bias, b.add(channel, p * kColumns),
                            b.vectorOf(kColumns, sumElement)));
  for (Value row : rows)
    for (Value start : starts) {
      if (row)
        start = arith::AddIOp::create(b, start, row);
      if (plan.isFloat())
        all.push_back(start);
      else
        llvm::append_range(all, step.start(start));
    }
  return all;
}

SmallVector<Value> ConvKernel::emitRuns(ArrayRef<Value> rows, Value weightBase,
                                        int64_t panels,
                                        SmallVector<Value> carried) {
  int64_t unit = stepElements(), full = g.runLength() / unit;
  int64_t rest = g.runLength() % unit;
  int64_t stepWeights = kColumns * unit;
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
    SmallVector<Value> starts;
    for (Value row : rows)
      starts.push_back(b.add(row, runAt));
    Value weightAt =
        b.add(weightBase, b.mul(run, g.runSteps() * stepWeights));
    SmallVector<Value> sums = b.loop(
        b.index(0), b.index(full), 1, inRun, [&](Value k, ValueRange inStep) {
          return emitStep(starts, b.mul(k, unit),
                          b.add(weightAt, b.mul(k, stepWeights)), panels, unit,
                          inStep);
        });
    if (rest == 0)
      return sums;
    return emitStep(starts, b.index(full * unit),
                    b.add(weightAt, full * stepWeights), panels, rest, sums);
  };
  return b.loop(b.index(0), b.index(g.runCount()), 1, carried, body);
}

// The broadcast operand of one row: `codes` (1 to 4) codes, or one float.
Value ConvKernel::loadOperand(Value position, int64_t codes) {
  if (plan.isFloat())
    return b.broadcastAt(input, position, kColumns);
  Value bytes = b.load(input, position, b.vectorOf(codes, 8));
  return step.broadcast(b.widen(bytes, kStep), !plan.unsignedInput);
}

// One step of k. Registers hold all accumulators, and either the weights of the
// step while rows come one by one, or (where an accumulator has several parts,
// so that weights take more room than rows) the rows while weights come.
SmallVector<Value> ConvKernel::emitStep(ArrayRef<Value> rows, Value at,
                                        Value weightAt, int64_t panels,
                                        int64_t codes, ValueRange carried) {
  if (!plan.isFloat() && step.parts() > 1)
    return emitStepByParts(rows, at, weightAt, panels, codes, carried);
  int64_t size = kColumns * stepElements();
  Type element = plan.isFloat() ? sumElement : Type(b.getI8Type());
  SmallVector<Value> panelWeights;
  for (int64_t p = 0; p < panels; ++p)
    panelWeights.push_back(b.load(weights,
                                  b.add(weightAt, p * panelElements()),
                                  b.vectorOf(size, element)));
  SmallVector<Value> result;
  for (Value row : rows) {
    Value operand = loadOperand(b.add(row, at), codes);
    for (int64_t p = 0; p < panels; ++p) {
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
ConvKernel::emitStepByParts(ArrayRef<Value> rows, Value at, Value weightAt,
                            int64_t panels, int64_t codes, ValueRange carried) {
  SmallVector<Value> operands, result(carried);
  for (Value row : rows)
    operands.push_back(loadOperand(b.add(row, at), codes));
  int64_t parts = step.parts(), size = kColumns * kStep / parts;
  for (int64_t p = 0; p < panels; ++p)
    for (int64_t part = 0; part < parts; ++part) {
      Value position = b.add(weightAt, p * panelElements() + part * size);
      Value w = step.prepareWeights(
          b.load(weights, position, b.vectorOf(size, 8)));
      for (auto [r, operand] : llvm::enumerate(operands)) {
        Value &sum = result[(r * panels + p) * parts + part];
        sum = step.addPart(sum, operand, w);
      }
    }
  return result;
}

// Number of rows of a tile, starting at `row`, that exist.
Value ConvKernel::validRows(Value row) {
  if (plan.positions % plan.tile.rows == 0)
    return b.index(plan.tile.rows);
  return b.min(b.index(plan.tile.rows), b.sub(b.index(plan.positions), row));
}

// Rescales `panels` panels of the tile in `sums` and stores them. `channel` and
// `column` are the first panel's first channel in the per-channel operands and
// in the output; `lastValid` columns of the last panel exist.
void ConvKernel::finishTile(Value row, Value channel, Value column,
                            int64_t panels, int64_t lastValid) {
  Value valid = validRows(row);
  if (outputOffsets)
    b.loop(b.index(0), valid, 1, [&](Value r) {
      memref::StoreOp::create(b, outputAt(b.add(row, r)), outputOffsets, r);
    });
  auto order = llvm::to_vector(llvm::seq<int64_t>(0, kColumns));
  auto finishPanels = [&](int64_t begin, int64_t end, int64_t count) {
    b.loop(b.index(begin), b.index(end), 1, [&](Value panel) {
      Value first = b.mul(panel, kColumns);
      Epilogue::Channels channels =
          enterChannels(plan.product ? b.index(0) : b.add(channel, first), order);
      b.loop(b.index(0), valid, 1, [&](Value r) {
        Value at = b.add(b.mul(r, plan.tile.panels * kColumns), first);
        Value results = epilogue.apply(
            channels, b.load(sums, at, b.vectorOf(kColumns, sumElement)));
        Value offset =
            outputOffsets
                ? Value(memref::LoadOp::create(b, outputOffsets, r))
                : outputAt(b.add(row, r));
        epilogue.store(results, output,
                       b.add(b.add(offset, column), first), count);
      });
    });
  };
  int64_t full = lastValid == kColumns ? panels : panels - 1;
  finishPanels(0, full, kColumns);
  if (full != panels)
    finishPanels(full, panels, lastValid);
}

void mlir::qopt::emitConvKernel(func::FuncOp func, const KernelPlan &plan) {
  ConvKernel(func, plan).emit();
}
