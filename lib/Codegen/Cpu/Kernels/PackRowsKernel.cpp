// SPDX-License-Identifier: Apache-2.0
// Kernel of qopt.pack_rows: chunks of 32 codes are copied to where a tile of rows
// reads them and summed on the way.
#include "KernelFunctions.h"
#include "RunsPlan.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr int64_t kChunkCodes =
    RunsGeometry::kChunkSteps * RunsGeometry::kStepCodes;
// Codes that are added at once.
static constexpr int64_t kSumLanes = 16;

namespace {
class PackRowsKernel {
public:
  PackRowsKernel(func::FuncOp func, const PackRowsPlan &plan)
      : b(func), plan(plan), g(plan.geometry), input(func.getArgument(0)),
        output(func.getArgument(1)), inputOffset(func.getArgument(2)),
        outputOffset(func.getArgument(3)), rowBegin(func.getArgument(4)),
        rowEnd(func.getArgument(5)) {}

  void emit() {
    b.loop(rowBegin, rowEnd, 1, [&](Value row) {
      int64_t full = g.depth / g.run, rest = g.depth % g.run;
      b.loop(b.index(0), b.index(full), 1,
             [&](Value run) { emitRun(row, run, g.run); });
      if (rest != 0)
        emitRun(row, b.index(full), rest);
    });
  }

private:
  void emitRun(Value row, Value run, int64_t length);
  Value copyChunk(Value row, Value run, Value chunk, int64_t codes, Value sum);
  Value loadCodes(Value at, int64_t codes);

  KernelBuilder b;
  const PackRowsPlan &plan;
  const RunsGeometry &g;
  Value input, output, inputOffset, outputOffset, rowBegin, rowEnd;
};
} // namespace

void PackRowsKernel::emitRun(Value row, Value run, int64_t length) {
  VectorType lanes = b.vectorOf(kSumLanes, 32);
  int64_t full = length / kChunkCodes, rest = length % kChunkCodes;
  Value sum = b.loop(b.index(0), b.index(full), 1, b.splat(lanes, 0),
                     [&](Value chunk, ValueRange carried) {
                       return SmallVector<Value>{copyChunk(
                           row, run, chunk, kChunkCodes, carried[0])};
                     })[0];
  if (rest != 0)
    sum = copyChunk(row, run, b.index(full), rest, sum);
  if (plan.factor == 0)
    sum = b.splat(lanes, 0);
  Value total = vector::ReductionOp::create(b, vector::CombiningKind::ADD, sum);
  total = arith::MulIOp::create(b, total,
                                b.splat(b.getI32Type(), plan.factor));
  Value at = b.add(b.add(outputOffset, b.mul(run, plan.rows)), row);
  b.store(vector::BroadcastOp::create(b, b.vectorOf(1, 32), total), output, at);
}

// Stores one chunk; `sum` and its codes.
Value PackRowsKernel::copyChunk(Value row, Value run, Value chunk, int64_t codes,
                                Value sum) {
  Value k = b.add(b.mul(run, g.run), b.mul(chunk, kChunkCodes));
  Value from = b.add(b.add(inputOffset, offsetOf(b, plan.input, row)), k);
  Value bytes = loadCodes(from, codes);
  for (int64_t i = 0; i < std::min(codes, kChunkCodes); i += kSumLanes)
    sum = arith::AddIOp::create(
        b, sum,
        arith::ExtSIOp::create(b, b.vectorOf(kSumLanes, 32),
                               b.slice(bytes, i, kSumLanes)));
  int64_t steps = RunsGeometry::stepsOf(codes);
  Value step = b.add(b.mul(run, g.runSteps()),
                     b.mul(chunk, RunsGeometry::kChunkSteps));
  Value to = b.add(b.mul(step, plan.rows), g.runs() * plan.rows);
  to = b.add(b.add(outputOffset, to), b.mul(row, steps));
  b.storeFirst(b.bitcast(bytes, b.vectorOf(RunsGeometry::kChunkSteps, 32)),
               output, to, steps);
  return sum;
}

// `codes` codes and zeros behind them: a few plain loads, as in storeFirst.
Value PackRowsKernel::loadCodes(Value at, int64_t codes) {
  VectorType type = b.vectorOf(kChunkCodes, 8);
  if (codes == kChunkCodes)
    return b.load(input, at, type);
  Value bytes = b.splat(type, 0);
  int64_t done = 0;
  for (int64_t size = kChunkCodes / 2; size > 0; size /= 2) {
    if (codes - done < size)
      continue;
    Value part = b.load(input, b.add(at, done), b.vectorOf(size, 8));
    bytes = vector::InsertStridedSliceOp::create(
        b, part, bytes, ArrayRef<int64_t>{done}, ArrayRef<int64_t>{1});
    done += size;
  }
  return bytes;
}

void mlir::qopt::emitPackRowsKernel(func::FuncOp func,
                                    const PackRowsPlan &plan) {
  PackRowsKernel(func, plan).emit();
}
