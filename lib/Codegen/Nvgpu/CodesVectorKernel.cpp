// SPDX-License-Identifier: Apache-2.0
// Products of few rows with 4-bit codes: decoding and dp4a. A block has 32 columns, and
// its warps share their k: in a round each warp sums four steps of k, as one slot or as
// the slots of several short runs, and leaves the integer sums of every slot in shared
// memory. Then every thread adds the round's slots, in order, to the total of one row
// and column: sums of integers may be cut anywhere, totals of numbers nowhere.
#include "EpilogueMath.h"
#include "RunTotals.h"
#include "VectorParts.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;
using Geometry = FragmentGeometry;

constexpr int64_t kPortionSteps = 4; // of a warp in a round

namespace {

/// How runs are cut into slots, portions of warps and rounds.
struct Slots {
  Slots(const GemmPlan &plan)
      : runSteps(Geometry::ceilDiv(plan.codes->run, Geometry::kStepDepth)),
        runs(Geometry::ceilDiv(plan.depth, plan.codes->run)),
        steps(runSteps <= 2 ? runSteps : kPortionSteps),
        perRun(Geometry::ceilDiv(runSteps, steps)), count(runs * perRun),
        perPortion(kPortionSteps / steps), perRound(perPortion * plan.vector->warps),
        rounds(Geometry::ceilDiv(count, perRound)) {}

  int64_t runSteps, runs;
  int64_t steps;      ///< of a slot; the last one of a run may have fewer
  int64_t perRun;     ///< slots; where it is above 1, perPortion is 1
  int64_t count;      ///< of slots
  int64_t perPortion, perRound, rounds;
};

class CodesVectorKernel {
public:
  CodesVectorKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan)
      : kernel(kernel), plan(plan), slots(plan), b(kernel), rows(b, plan, kernel),
        decoder(createCodeDecoder(b, *plan.codes)),
        runs(b, *plan.codes, decoder->shift()) {}
  void emit();

private:
  using Values = SmallVector<Value>;
  void enter();
  /// The first step of a slot.
  Value stepOf(Value slot);
  /// The run of a slot, and the slot's number in it.
  std::pair<Value, Value> placeInRun(Value slot);
  Values loadPortion(Value portion);
  Value loadInput(int64_t row, Value slot, Value step, int64_t inSlot, int64_t half);
  void sumPortion(Value portion, ArrayRef<Value> words);
  void keepSums(int64_t slot, ArrayRef<Value> sums);
  Value loadScale(Value run);
  void addSlots(Value round, Value &total, Value &pending);
  void store(Value total);
  int64_t slotBytes() const { return plan.rows * Geometry::kBlockColumns * 4; }

  gpu::GPUFuncOp kernel;
  const GemmPlan &plan;
  Slots slots;
  NvvmEmit b;
  RowReader rows;
  std::unique_ptr<CodeDecoder> decoder;
  RunTotals runs;
  Value lane, warp, shared;
  Value laneCodes;   ///< where this lane's words of step 0 are
  Value laneOffset;  ///< of this lane's first four bytes of a step of the input
  Value laneSums;    ///< where this lane leaves its column's sum of slot 0, row 0
  Value column;      ///< whose total this thread has; its row is its warp's number
  Value threadSums;  ///< where that total's sum of slot 0 is
  Value scales;      ///< where that column's scales begin
};

} // namespace

void CodesVectorKernel::enter() {
  Value thread = b.threadIndex();
  lane = b.bitAnd(thread, target::kWarpThreads - 1);
  warp = b.shiftRight(thread, llvm::Log2_32(target::kWarpThreads));
  Geometry geometry{plan.depth, plan.columns, !plan.codes->table.empty()};
  Value offset = b.mul(b.zeroExtend64(b.blockX()),
                       geometry.steps() * Geometry::kStepBytes);
  Value codes = b.globalPointer(kernel.getArgument(plan.arguments.weights));
  laneCodes = b.advance(b.advance(codes, offset), b.mul(lane, 16));
  Value quarter = b.bitAnd(lane, 3), group = b.shiftRight(lane, 2);
  laneOffset = b.mul(quarter, 4);
  // Column 8 * (g / 2) + 2 * tile + g % 2, where the lane ends with tile `quarter`.
  Value own = b.add(b.mul(b.shiftRight(group, 1), Geometry::kLaneColumns),
                    b.add(b.mul(quarter, 2), b.bitAnd(group, 1)));
  shared = b.sharedMemory(slots.perRound * slotBytes());
  laneSums = b.advance(shared, b.mul(own, 4));
  column = b.add(b.mul(b.blockX(), Geometry::kBlockColumns), lane);
  Value row = plan.rows == plan.vector->warps
                  ? warp
                  : b.select(b.below(warp, plan.rows), warp, b.word(0));
  threadSums = b.advance(
      shared, b.mul(b.add(b.mul(row, Geometry::kBlockColumns), lane), 4));
  Value existing = b.select(b.below(column, plan.columns), column, b.word(0));
  scales =
      b.advance(b.globalPointer(kernel.getArgument(plan.arguments.columnScales)),
                b.mul(existing, 4));
}

//===-- Sums of a warp ----------------------------------------------------===//

std::pair<Value, Value> CodesVectorKernel::placeInRun(Value slot) {
  if (slots.perRun == 1)
    return {slot, b.word(0)};
  if (slots.runs == 1)
    return {b.word(0), slot};
  Value run = b.createOrFold<arith::DivUIOp>(slot, b.word(slots.perRun));
  return {run, b.add(slot, b.mul(run, -slots.perRun))};
}

Value CodesVectorKernel::stepOf(Value slot) {
  auto [run, inRun] = placeInRun(slot);
  return b.add(b.mul(run, slots.runSteps), b.mul(inRun, slots.steps));
}

// Of steps that do not exist, those of any: their sums are not used, or their input is
// zeros.
CodesVectorKernel::Values CodesVectorKernel::loadPortion(Value portion) {
  int64_t steps = Geometry::ceilDiv(plan.depth, Geometry::kStepDepth);
  Value first = stepOf(b.mul(portion, slots.perPortion));
  Values words;
  for (int64_t i = 0; i < kPortionSteps; ++i) {
    Value step = b.add(first, i);
    step = b.select(b.below(step, steps), step, b.word(0));
    llvm::append_range(
        words, b.loadConstants(b.getI32Type(),
                               b.advance(laneCodes,
                                         b.mul(step, Geometry::kStepBytes)),
                               Geometry::kTiles));
  }
  return words;
}

// Zeros beyond the end of the row, and beyond that of a run which is no whole number of
// slots; slots beyond the last are not read back.
Value CodesVectorKernel::loadInput(int64_t row, Value slot, Value step,
                                   int64_t inSlot, int64_t half) {
  Value offset = b.add(b.mul(b.add(step, inSlot), Geometry::kStepDepth),
                       b.add(laneOffset, 16 * half));
  if (slots.runs > 1 && slots.runSteps % slots.steps != 0) {
    Value inRun = b.add(b.mul(placeInRun(slot).second, slots.steps), inSlot);
    offset = b.select(b.below(inRun, slots.runSteps), offset, b.word(plan.depth));
  }
  return rows.upToEdge(row, offset);
}

void CodesVectorKernel::sumPortion(Value portion, ArrayRef<Value> words) {
  for (int64_t i = 0; i < slots.perPortion; ++i) {
    Value slot = b.add(b.mul(portion, slots.perPortion), i);
    Value step = stepOf(slot);
    Values sums(plan.rows * Geometry::kTiles, b.word(0));
    for (int64_t s = 0; s < slots.steps; ++s) {
      ArrayRef<Value> ofStep =
          words.slice((i * slots.steps + s) * Geometry::kTiles, Geometry::kTiles);
      SmallVector<CodeDecoder::Fragment> weights;
      for (Value word : ofStep)
        weights.push_back(decoder->decode(word));
      for (int64_t m = 0; m < plan.rows; ++m) {
        Value low = loadInput(m, slot, step, s, 0);
        Value high = loadInput(m, slot, step, s, 1);
        for (int64_t tile = 0; tile < Geometry::kTiles; ++tile) {
          Value &sum = sums[m * Geometry::kTiles + tile];
          sum = b.dot4(low, plan.isUnsigned(), weights[tile].low, sum);
          sum = b.dot4(high, plan.isUnsigned(), weights[tile].high, sum);
        }
      }
    }
    keepSums(i, sums);
  }
}

// The quarters of a column's k are in four neighbouring lanes.
void CodesVectorKernel::keepSums(int64_t slot, ArrayRef<Value> sums) {
  Value inRound = b.add(b.mul(warp, slots.perPortion), slot);
  Value to = b.advance(laneSums, b.mul(inRound, slotBytes()));
  for (int64_t m = 0; m < plan.rows; ++m) {
    ArrayRef<Value> ofRow = sums.slice(m * Geometry::kTiles, Geometry::kTiles);
    Values two = halveAcrossLanes(b, lane, 2, ofRow);
    Value sum = halveAcrossLanes(b, lane, 1, two).front();
    b.store(sum, b.advance(to, m * Geometry::kBlockColumns * 4), 4);
  }
}

//===-- Totals ------------------------------------------------------------===//

Value CodesVectorKernel::loadScale(Value run) {
  Value existing = b.select(b.below(run, slots.runs), run, b.word(0));
  Value offset = b.mul(b.zeroExtend64(existing), 4 * plan.columns);
  return b.loadConstants(b.getF32Type(), b.advance(scales, offset), 1).front();
}

// `pending`: what the slots of a run have added up to so far.
void CodesVectorKernel::addSlots(Value round, Value &total, Value &pending) {
  for (int64_t i = 0; i < slots.perRound; ++i) {
    Value slot = b.add(b.mul(round, slots.perRound), i);
    Value exists = b.below(slot, slots.count);
    Value sum = b.load(b.getI32Type(), b.advance(threadSums, i * slotBytes()), 4);
    auto [run, inRun] = placeInRun(slot);
    if (slots.perRun > 1)
      sum = b.add(sum, pending);
    Value next =
        runs.add(total, b.add(sum, runs.start()), loadScale(run));
    if (slots.perRun > 1) {
      Value isLast = b.createOrFold<arith::CmpIOp>(
          arith::CmpIPredicate::eq, inRun, b.word(slots.perRun - 1));
      pending = b.select(isLast, b.word(0), sum);
      exists = b.both(exists, isLast);
    }
    total = b.select(exists, next, total);
  }
}

void CodesVectorKernel::store(Value total) {
  Value valid;
  if (plan.rows != plan.vector->warps)
    valid = b.below(warp, plan.rows);
  if (plan.columns % Geometry::kBlockColumns != 0)
    valid = b.both(valid, b.below(column, plan.columns));
  b.when(valid, [&] {
    EpilogueMath math(b, plan, kernel, /*together=*/1);
    Value result = b.globalPointer(kernel.getArgument(plan.arguments.result));
    Value at = b.add(b.mul(b.zeroExtend64(warp), plan.columns),
                     b.zeroExtend64(column));
    math.store(math.finish(math.enterRow(warp), math.enterColumns(column), {total}),
               b.advance(result, b.mul(at, math.resultBytes())));
  });
}

// The first barrier: all sums of the round are there; the second: all have been read.
void CodesVectorKernel::emit() {
  enter();
  int64_t warps = plan.vector->warps;
  Values init = loadPortion(warp);
  size_t count = init.size();
  init.append({b.asFloat(b.word(0)), b.word(0)});
  Values last = b.loop(
      b.word(0), b.word(slots.rounds), init,
      [&](Value round, ArrayRef<Value> carried) {
        Value portion = b.add(b.mul(round, warps), warp);
        Values next = loadPortion(b.add(portion, warps));
        sumPortion(portion, carried.take_front(count));
        b.barrier();
        Value total = carried[count], pending = carried[count + 1];
        addSlots(round, total, pending);
        b.barrier();
        next.append({total, pending});
        return next;
      });
  store(last[count]);
}

void mlir::qopt::emitCodesVectorKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan) {
  CodesVectorKernel(kernel, plan).emit();
}
