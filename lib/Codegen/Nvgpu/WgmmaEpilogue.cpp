// SPDX-License-Identifier: Apache-2.0
#include "WgmmaEpilogue.h"

#include <numeric>

using namespace mlir;
using namespace mlir::qopt;

constexpr int64_t kStoredBytes = 16; // at most, by one instruction

// A thread has 2 * spread neighbours; those of one store exist all or none.
static int64_t storedTogether(const GemmPlan &plan) {
  int64_t bytes = plan.resultElement.getIntOrFloatBitWidth() / 8;
  return std::gcd(std::gcd(plan.columns, 2 * plan.wgmma->spread), kStoredBytes / bytes);
}

WgmmaEpilogue::WgmmaEpilogue(NvvmEmit &b, const GemmPlan &plan, gpu::GPUFuncOp kernel)
    : b(b), plan(plan), together(storedTogether(plan)), math(b, plan, kernel, together),
      result(b.globalPointer(kernel.getArgument(plan.arguments.result))) {}

WgmmaEpilogue::Row WgmmaEpilogue::enterRow(Value row) {
  bool ragged = plan.rows % plan.tileRows() != 0;
  Value valid = ragged ? b.below(row, plan.rows) : Value();
  Value offset = b.mul(b.zeroExtend64(row), plan.columns * math.resultBytes());
  Value existing = valid ? b.select(valid, row, b.word(0)) : row;
  return {b.advance(result, offset), valid, math.enterRow(existing)};
}

void WgmmaEpilogue::store(Value row, Value firstColumn, Value quarter,
                          ArrayRef<Value> sums) {
  SmallVector<Row> rows{enterRow(row), enterRow(b.add(row, 8))};
  int64_t spread = plan.wgmma->spread;
  Value begin = b.add(firstColumn, b.mul(quarter, 2 * spread));
  for (int64_t group = 0; group < plan.tileColumns(); group += 8 * spread)
    for (int64_t first = 0; first < 2 * spread; first += together) {
      SmallVector<SmallVector<Value>> ofRows(rows.size());
      for (size_t r = 0; r < rows.size(); ++r)
        for (int64_t c = first; c < first + together; ++c) {
          int64_t eight = group / 8 + c / 2;
          ofRows[r].push_back(sums[4 * eight + 2 * r + c % 2]);
        }
      storeColumns(rows, b.add(begin, group + first), ofRows);
    }
}

void WgmmaEpilogue::storeColumns(ArrayRef<Row> rows, Value column,
                                 ArrayRef<SmallVector<Value>> sums) {
  bool ragged = plan.columns % plan.tileColumns() != 0;
  Value inside = ragged ? b.below(column, plan.columns) : Value();
  b.when(inside, [&] {
    SmallVector<EpilogueMath::Column> columns = math.enterColumns(column);
    Value offset = b.mul(column, math.resultBytes());
    for (auto [row, ofRow] : llvm::zip_equal(rows, sums))
      b.when(row.valid, [&, &row = row, &ofRow = ofRow] {
        math.store(math.finish(row.scale, columns, ofRow), b.advance(row.begin, offset));
      });
  });
}
