// SPDX-License-Identifier: Apache-2.0
// --qopt-raise-attention: attention as matmul, softmax, matmul and nothing else.
//   softmax(scores + (0 or at most -10000))    ->  softmax scores mask
//   (q k) * c, q = x w + b                     ->  q' k, q' = x (w c) + b c
//   q repeat(k)                                ->  reshape(reshape(q) k)
#include "Attention.h"

#include "qopt/Quantize/Raise/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#define DEBUG_TYPE "qopt-raise-attention"

namespace mlir::qopt {
#define GEN_PASS_DEF_RAISEATTENTION
#include "qopt/Quantize/Raise/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::raise;

namespace {

struct RaiseAttention final
    : mlir::qopt::impl::RaiseAttentionBase<RaiseAttention> {
  using RaiseAttentionBase::RaiseAttentionBase;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateMaskPatterns(patterns, numMasks);
    populateScalePatterns(patterns, numScales);
    populateSharedHeadPatterns(patterns, numShared);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    remarkOnMasks(getOperation());
  }
};

} // namespace
