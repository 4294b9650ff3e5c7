// SPDX-License-Identifier: Apache-2.0
// Kernel of qopt.subset_sums: 32 entries of a table at once, a code being added in the
// lanes whose number has its bit.
#include "BitsPlan.h"
#include "KernelBuilder.h"

using namespace mlir;
using namespace mlir::qopt;

// Entries that are made at once, and the codes that tell them apart.
static constexpr int64_t kEntries = 32, kEntryBits = 5;

namespace {
class SubsetSumsKernel {
public:
  SubsetSumsKernel(func::FuncOp func, const SubsetSumsPlan &plan)
      : b(func), plan(plan), g(plan.geometry), input(func.getArgument(0)),
        output(func.getArgument(1)), inputOffset(func.getArgument(2)),
        outputOffset(func.getArgument(3)), entries(b.vectorOf(kEntries, 16)) {}

  void emit() {
    int64_t full = g.depth / g.run, rest = g.depth % g.run;
    b.loop(b.index(0), b.index(full), 1, [&](Value run) { emitRun(run, g.run); });
    if (rest != 0)
      emitRun(b.index(full), rest);
  }

private:
  void emitRun(Value run, int64_t length);
  Value emitChunk(Value first, Value chunk, int64_t codes, Value sum);
  Value loadCodes(Value at, int64_t codes);
  void emitField(Value codes, int64_t first, int64_t bits, Value at);

  KernelBuilder b;
  const SubsetSumsPlan &plan;
  const BitsGeometry &g;
  Value input, output, inputOffset, outputOffset;
  VectorType entries;
};
} // namespace

// `codes` codes and zeros behind them, as 16-bit numbers: a few plain loads.
Value SubsetSumsKernel::loadCodes(Value at, int64_t codes) {
  VectorType type = b.vectorOf(g.kChunkCodes, 8);
  Value bytes = b.splat(type, 0);
  for (int64_t size = g.kChunkCodes, done = 0; size > 0; size /= 2) {
    if (codes - done < size)
      continue;
    Value part = b.load(input, b.add(at, done), b.vectorOf(size, 8));
    bytes = vector::InsertStridedSliceOp::create(
        b, part, bytes, ArrayRef<int64_t>{done}, ArrayRef<int64_t>{1});
    done += size;
  }
  return arith::ExtSIOp::create(b, entries, bytes);
}

// Stores the tables of a run of `length` codes, and what its sums start at.
void SubsetSumsKernel::emitRun(Value run, int64_t length) {
  Value firstCode = b.mul(run, g.run), firstChunk = b.mul(run, g.runChunks());
  auto emitAt = [&](Value chunk, int64_t codes, Value sum) {
    return emitChunk(b.add(firstCode, b.mul(chunk, g.kChunkCodes)),
                     b.add(firstChunk, chunk), codes, sum);
  };
  int64_t full = length / g.kChunkCodes, rest = length % g.kChunkCodes;
  Value sum = b.loop(b.index(0), b.index(full), 1, b.splat(b.vectorOf(16, 32), 0),
                     [&](Value chunk, ValueRange carried) {
                       return SmallVector<Value>{
                           emitAt(chunk, g.kChunkCodes, carried[0])};
                     })[0];
  if (rest != 0)
    sum = emitAt(b.index(full), rest, sum);
  Value total = vector::ReductionOp::create(b, vector::CombiningKind::ADD, sum);
  total = arith::MulIOp::create(b, total, b.splat(b.getI32Type(), plan.factor));
  b.store(vector::BroadcastOp::create(b, b.vectorOf(1, 32), total), output,
          b.add(b.add(outputOffset, run), g.startIndex(0)));
}

// Stores the tables of one chunk, whose codes begin at `first`; `sum` and its codes.
Value SubsetSumsKernel::emitChunk(Value first, Value chunk, int64_t codes, Value sum) {
  Value loaded = loadCodes(b.add(inputOffset, first), codes);
  constexpr int64_t kWords = BitsGeometry::kWordEntries / 2;
  for (int64_t half = 0; half < g.kChunkWords; ++half)
    for (const BitsGeometry::Field &field : g.kFields)
      emitField(loaded, half * g.kWordCodes + field.lowest, field.bits,
                b.add(b.add(outputOffset, b.mul(chunk, g.kChunkWords * kWords)),
                      half * kWords + field.entry / 2));
  for (int64_t i = 0; i < kEntries; i += sizeOf(sum))
    sum = arith::AddIOp::create(
        b, sum,
        arith::ExtSIOp::create(b, cast<VectorType>(sum.getType()),
                               b.slice(loaded, i, sizeOf(sum))));
  return sum;
}

// The table of `bits` codes from lane `first` on: 32 sums of the first five, and those
// with the sixth.
void SubsetSumsKernel::emitField(Value codes, int64_t first, int64_t bits, Value at) {
  auto code = [&](int64_t j) {
    return b.shuffle(codes, codes, SmallVector<int64_t>(kEntries, first + j));
  };
  Value sums = b.splat(entries, 0);
  for (int64_t j = 0; j < kEntryBits; ++j) {
    SmallVector<int16_t> lanes;
    for (int64_t i = 0; i < kEntries; ++i)
      lanes.push_back((i >> j & 1) ? -1 : 0);
    Value mask = b.constant(DenseElementsAttr::get(entries, ArrayRef<int16_t>(lanes)));
    sums = arith::AddIOp::create(b, sums, arith::AndIOp::create(b, code(j), mask));
  }
  VectorType words = b.vectorOf(kEntries / 2, 32);
  b.store(b.bitcast(sums, words), output, at);
  if (bits == kEntryBits)
    return;
  Value upper = arith::AddIOp::create(b, sums, code(kEntryBits));
  b.store(b.bitcast(upper, words), output, b.add(at, kEntries / 2));
}

void mlir::qopt::emitSubsetSumsKernel(func::FuncOp func, const SubsetSumsPlan &plan) {
  SubsetSumsKernel(func, plan).emit();
}
