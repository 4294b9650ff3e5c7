// SPDX-License-Identifier: Apache-2.0
// Channel factors at elementwise ops: a constant gain absorbs those of its result,
// positively homogeneous functions carry them, all others refuse.
#include "ChannelScaleModels.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::detail;

namespace {

struct UnaryScaling
    : ChannelScaleInterface::ExternalModel<UnaryScaling, UnaryOp> {
  ScaleAnswer askOperand(Operation *o, unsigned operand,
                         const ChannelLabels &labels) const {
    auto op = cast<UnaryOp>(o);
    switch (op.getKind()) {
    case UnaryKind::relu:
    case UnaryKind::leaky_relu:
    case UnaryKind::neg:
    case UnaryKind::abs:
      return ScaleAnswer::pass(labels);
    default:
      return ScaleAnswer::refuse(stringifyUnaryKind(op.getKind()) +
                                 " is not homogeneous");
    }
  }
};

struct BinaryScaling
    : ChannelScaleInterface::ExternalModel<BinaryScaling, BinaryOp> {
  // The operand that is a gain per channel of the result's last dimension.
  static std::optional<unsigned> gainOf(BinaryOp op) {
    auto shape = cast<RankedTensorType>(op.getType()).getShape();
    if (op.getKind() != BinaryKind::mul || shape.empty())
      return std::nullopt;
    for (unsigned i : {1u, 0u})
      if (getGain(op->getOperand(i), shape.back()) &&
          op->getOperand(1 - i).getType() == op.getType())
        return i;
    return std::nullopt;
  }

  ScaleAnswer askResult(Operation *o, const ChannelLabels &labels) const {
    auto op = cast<BinaryOp>(o);
    if (!gainOf(op))
      return ScaleAnswer::refuse("is no multiplication by constants per channel");
    int64_t last = static_cast<int64_t>(labels.shape.size()) - 1;
    if (!labels.along(last, labels.shape[last]))
      return ScaleAnswer::refuse("has channels beyond its last dimension");
    return ScaleAnswer::absorb();
  }

  void divideResult(Operation *o, const ChannelLabels &labels,
                    ArrayRef<double> factors) const {
    auto op = cast<BinaryOp>(o);
    unsigned index = *gainOf(op);
    int64_t channels = cast<RankedTensorType>(op.getType()).getShape().back();
    int64_t last = static_cast<int64_t>(labels.shape.size()) - 1;
    op->setOperand(index,
                   divideGain(op, *getGain(op->getOperand(index), channels),
                              *labels.along(last, channels), factors));
  }

  // Whether the other operand has to be divided along with the one asked about.
  static bool isDividedAlong(BinaryKind kind) {
    return kind == BinaryKind::add || kind == BinaryKind::sub ||
           kind == BinaryKind::max || kind == BinaryKind::min;
  }

  ScaleAnswer askOperand(Operation *o, unsigned operand,
                         const ChannelLabels &labels) const {
    auto op = cast<BinaryOp>(o);
    BinaryKind kind = op.getKind();
    auto passed = ScaleAnswer::pass(
        labels.withRank(cast<RankedTensorType>(op.getType()).getRank()));
    if (kind == BinaryKind::mul ||
        (operand == 0 && (kind == BinaryKind::div || kind == BinaryKind::prelu)))
      return passed;
    if (!isDividedAlong(kind))
      return ScaleAnswer::refuse("binary " + stringifyBinaryKind(kind) +
                                 " is not homogeneous");
    Value other = op->getOperand(1 - operand);
    if (!isScalable(other))
      return ScaleAnswer::refuse("combines it with '" + getNodeNameOf(other) +
                                 "', which is not scaled");
    return passed;
  }

  void compensateOperand(Operation *o, unsigned operand,
                         const ChannelLabels &labels,
                         ArrayRef<double> factors) const {
    auto op = cast<BinaryOp>(o);
    if (!isDividedAlong(op.getKind()))
      return;
    unsigned other = 1 - operand;
    op->setOperand(other, scaleConstant(op, op->getOperand(other), labels,
                                        factors, /*divide=*/true));
  }

  static std::string getNodeNameOf(Value value) {
    if (Operation *op = value.getDefiningOp())
      return getNodeName(op);
    return "input " + std::to_string(cast<BlockArgument>(value).getArgNumber());
  }
};

struct SoftmaxScaling
    : ChannelScaleInterface::ExternalModel<SoftmaxScaling, SoftmaxOp> {
  ScaleAnswer askOperand(Operation *, unsigned, const ChannelLabels &) const {
    return ScaleAnswer::refuse("softmax is not homogeneous");
  }
};

} // namespace

void mlir::qopt::detail::attachElementwiseScaling(MLIRContext *context) {
  UnaryOp::attachInterface<UnaryScaling>(*context);
  BinaryOp::attachInterface<BinaryScaling>(*context);
  SoftmaxOp::attachInterface<SoftmaxScaling>(*context);
}
