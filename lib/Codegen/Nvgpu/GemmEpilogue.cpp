// SPDX-License-Identifier: Apache-2.0
#include "GemmEpilogue.h"

using namespace mlir;
using namespace mlir::qopt;

GemmEpilogue::GemmEpilogue(NvvmEmit &b, const GemmPlan &plan,
                           gpu::GPUFuncOp kernel)
    : b(b), plan(plan), bias(b.globalPointer(kernel.getArgument(2))),
      result(b.globalPointer(kernel.getArguments().back())),
      resultBytes(plan.resultElement.getIntOrFloatBitWidth() / 8) {
  if (!plan.rescale)
    return;
  multiplier = b.globalPointer(kernel.getArgument(3));
  shift = b.globalPointer(kernel.getArgument(4));
}

//===-- Stores ------------------------------------------------------------===//

GemmEpilogue::Row GemmEpilogue::enterRow(Value row) {
  bool ragged = plan.rows % plan.tile.rows != 0;
  Value offset = b.mul(b.zeroExtend64(row), plan.columns * resultBytes);
  return {b.advance(result, offset),
          ragged ? b.below(row, plan.rows) : Value()};
}

void GemmEpilogue::store(Value row, Value column, ArrayRef<Value> sums) {
  int64_t tileColumns = plan.warpColumns() / 8;
  SmallVector<Row> rows;
  for (int64_t r = 0; r < plan.warpRows(); r += 8)
    rows.push_back(enterRow(b.add(row, r)));
  // Where N is even, neighbours exist together and are stored as one.
  size_t together = plan.columns % 2 == 0 ? 2 : 1;
  for (int64_t tile = 0; tile < tileColumns; ++tile)
    for (size_t first = 0; first < 2; first += together) {
      SmallVector<SmallVector<Value>> ofRows;
      for (size_t r = 0; r < rows.size(); ++r) {
        size_t at = (r / 2 * tileColumns + tile) * 4 + r % 2 * 2 + first;
        ofRows.emplace_back(sums.slice(at, together));
      }
      storeColumns(rows, b.add(column, 8 * tile + first), ofRows);
    }
}

void GemmEpilogue::storeColumns(ArrayRef<Row> rows, Value column,
                                ArrayRef<SmallVector<Value>> sums) {
  bool ragged = plan.columns % plan.tile.columns != 0;
  Value inside = ragged ? b.below(column, plan.columns) : Value();
  b.when(inside, [&] {
    SmallVector<Column> columns;
    for (size_t c = 0; c < sums.front().size(); ++c)
      columns.push_back(enterColumn(b.add(column, c)));
    unsigned bytes = resultBytes * columns.size();
    Type type = b.getIntegerType(8 * bytes);
    for (auto [row, ofRow] : llvm::zip_equal(rows, sums))
      b.when(row.valid, [&, &row = row, &ofRow = ofRow] {
        Value stored = finish(columns[0], ofRow[0]);
        if (columns.size() == 2) {
          Value low = b.createOrFold<arith::ExtUIOp>(type, stored);
          Value high = b.createOrFold<arith::ExtUIOp>(
              type, finish(columns[1], ofRow[1]));
          stored = b.bitOr(low, b.shiftLeft(high, 8 * resultBytes));
        }
        b.store(stored, b.advance(row.begin, b.mul(column, resultBytes)),
                bytes);
      });
  });
}

//===-- Arithmetic: Numerics/Requantize.h's closed form -------------------===//

GemmEpilogue::Column GemmEpilogue::enterColumn(Value column) {
  Value words = b.mul(column, 4);
  Column c;
  c.bias = b.load(b.getI32Type(), b.advance(bias, words), 4);
  if (!plan.rescale)
    return c;
  Type wide = b.getI64Type();
  auto number = [&](int64_t value) { return b.integer(wide, value); };
  c.multiplier =
      b.signExtend64(b.load(b.getI32Type(), b.advance(multiplier, words), 4));
  c.shift =
      b.signExtend64(b.load(b.getI8Type(), b.advance(shift, column), 1));
  // 2^(s-1), and 0 where s = 0, is 2^s >> 1.
  c.term = b.shiftRight(arith::ShLIOp::create(b, number(1), c.shift), 1);
  if (!plan.rescale->doubleRound)
    return c;
  // Where s > 31: +2^30, and -2^31 more for negative sums.
  Value beyond = arith::CmpIOp::create(b, arith::CmpIPredicate::sgt, c.shift,
                                       number(31));
  c.term = b.add(c.term, b.select(beyond, number(int64_t(1) << 30), number(0)));
  c.signTerm = b.select(beyond, number(-(int64_t(1) << 31)), number(0));
  return c;
}

Value GemmEpilogue::finish(const Column &column, Value sum) {
  sum = b.add(sum, column.bias); // wraps
  return plan.rescale ? rescale(column, sum) : sum;
}

// |x| <= 2^31 and m < 2^31, so nothing here leaves 64 bits.
Value GemmEpilogue::rescale(const Column &column, Value sum) {
  const GpuRescale &r = *plan.rescale;
  Type wide = b.getI64Type();
  Value x = b.signExtend64(sum);
  Value y = b.add(b.mul(x, column.multiplier), column.term);
  if (r.doubleRound) {
    Value sign = arith::ShRSIOp::create(b, x, b.integer(wide, 63));
    y = b.add(y, arith::AndIOp::create(b, sign, column.signTerm));
  }
  y = arith::ShRSIOp::create(b, y, column.shift);
  y = arith::MaxSIOp::create(b, y, b.integer(wide, r.lo - r.outZp));
  y = arith::MinSIOp::create(b, y, b.integer(wide, r.hi - r.outZp));
  return arith::TruncIOp::create(b, plan.resultElement, b.add(y, r.outZp));
}
