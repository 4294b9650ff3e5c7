// SPDX-License-Identifier: Apache-2.0
// Channel factors at normalizations: gain and bias absorb those of the result; a
// norm without a gain gets one.
#include "ChannelScaleModels.h"

#include "qopt/IR/TransformerOps.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::detail;

namespace {

struct NormScaling : ChannelScaleInterface::ExternalModel<NormScaling, NormOp> {
  static int64_t channelsOf(NormOp op) {
    return cast<RankedTensorType>(op.getType()).getShape().back();
  }
  static std::vector<int32_t> idsOf(NormOp op, const ChannelLabels &labels) {
    return *labels.along(static_cast<int64_t>(labels.shape.size()) - 1,
                         channelsOf(op));
  }

  ScaleAnswer askResult(Operation *o, const ChannelLabels &labels) const {
    auto op = cast<NormOp>(o);
    if (op.getGain() && !getGain(op.getGain(), channelsOf(op)))
      return ScaleAnswer::refuse("has a gain that is not constant");
    if (op.getBias() && !isScalable(op.getBias()))
      return ScaleAnswer::refuse("has a bias that is not constant");
    int64_t last = static_cast<int64_t>(labels.shape.size()) - 1;
    if (!labels.along(last, channelsOf(op)))
      return ScaleAnswer::refuse("has channels beyond its last dimension");
    return ScaleAnswer::absorb();
  }

  void divideResult(Operation *o, const ChannelLabels &labels,
                    ArrayRef<double> factors) const {
    auto op = cast<NormOp>(o);
    std::vector<int32_t> ids = idsOf(op, labels);
    SmallVector<double> gain(ids.size(), 1.0);
    if (op.getGain())
      gain = *getGain(op.getGain(), channelsOf(op));
    op.getGainMutable().assign(divideGain(op, gain, ids, factors));
    if (op.getBias())
      op.getBiasMutable().assign(
          divideGain(op, *getConstantFloats(op.getBias()), ids, factors));
  }

  ScaleAnswer askOperand(Operation *, unsigned, const ChannelLabels &) const {
    return ScaleAnswer::refuse("normalizes over the channels");
  }
};

} // namespace

void mlir::qopt::detail::attachNormScaling(MLIRContext *context) {
  NormOp::attachInterface<NormScaling>(*context);
}
