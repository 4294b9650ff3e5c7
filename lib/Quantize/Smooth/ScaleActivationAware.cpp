// SPDX-License-Identifier: Apache-2.0
// --qopt-scale-activation-aware: AWQ's scales.
#include "qopt/Quantize/Smooth/Passes.h"

#include "Simulation.h"
#include "qopt/Numerics/Fold/ChannelScales.h"

#define DEBUG_TYPE "qopt-scale-activation-aware"

namespace mlir::qopt {
#define GEN_PASS_DEF_SCALEACTIVATIONAWARE
#include "qopt/Quantize/Smooth/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {

struct ScaleActivationAware final
    : mlir::qopt::impl::ScaleActivationAwareBase<ScaleActivationAware> {
  using ScaleActivationAwareBase::ScaleActivationAwareBase;

  void runOnOperation() override {
    auto error = [&] { return getOperation()->emitError(); };
    auto w =
        parseWeightQuantizer(weightGranularity, weightBits, asymmetric, error);
    if (!w)
      return signalPassFailure();
    weights = *w;
    SmallVector<Operation *> makers;
    getOperation()->walk([&](Operation *op) {
      if (isNormLike(op) || isConstantLinear(op))
        makers.push_back(op);
    });
    for (Operation *maker : makers)
      if (failed(scale(maker)))
        return signalPassFailure();
  }

private:
  num::SimulatedQuantizer weights;

  LogicalResult scale(Operation *maker) {
    std::string whyNot;
    auto group = FoldGroup::prove(maker, {duplicateShared, false}, whyNot);
    if (auto why = succeeded(group) ? group->whyNotSearchable()
                                    : std::optional<std::string>()) {
      group = failure();
      whyNot = *why;
    }
    if (failed(group)) {
      ++numRefused;
      recordRefusal(getOperation(), "awq", maker, whyNot);
      return success();
    }
    auto means = group->getMeanMagnitudes();
    if (failed(means))
      return failure();
    num::SimulatedQuantizer floats;
    floats.sharing = num::SimulatedQuantizer::Sharing::None;
    auto factorsOf = [&](double exponent) -> FailureOr<std::vector<double>> {
      std::string why;
      auto factors = num::awareScales(*means, exponent, why);
      if (!factors)
        return maker->emitError() << why << " at '" << getNodeName(maker) << "'";
      roundFactors(*factors, powerOfTwo);
      return *factors;
    };
    auto found = searchExponent(*group, num::exponentGrid(20, 20), 0.0, floats,
                                weights, factorsOf);
    if (failed(found))
      return failure();
    Builder builder(&getContext());
    auto number = [&](StringRef name, double value) {
      return builder.getNamedAttr(name, builder.getF64FloatAttr(value));
    };
    group->apply(found->factors);
    recordFold(getOperation(), "awq", *group,
               {number("error_after", found->errorAfter),
                number("error_before", found->errorBefore),
                number("exponent", found->exponent)});
    ++numFolded;
    return success();
  }
};

} // namespace
