// SPDX-License-Identifier: Apache-2.0
// With x the sum, m and s multiplier and shift, Numerics/Requantize.h defines
// (x*m + 2^(s-1) [+- 2^30 if double and s > 31]) >> s in 64 bits: the wide form. The
// narrow one, where |x| < 2^30 and 31 <= s <= 61, is that of Codegen/Cpu's Epilogue.cpp,
// where it is proven: one product of 64 bits, of which the upper half goes on.
//   single: ((2x*m + 2^s) >> 32) >> (s - 31)
//   double: t = (2x*m + 2^31) >> 32
//           (t + 2^(s-32) - [t < 0 and s > 31]) >> (s - 31)
#include "EpilogueMath.h"

using namespace mlir;
using namespace mlir::qopt;

EpilogueMath::EpilogueMath(NvvmEmit &b, const GemmPlan &plan,
                           gpu::GPUFuncOp kernel, int64_t together)
    : b(b), plan(plan), kernel(kernel), together(together) {}

// Signless results whose range is neither that of signed nor that of unsigned bytes
// cannot be saturated as either.
bool EpilogueMath::packs() const {
  return plan.rescale && resultBytes() == 1 && together >= 4 &&
         !(plan.rescale->lo < 0 && plan.rescale->hi > 127);
}

//===-- What columns and rows need ----------------------------------------===//

SmallVector<Value> EpilogueMath::loadColumns(int argument, Type type,
                                             Value first) {
  if (argument < 0)
    return SmallVector<Value>(together);
  Value begin = b.globalPointer(kernel.getArgument(argument));
  if (argument == plan.arguments.columnScales && plan.oneColumnScale)
    return SmallVector<Value>(together,
                              b.loadConstants(type, begin, 1).front());
  return b.loadConstants(type, b.advance(begin, b.mul(first, 4)), together);
}

// Shifts are bytes in [0, 62].
SmallVector<Value> EpilogueMath::loadShifts(Value first) {
  Value begin =
      b.advance(b.globalPointer(kernel.getArgument(plan.arguments.shift)), first);
  Type word = b.getI32Type();
  SmallVector<Value> shifts;
  if (together < 4) {
    for (int64_t c = 0; c < together; ++c)
      shifts.push_back(b.createOrFold<arith::ExtUIOp>(
          word, b.load(b.getI8Type(), b.advance(begin, c), 1)));
    return shifts;
  }
  for (int64_t c = 0; c < together; ++c) {
    Value four = c % 4 ? shifts[c / 4 * 4] : b.load(word, b.advance(begin, c), 4);
    shifts.push_back(four);
  }
  for (int64_t c = 0; c < together; ++c)
    shifts[c] = b.bitAnd(b.shiftRight(shifts[c], 8 * (c % 4)), 255);
  return shifts;
}

SmallVector<EpilogueMath::Column> EpilogueMath::enterColumns(Value first) {
  const GemmArguments &a = plan.arguments;
  Type word = b.getI32Type(), real = b.getF32Type();
  SmallVector<Value> bias =
      loadColumns(a.bias, plan.isFloat() ? real : word, first);
  // Scales of codes change along k and are used up already.
  SmallVector<Value> scales =
      loadColumns(plan.codes ? -1 : a.columnScales, real, first);
  SmallVector<Value> multipliers = loadColumns(a.multiplier, word, first);
  SmallVector<Value> shifts(together);
  if (plan.rescale)
    shifts = loadShifts(first);
  SmallVector<Column> columns;
  for (int64_t c = 0; c < together; ++c) {
    Column column;
    column.bias = bias[c];
    if (!column.bias && !plan.isFloat())
      column.bias = b.word(0);
    column.scale = scales[c];
    column.multiplier = multipliers[c];
    column.shift = shifts[c];
    if (plan.rescale)
      plan.rescale->narrow ? enterNarrow(column) : enterWide(column);
    columns.push_back(column);
  }
  return columns;
}

EpilogueMath::Row EpilogueMath::enterRow(Value row) {
  if (plan.arguments.rowScales < 0)
    return {};
  Value begin = b.globalPointer(kernel.getArgument(plan.arguments.rowScales));
  if (!plan.oneRowScale)
    begin = b.advance(begin, b.mul(row, 4));
  return {b.loadConstants(b.getF32Type(), begin, 1).front()};
}

//===-- Fixed point, any accumulator, any shift ---------------------------===//

void EpilogueMath::enterWide(Column &c) {
  Type wide = b.getI64Type();
  auto number = [&](int64_t value) { return b.integer(wide, value); };
  c.multiplier = b.signExtend64(c.multiplier);
  c.shift = b.zeroExtend64(c.shift);
  // 2^(s-1), and 0 where s = 0, is 2^s >> 1.
  c.term = b.shiftRight(arith::ShLIOp::create(b, number(1), c.shift), 1);
  if (!plan.rescale->doubleRound)
    return;
  // Where s > 31: +2^30, and -2^31 more for negative sums.
  Value beyond = arith::CmpIOp::create(b, arith::CmpIPredicate::sgt, c.shift,
                                       number(31));
  c.term = b.add(c.term, b.select(beyond, number(int64_t(1) << 30), number(0)));
  c.signTerm = b.select(beyond, number(-(int64_t(1) << 31)), number(0));
}

// |x| <= 2^31 and m < 2^31, so nothing here leaves 64 bits.
Value EpilogueMath::rescaleWide(const Column &c, Value sum) {
  const GpuRescale &r = *plan.rescale;
  Type wide = b.getI64Type();
  Value x = b.signExtend64(b.add(sum, c.bias)); // wraps
  Value y = b.add(b.mul(x, c.multiplier), c.term);
  if (r.doubleRound) {
    Value sign = b.shiftRightSigned(x, b.integer(wide, 63));
    y = b.add(y, b.bitAnd(sign, c.signTerm));
  }
  y = b.shiftRightSigned(y, c.shift);
  y = arith::MaxSIOp::create(b, y, b.integer(wide, r.lo - r.outZp));
  y = arith::MinSIOp::create(b, y, b.integer(wide, r.hi - r.outZp));
  return arith::TruncIOp::create(b, b.getI32Type(), b.add(y, r.outZp));
}

//===-- Fixed point, narrow -----------------------------------------------===//

void EpilogueMath::enterNarrow(Column &c) {
  Type wide = b.getI64Type();
  Value one = b.integer(wide, 1);
  c.bias = b.shiftLeft(c.bias, 1);
  c.multiplier = b.signExtend64(c.multiplier);
  c.term = plan.rescale->doubleRound
               ? b.integer(wide, int64_t(1) << 31)
               : arith::ShLIOp::create(b, one, b.zeroExtend64(c.shift));
  c.shift = b.add(c.shift, -31);
  if (!plan.rescale->doubleRound)
    return;
  // 2^(n-1) for n > 0 and 0 for n = 0 is 2^n >> 1.
  c.lastTerm = b.shiftRight(arith::ShLIOp::create(b, b.word(1), c.shift), 1);
  // All ones where n > 0.
  Value beyond = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, c.shift,
                                       b.word(0));
  c.signTerm = arith::ExtSIOp::create(b, b.getI32Type(), beyond);
}

// |2x| < 2^31 and the result is below 2^30: it takes the zero point without a clamp,
// and what saturates it later is the clamp where that is the whole range.
Value EpilogueMath::rescaleNarrow(const Column &c, Value sum) {
  const GpuRescale &r = *plan.rescale;
  Value twice = b.add(b.shiftLeft(sum, 1), c.bias);
  Value product = b.add(b.mul(b.signExtend64(twice), c.multiplier), c.term);
  Value y = arith::TruncIOp::create(b, b.getI32Type(), b.shiftRight(product, 32));
  if (r.doubleRound) {
    Value sign = b.shiftRightSigned(y, b.word(31));
    y = b.add(b.add(y, c.lastTerm), b.bitAnd(sign, c.signTerm));
  }
  y = b.add(b.shiftRightSigned(y, c.shift), r.outZp);
  bool isUnsigned = r.hi > 127;
  if (!packs() || r.lo > (isUnsigned ? 0 : -128))
    y = arith::MaxSIOp::create(b, y, b.word(r.lo));
  if (!packs() || r.hi < (isUnsigned ? 255 : 127))
    y = arith::MinSIOp::create(b, y, b.word(r.hi));
  return y;
}

//===-- Results -----------------------------------------------------------===//

// Numerics' dequantizeSum and finishRuns.
Value EpilogueMath::finishFloat(const Row &row, const Column &column, Value sum) {
  Value real = plan.hasFloatSums() ? sum : b.toFloat(sum);
  if (row.scale)
    real = b.mulFloat(real, row.scale);
  if (column.scale)
    real = b.mulFloat(real, column.scale);
  return column.bias ? b.addFloat(real, column.bias) : real;
}

SmallVector<Value> EpilogueMath::finish(const Row &row, ArrayRef<Column> columns,
                                        ArrayRef<Value> sums) {
  SmallVector<Value> results;
  for (auto [column, sum] : llvm::zip_equal(columns, sums)) {
    if (plan.isFloat())
      results.push_back(finishFloat(row, column, sum));
    else if (!plan.rescale)
      results.push_back(b.add(sum, column.bias)); // wraps
    else
      results.push_back(plan.rescale->narrow ? rescaleNarrow(column, sum)
                                             : rescaleWide(column, sum));
  }
  return results;
}

void EpilogueMath::store(ArrayRef<Value> results, Value pointer) {
  if (resultBytes() == 4)
    return b.storeTogether(results, pointer);
  SmallVector<Value> words;
  for (size_t first = 0; first < results.size(); first += 4) {
    ArrayRef<Value> some = results.slice(first).take_front(4);
    if (packs()) {
      words.push_back(b.packSaturated(some, plan.rescale->hi > 127));
      continue;
    }
    Value word = b.bitAnd(some.front(), 255);
    for (size_t i = 1; i < some.size(); ++i)
      word = b.bitOr(word, b.shiftLeft(b.bitAnd(some[i], 255), 8 * i));
    words.push_back(word);
  }
  if (results.size() >= 4)
    return b.storeTogether(words, pointer);
  Type type = b.getIntegerType(8 * results.size());
  b.store(arith::TruncIOp::create(b, type, words.front()), pointer,
          results.size());
}
