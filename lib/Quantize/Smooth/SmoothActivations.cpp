// SPDX-License-Identifier: Apache-2.0
// --qopt-smooth-activations: SmoothQuant.
//   norm gain g, matmul w  ->  norm gain g / s, matmul diag(s) w
#include "qopt/Quantize/Smooth/Passes.h"

#include "Simulation.h"
#include "qopt/Numerics/Fold/ChannelScales.h"

#define DEBUG_TYPE "qopt-smooth-activations"

namespace mlir::qopt {
#define GEN_PASS_DEF_SMOOTHACTIVATIONS
#include "qopt/Quantize/Smooth/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {

struct SmoothActivations final
    : mlir::qopt::impl::SmoothActivationsBase<SmoothActivations> {
  using SmoothActivationsBase::SmoothActivationsBase;

  void runOnOperation() override {
    if (failed(parseOptions()))
      return signalPassFailure();
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (isNormLike(op) || (makers == "all" && isConstantLinear(op)))
        ops.push_back(op);
    });
    for (Operation *maker : ops)
      if (failed(smooth(maker)))
        return signalPassFailure();
  }

private:
  std::optional<double> fixedAlpha;
  num::SimulatedQuantizer activations, weights;

  LogicalResult parseOptions() {
    auto error = [&] { return getOperation()->emitError(); };
    double value;
    if (alpha != "search") {
      if (StringRef(alpha).getAsDouble(value) || !(value >= 0 && value <= 1))
        return error() << "expected alpha in [0, 1] or search, got '" << alpha
                       << "'";
      fixedAlpha = value;
    }
    if (makers != "norm" && makers != "all")
      return error() << "expected makers norm or all, got '" << makers << "'";
    auto a = parseActivationQuantizer(activationGranularity, activationBits,
                                      symmetric, error);
    auto w = parseWeightQuantizer(weightGranularity, weightBits,
                                  /*asymmetric=*/false, error);
    if (!a || !w)
      return failure();
    activations = *a;
    weights = *w;
    return success();
  }

  FailureOr<std::vector<double>> makeFactors(const FoldGroup &group,
                                             ArrayRef<double> maxima,
                                             double exponent) {
    std::string why;
    auto factors =
        num::smoothScales(maxima.vec(), group.getReaderMaxima(), exponent, why);
    if (!factors)
      return group.getMaker()->emitError()
             << why << " of what '" << getNodeName(group.getMaker())
             << "' is folded with";
    roundFactors(*factors, powerOfTwo);
    return *factors;
  }

  LogicalResult smooth(Operation *maker) {
    std::string whyNot;
    auto group = FoldGroup::prove(maker, {duplicateShared, compensate}, whyNot);
    if (auto why = succeeded(group) && !fixedAlpha
                       ? group->whyNotSearchable()
                       : std::optional<std::string>()) {
      group = failure();
      whyNot = *why;
    }
    if (failed(group)) {
      ++numRefused;
      recordRefusal(getOperation(), "smooth", maker, whyNot);
      return success();
    }
    auto maxima = group->getActivationMaxima();
    if (failed(maxima))
      return failure();
    auto factorsOf = [&](double exponent) {
      return makeFactors(*group, *maxima, exponent);
    };
    Builder builder(&getContext());
    SmallVector<NamedAttribute> extra;
    std::vector<double> factors;
    double exponent;
    if (fixedAlpha) {
      auto fixed = factorsOf(*fixedAlpha);
      if (failed(fixed))
        return failure();
      factors = std::move(*fixed);
      exponent = *fixedAlpha;
    } else {
      auto found = searchExponent(*group, num::exponentGrid(21, 20), 0.5,
                                  activations, weights, factorsOf);
      if (failed(found))
        return failure();
      factors = std::move(found->factors);
      exponent = found->exponent;
      extra.push_back(builder.getNamedAttr(
          "error_after", builder.getF64FloatAttr(found->errorAfter)));
      extra.push_back(builder.getNamedAttr(
          "error_before", builder.getF64FloatAttr(found->errorBefore)));
    }
    extra.push_back(
        builder.getNamedAttr("alpha", builder.getF64FloatAttr(exponent)));
    group->apply(factors);
    recordFold(getOperation(), "smooth", *group, extra);
    ++numFolded;
    return success();
  }
};

} // namespace
