// SPDX-License-Identifier: Apache-2.0
#include "GemmEpilogue.h"
#include "ProductParts.h"

#include <numeric>

using namespace mlir;
using namespace mlir::qopt;

constexpr int64_t kStoredBytes = 16; // at most, by one instruction

// Neighbours that exist together in every row, as many as one store takes: the largest
// power of two that divides N and a lane's columns.
static int64_t storedTogether(const GemmPlan &plan, int64_t laneColumns) {
  int64_t bytes = plan.resultElement.getIntOrFloatBitWidth() / 8;
  int64_t together = std::gcd(plan.columns, plan.resultStride());
  if (plan.product)
    for (int64_t stride : plan.product->geometry.result.batch)
      together = std::gcd(together, stride);
  return std::gcd(std::gcd(together, laneColumns), kStoredBytes / bytes);
}

GemmEpilogue::GemmEpilogue(NvvmEmit &b, const GemmPlan &plan,
                           gpu::GPUFuncOp kernel, int64_t laneColumns)
    : b(b), plan(plan), laneColumns(laneColumns),
      together(storedTogether(plan, laneColumns)),
      math(b, plan, kernel, together),
      result(b.globalPointer(kernel.getArgument(plan.arguments.result))) {
  if (plan.product)
    result = b.advance(result, batchOffset(b, plan.product->geometry,
                                           plan.product->geometry.result,
                                           math.resultBytes()));
}

GemmEpilogue::Row GemmEpilogue::enterRow(Value row) {
  bool ragged = plan.rows % plan.tileRows() != 0;
  Value valid = ragged ? b.below(row, plan.rows) : Value();
  Value offset = b.mul(b.zeroExtend64(row), plan.resultStride() * math.resultBytes());
  Value existing = valid ? b.select(valid, row, b.word(0)) : row;
  return {b.advance(result, offset), valid, math.enterRow(existing)};
}

void GemmEpilogue::store(Value row, Value column, ArrayRef<Value> sums) {
  SmallVector<Row> rows;
  for (int64_t r = 0; r < plan.warpRows(); r += 8)
    rows.push_back(enterRow(b.add(row, r)));
  SmallVector<SmallVector<Value>> ofRows(rows.size());
  for (size_t r = 0; r < rows.size(); ++r)
    for (int64_t c = 0; c < laneColumns; ++c) {
      size_t tile = r / 2 * laneColumns / 2 + c / 2;
      ofRows[r].push_back(sums[tile * 4 + r % 2 * 2 + c % 2]);
    }
  storeRows(rows, column, ofRows);
}

void GemmEpilogue::storeRows(ArrayRef<Row> rows, Value column,
                             ArrayRef<SmallVector<Value>> sums) {
  for (int64_t first = 0; first < laneColumns; first += together) {
    SmallVector<SmallVector<Value>> some;
    for (ArrayRef<Value> ofRow : sums)
      some.emplace_back(ofRow.slice(first, together));
    storeColumns(rows, b.add(column, first), some);
  }
}

void GemmEpilogue::storeColumns(ArrayRef<Row> rows, Value column,
                                ArrayRef<SmallVector<Value>> sums) {
  bool ragged = plan.columns % plan.tileColumns() != 0;
  Value inside = ragged ? b.below(column, plan.columns) : Value();
  b.when(inside, [&] {
    SmallVector<EpilogueMath::Column> columns = math.enterColumns(column);
    Value offset = b.mul(column, math.resultBytes());
    for (auto [row, ofRow] : llvm::zip_equal(rows, sums))
      b.when(row.valid, [&, &row = row, &ofRow = ofRow] {
        math.store(math.finish(row.scale, columns, ofRow),
                   b.advance(row.begin, offset));
      });
  });
}
