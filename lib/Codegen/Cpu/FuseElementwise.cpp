// SPDX-License-Identifier: Apache-2.0
// The pass qopt-fuse-elementwise: upstream's elementwise fusion under a control
// that never computes an element twice.
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;

// Whether `op` visits its result elements in any order, each once.
static bool isElementwise(linalg::GenericOp op) {
  return op && op.getNumParallelLoops() == op.getNumLoops();
}

static bool fusesWithoutRecomputation(OpOperand *fused) {
  auto producer = fused->get().getDefiningOp<linalg::GenericOp>();
  auto consumer = dyn_cast<linalg::GenericOp>(fused->getOwner());
  return isElementwise(producer) && isElementwise(consumer) &&
         producer->hasOneUse() &&
         consumer.getMatchingIndexingMap(fused).isPermutation();
}

namespace {
struct FuseElementwise final
    : mlir::qopt::impl::FuseElementwiseBase<FuseElementwise> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(patterns,
                                                 fusesWithoutRecomputation);
    linalg::GenericOp::getCanonicalizationPatterns(patterns, &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
