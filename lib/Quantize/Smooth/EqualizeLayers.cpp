// SPDX-License-Identifier: Apache-2.0
// --qopt-equalize-layers: equal weight ranges on both sides of every channel.
#include "qopt/Quantize/Smooth/Passes.h"

#include "Simulation.h"
#include "qopt/Numerics/Fold/ChannelScales.h"

#include <cmath>

#define DEBUG_TYPE "qopt-equalize-layers"

namespace mlir::qopt {
#define GEN_PASS_DEF_EQUALIZELAYERS
#include "qopt/Quantize/Smooth/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {

// The largest magnitude of each output channel's weights.
std::vector<double> outputMaxima(Operation *op, int64_t channels) {
  FilterRows rows = getFilterRows(op);
  std::vector<double> maxima(channels, 0);
  int64_t perChannel = rows.outputs / channels; // positions of a conv's window
  for (size_t i = 0; i < rows.values.size(); ++i) {
    int64_t row = static_cast<int64_t>(i) / rows.inputs;
    double magnitude = std::fabs(double(rows.values[i]));
    double &most = maxima[row / perChannel];
    if (!(magnitude <= most))
      most = magnitude;
  }
  return maxima;
}

struct EqualizeLayers final
    : mlir::qopt::impl::EqualizeLayersBase<EqualizeLayers> {
  using EqualizeLayersBase::EqualizeLayersBase;

  void runOnOperation() override {
    if (rounds < 1) {
      getOperation()->emitError()
          << "expected rounds >= 1, got " << rounds.getValue();
      return signalPassFailure();
    }
    SmallVector<Operation *> makers;
    getOperation()->walk([&](Operation *op) {
      if (isConstantLinear(op))
        makers.push_back(op);
    });
    for (int64_t round = 0; round < rounds; ++round) {
      double change = 1;
      for (Operation *maker : makers)
        if (failed(equalize(maker, round == 0, change)))
          return signalPassFailure();
      if (change < kSettled)
        break;
    }
  }

private:
  static constexpr double kSettled = 1.0001; ///< greatest factor of a round

  LogicalResult equalize(Operation *maker, bool isFirst, double &change) {
    std::string whyNot;
    auto group = FoldGroup::prove(maker, {duplicateShared, false}, whyNot);
    if (failed(group)) {
      if (isFirst) {
        ++numRefused;
        recordRefusal(getOperation(), "equalize", maker, whyNot);
      }
      return success();
    }
    std::string why;
    auto factors =
        num::equalizingScales(outputMaxima(maker, group->getChannels()),
                              group->getReaderMaxima(), why);
    if (!factors)
      return maker->emitError() << why << " of '" << getNodeName(maker) << "'";
    for (double factor : *factors)
      change = std::max({change, factor, 1 / factor});
    group->apply(*factors);
    if (isFirst) {
      ++numFolded;
      recordFold(getOperation(), "equalize", *group, {});
    }
    return success();
  }
};

} // namespace
