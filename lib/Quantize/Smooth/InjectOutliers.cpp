// SPDX-License-Identifier: Apache-2.0
// --qopt-inject-outliers: the reverse of smoothing, for measurements.
#include "qopt/Quantize/Smooth/Passes.h"

#include "Simulation.h"
#include "qopt/Numerics/Rounding.h"

#include <cmath>
#include <numeric>

#define DEBUG_TYPE "qopt-inject-outliers"

namespace mlir::qopt {
#define GEN_PASS_DEF_INJECTOUTLIERS
#include "qopt/Quantize/Smooth/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

struct InjectOutliers final
    : mlir::qopt::impl::InjectOutliersBase<InjectOutliers> {
  using InjectOutliersBase::InjectOutliersBase;

  void runOnOperation() override {
    if (channels < 1 || !(factor > 0) || !std::isfinite(factor.getValue())) {
      getOperation()->emitError()
          << "expected channels >= 1 and a positive finite factor, got "
          << channels.getValue() << " and " << factor.getValue();
      return signalPassFailure();
    }
    SmallVector<Operation *> makers;
    getOperation()->walk([&](Operation *op) {
      if (isNormLike(op))
        makers.push_back(op);
    });
    for (Operation *maker : makers)
      inject(maker);
  }

private:
  // Channels in the order of a hash of (seed, index): outliers of trained models
  // sit in the same few channels of every layer, hence one choice for all.
  SmallVector<int64_t> choose(int64_t count) {
    SmallVector<int64_t> order(count);
    std::iota(order.begin(), order.end(), int64_t{0});
    auto hash = [&](int64_t i) {
      return ::qopt::numerics::counterHash(static_cast<uint64_t>(seed),
                                           static_cast<uint64_t>(i));
    };
    llvm::sort(order, [&](int64_t a, int64_t b) { return hash(a) < hash(b); });
    order.resize(std::min<int64_t>(channels, count));
    llvm::sort(order);
    return order;
  }

  void inject(Operation *maker) {
    std::string whyNot;
    auto group =
        FoldGroup::prove(maker, {/*duplicateShared=*/true, compensate}, whyNot);
    if (failed(group)) {
      ++numRefused;
      recordRefusal(getOperation(), "inject", maker, whyNot);
      return;
    }
    SmallVector<double> factors(group->getChannels(), 1.0);
    SmallVector<int64_t> chosen = choose(group->getChannels());
    for (int64_t c : chosen)
      factors[c] = 1 / factor;
    group->apply(factors);
    Builder builder(&getContext());
    recordFold(getOperation(), "inject", *group,
               {builder.getNamedAttr("channels",
                                     builder.getI64ArrayAttr(chosen)),
                builder.getNamedAttr("factor",
                                     builder.getF64FloatAttr(factor))});
    ++numFolded;
  }
};

} // namespace
