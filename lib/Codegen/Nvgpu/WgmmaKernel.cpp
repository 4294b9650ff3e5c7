// SPDX-License-Identifier: Apache-2.0
// The kernel of 8-bit products on chips with wgmma: a warp that copies, warpgroups that
// multiply.
//
// One lane of the last warp keeps all stages of shared memory full by tensor copies; a
// warpgroup per 64 rows multiplies them. Every stage has two mbarriers: `full` counts the
// bytes of its copies, `empty` the warps that have read it. Edges are zeros, which
// tensor copies write by themselves.
#include "GemmEpilogue.h"
#include "TmaEmit.h"

#include "qopt/IR/TensorMaps.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

constexpr int64_t kBarrierBytes = 8, kGroupRows = 64, kStepBytes = 32;

namespace {

class WgmmaKernel {
public:
  WgmmaKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan)
      : kernel(kernel), plan(plan), tile(plan.wgmma->tile), b(kernel), tma(kernel, b) {}
  void emit();

private:
  /// The ring of stages: which one is next, and the parity of its phase.
  struct Ring {
    Value stage, parity;
  };
  void describeMaps();
  void enter();
  Value full(Value stage) { return b.add(barriers, b.mul(stage, kBarrierBytes)); }
  Value empty(Value stage) { return b.add(full(stage), tile.stages * kBarrierBytes); }
  Value inputTile(Value stage) { return b.add(shared, b.mul(stage, tile.stageBytes())); }
  Value weightTile(Value stage) {
    return b.add(inputTile(stage), tile.rows * tile.depth);
  }
  Ring next(Ring ring);
  void produce();
  void copyStage(Ring ring, Value tileNumber, Value input, Value weights);
  void consume();
  void store(ArrayRef<Value> sums);
  void multiplyStage(Ring ring, bool fresh, MutableArrayRef<Value> sums);
  /// `sums` and those of stages `begin` to `end`; totals of runs.
  using Values = SmallVector<Value>;
  Values sumStages(Value begin, Value end, Values sums, Ring &ring);
  Values sumRuns();
  Value zero() {
    return plan.mma.acc == target::MmaType::F32 ? b.asFloat(b.word(0)) : b.word(0);
  }

  gpu::GPUFuncOp kernel;
  const GemmPlan &plan;
  const target::WgmmaTile &tile;
  NvvmEmit b;
  TmaEmit tma;
  Value thread, shared, barriers, firstRow;
};

} // namespace

// The weights' rows go to the tile in the order of spreadRow(), which takes more
// dimensions: of row 2 (q * spread + j) + e of every 8 * spread those are e, q and j,
// in the order in which the tile has them.
void WgmmaKernel::describeMaps() {
  int64_t rowBytes = getMmaRowBytes(plan.depth), spread = plan.wgmma->spread;
  int64_t depth = tile.depth, columns = tile.columns;
  TensorMapSpec input{plan.arguments.input,
                      {plan.depth, plan.rows},
                      {plan.depth},
                      {depth, tile.rows},
                      kSwizzledRowBytes};
  TensorMapSpec weights{plan.arguments.weights,
                        {rowBytes, plan.columns},
                        {rowBytes},
                        {depth, columns},
                        kSwizzledRowBytes};
  if (spread > 1) {
    weights.sizes = {rowBytes, 2, 4, spread, plan.columns / (8 * spread)};
    weights.strides = {rowBytes, 2 * spread * rowBytes, 2 * rowBytes, 8 * spread * rowBytes};
    weights.box = {depth, 2, 4, spread, columns / (8 * spread)};
  }
  setTensorMaps(kernel, {input, weights});
}

void WgmmaKernel::enter() {
  thread = b.threadIndex();
  firstRow = b.mul(b.blockX(), tile.rows);
  shared = tma.dynamicShared();
  barriers = b.add(shared, tile.stages * tile.stageBytes());
  Value isFirst = b.below(thread, 1);
  b.when(isFirst, [&] {
    for (uint32_t stage = 0; stage < tile.stages; ++stage) {
      tma.initBarrier(full(b.word(stage)), 1);
      tma.initBarrier(empty(b.word(stage)), tile.consumers() / target::kWarpThreads);
    }
    tma.publishBarriers();
  });
  b.barrier();
}

WgmmaKernel::Ring WgmmaKernel::next(Ring ring) {
  Value stage = b.add(ring.stage, 1);
  Value inside = b.below(stage, tile.stages);
  return {b.select(inside, stage, b.word(0)),
          b.select(inside, ring.parity, b.bitXor(ring.parity, b.word(1)))};
}

//===-- The warp that copies ----------------------------------------------===//

// A stage's first use needs no wait: the phase before the first counts as over.
void WgmmaKernel::copyStage(Ring ring, Value tileNumber, Value input, Value weights) {
  tma.wait(empty(ring.stage), b.bitXor(ring.parity, b.word(1)));
  Value barrier = full(ring.stage);
  tma.arriveExpecting(barrier, tile.stageBytes());
  Value k = b.mul(tileNumber, tile.depth);
  tma.copyBox(input, {k, firstRow}, inputTile(ring.stage), barrier);
  SmallVector<Value> place{k};
  if (int64_t spread = plan.wgmma->spread; spread > 1) {
    place.append(3, b.word(0));
    place.push_back(b.mul(b.blockY(), tile.columns / (8 * spread)));
  } else {
    place.push_back(b.mul(b.blockY(), tile.columns));
  }
  tma.copyBox(weights, place, weightTile(ring.stage), barrier);
}

void WgmmaKernel::produce() {
  Value input = tma.tensorMap(plan.arguments.input);
  Value weights = tma.tensorMap(plan.arguments.weights);
  b.loop(b.word(0), b.word(plan.depthTiles()), {b.word(0), b.word(0)},
         [&](Value i, ArrayRef<Value> carried) -> SmallVector<Value> {
           Ring ring{carried[0], carried[1]};
           copyStage(ring, i, input, weights);
           ring = next(ring);
           return {ring.stage, ring.parity};
         });
}

//===-- Warpgroups that multiply ------------------------------------------===//

void WgmmaKernel::multiplyStage(Ring ring, bool fresh, MutableArrayRef<Value> sums) {
  Value group = b.shiftRight(thread, 7);
  Value rows = b.add(inputTile(ring.stage), b.mul(group, kGroupRows * tile.depth));
  Value input = tma.describeTile(rows);
  Value weights = tma.describeTile(weightTile(ring.stage));
  tma.wait(full(ring.stage), ring.parity);
  tma.multiply(plan.mma, tile.columns, tile.depth / kStepBytes, input, weights, fresh,
               sums);
  // Of every warp one: all of its lanes have come here.
  Value isFirst = b.below(b.bitAnd(thread, target::kWarpThreads - 1), 1);
  b.when(isFirst, [&] { tma.arrive(empty(ring.stage)); });
}

WgmmaKernel::Values WgmmaKernel::sumStages(Value begin, Value end, Values sums,
                                           Ring &ring) {
  sums.append({ring.stage, ring.parity});
  Values last = b.loop(begin, end, sums, [&](Value, ArrayRef<Value> carried) {
    Ring ring{carried.drop_back().back(), carried.back()};
    Values sums(carried.drop_back(2));
    multiplyStage(ring, /*fresh=*/false, sums);
    ring = next(ring);
    sums.append({ring.stage, ring.parity});
    return sums;
  });
  ring.parity = last.pop_back_val();
  ring.stage = last.pop_back_val();
  return last;
}

// The totals of runs, in their order; a run's sums begin with its first stage.
WgmmaKernel::Values WgmmaKernel::sumRuns() {
  int64_t stages = plan.depthTiles();
  int64_t ofRun = plan.wgmma->promote / tile.depth;
  Values init(tile.columns / 2, zero());
  init.append({b.word(0), b.word(0)});
  Values last = b.loop(
      b.word(0), b.word(llvm::divideCeil(stages, ofRun)), init,
      [&](Value run, ArrayRef<Value> carried) {
        Ring ring{carried.drop_back().back(), carried.back()};
        Values totals(carried.drop_back(2)), sums(totals.size());
        multiplyStage(ring, /*fresh=*/true, sums);
        ring = next(ring);
        if (ofRun > 1) {
          Value end = b.word(ofRun);
          if (stages % ofRun != 0) {
            Value left = b.add(b.word(stages), b.mul(run, -ofRun));
            end = b.select(b.below(left, ofRun), left, end);
          }
          sums = sumStages(b.word(1), end, sums, ring);
        }
        for (auto [total, sum] : llvm::zip_equal(totals, sums))
          total = b.addFloat(total, sum);
        totals.append({ring.stage, ring.parity});
        return totals;
      });
  last.truncate(last.size() - 2);
  return last;
}

void WgmmaKernel::consume() {
  Values sums;
  if (plan.wgmma->promote) {
    sums = sumRuns();
  } else {
    Ring ring{b.word(0), b.word(0)};
    sums = sumStages(b.word(0), b.word(plan.depthTiles()),
                     Values(tile.columns / 2, zero()), ring);
  }
  store(sums);
}

// Of every 8 columns a thread has four sums: of two rows, two columns each. Those of
// `spread` eights are neighbours.
void WgmmaKernel::store(ArrayRef<Value> sums) {
  Value warp = b.shiftRight(thread, 5), lane = b.bitAnd(thread, target::kWarpThreads - 1);
  Value row = b.add(firstRow, b.add(b.mul(warp, 16), b.shiftRight(lane, 2)));
  int64_t spread = plan.wgmma->spread, together = 2 * spread;
  GemmEpilogue epilogue(b, plan, kernel, together);
  SmallVector<GemmEpilogue::Row> rows{epilogue.enterRow(row),
                                      epilogue.enterRow(b.add(row, 8))};
  Value begin = b.add(b.mul(b.blockY(), tile.columns),
                      b.mul(b.bitAnd(lane, 3), together));
  for (int64_t group = 0; group < tile.columns; group += 8 * spread) {
    SmallVector<SmallVector<Value>> ofRows(rows.size());
    for (size_t r = 0; r < rows.size(); ++r)
      for (int64_t c = 0; c < together; ++c)
        ofRows[r].push_back(sums[4 * (group / 8 + c / 2) + 2 * r + c % 2]);
    epilogue.storeRows(rows, b.add(begin, group), ofRows);
  }
}

void WgmmaKernel::emit() {
  describeMaps();
  enter();
  Value isConsumer = b.below(thread, tile.consumers());
  Value isProducer = b.createOrFold<arith::CmpIOp>(arith::CmpIPredicate::eq, thread,
                                                   b.word(tile.consumers()));
  b.when(isProducer, [&] { produce(); });
  b.when(isConsumer, [&] { consume(); });
}

void mlir::qopt::emitWgmmaKernel(gpu::GPUFuncOp kernel, const GemmPlan &plan) {
  WgmmaKernel(kernel, plan).emit();
}
