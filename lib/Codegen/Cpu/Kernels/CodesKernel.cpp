// SPDX-License-Identifier: Apache-2.0
// Kernel of qopt.packed_codes_matmul. Every lane is one column, k ascends, so that
// no sum changes its order; words stream by once, from one place.
//   for block of columns, row tile:
//     for run:
//       partial[r][p] = 0
//       for unit of words, field: partial[r][p] += x[r] * weight[p]
//       total[r][p] += partial[r][p] * scale[p]
//     store
// With one row, the products of its element with all numbers of the format are
// made first and looked up instead of the numbers: the same roundings, one
// multiplication for all panels.
#include "KernelFunctions.h"
#include "StoredScales.h"
#include "WordDecoder.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr int64_t kColumns = CodesGeometry::kColumns;
static constexpr int64_t kBlockPanels = CodesGeometry::kBlockPanels;

namespace {

// Where a tile lies: `panels` panels from number `first` of a block of `width`.
struct Tile {
  SmallVector<Value> inputs, outputs; // offsets of its rows
  Value block;
  int64_t width, first, panels;
};

class CodesKernel {
public:
  CodesKernel(func::FuncOp func, const CodesPlan &plan);
  void emit();

private:
  void emitBlock(Value rowTile, Value block);
  void emitPanels(Value rowTile, Value block, int64_t width, int64_t columns);
  void emitTile(const Tile &tile, int64_t columns);
  SmallVector<Value> emitRun(const Tile &tile, Value run, int64_t length,
                             ValueRange totals);
  SmallVector<Value> emitUnit(const Tile &tile, Value step, Value k,
                              int64_t codes, ArrayRef<Value> zeroPoints,
                              ValueRange partial);
  void addProducts(const Tile &tile, Value k, ArrayRef<Value> aligned,
                   SmallVector<Value> &partial);
  void addWeights(const Tile &tile, Value k, ArrayRef<Value> aligned,
                  ArrayRef<Value> zeroPoints, SmallVector<Value> &partial);
  SmallVector<Value> loadPanels(const Tile &tile, Value from, int64_t steps,
                                Value step, Type element);
  bool looksUpProducts(const Tile &tile);

  KernelBuilder b;
  const CodesPlan &plan;
  const CodesGeometry &g;
  Value input, codes, scales, table, zeroPoints, bias, output;
  Value inputOffset, outputOffset, scaleFactor;
  Value rowBegin, rowEnd, columnBegin, columnEnd;
  VectorType floats;
  std::optional<WordDecoder> decoder;
};

} // namespace

CodesKernel::CodesKernel(func::FuncOp func, const CodesPlan &plan)
    : b(func), plan(plan), g(plan.geometry),
      floats(b.vectorOf(kColumns, b.getF32Type())) {
  unsigned next = 0;
  auto take = [&] { return Value(func.getArgument(next++)); };
  input = take();
  codes = take();
  scales = take();
  if (plan.hasTable)
    table = take();
  if (plan.hasZeroPoints)
    zeroPoints = take();
  for (Value *argument : {&bias, &output, &inputOffset, &outputOffset})
    *argument = take();
  if (plan.hasScaleFactor)
    scaleFactor = take();
  for (Value *argument : {&rowBegin, &rowEnd, &columnBegin, &columnEnd})
    *argument = take();
  decoder.emplace(b, plan, table);
}

// Weights are streamed once per row tile, from near memory after the first: all
// rows of a block come before the next block.
void CodesKernel::emit() {
  b.loop(columnBegin, columnEnd, 1, [&](Value block) {
    b.loop(rowBegin, rowEnd, 1,
           [&](Value rowTile) { emitBlock(rowTile, block); });
  });
}

// All blocks are alike but for the last, which may have fewer panels or columns.
void CodesKernel::emitBlock(Value rowTile, Value block) {
  int64_t last = g.blocks() - 1;
  int64_t rest = g.columns - last * kBlockPanels * kColumns;
  auto emitLast = [&] { emitPanels(rowTile, block, g.blockPanels(last), rest); };
  if (rest == kBlockPanels * kColumns || last == 0)
    return emitLast();
  b.branch(
      b.less(block, last),
      [&] {
        emitPanels(rowTile, block, kBlockPanels, kBlockPanels * kColumns);
      },
      emitLast);
}

// `columns` of the block exist.
void CodesKernel::emitPanels(Value rowTile, Value block, int64_t width,
                             int64_t columns) {
  Tile tile{{}, {}, block, width, 0, 0};
  // Rows beyond the last are the last once more, and stored there again.
  for (unsigned r = 0; r < plan.tile.rows; ++r) {
    Value row = b.add(b.mul(rowTile, plan.tile.rows), r);
    if (plan.positions % plan.tile.rows != 0)
      row = b.min(row, b.index(plan.positions - 1));
    tile.inputs.push_back(b.add(inputOffset, offsetOf(b, plan.input, row)));
    tile.outputs.push_back(b.add(outputOffset, offsetOf(b, plan.output, row)));
  }
  for (; tile.first < width; tile.first += tile.panels) {
    tile.panels = std::min<int64_t>(plan.tile.panels, width - tile.first);
    emitTile(tile, columns - tile.first * kColumns);
  }
}

// `columns`, counted from the tile's first, exist.
void CodesKernel::emitTile(const Tile &tile, int64_t columns) {
  SmallVector<Value> totals;
  Value column = b.add(b.mul(tile.block, kBlockPanels * kColumns),
                       tile.first * kColumns);
  for (size_t r = 0; r < tile.inputs.size(); ++r)
    for (int64_t p = 0; p < tile.panels; ++p)
      totals.push_back(b.load(bias, b.add(column, p * kColumns), floats));
  int64_t full = g.depth / g.run, rest = g.depth % g.run;
  totals = b.loop(b.index(0), b.index(full), 1, totals,
                  [&](Value run, ValueRange carried) {
                    return emitRun(tile, run, g.run, carried);
                  });
  if (rest != 0)
    totals = emitRun(tile, b.index(full), rest, totals);
  for (auto [r, at] : llvm::enumerate(tile.outputs))
    for (int64_t p = 0; p < tile.panels; ++p)
      b.storeFirst(totals[r * tile.panels + p], output,
                   b.add(b.add(at, column), p * kColumns),
                   std::min(kColumns, columns - p * kColumns));
}

// The tile's panels at `step` of an operand with `steps` elements per column.
SmallVector<Value> CodesKernel::loadPanels(const Tile &tile, Value from,
                                           int64_t steps, Value step,
                                           Type element) {
  Value at = b.add(b.mul(tile.block, kBlockPanels * kColumns * steps),
                   b.mul(step, tile.width * kColumns));
  SmallVector<Value> panels;
  for (int64_t p = 0; p < tile.panels; ++p)
    panels.push_back(b.load(from, b.add(at, (tile.first + p) * kColumns),
                            b.vectorOf(kColumns, element)));
  return panels;
}

SmallVector<Value> CodesKernel::emitRun(const Tile &tile, Value run,
                                        int64_t length, ValueRange totals) {
  SmallVector<Value> zeros;
  if (plan.hasZeroPoints)
    for (Value bytes :
         loadPanels(tile, zeroPoints, g.runs(), run, b.getI8Type()))
      zeros.push_back(decoder->enterZeroPoints(bytes));
  int64_t unit = g.unitCodes(), full = length / unit, rest = length % unit;
  Value firstStep = b.mul(run, g.runWords()), firstK = b.mul(run, g.run);
  SmallVector<Value> partial(totals.size(), b.splatFloat(floats, 0));
  partial = b.loop(b.index(0), b.index(full), 1, partial,
                   [&](Value i, ValueRange carried) {
                     return emitUnit(
                         tile, b.add(firstStep, b.mul(i, g.unitWords())),
                         b.add(firstK, b.mul(i, unit)), unit, zeros, carried);
                   });
  if (rest != 0)
    partial = emitUnit(tile, b.add(firstStep, full * g.unitWords()),
                       b.add(firstK, full * unit), rest, zeros, partial);
  Type stored = plan.scaleBits == 32 ? Type(b.getF32Type())
                                     : b.getIntegerType(plan.scaleBits);
  SmallVector<Value> results;
  auto factors = loadPanels(tile, scales, g.runs(), run, stored);
  for (Value &factor : factors)
    factor = loadStoredScales(b, factor, plan.scaleBits, plan.scaleShift,
                              scaleFactor);
  for (auto [i, total] : llvm::enumerate(totals))
    results.push_back(arith::AddFOp::create(
        b, total,
        arith::MulFOp::create(b, partial[i], factors[i % tile.panels])));
  return results;
}

// The first `codes` fields of the unit at `step`, whose first k is `k`.
SmallVector<Value> CodesKernel::emitUnit(const Tile &tile, Value step, Value k,
                                         int64_t codes,
                                         ArrayRef<Value> zeroPoints,
                                         ValueRange partial) {
  auto loadWords = [&](int64_t word) {
    return loadPanels(tile, this->codes, g.words(), b.add(step, word),
                      b.getI32Type());
  };
  SmallVector<Value> sums(partial), words = loadWords(0), next;
  for (int64_t t = 0; t < codes; ++t) {
    int64_t shift = t * g.bits % CodesGeometry::kWordBits;
    int64_t word = t * g.bits / CodesGeometry::kWordBits;
    // Of the next words no more than this unit's fields need is there to load.
    if (shift + g.bits > CodesGeometry::kWordBits)
      next = loadWords(word + 1);
    SmallVector<Value> aligned;
    for (auto [p, lower] : llvm::enumerate(words))
      aligned.push_back(
          decoder->align(lower, next.empty() ? Value() : next[p], shift));
    if (looksUpProducts(tile))
      addProducts(tile, b.add(k, t), aligned, sums);
    else
      addWeights(tile, b.add(k, t), aligned, zeroPoints, sums);
    if (shift + g.bits < CodesGeometry::kWordBits || t + 1 == codes)
      continue;
    words = next.empty() ? loadWords(word + 1) : next;
    next.clear();
  }
  return sums;
}

// Worth it where fewer registers are multiplied than weights would be.
bool CodesKernel::looksUpProducts(const Tile &tile) {
  int64_t registers = decoder->tableRegisters().size();
  return registers != 0 && tile.inputs.size() == 1 &&
         registers * decoder->entries() < tile.panels * kColumns;
}

void CodesKernel::addProducts(const Tile &tile, Value k,
                              ArrayRef<Value> aligned,
                              SmallVector<Value> &partial) {
  Value x = b.broadcastAt(input, b.add(tile.inputs[0], k), decoder->entries());
  SmallVector<Value> products;
  for (Value values : decoder->tableRegisters())
    products.push_back(arith::MulFOp::create(b, x, values));
  for (auto [p, indices] : llvm::enumerate(aligned))
    partial[p] = arith::AddFOp::create(b, partial[p],
                                       decoder->lookUp(products, indices));
}

void CodesKernel::addWeights(const Tile &tile, Value k,
                             ArrayRef<Value> aligned,
                             ArrayRef<Value> zeroPoints,
                             SmallVector<Value> &partial) {
  SmallVector<Value> weights;
  for (auto [p, fields] : llvm::enumerate(aligned))
    weights.push_back(decoder->weights(
        fields, zeroPoints.empty() ? Value() : zeroPoints[p]));
  for (auto [r, row] : llvm::enumerate(tile.inputs)) {
    Value x = b.broadcastAt(input, b.add(row, k), kColumns);
    for (auto [p, weight] : llvm::enumerate(weights)) {
      Value &sum = partial[r * weights.size() + p];
      sum = arith::AddFOp::create(b, sum,
                                  arith::MulFOp::create(b, x, weight));
    }
  }
}

void mlir::qopt::emitCodesKernel(func::FuncOp func, const CodesPlan &plan) {
  CodesKernel(func, plan).emit();
}
