// SPDX-License-Identifier: Apache-2.0
// The pass qopt-fold-empty-tensors: nothing computes, reads or inserts a tensor
// without elements.
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_FOLDEMPTYTENSORS
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

static bool isEmpty(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.hasStaticShape() && tensor.getNumElements() == 0;
}

static Value createEmpty(OpBuilder &b, Location loc, Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor::EmptyOp::create(b, loc, tensor.getShape(),
                                 tensor.getElementType());
}

// What the op's results are without computing it; nothing where it is needed.
static SmallVector<Value> findResults(OpBuilder &b, Operation *op) {
  if (op->getNumResults() == 0 || isa<tensor::EmptyOp>(op))
    return {};
  if (llvm::all_of(op->getResultTypes(), isEmpty) && isMemoryEffectFree(op))
    return llvm::map_to_vector(op->getResultTypes(), [&](Type type) {
      return createEmpty(b, op->getLoc(), type);
    });
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op);
      insert && isEmpty(insert.getSourceType()))
    return {insert.getDest()};
  // No iteration, as in a sum over no terms: every init is a result.
  if (auto loops = dyn_cast<linalg::LinalgOp>(op);
      loops && loops.hasPureTensorSemantics() &&
      llvm::is_contained(loops.getStaticLoopRanges(), 0))
    return llvm::to_vector(loops.getDpsInits());
  return {};
}

namespace {
struct FoldEmptyTensors final
    : mlir::qopt::impl::FoldEmptyTensorsBase<FoldEmptyTensors> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (func.isExternal())
      return;
    OpBuilder b(func.getContext());
    b.setInsertionPointToStart(&func.getBody().front());
    for (BlockArgument argument : func.getArguments())
      if (isEmpty(argument.getType()) && !argument.use_empty()) {
        argument.replaceAllUsesWith(
            createEmpty(b, argument.getLoc(), argument.getType()));
        ++numFolded;
      }
    func.walk<WalkOrder::PreOrder>([&](Operation *op) {
      b.setInsertionPoint(op);
      SmallVector<Value> results = findResults(b, op);
      if (results.empty())
        return WalkResult::advance();
      op->replaceAllUsesWith(results);
      op->erase();
      ++numFolded;
      return WalkResult::skip();
    });
  }
};
} // namespace
