// SPDX-License-Identifier: Apache-2.0
// Products of 8-bit rows with 4-bit codes, scaled run by run: the input goes through
// stages of shared memory as in GemmKernel.cpp, while lanes read the words of their own
// fragments of weights, some stages ahead, and decode them in registers.
#include "GemmEpilogue.h"
#include "RunTotals.h"
#include "TileCopy.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;
using Geometry = FragmentGeometry;

namespace {

constexpr int64_t kSteps = 2; // of the matrix instruction in a stage
constexpr int64_t kTileSums = 4 * Geometry::kTiles; // of a lane, of 16 rows
constexpr int64_t kStageDepth = kSteps * Geometry::kStepDepth;

class CodesKernel {
public:
  CodesKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan)
      : kernel(kernel), plan(plan), tile(plan.tile), b(kernel),
        decoder(createCodeDecoder(b, *plan.codes)),
        runs(b, *plan.codes, decoder->shift()) {}
  void emit();

private:
  using Values = SmallVector<Value>;
  /// What goes through the loops beside sums and totals.
  struct State {
    Values words; ///< of the next stages, step by step
    Value column; ///< of this thread's piece of the next tile to copy
    Value write;  ///< offset of the stage to copy to
    Value read;   ///< offset of the stage to multiply
    Value step;   ///< the next one whose words are loaded
    Values flat() const;
    void take(ArrayRef<Value> values);
  };
  void enter();
  void enterCodes(Value warp);
  void enterFragments();
  int64_t stageBytes() const { return tile.rows * kTileRowBytes; }
  Value nextStage(Value stage);
  void copyTile(State &state);
  Values loadStep(Value step);
  Values loadScales(Value run);
  using Fragments = SmallVector<CodeDecoder::Fragment>;
  Fragments decodeStep(const State &state, int64_t step);
  void multiplyRows(const State &state, int64_t step, int64_t i,
                    const Fragments &weights, MutableArrayRef<Value> sums);
  void addRun(MutableArrayRef<Value> totals, ArrayRef<Value> sums,
              ArrayRef<Value> scales);
  void nextWords(State &state);
  void beginStage(State &state);
  int64_t tileRows() const { return plan.warpRows() / plan.mma.m; }
  int64_t sumCount() const {
    return plan.warpRows() * plan.warpColumns() / target::kWarpThreads;
  }
  Values sumLongRuns(State state);
  Values sumShortRuns(State state);

  gpu::GPUFuncOp kernel;
  const GemmPlan &plan;
  const target::GemmTile &tile;
  NvvmEmit b;
  std::unique_ptr<CodeDecoder> decoder;
  RunTotals runs;
  std::optional<TileCopy> input;
  Value lane, thread, shared, warpRow;
  Value firstColumn; ///< of this lane's eight
  Value laneCodes;   ///< where this lane's words of step 0 are
  Value scales;
  Value inputFragments[kSteps];
};

} // namespace

//===-- Where things are --------------------------------------------------===//

void CodesKernel::enter() {
  thread = b.threadIndex();
  lane = b.bitAnd(thread, target::kWarpThreads - 1);
  Value warp = b.shiftRight(thread, llvm::Log2_32(target::kWarpThreads));
  assert(llvm::isPowerOf2_32(tile.warpRows) && "warps are told apart by bits");
  warpRow = b.mul(b.bitAnd(warp, tile.warpRows - 1), plan.warpRows());
  shared = b.sharedMemory(stageBytes() * tile.stages);
  input.emplace(b,
                TileCopy::Source{b.globalPointer(kernel.getArgument(0)),
                                 plan.rows, plan.depth, plan.depth,
                                 b.mul(b.blockX(), tile.rows), tile.rows},
                tile.threads(), thread, shared);
  enterCodes(b.shiftRight(warp, llvm::Log2_32(tile.warpRows)));
  enterFragments();
}

// A warp beyond the last block of columns reads the first one's.
void CodesKernel::enterCodes(Value warp) {
  Geometry geometry{plan.depth, plan.columns, !plan.codes->table.empty()};
  Value block = b.add(b.mul(b.blockY(), tile.warpColumns), warp);
  Value laneColumn = b.mul(b.bitAnd(lane, 3), Geometry::kLaneColumns);
  firstColumn = b.add(b.mul(block, Geometry::kBlockColumns), laneColumn);
  if (geometry.blocks() % tile.warpColumns != 0)
    block = b.select(b.below(block, geometry.blocks()), block, b.word(0));
  Value begin = b.globalPointer(kernel.getArgument(plan.arguments.weights));
  Value offset = b.mul(b.zeroExtend64(block),
                       geometry.steps() * Geometry::kStepBytes);
  laneCodes = b.advance(b.advance(begin, offset), b.mul(lane, 16));
  scales = b.globalPointer(kernel.getArgument(plan.arguments.columnScales));
}

// As in GemmKernel.cpp: registers 0 to 3 are rows 0-7 and 8-15 at bytes 0-15, then both
// at bytes 16-31.
void CodesKernel::enterFragments() {
  Value swizzled = swizzle(b, lane);
  Value row = b.add(b.bitAnd(lane, 15), warpRow);
  for (int64_t step = 0; step < kSteps; ++step) {
    Value piece = b.add(b.shiftRight(lane, 4), 2 * step);
    Value place = b.add(b.mul(row, kTileRowBytes),
                        b.mul(b.bitXor(piece, swizzled), kPieceBytes));
    inputFragments[step] = b.advance(shared, place);
  }
}

CodesKernel::Values CodesKernel::State::flat() const {
  Values values(words);
  values.append({column, write, read, step});
  return values;
}

void CodesKernel::State::take(ArrayRef<Value> values) {
  words.assign(values.begin(), values.end() - 4);
  ArrayRef<Value> rest = values.take_back(4);
  column = rest[0];
  write = rest[1];
  read = rest[2];
  step = rest[3];
}

//===-- Loads -------------------------------------------------------------===//

Value CodesKernel::nextStage(Value stage) {
  Value next = b.add(stage, stageBytes());
  return b.select(b.below(next, stageBytes() * tile.stages), next, b.word(0));
}

void CodesKernel::copyTile(State &state) {
  input->copy(state.column, state.write);
  b.commitCopies();
  state.column = b.add(state.column, tile.depth);
  state.write = nextStage(state.write);
}

// Beyond the last step the words may be any: the input is zeros there.
CodesKernel::Values CodesKernel::loadStep(Value step) {
  int64_t steps = Geometry::ceilDiv(plan.depth, Geometry::kStepDepth);
  Value existing = b.select(b.below(step, steps), step, b.word(0));
  return b.loadConstants(
      b.getI32Type(),
      b.advance(laneCodes, b.mul(existing, Geometry::kStepBytes)),
      Geometry::kTiles);
}

void CodesKernel::nextWords(State &state) {
  for (int64_t step = 0; step < kSteps; ++step)
    llvm::append_range(state.words, loadStep(b.add(state.step, step)));
  state.step = b.add(state.step, kSteps);
}

// Of columns and runs that do not exist: any scales, and 0, which adds nothing to a
// total of numbers.
CodesKernel::Values CodesKernel::loadScales(Value run) {
  int64_t count = Geometry::ceilDiv(plan.depth, plan.codes->run);
  Value exists = b.below(run, count);
  Value row = b.advance(
      scales, b.mul(b.zeroExtend64(b.select(exists, run, b.word(0))),
                    4 * plan.columns));
  int64_t together = plan.columns % Geometry::kLaneColumns == 0
                         ? Geometry::kLaneColumns
                         : 1;
  Values values;
  for (int64_t c = 0; c < Geometry::kLaneColumns; c += together) {
    Value column = b.add(firstColumn, c);
    column = b.select(b.below(column, plan.columns), column, b.word(0));
    llvm::append_range(values,
                       b.loadConstants(b.getF32Type(),
                                       b.advance(row, b.mul(column, 4)), together));
  }
  Value zero = b.asFloat(b.word(0));
  if (plan.codes->run < kStageDepth)
    for (Value &value : values)
      value = b.select(exists, value, zero);
  return values;
}

//===-- Sums --------------------------------------------------------------===//

// The barrier is that of GemmKernel.cpp.
void CodesKernel::beginStage(State &state) {
  b.waitCopies(tile.stages - 2);
  b.barrier();
  copyTile(state);
}

CodesKernel::Fragments CodesKernel::decodeStep(const State &state, int64_t step) {
  Fragments weights;
  for (int64_t j = 0; j < Geometry::kTiles; ++j)
    weights.push_back(decoder->decode(state.words[step * Geometry::kTiles + j]));
  return weights;
}

// The sums of the i-th 16 rows of the warp.
void CodesKernel::multiplyRows(const State &state, int64_t step, int64_t i,
                               const Fragments &weights, MutableArrayRef<Value> sums) {
  Value at = b.advance(inputFragments[step], state.read);
  Values a = b.loadMatrices(b.advance(at, i * plan.mma.m * kTileRowBytes));
  for (auto [j, w] : llvm::enumerate(weights))
    b.multiply(plan.mma, a, ValueRange({w.low, w.high}), sums.slice(4 * j, 4));
}

void CodesKernel::addRun(MutableArrayRef<Value> totals, ArrayRef<Value> sums,
                         ArrayRef<Value> scales) {
  for (size_t i = 0; i < sums.size(); ++i) {
    size_t column = i / 4 % Geometry::kTiles * 2 + i % 2;
    totals[i] = runs.add(totals[i], sums[i], scales[column]);
  }
}

static void endStage(SmallVectorImpl<Value> &words) {
  words.erase(words.begin(), words.begin() + kSteps * FragmentGeometry::kTiles);
}

// Runs of 32: one per step. The scales and words of a step and the sums of 16 rows at a
// time: registers have no room for more beside the totals.
CodesKernel::Values CodesKernel::sumShortRuns(State state) {
  Values init(sumCount(), b.asFloat(b.word(0)));
  llvm::append_range(init, state.flat());
  Values last = b.loop(
      b.word(0), b.word(plan.depthTiles()), init,
      [&](Value stage, ArrayRef<Value> carried) {
        Values totals(carried.take_front(sumCount()));
        state.take(carried.drop_front(sumCount()));
        Value run = b.mul(stage, kSteps);
        Values scales = loadScales(run);
        beginStage(state);
        for (int64_t step = 0; step < kSteps; ++step) {
          if (step > 0)
            scales = loadScales(b.add(run, step));
          Fragments weights = decodeStep(state, step);
          llvm::append_range(state.words, loadStep(b.add(state.step, step)));
          for (int64_t i = 0; i < tileRows(); ++i) {
            Values sums(kTileSums, runs.start());
            multiplyRows(state, step, i, weights, sums);
            addRun(MutableArrayRef<Value>(totals).slice(i * kTileSums, kTileSums),
                   sums, scales);
          }
        }
        state.step = b.add(state.step, kSteps);
        state.read = nextStage(state.read);
        endStage(state.words);
        llvm::append_range(totals, state.flat());
        return totals;
      });
  last.truncate(sumCount());
  return last;
}

// Runs of whole stages, the last of which may have fewer.
CodesKernel::Values CodesKernel::sumLongRuns(State state) {
  int64_t stages = plan.depthTiles();
  int64_t ofRun = llvm::divideCeil(plan.codes->run, kStageDepth);
  auto sumRun = [&](Value begin) {
    Value end = b.word(ofRun);
    if (stages % ofRun != 0) {
      Value left = b.add(b.word(stages), b.mul(begin, -1));
      end = b.select(b.below(left, ofRun), left, end);
    }
    Values init(sumCount(), runs.start());
    llvm::append_range(init, state.flat());
    Values last = b.loop(b.word(0), end, init, [&](Value, ArrayRef<Value> carried) {
      Values sums(carried.take_front(sumCount()));
      state.take(carried.drop_front(sumCount()));
      nextWords(state);
      beginStage(state);
      for (int64_t step = 0; step < kSteps; ++step) {
        Fragments weights = decodeStep(state, step);
        for (int64_t i = 0; i < tileRows(); ++i)
          multiplyRows(state, step, i, weights,
                       MutableArrayRef<Value>(sums).slice(i * kTileSums, kTileSums));
      }
      state.read = nextStage(state.read);
      endStage(state.words);
      llvm::append_range(sums, state.flat());
      return sums;
    });
    state.take(ArrayRef<Value>(last).drop_front(sumCount()));
    last.truncate(sumCount());
    return last;
  };
  Values init(sumCount(), b.asFloat(b.word(0)));
  llvm::append_range(init, state.flat());
  int64_t count = llvm::divideCeil(stages, ofRun);
  Values last = b.loop(b.word(0), b.word(count), init,
                       [&](Value run, ArrayRef<Value> carried) {
                         Values totals(carried.take_front(sumCount()));
                         state.take(carried.drop_front(sumCount()));
                         Values scales = loadScales(run);
                         Values sums = sumRun(b.mul(run, ofRun));
                         addRun(totals, sums, scales);
                         llvm::append_range(totals, state.flat());
                         return totals;
                       });
  last.truncate(sumCount());
  return last;
}

void CodesKernel::emit() {
  enter();
  State state;
  state.column = b.mul(b.bitAnd(thread, kRowPieces - 1), kPieceBytes);
  state.write = state.read = state.step = b.word(0);
  for (uint32_t stage = 0; stage + 2 < tile.stages; ++stage)
    nextWords(state);
  for (uint32_t stage = 0; stage + 1 < tile.stages; ++stage)
    copyTile(state);
  bool isShort = plan.codes->run < kStageDepth && plan.codes->run < plan.depth;
  Values totals = isShort ? sumShortRuns(state) : sumLongRuns(state);
  b.waitCopies(0); // no copy outlives its block
  Value row = b.add(b.mul(b.blockX(), tile.rows),
                    b.add(warpRow, b.shiftRight(lane, 2)));
  GemmEpilogue(b, plan, kernel, plan.warpColumns() / 4).store(row, firstColumn, totals);
}

void mlir::qopt::emitCodesKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan) {
  CodesKernel(kernel, plan).emit();
}
