// SPDX-License-Identifier: Apache-2.0
// Channel factors at matmul and conv: columns and bias absorb those of the result,
// rows those of the data; a product of two run-time values carries them.
#include "ChannelScaleModels.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::detail;

namespace {

ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

bool hasScalableBias(Value bias) { return !bias || isScalable(bias); }

// Labels of one dimension of a tensor of some rank.
ChannelLabels alongDim(int64_t rank, int64_t dim, std::vector<int32_t> ids) {
  ChannelLabels labels;
  labels.shape.assign(rank, 1);
  labels.shape[dim] = static_cast<int64_t>(ids.size());
  labels.ids = std::move(ids);
  return labels;
}

struct MatmulScaling
    : ChannelScaleInterface::ExternalModel<MatmulScaling, MatmulOp> {
  static bool hasConstantFilter(MatmulOp op) {
    return isScalable(op.getRhs()) && shapeOf(op.getRhs()).size() == 2;
  }

  ScaleAnswer askResult(Operation *o, const ChannelLabels &labels) const {
    auto op = cast<MatmulOp>(o);
    if (!hasConstantFilter(op))
      return ScaleAnswer::refuse("has no constant f32 filter of rank 2");
    if (!hasScalableBias(op.getBias()))
      return ScaleAnswer::refuse("has a bias that is not constant");
    int64_t last = static_cast<int64_t>(labels.shape.size()) - 1;
    if (!labels.along(last, shapeOf(op.getResult())[last]))
      return ScaleAnswer::refuse("has channels beyond its columns");
    return ScaleAnswer::absorb(1);
  }

  void divideResult(Operation *o, const ChannelLabels &labels,
                    ArrayRef<double> factors) const {
    auto op = cast<MatmulOp>(o);
    int64_t last = static_cast<int64_t>(labels.shape.size()) - 1;
    std::vector<int32_t> ids =
        *labels.along(last, shapeOf(op.getResult())[last]);
    op.getRhsMutable().assign(scaleConstant(
        op, op.getRhs(), alongDim(2, 1, ids), factors, /*divide=*/true));
    if (op.getBias())
      op.getBiasMutable().assign(scaleConstant(
          op, op.getBias(), alongDim(1, 0, ids), factors, /*divide=*/true));
  }

  // The labels of a batch of matrices that a product takes over, with `dim` (the
  // one that is summed or does not occur) gone.
  static ScaleAnswer carry(MatmulOp op, const ChannelLabels &labels,
                           int64_t summed) {
    if (op.getBias())
      return ScaleAnswer::refuse("adds a bias that is not scaled");
    if (labels.dependsOn(summed))
      return ScaleAnswer::refuse(
          "sums over the channels with a value of the run");
    return ScaleAnswer::pass(labels.withRank(shapeOf(op.getResult()).size()));
  }

  ScaleAnswer askOperand(Operation *o, unsigned operand,
                         const ChannelLabels &labels) const {
    auto op = cast<MatmulOp>(o);
    auto rank = static_cast<int64_t>(labels.shape.size());
    if (operand > 1)
      return ScaleAnswer::refuse("adds the value as a bias");
    if (operand == 1)
      return carry(op, labels, rank - 2);
    auto inputs = labels.along(rank - 1, shapeOf(op.getLhs()).back());
    if (hasConstantFilter(op) && inputs)
      return ScaleAnswer::absorb(1, *inputs);
    if (hasConstantFilter(op) && labels.dependsOn(rank - 1))
      return ScaleAnswer::refuse("reads channels that differ between rows");
    return carry(op, labels, rank - 1);
  }

  void compensateOperand(Operation *o, unsigned operand,
                         const ChannelLabels &labels,
                         ArrayRef<double> factors) const {
    auto op = cast<MatmulOp>(o);
    ScaleAnswer answer = askOperand(o, operand, labels);
    if (!answer.absorbs())
      return;
    op.getRhsMutable().assign(scaleConstant(op, op.getRhs(),
                                            alongDim(2, 0, answer.inputs),
                                            factors, /*divide=*/false));
  }
};

struct ConvScaling : ChannelScaleInterface::ExternalModel<ConvScaling, ConvOp> {
  // Labels of the filter [F, K1..Kr, C/G] by input channel.
  static ChannelLabels ofInputs(ConvOp op, ArrayRef<int32_t> inputs) {
    ArrayRef<int64_t> filter = shapeOf(op.getFilter());
    int64_t features = filter.front(), inner = filter.back();
    int64_t perGroup = features / op.getGroups();
    ChannelLabels labels;
    labels.shape.assign(filter.size(), 1);
    labels.shape.front() = features;
    labels.shape.back() = inner;
    for (int64_t f = 0; f < features; ++f)
      for (int64_t c = 0; c < inner; ++c)
        labels.ids.push_back(inputs[f / perGroup * inner + c]);
    return labels;
  }

  ScaleAnswer askResult(Operation *o, const ChannelLabels &labels) const {
    auto op = cast<ConvOp>(o);
    if (!isScalable(op.getFilter()))
      return ScaleAnswer::refuse("has no constant f32 filter");
    if (!hasScalableBias(op.getBias()))
      return ScaleAnswer::refuse("has a bias that is not constant");
    int64_t last = static_cast<int64_t>(labels.shape.size()) - 1;
    if (!labels.along(last, shapeOf(op.getResult())[last]))
      return ScaleAnswer::refuse("has channels beyond its last dimension");
    return ScaleAnswer::absorb(1);
  }

  void divideResult(Operation *o, const ChannelLabels &labels,
                    ArrayRef<double> factors) const {
    auto op = cast<ConvOp>(o);
    ArrayRef<int64_t> filter = shapeOf(op.getFilter());
    int64_t last = static_cast<int64_t>(labels.shape.size()) - 1;
    std::vector<int32_t> ids = *labels.along(last, filter.front());
    auto rank = static_cast<int64_t>(filter.size());
    op.getFilterMutable().assign(scaleConstant(
        op, op.getFilter(), alongDim(rank, 0, ids), factors, /*divide=*/true));
    if (op.getBias())
      op.getBiasMutable().assign(scaleConstant(
          op, op.getBias(), alongDim(1, 0, ids), factors, /*divide=*/true));
  }

  ScaleAnswer askOperand(Operation *o, unsigned operand,
                         const ChannelLabels &labels) const {
    auto op = cast<ConvOp>(o);
    if (operand != 0)
      return ScaleAnswer::refuse("reads the value as a filter or a bias");
    if (!isScalable(op.getFilter()))
      return ScaleAnswer::refuse("has no constant f32 filter");
    int64_t last = static_cast<int64_t>(labels.shape.size()) - 1;
    auto inputs = labels.along(last, shapeOf(op.getInput()).back());
    if (!inputs)
      return ScaleAnswer::refuse("reads channels that differ by position");
    return ScaleAnswer::absorb(1, *inputs);
  }

  void compensateOperand(Operation *o, unsigned operand,
                         const ChannelLabels &labels,
                         ArrayRef<double> factors) const {
    auto op = cast<ConvOp>(o);
    ScaleAnswer answer = askOperand(o, operand, labels);
    op.getFilterMutable().assign(scaleConstant(op, op.getFilter(),
                                               ofInputs(op, answer.inputs),
                                               factors, /*divide=*/false));
  }
};

} // namespace

void mlir::qopt::detail::attachLinearScaling(MLIRContext *context) {
  MatmulOp::attachInterface<MatmulScaling>(*context);
  ConvOp::attachInterface<ConvScaling>(*context);
}
