// SPDX-License-Identifier: Apache-2.0
// qopt-launch-linalg: linalg ops on buffers become gpu.launch. See Passes.td for
// before and after.
#include "RowGroups.h"
#include "ThreadBody.h"

#include "qopt/Analysis/LinalgLoops.h"
#include "qopt/Codegen/Common/Linalg.h"
#include "qopt/IR/QOpt.h"
#include "qopt/Target/Gpu.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"

#include "llvm/Support/MathExtras.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_LAUNCHLINALG
#include "qopt/Codegen/Nvgpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

constexpr int64_t kBlockThreads = 256;
constexpr int64_t kMostBlocks = (int64_t(1) << 31) - 1; // of a grid along x

static LogicalResult check(linalg::LinalgOp op) {
  std::string name = getNodeName(op);
  if (!op.hasPureBufferSemantics())
    return op.emitOpError() << "expected operands that are buffers, got "
                            << op->getOperandTypes() << " ('" << name << "')";
  if (op.hasDynamicShape())
    return op.emitOpError() << "expected static shapes, got "
                            << op->getOperandTypes() << " ('" << name << "')";
  if (llvm::divideCeil(countResults(op) * threadsPerResult(op), kBlockThreads) >
      static_cast<uint64_t>(kMostBlocks))
    return op.emitOpError() << "expected at most " << kMostBlocks
                            << " blocks of " << kBlockThreads
                            << " threads, got the results of " << op->getOperandTypes()
                            << " ('" << name << "')";
  return success();
}

// Blocks of 256 threads, or one of as many warps as there is work for.
static gpu::LaunchOp launch(IRRewriter &rewriter, linalg::LinalgOp op) {
  Location loc = op.getLoc();
  int64_t work = countResults(op) * threadsPerResult(op);
  int64_t block = std::min<int64_t>(
      kBlockThreads, llvm::alignTo(work, target::kWarpThreads));
  int64_t blocks = llvm::divideCeil(work, block), threads = blocks * block;
  rewriter.setInsertionPoint(op);
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(rewriter, loc, value);
  };
  Value one = index(1);
  auto made = gpu::LaunchOp::create(rewriter, loc, index(blocks), one, one,
                                    index(block), one, one);
  rewriter.setInsertionPointToEnd(&made.getBody().front());
  Value at = made.getBlockIds().x, thread = made.getThreadIds().x, size = index(block);
  // Numbers of 32 bits where they suffice: they are divided by the shape's sizes.
  if (threads <= std::numeric_limits<int32_t>::max()) {
    Type word = rewriter.getI32Type();
    auto toWord = [&](Value value) -> Value {
      return arith::IndexCastUIOp::create(rewriter, loc, word, value);
    };
    at = toWord(at);
    thread = toWord(thread);
    size = arith::ConstantIntOp::create(rewriter, loc, word, block);
  }
  Value number = blocks == 1
                     ? thread
                     : arith::AddIOp::create(
                           rewriter, loc,
                           arith::MulIOp::create(rewriter, loc, at, size), thread);
  ThreadBody(rewriter, op).build(number, threads);
  gpu::TerminatorOp::create(rewriter, loc);
  return made;
}

//===-- Numbers of the host -----------------------------------------------===//

static bool onlyReads(Operation *user, Value buffer) {
  auto interface = dyn_cast<MemoryEffectOpInterface>(user);
  if (!interface)
    return false;
  SmallVector<MemoryEffects::EffectInstance> effects;
  interface.getEffectsOnValue(buffer, effects);
  return !effects.empty() && llvm::all_of(effects, [](const auto &effect) {
    return isa<MemoryEffects::Read>(effect.getEffect());
  });
}

// Whether what `load` reads is there until the end: nothing writes to its buffer behind
// it, through whatever view.
static bool readsLastValue(memref::LoadOp load) {
  Value root = load.getMemref();
  while (auto view = root.getDefiningOp<ViewLikeOpInterface>())
    root = view.getViewSource();
  SmallVector<Value> aliases{root};
  while (!aliases.empty()) {
    Value alias = aliases.pop_back_val();
    for (Operation *user : alias.getUsers()) {
      Operation *top = load->getBlock()->findAncestorOpInBlock(*user);
      if (isa<ViewLikeOpInterface>(user) && isPure(user))
        llvm::append_range(aliases, user->getResults());
      else if (!onlyReads(user, alias) && (!top || !top->isBeforeInBlock(load)))
        return false;
    }
  }
  return true;
}

// Whether the launch can compute `value` itself and must: there is no host to do it.
static bool isSunk(Value value) {
  Operation *def = value.getDefiningOp();
  if (!def || def->getNumRegions() != 0 || matchPattern(def, m_Constant()))
    return false;
  auto type = dyn_cast<MemRefType>(value.getType());
  if (type && ShapedType::isStatic(type.getStridesAndOffset().second))
    return false;
  auto load = dyn_cast<memref::LoadOp>(def);
  return load ? readsLastValue(load) : isPure(def);
}

// Moves what depends on numbers in buffers (the place of a row in a cache) into the
// launch.
static void sinkNumbers(IRRewriter &rewriter, gpu::LaunchOp launch) {
  for (bool sinks = true; sinks;) {
    sinks = false;
    SetVector<Value> used;
    getUsedValuesDefinedAbove(launch->getRegions(), used);
    for (Value value : used) {
      if (!isSunk(value))
        continue;
      rewriter.setInsertionPointToStart(&launch.getBody().front());
      Operation *clone = rewriter.clone(*value.getDefiningOp());
      value.replaceUsesWithIf(clone->getResult(0), [&](OpOperand &use) {
        return use.getOwner() != clone && launch->isProperAncestor(use.getOwner());
      });
      sinks = true;
    }
  }
}

namespace {
struct LaunchLinalg final : mlir::qopt::impl::LaunchLinalgBase<LaunchLinalg> {
  using Base::Base;

  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<memref::CopyOp> copies;
    getOperation().walk([&](memref::CopyOp copy) { copies.push_back(copy); });
    for (memref::CopyOp copy : copies)
      replaceStridedCopy(rewriter, copy);
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    if (llvm::any_of(ops, [](linalg::LinalgOp op) { return failed(check(op)); }))
      return signalPassFailure();
    launchGroups(rewriter);
    ops.clear();
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    for (linalg::LinalgOp op : ops) {
      if (countResults(op) != 0) {
        op = mergeDims(rewriter, op, getMergeableDims(op));
        sinkNumbers(rewriter, launch(rewriter, op));
        ++numLaunches;
      }
      rewriter.eraseOp(op);
    }
  }

private:
  void launchGroups(IRRewriter &rewriter) {
    for (Block &block : getOperation().getBody())
      for (const RowGroup &group : findRowGroups(block)) {
        sinkNumbers(rewriter, launchRows(rewriter, group));
        for (linalg::LinalgOp op : group.ops)
          rewriter.eraseOp(op);
        numLaunches += group.ops.size();
      }
  }

  // A copy of bytes side by side stays: the device copies them without a kernel.
  static void replaceStridedCopy(IRRewriter &rewriter, memref::CopyOp copy) {
    if (isContiguousView(copy.getSource()) && isContiguousView(copy.getTarget()))
      return;
    rewriter.setInsertionPoint(copy);
    rewriter.replaceOpWithNewOp<linalg::CopyOp>(copy, copy.getSource(),
                                                copy.getTarget());
  }
};
} // namespace
