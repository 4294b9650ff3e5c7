// SPDX-License-Identifier: Apache-2.0
// Products of few rows: dp4a. Every warp has a few columns, and its lanes share their k
// in pieces of 16 bytes, so that a warp reads 512 neighbouring bytes of a column at once
// and several such before it needs the first. Sums of lanes are added at the end.
#include "EpilogueMath.h"
#include "VectorParts.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

constexpr int64_t kPieceBytes = 16;
constexpr int64_t kRoundBytes = kPieceBytes * target::kWarpThreads;

namespace {

class VectorKernel {
public:
  VectorKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan)
      : kernel(kernel), plan(plan), shape(*plan.vector),
        warpColumns(shape.warpColumns()), b(kernel), rows(b, plan, kernel) {}
  void emit();

private:
  using Words = SmallVector<Value>;
  void enter();
  Words loadPiece(int64_t row, Value offset, bool atEdge);
  void addPieces(ArrayRef<Value> offsets, bool atEdge, Words &sums);
  void store(Words sums);
  /// Rows and columns of sums by lane: a power of two of both.
  int64_t paddedRows() const { return llvm::PowerOf2Ceil(plan.rows); }

  gpu::GPUFuncOp kernel;
  const GemmPlan &plan;
  const VectorShape &shape;
  int64_t warpColumns;
  NvvmEmit b;
  RowReader rows;
  Value lane, firstColumn;
  SmallVector<Value> columns; ///< where each begins
};

} // namespace

void VectorKernel::enter() {
  Value thread = b.threadIndex();
  lane = b.bitAnd(thread, target::kWarpThreads - 1);
  Value warp = b.shiftRight(thread, llvm::Log2_32(target::kWarpThreads));
  Value weights = b.globalPointer(kernel.getArgument(plan.arguments.weights));
  firstColumn = b.add(b.mul(b.blockX(), shape.columns), b.mul(warp, warpColumns));
  bool ragged = plan.columns % shape.columns != 0;
  for (int64_t c = 0; c < warpColumns; ++c) {
    Value column = b.add(firstColumn, c);
    if (ragged) // any column where there is none
      column = b.select(b.below(column, plan.columns), column, b.word(0));
    Value offset = b.mul(b.zeroExtend64(column), getMmaRowBytes(plan.depth));
    columns.push_back(b.advance(weights, offset));
  }
}

// Weights beyond a row's end may be anything, so the input is zeros there.
VectorKernel::Words VectorKernel::loadPiece(int64_t row, Value offset, bool atEdge) {
  if (!atEdge && rows.align() >= 4)
    return rows.inside(row, offset, kPieceBytes / 4);
  Words words;
  for (int64_t i = 0; i < kPieceBytes; i += 4)
    words.push_back(rows.upToEdge(row, b.add(offset, i)));
  return words;
}

//===-- Sums --------------------------------------------------------------===//

// All loads of weights first: they are what takes long.
void VectorKernel::addPieces(ArrayRef<Value> offsets, bool atEdge, Words &sums) {
  int64_t rowBytes = getMmaRowBytes(plan.depth);
  SmallVector<Words> weights;
  for (Value offset : offsets) {
    Value existing = offset;
    if (atEdge)
      existing = b.select(b.below(offset, rowBytes), offset, b.word(0));
    for (Value column : columns)
      weights.push_back(
          b.loadConstants(b.getI32Type(), b.advance(column, existing), 4));
  }
  for (auto [i, offset] : llvm::enumerate(offsets))
    for (int64_t m = 0; m < plan.rows; ++m) {
      Words x = loadPiece(m, offset, atEdge);
      for (int64_t c = 0; c < warpColumns; ++c)
        for (int64_t word = 0; word < 4; ++word) {
          Value &sum = sums[m * warpColumns + c];
          sum = b.dot4(x[word], plan.isUnsigned(),
                       weights[i * warpColumns + c][word], sum);
        }
    }
}

// Halves of the values go to the lanes that differ in one bit, until a lane has one:
// its number's upper bits say which. What is left of the bits is summed plainly.
void VectorKernel::store(Words sums) {
  int64_t bit = target::kWarpThreads / 2, group = target::kWarpThreads;
  for (; sums.size() > 1; bit /= 2, group /= 2)
    sums = halveAcrossLanes(b, lane, bit, sums);
  for (; bit >= 1; bit /= 2)
    sums[0] = b.add(sums[0], b.shuffleXor(sums[0], bit));
  Value number = b.shiftRight(lane, llvm::Log2_64(group));
  Value row = b.shiftRight(number, llvm::Log2_64(warpColumns));
  Value column = b.add(firstColumn, b.bitAnd(number, warpColumns - 1));
  auto none = [&](bool always, Value value, int64_t limit) {
    return always ? Value() : b.below(value, limit);
  };
  Value valid = none(group == 1, b.bitAnd(lane, group - 1), 1);
  valid = b.both(valid, none(plan.rows == paddedRows(), row, plan.rows));
  valid = b.both(valid, none(plan.columns % shape.columns == 0, column,
                             plan.columns));
  b.when(valid, [&] {
    EpilogueMath math(b, plan, kernel, /*together=*/1);
    Value result = b.globalPointer(kernel.getArgument(plan.arguments.result));
    Value at = b.add(b.mul(b.zeroExtend64(row), plan.columns), b.zeroExtend64(column));
    math.store(math.finish(math.enterRow(row), math.enterColumns(column), sums),
               b.advance(result, b.mul(at, math.resultBytes())));
  });
}

void VectorKernel::emit() {
  enter();
  int64_t unrolled = shape.unrolled, roundBytes = kRoundBytes * unrolled;
  Value first = b.mul(lane, kPieceBytes);
  auto offsetsFrom = [&](Value offset, int64_t count) {
    SmallVector<Value> offsets;
    for (int64_t i = 0; i < count; ++i)
      offsets.push_back(b.add(offset, i * kRoundBytes));
    return offsets;
  };
  Words sums(paddedRows() * warpColumns, b.word(0));
  int64_t rounds = plan.depth / roundBytes, rest = plan.depth % roundBytes;
  if (rounds > 0)
    sums = b.loop(b.word(0), b.word(rounds), sums,
                  [&](Value round, ArrayRef<Value> carried) {
                    Words next(carried);
                    Value offset = b.add(first, b.mul(round, roundBytes));
                    addPieces(offsetsFrom(offset, unrolled), false, next);
                    return next;
                  });
  if (rest > 0)
    addPieces(offsetsFrom(b.add(first, rounds * roundBytes),
                          llvm::divideCeil(rest, kRoundBytes)),
              true, sums);
  store(std::move(sums));
}

void mlir::qopt::emitVectorKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan) {
  VectorKernel(kernel, plan).emit();
}
