// SPDX-License-Identifier: Apache-2.0
// What convolution and depthwise kernels share: arguments, addresses, the walk
// over tiles and the end of a tile.
#include "KernelFunctions.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr int64_t kColumns = KernelGeometry::kColumns;

static Value argument(func::FuncOp func, const KernelPlan &plan, int i) {
  return plan.rescale ? Value(func.getArgument(3 + i)) : Value();
}

KernelFunction::KernelFunction(func::FuncOp func, const KernelPlan &plan)
    : b(func), plan(plan), g(plan.geometry), input(func.getArgument(0)),
      weights(func.getArgument(1)), bias(func.getArgument(2)),
      multiplier(argument(func, plan, 0)), shift(argument(func, plan, 1)),
      epilogue(b, plan, multiplier, shift) {
  unsigned next = plan.rescale ? 5 : 3;
  output = func.getArgument(next++);
  inputOffset = func.getArgument(next++);
  outputOffset = func.getArgument(next++);
  rowBegin = func.getArgument(next++);
  rowEnd = func.getArgument(next++);
  columnBegin = func.getArgument(next++);
  columnEnd = func.getArgument(next++);
  sumElement = plan.isFloat() ? Type(b.getF32Type()) : b.getI32Type();
  // One cache line's alignment: every panel of a row is one line.
  IntegerAttr alignment = b.getI64IntegerAttr(64);
  sums = memref::AllocaOp::create(
      b,
      MemRefType::get({plan.tile.rows * plan.tile.panels * kColumns},
                      sumElement),
      alignment);
  if (!plan.output.isLinear())
    outputOffsets = memref::AllocaOp::create(
        b, MemRefType::get({plan.tile.rows}, b.getIndexType()));
}

Value KernelFunction::offsetOf(const PositionMap &map, Value position) {
  Value offset = b.index(0);
  for (size_t i = map.sizes.size(); i-- > 0;) {
    // The outermost digit needs no remainder.
    Value digit = i == 0 ? position : b.rem(position, map.sizes[i]);
    offset = b.add(offset, b.mul(digit, map.strides[i]));
    if (i != 0)
      position = b.div(position, map.sizes[i]);
  }
  return offset;
}

void KernelFunction::walkTiles(function_ref<void(Value, Value)> tile) {
  bool columnsOuter = plan.columnsOuter();
  auto rows = [&](function_ref<void(Value)> body) {
    b.loop(rowBegin, rowEnd, 1, body);
  };
  auto columns = [&](function_ref<void(Value)> body) {
    if (plan.columnTiles() == 1)
      return body(b.index(0));
    b.loop(columnBegin, columnEnd, 1, body);
  };
  if (columnsOuter)
    columns([&](Value c) { rows([&](Value r) { tile(r, c); }); });
  else
    rows([&](Value r) { columns([&](Value c) { tile(r, c); }); });
}

Value KernelFunction::validRows(Value row) {
  if (plan.positions % plan.tile.rows == 0)
    return b.index(plan.tile.rows);
  return b.min(b.index(plan.tile.rows), b.sub(b.index(plan.positions), row));
}

void KernelFunction::finishTile(Value row, Value channel, Value column,
                                int64_t panels, int64_t lastValid) {
  Value valid = validRows(row);
  if (outputOffsets)
    b.loop(b.index(0), valid, 1, [&](Value r) {
      memref::StoreOp::create(b, outputAt(b.add(row, r)),
                              outputOffsets, r);
    });
  auto finishPanels = [&](Value begin, int64_t end, int64_t count) {
    b.loop(begin, b.index(end), 1, [&](Value panel) {
      Value first = b.mul(panel, kColumns);
      epilogue.enterPanel(b.add(channel, first));
      b.loop(b.index(0), valid, 1, [&](Value r) {
        Value at = b.add(b.mul(r, plan.tile.panels * kColumns), first);
        Value results =
            epilogue.apply(b.load(sums, at, b.vectorOf(kColumns, sumElement)));
        Value offset = outputOffsets
                           ? memref::LoadOp::create(b, outputOffsets, r)
                           : outputAt(b.add(row, r));
        epilogue.store(results, output,
                       b.add(b.add(offset, column), first), count);
      });
    });
  };
  int64_t full = lastValid == kColumns ? panels : panels - 1;
  finishPanels(b.index(0), full, kColumns);
  if (full != panels)
    finishPanels(b.index(full), panels, lastValid);
}
