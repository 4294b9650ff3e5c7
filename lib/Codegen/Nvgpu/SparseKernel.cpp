// SPDX-License-Identifier: Apache-2.0
// The kernel of 2:4 sparse products: stages of cp.async, mma.sp.m16n8k64.
//
// The sparse operand of the instruction is the left one, so weights are its 16 rows and
// 8 rows of the input its columns: few rows waste nothing. Values and positions were
// packed as fragments; they go through shared memory only so that a block reads them
// once, and lanes read their own 16 and 8 bytes there. The input is as in GemmKernel.cpp,
// a stage being one step of 64 k.
#include "GemmEpilogue.h"
#include "TileCopy.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;
using Geometry = SparseFragmentGeometry;

constexpr int64_t kInstructionRows = 8; // of the input
constexpr int64_t kValueBytes = 4 * Geometry::kStepValues; // of a block's step
constexpr int64_t kMetadataBytes = 4 * Geometry::kStepMetadata;

namespace {

/// Consecutive pieces of the column blocks of a tile, a step at a time.
class FragmentCopy {
public:
  /// `stepBytes`: of a column block. Tiles go to `shared`, plus the offset of a stage.
  FragmentCopy(NvvmEmit &b, const GemmPlan &plan, Value pointer, int64_t stepBytes,
               Value thread, Value shared);
  /// Copies step `step`; one beyond the last writes zeros.
  void copy(Value step, Value stage);

private:
  struct Piece {
    Value from;   ///< at step 0
    Value taking; ///< null: every thread has one
    int64_t offset;
  };
  NvvmEmit &b;
  int64_t steps, stepBytes;
  Value to;
  SmallVector<Piece> pieces;
};

class SparseKernel {
public:
  SparseKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan)
      : kernel(kernel), plan(plan), tile(plan.tile), b(kernel) {}
  void emit();

private:
  /// What goes through the loop beside the sums.
  struct State {
    SmallVector<Value> sums; ///< [block][instruction][8 rows][4]
    Value step;              ///< the next one to copy
    Value write, read;       ///< offsets of stages
  };
  void enter();
  void enterFragments();
  Value nextStage(Value stage);
  void copyStage(State &state);
  void multiplyStage(State &state);
  State runLoop(State state);
  void store(ArrayRef<Value> sums);

  int64_t rowTiles() const { return plan.warpRows() / kInstructionRows; }
  int64_t warpBlocks() const { return plan.warpColumns() / Geometry::kBlockColumns; }
  int64_t blocks() const { return tile.columns / Geometry::kBlockColumns; }
  int64_t inputBytes() const { return tile.rows * kTileRowBytes; }
  int64_t stageBytes() const {
    return inputBytes() + blocks() * (kValueBytes + kMetadataBytes);
  }

  gpu::GPUFuncOp kernel;
  const GemmPlan &plan;
  const target::GemmTile &tile;
  NvvmEmit b;
  std::optional<TileCopy> input;
  std::optional<FragmentCopy> values, metadata;
  Value lane, thread, shared;
  Value warpRow, warpBlock; ///< of the warp's tile in the block's
  Value firstRow, firstColumn;
  /// Where this lane's fragments begin in stage 0.
  Value inputFragments, valueFragments, metadataFragments;
};

} // namespace

//===-- Copies ------------------------------------------------------------===//

// Of column blocks beyond the last, the last one: positions must be valid everywhere.
FragmentCopy::FragmentCopy(NvvmEmit &b, const GemmPlan &plan, Value pointer,
                           int64_t stepBytes, Value thread, Value shared)
    : b(b), stepBytes(stepBytes) {
  Geometry geometry{plan.depth, plan.columns};
  steps = geometry.steps();
  int64_t blocks = plan.tile.columns / Geometry::kBlockColumns;
  int64_t blockPieces = stepBytes / kPieceBytes, all = blocks * blockPieces;
  int64_t threads = plan.threads();
  to = b.advance(shared, b.mul(thread, kPieceBytes));
  for (int64_t first = 0; first < all; first += threads) {
    Value number = b.add(thread, first);
    Value block = b.add(b.mul(b.blockY(), blocks),
                        b.shiftRight(number, llvm::Log2_64(blockPieces)));
    if (geometry.blocks() % blocks != 0)
      block = b.select(b.below(block, geometry.blocks()), block,
                       b.word(geometry.blocks() - 1));
    Value offset = b.mul(b.zeroExtend64(block), steps * stepBytes);
    Value inBlock = b.mul(b.bitAnd(number, blockPieces - 1), kPieceBytes);
    Value taking = first + threads > all ? b.below(number, all) : Value();
    pieces.push_back({b.advance(b.advance(pointer, offset), inBlock), taking,
                      first * kPieceBytes});
  }
}

// A copy of no bytes still names an address: one that exists.
void FragmentCopy::copy(Value step, Value stage) {
  Value exists = b.below(step, steps);
  Value offset = b.mul(b.zeroExtend64(b.select(exists, step, b.word(0))), stepBytes);
  Value bytes = b.select(exists, b.word(kPieceBytes), b.word(0));
  for (const Piece &piece : pieces)
    b.when(piece.taking, [&] {
      b.copyAsync(b.advance(b.advance(to, stage), piece.offset),
                  b.advance(piece.from, offset), kPieceBytes, bytes);
    });
}

//===-- Stages ------------------------------------------------------------===//

void SparseKernel::enter() {
  thread = b.threadIndex();
  lane = b.bitAnd(thread, target::kWarpThreads - 1);
  Value warp = b.shiftRight(thread, llvm::Log2_32(target::kWarpThreads));
  assert(llvm::isPowerOf2_32(tile.warpRows) && "warps are told apart by bits");
  warpRow = b.mul(b.bitAnd(warp, tile.warpRows - 1), plan.warpRows());
  warpBlock = b.mul(b.shiftRight(warp, llvm::Log2_32(tile.warpRows)), warpBlocks());
  firstRow = b.mul(b.blockX(), tile.rows);
  firstColumn = b.mul(b.blockY(), tile.columns);
  assert(tile.stages * stageBytes() <= target::kStaticSharedBytes && "fits");
  shared = b.sharedMemory(tile.stages * stageBytes());
  auto global = [&](int argument) {
    return b.globalPointer(kernel.getArgument(argument));
  };
  input.emplace(b,
                TileCopy::Source{global(plan.arguments.input), plan.rows, plan.depth,
                                 plan.depth, firstRow, tile.rows},
                tile.threads(), thread, shared);
  Value valueTile = b.advance(shared, inputBytes());
  Value metadataTile = b.advance(valueTile, blocks() * kValueBytes);
  values.emplace(b, plan, global(plan.arguments.weights), kValueBytes, thread, valueTile);
  metadata.emplace(b, plan, global(plan.arguments.metadata), kMetadataBytes, thread,
                   metadataTile);
  valueFragments = b.advance(
      valueTile, b.add(b.mul(warpBlock, kValueBytes), b.mul(lane, 16)));
  metadataFragments = b.advance(
      metadataTile, b.add(b.mul(warpBlock, kMetadataBytes), b.mul(lane, 8)));
}

// Lanes point to the rows of four 8x8 matrices of 16-bit elements: rows 0-7 of the input
// at bytes 0-15, 16-31, 32-47 and 48-63, registers 0 to 3 of the fragment.
void SparseKernel::enterFragments() {
  Value row = b.bitAnd(lane, 7), piece = b.shiftRight(lane, 3);
  Value place = b.bitXor(piece, swizzle(b, row));
  inputFragments = b.advance(shared, b.add(b.mul(b.add(row, warpRow), kTileRowBytes),
                                           b.mul(place, kPieceBytes)));
}

Value SparseKernel::nextStage(Value stage) {
  Value next = b.add(stage, stageBytes());
  return b.select(b.below(next, tile.stages * stageBytes()), next, b.word(0));
}

// A group of copies per step, also where the step is beyond the last: so the number of
// groups under way is always the same.
void SparseKernel::copyStage(State &state) {
  Value column = b.add(b.mul(state.step, Geometry::kStepDepth),
                       b.mul(b.bitAnd(thread, kRowPieces - 1), kPieceBytes));
  input->copy(column, state.write);
  values->copy(state.step, state.write);
  metadata->copy(state.step, state.write);
  b.commitCopies();
  state.step = b.add(state.step, 1);
  state.write = nextStage(state.write);
}

void SparseKernel::multiplyStage(State &state) {
  SmallVector<SmallVector<Value>> rows;
  Value at = b.advance(inputFragments, state.read);
  for (int64_t r = 0; r < rowTiles(); ++r)
    rows.push_back(
        b.loadMatrices(b.advance(at, r * kInstructionRows * kTileRowBytes)));
  Value ofValues = b.advance(valueFragments, state.read);
  Value ofMetadata = b.advance(metadataFragments, state.read);
  MutableArrayRef<Value> sums(state.sums);
  for (int64_t block = 0; block < warpBlocks(); ++block) {
    SmallVector<Value> positions =
        b.loadTogether(b.getI32Type(), b.advance(ofMetadata, block * kMetadataBytes),
                       Geometry::kInstructions);
    for (int64_t i = 0; i < Geometry::kInstructions; ++i) {
      int64_t number = block * Geometry::kInstructions + i;
      SmallVector<Value> weights = b.loadTogether(
          b.getI32Type(),
          b.advance(ofValues, number * Geometry::kLanes * Geometry::kRegisters * 4),
          Geometry::kRegisters);
      for (int64_t r = 0; r < rowTiles(); ++r)
        b.multiplySparse(plan.mma, weights, rows[r], positions[i],
                         sums.slice(4 * (number * rowTiles() + r), 4));
    }
  }
  state.read = nextStage(state.read);
}

// The barrier says two things: every thread's part of the stage to multiply is there,
// and nobody reads the stage that is copied to next, which was multiplied last.
SparseKernel::State SparseKernel::runLoop(State state) {
  SmallVector<Value> init(state.sums);
  init.append({state.step, state.write, state.read});
  auto take = [](ArrayRef<Value> values) {
    ArrayRef<Value> last = values.take_back(3);
    return State{SmallVector<Value>(values.drop_back(3)), last[0], last[1], last[2]};
  };
  return take(b.loop(b.word(0), b.word(plan.depthTiles()), init,
                     [&](Value, ArrayRef<Value> carried) {
                       State next = take(carried);
                       b.waitCopies(tile.stages - 2);
                       b.barrier();
                       copyStage(next);
                       multiplyStage(next);
                       SmallVector<Value> yields(next.sums);
                       yields.append({next.step, next.write, next.read});
                       return yields;
                     }));
}

//===-- Results -----------------------------------------------------------===//

// Of an instruction's 16 x 8 results, lane 4 * g + q has rows g and g + 8 of weights, i.e.
// neighbouring columns, and rows 2 * q and 2 * q + 1 of the input.
void SparseKernel::store(ArrayRef<Value> sums) {
  GemmEpilogue epilogue(b, plan, kernel, Geometry::kLaneColumns);
  Value firstOfLane =
      b.add(firstRow, b.add(warpRow, b.mul(b.bitAnd(lane, 3), 2)));
  SmallVector<GemmEpilogue::Row> rows;
  for (int64_t r = 0; r < rowTiles(); ++r)
    for (int64_t e = 0; e < 2; ++e)
      rows.push_back(epilogue.enterRow(b.add(firstOfLane, r * kInstructionRows + e)));
  Value column = b.add(firstColumn,
                       b.add(b.mul(warpBlock, Geometry::kBlockColumns),
                             b.mul(b.shiftRight(lane, 2), Geometry::kLaneColumns)));
  for (int64_t block = 0; block < warpBlocks(); ++block) {
    SmallVector<SmallVector<Value>> ofRows(rows.size());
    for (size_t row = 0; row < rows.size(); ++row)
      for (int64_t c = 0; c < Geometry::kLaneColumns; ++c) {
        int64_t number = block * Geometry::kInstructions + c / 2;
        ofRows[row].push_back(
            sums[4 * (number * rowTiles() + row / 2) + c % 2 * 2 + row % 2]);
      }
    epilogue.storeRows(rows, b.add(column, block * Geometry::kBlockColumns), ofRows);
  }
}

void SparseKernel::emit() {
  enter();
  enterFragments();
  State state;
  state.sums.assign(plan.warpRows() * plan.warpColumns() / target::kWarpThreads,
                    b.word(0));
  state.step = state.write = state.read = b.word(0);
  for (uint32_t stage = 0; stage + 1 < tile.stages; ++stage)
    copyStage(state);
  state = runLoop(std::move(state));
  b.waitCopies(0); // no copy outlives its block
  store(state.sums);
}

void mlir::qopt::emitSparseKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan) {
  SparseKernel(kernel, plan).emit();
}
