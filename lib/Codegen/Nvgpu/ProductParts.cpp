// SPDX-License-Identifier: Apache-2.0
#include "ProductParts.h"

using namespace mlir;
using namespace mlir::qopt;

constexpr int64_t kOnes = 0x01010101;

Value mlir::qopt::batchOffset(NvvmEmit &b, const BatchGeometry &geometry,
                              const BatchGeometry::Side &side, int64_t elementBytes) {
  Value number = b.blockZ(), offset = b.integer(b.getI64Type(), 0);
  for (size_t d = geometry.batch.size(); d-- > 0;) {
    Value size = b.word(geometry.batch[d]);
    Value index = b.createOrFold<arith::RemUIOp>(number, size);
    number = b.createOrFold<arith::DivUIOp>(number, size);
    offset = b.add(offset, b.mul(b.zeroExtend64(index), side.batch[d] * elementBytes));
  }
  return offset;
}

ZeroPoints::ZeroPoints(NvvmEmit &b, const GemmPlan &plan) : b(b), plan(plan) {
  if (!plan.product)
    return;
  if (plan.product->rightZp != 0) // of rows g and g + 8 of every instruction
    rowTerms = 2 * plan.warpRows() / plan.mma.m;
  if (plan.product->leftZp != 0)
    columnTerms = plan.warpColumns() / plan.mma.n;
}

// Register i of the left fragment is of row g + 8 * (i % 2); both of the right one are of
// column g, where g is lane / 4.
void ZeroPoints::add(ArrayRef<Value> left, ArrayRef<Value> right,
                     MutableArrayRef<Value> carried) {
  if (rowTerms != 0)
    for (auto [i, word] : llvm::enumerate(left)) {
      Value &sum = carried[i / 4 * 2 + i % 2];
      sum = b.dot4(word, plan.isUnsigned(), b.word(kOnes), sum);
    }
  if (columnTerms != 0)
    for (auto [i, word] : llvm::enumerate(right)) {
      Value &sum = carried[rowTerms + i / 2];
      sum = b.dot4(word, plan.mma.b == ::qopt::target::MmaType::U8, b.word(kOnes), sum);
    }
}

Value ZeroPoints::total(Value partial, int64_t factor) {
  for (int64_t bit : {1, 2})
    partial = b.add(partial, b.shuffleXor(partial, bit));
  return b.mul(partial, factor);
}

// A lane's sums are of rows g and g + 8 and columns 2 * (lane % 4) and the next one,
// whose totals are in the lanes 4 * column.
void ZeroPoints::correct(Value lane, ArrayRef<Value> carried, MutableArrayRef<Value> sums) {
  if (count() == 0)
    return;
  const GpuProduct &p = *plan.product;
  SmallVector<Value> rows, columns;
  Value constant = b.word(static_cast<int32_t>(plan.depth * p.leftZp * p.rightZp));
  for (size_t i = 0; i < rowTerms; ++i)
    rows.push_back(b.add(total(carried[i], -p.rightZp), constant));
  for (size_t j = 0; j < columnTerms; ++j) {
    Value term = total(carried[rowTerms + j], -p.leftZp);
    for (int64_t e : {0, 1})
      columns.push_back(b.shuffleFrom(term, b.add(b.mul(b.bitAnd(lane, 3), 8), 4 * e)));
  }
  size_t instructions = plan.warpColumns() / plan.mma.n;
  for (auto [i, sum] : llvm::enumerate(sums)) {
    size_t row = i / 4 / instructions * 2 + i % 4 / 2;
    size_t column = i / 4 % instructions * 2 + i % 2;
    if (!rows.empty())
      sum = b.add(sum, rows[row]);
    if (!columns.empty())
      sum = b.add(sum, columns[column]);
  }
}
