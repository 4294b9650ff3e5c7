// SPDX-License-Identifier: Apache-2.0
// The kernel of 8- and 16-bit products: stages of cp.async, ldmatrix, mma.sync.
//
// Fragments are bytes: of 32 bytes of k, the lanes of m16n8k32 of 8 bits and of m16n8k16
// of 16 bits have the same ones.
//
// Every warp computes its tile of the block's tile from fragments of both operands.
// A stage of shared memory holds 64 bytes of k of every row of both, i.e. two steps of
// the matrix instruction. While one stage is multiplied, the next ones are copied.
#include "FloatFragments.h"
#include "GemmEpilogue.h"
#include "PixelCopy.h"
#include "ProductParts.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

namespace {

constexpr int64_t kSteps = 2;         // of the matrix instruction in a stage
constexpr int64_t kFragmentRows = 16; // that one ldmatrix.x4 reads

class GemmKernel {
public:
  GemmKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan)
      : kernel(kernel), plan(plan), tile(plan.tile), b(kernel), zeroPoints(b, plan) {}
  void emit();

private:
  /// What goes through the loop beside the sums.
  struct State {
    SmallVector<Value> sums;
    SmallVector<Value> terms; ///< of zero points
    Value column; ///< of this thread's piece of the next tile to copy
    Value write;  ///< offset of the stage to copy to
    Value read;   ///< offset of the stage to multiply
  };
  void enter();
  void enterFragments();
  Value nextStage(Value stage);
  void copyTile(State &state);
  void multiplyStage(State &state);
  void multiplyTile(ArrayRef<Value> a, ArrayRef<Value> w, MutableArrayRef<Value> sums);
  SmallVector<Value> createZeros();
  /// Adds the products of `tiles` tiles of k to the sums.
  State runLoop(State state, Value tiles);
  State runPromoted(State state);

  gpu::GPUFuncOp kernel;
  const GemmPlan &plan;
  const target::GemmTile &tile;
  NvvmEmit b;
  ZeroPoints zeroPoints;
  std::optional<TileCopy> input, weights;
  std::optional<PixelCopy> pixels; ///< in place of `input`
  Value lane, thread, shared;
  Value warpRow, warpColumn; ///< of the warp's tile in the block's
  Value firstRow, firstColumn;
  /// Where this lane's rows of fragments begin in stage 0, by step.
  Value inputFragments[kSteps], weightFragments[kSteps];
};

} // namespace

void GemmKernel::enter() {
  thread = b.threadIndex();
  lane = b.bitAnd(thread, target::kWarpThreads - 1);
  Value warp = b.shiftRight(thread, llvm::Log2_32(target::kWarpThreads));
  assert(llvm::isPowerOf2_32(tile.warpRows) && "warps are told apart by bits");
  warpRow = b.mul(b.bitAnd(warp, tile.warpRows - 1), plan.warpRows());
  warpColumn = b.mul(b.shiftRight(warp, llvm::Log2_32(tile.warpRows)),
                     plan.warpColumns());
  firstRow = b.mul(b.blockX(), tile.rows);
  firstColumn = b.mul(b.blockY(), tile.columns);
  shared = b.sharedMemory(tile.sharedBytes());
  Value codes = b.globalPointer(kernel.getArgument(plan.arguments.input));
  Value rows = b.globalPointer(kernel.getArgument(plan.arguments.weights));
  if (plan.product) {
    const BatchGeometry &g = plan.product->geometry;
    codes = b.advance(codes, batchOffset(b, g, g.left, 1));
    rows = b.advance(rows, batchOffset(b, g, g.right, 1));
  }
  if (plan.pixels)
    pixels.emplace(b, PixelCopy::Source{codes, *plan.pixels, firstRow, tile.rows},
                   tile.threads(), thread, shared);
  else
    input.emplace(b,
                  TileCopy::Source{codes, plan.rows, plan.inputStride(), plan.depth,
                                   firstRow, tile.rows, /*spread=*/1,
                                   plan.alignOf(/*isRight=*/false)},
                  tile.threads(), thread, shared);
  weights.emplace(b,
                  TileCopy::Source{rows, plan.columns, plan.weightStride(),
                                   plan.weightDepth(), firstColumn, tile.columns,
                                   plan.warpColumns() / plan.mma.n,
                                   plan.alignOf(/*isRight=*/true)},
                  tile.threads(), thread,
                  b.advance(shared, tile.rows * kTileRowBytes));
}

// Lanes point to the rows of four 8x8 matrices of 16-bit elements. Of the input they
// are rows 0-7 and 8-15 at bytes 0-15, then both at bytes 16-31: registers 0 to 3 of
// the fragment. Of the weights they are bytes 0-15 and 16-31 of columns 0-7, then of
// columns 8-15: the fragments of two instructions.
void GemmKernel::enterFragments() {
  Value swizzled = swizzle(b, lane);
  Value low = b.bitAnd(lane, 7), upper = b.shiftRight(lane, 4);
  Value middle = b.bitAnd(b.shiftRight(lane, 3), 1);
  Value inputRow = b.add(b.bitAnd(lane, 15), warpRow);
  Value weightRow = b.add(b.add(low, b.mul(upper, 8)), warpColumn);
  auto place = [&](Value row, Value piece, int64_t step) {
    Value at = b.bitXor(b.add(piece, 2 * step), swizzled);
    return b.add(b.mul(row, kTileRowBytes), b.mul(at, kPieceBytes));
  };
  Value weightTile = b.advance(shared, tile.rows * kTileRowBytes);
  for (int64_t step = 0; step < kSteps; ++step) {
    inputFragments[step] = b.advance(shared, place(inputRow, upper, step));
    weightFragments[step] =
        b.advance(weightTile, place(weightRow, middle, step));
  }
}

Value GemmKernel::nextStage(Value stage) {
  Value next = b.add(stage, tile.stageBytes());
  return b.select(b.below(next, tile.sharedBytes()), next, b.word(0));
}

// A group of copies per tile, also where the tile is beyond the last: so the number of
// groups under way is always the same.
void GemmKernel::copyTile(State &state) {
  if (pixels)
    pixels->copy(state.column, state.write);
  else
    input->copy(state.column, state.write);
  weights->copy(state.column, state.write);
  b.commitCopies();
  state.column = b.add(state.column, tile.depth);
  state.write = nextStage(state.write);
}

// The instructions of one step: 8-bit floats that became f16 need two.
void GemmKernel::multiplyTile(ArrayRef<Value> a, ArrayRef<Value> w,
                              MutableArrayRef<Value> sums) {
  for (size_t i = 0; i < a.size() / 4; ++i)
    b.multiply(plan.mma, a.slice(4 * i, 4), w.slice(2 * i, 2), sums);
}

void GemmKernel::multiplyStage(State &state) {
  int64_t tileRows = plan.warpRows() / plan.mma.m;
  int64_t tileColumns = plan.warpColumns() / plan.mma.n;
  for (int64_t step = 0; step < kSteps; ++step) {
    auto load = [&](Value fragments, int64_t rows) {
      SmallVector<Value> words;
      Value at = b.advance(fragments, state.read);
      for (int64_t r = 0; r < rows; r += kFragmentRows)
        llvm::append_range(words,
                           b.loadMatrices(b.advance(at, r * kTileRowBytes)));
      return words;
    };
    SmallVector<Value> a = load(inputFragments[step], plan.warpRows());
    SmallVector<Value> w = load(weightFragments[step], plan.warpColumns());
    zeroPoints.add(a, w, state.terms);
    MutableArrayRef<Value> sums(state.sums);
    if (plan.floats && plan.floats->decodes)
      w = decodeWeights(b, *plan.floats, w);
    size_t weightWords = w.size() / tileColumns;
    for (int64_t i = 0; i < tileRows; ++i) {
      SmallVector<Value> ofRows(ArrayRef<Value>(a).slice(4 * i, 4));
      if (plan.floats && plan.floats->decodes)
        ofRows = decodeInput(b, *plan.floats, ofRows);
      for (int64_t j = 0; j < tileColumns; ++j)
        multiplyTile(ofRows, ArrayRef<Value>(w).slice(weightWords * j, weightWords),
                     sums.slice(4 * (i * tileColumns + j), 4));
    }
  }
  state.read = nextStage(state.read);
}

// The barrier says two things: every thread's part of the stage to multiply is there,
// and nobody reads the stage that is copied to next, which was multiplied last.
GemmKernel::State GemmKernel::runLoop(State state, Value tiles) {
  SmallVector<Value> init(state.sums);
  init.append(state.terms);
  init.append({state.column, state.write, state.read});
  auto loop = scf::ForOp::create(b, b.word(0), tiles, b.word(1), init);
  auto take = [&](ValueRange values) {
    size_t sums = state.sums.size(), count = values.size() - 3;
    state.sums = llvm::to_vector(values.take_front(sums));
    state.terms = llvm::to_vector(values.slice(sums, count - sums));
    state.column = values[count];
    state.write = values[count + 1];
    state.read = values[count + 2];
  };
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    take(loop.getRegionIterArgs());
    b.waitCopies(tile.stages - 2);
    b.barrier();
    copyTile(state);
    multiplyStage(state);
    SmallVector<Value> yields(state.sums);
    yields.append(state.terms);
    yields.append({state.column, state.write, state.read});
    scf::YieldOp::create(b, yields);
  }
  take(loop.getResults());
  return state;
}

SmallVector<Value> GemmKernel::createZeros() {
  Value zero = plan.floats ? b.asFloat(b.word(0)) : b.word(0);
  return SmallVector<Value>(plan.warpRows() * plan.warpColumns() / target::kWarpThreads,
                            zero);
}

// Sums start anew with every run, and are added to totals behind it.
GemmKernel::State GemmKernel::runPromoted(State state) {
  int64_t runTiles = plan.floats->promote / tile.depth;
  int64_t runs = llvm::divideCeil(plan.depthTiles(), runTiles);
  int64_t rest = plan.depthTiles() - (runs - 1) * runTiles;
  SmallVector<Value> init = createZeros();
  init.append({state.column, state.write, state.read});
  SmallVector<Value> totals =
      b.loop(b.word(0), b.word(runs), init, [&](Value run, ArrayRef<Value> carried) {
        ArrayRef<Value> ofLoop = carried.take_back(3);
        Value tiles = rest == runTiles
                          ? b.word(runTiles)
                          : b.select(b.below(run, runs - 1), b.word(runTiles), b.word(rest));
        State next =
            runLoop({createZeros(), {}, ofLoop[0], ofLoop[1], ofLoop[2]}, tiles);
        SmallVector<Value> values;
        for (auto [total, sum] : llvm::zip_equal(carried.drop_back(3), next.sums))
          values.push_back(b.addFloat(total, sum));
        values.append({next.column, next.write, next.read});
        return values;
      });
  state.sums.assign(totals.begin(), totals.end() - 3);
  return state;
}

void GemmKernel::emit() {
  enter();
  enterFragments();
  State state;
  state.sums = createZeros();
  state.terms.assign(zeroPoints.count(), b.word(0));
  state.column = b.mul(b.bitAnd(thread, kRowPieces - 1), kPieceBytes);
  state.write = state.read = b.word(0);
  for (uint32_t stage = 0; stage + 1 < tile.stages; ++stage)
    copyTile(state);
  if (plan.floats && plan.floats->promote > 0)
    state = runPromoted(std::move(state));
  else
    state = runLoop(std::move(state), b.word(plan.depthTiles()));
  b.waitCopies(0); // no copy outlives its block
  zeroPoints.correct(lane, state.terms, state.sums);
  Value row = b.add(firstRow, b.add(warpRow, b.shiftRight(lane, 2)));
  Value column = b.add(
      firstColumn,
      b.add(warpColumn, b.mul(b.bitAnd(lane, 3), plan.warpColumns() / 4)));
  GemmEpilogue(b, plan, kernel, plan.warpColumns() / 4).store(row, column, state.sums);
}

void mlir::qopt::emitGemmKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan) {
  GemmKernel(kernel, plan).emit();
}
