// SPDX-License-Identifier: Apache-2.0
// Channel factors at ops that move, select or pool elements: labels move along.
#include "ChannelScaleModels.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::detail;

namespace {

ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

// A model that answers about operand 0 by a function of the op and the labels.
template <typename Op, ScaleAnswer (*answer)(Op, const ChannelLabels &)>
struct MoveScaling : ChannelScaleInterface::ExternalModel<
                         MoveScaling<Op, answer>, Op> {
  ScaleAnswer askOperand(Operation *op, unsigned operand,
                         const ChannelLabels &labels) const {
    if (operand != 0)
      return ScaleAnswer::refuse("reads the value as no data");
    return answer(cast<Op>(op), labels);
  }
};

ScaleAnswer ofReshape(ReshapeOp op, const ChannelLabels &labels) {
  return ScaleAnswer::pass(
      ChannelLabels::compress(shapeOf(op.getResult()),
                              labels.expand(shapeOf(op.getInput()))));
}

ScaleAnswer ofTranspose(TransposeOp op, const ChannelLabels &labels) {
  return ScaleAnswer::pass(labels.transposed(op.getPerm()));
}

ScaleAnswer ofBroadcast(BroadcastOp op, const ChannelLabels &labels) {
  return ScaleAnswer::pass(labels.withRank(shapeOf(op.getResult()).size()));
}

ScaleAnswer ofSlice(SliceOp op, const ChannelLabels &labels) {
  ChannelLabels result = labels;
  for (auto [d, size] : llvm::enumerate(shapeOf(op.getResult()))) {
    SmallVector<int64_t> indices;
    for (int64_t i = 0; i < size; ++i)
      indices.push_back(op.getStarts()[d] + i * op.getSteps()[d]);
    result = result.select(static_cast<int64_t>(d), indices);
  }
  return ScaleAnswer::pass(std::move(result));
}

ScaleAnswer ofPad(PadOp op, const ChannelLabels &labels) {
  for (size_t d = 0; d < labels.shape.size(); ++d)
    if (labels.dependsOn(static_cast<int64_t>(d)) &&
        (op.getLow()[d] != 0 || op.getHigh()[d] != 0))
      return ScaleAnswer::refuse("pads the channels");
  if (op.getMode() == PadMode::constant &&
      op.getValue().convertToDouble() != 0)
    return ScaleAnswer::refuse("pads with a number other than 0");
  return ScaleAnswer::pass(labels);
}

ScaleAnswer ofGather(GatherOp op, const ChannelLabels &labels) {
  int64_t axis = op.getAxis();
  ChannelLabels result = labels;
  ArrayRef<int64_t> picked = shapeOf(op.getIndices());
  SmallVector<int64_t> inPlace(picked.size(), 1);
  if (labels.dependsOn(axis)) {
    auto indices = getConstantInts(op.getIndices());
    if (!indices)
      return ScaleAnswer::refuse("picks channels known at run time only");
    int64_t size = shapeOf(op.getData())[axis];
    for (int64_t &i : *indices)
      i = i < 0 ? i + size : i;
    result = labels.select(axis, *indices);
    inPlace.assign(picked.begin(), picked.end());
  }
  result.shape.erase(result.shape.begin() + axis);
  result.shape.insert(result.shape.begin() + axis, inPlace.begin(),
                      inPlace.end());
  return ScaleAnswer::pass(std::move(result));
}

ScaleAnswer ofReduce(ReduceOp op, const ChannelLabels &labels) {
  switch (op.getKind()) {
  case ReduceKind::sum:
  case ReduceKind::mean:
  case ReduceKind::max:
  case ReduceKind::min:
  case ReduceKind::l1:
  case ReduceKind::l2:
    break;
  default:
    return ScaleAnswer::refuse("reduce " + stringifyReduceKind(op.getKind()) +
                               " is not homogeneous");
  }
  for (int64_t axis : op.getAxes())
    if (labels.dependsOn(axis))
      return ScaleAnswer::refuse("reduces over the channels");
  return ScaleAnswer::pass(labels);
}

ScaleAnswer ofPool(PoolOp op, const ChannelLabels &labels) {
  for (size_t d = 1; d + 1 < labels.shape.size(); ++d)
    if (labels.dependsOn(static_cast<int64_t>(d)))
      return ScaleAnswer::refuse("pools over the channels");
  return ScaleAnswer::pass(labels);
}

ScaleAnswer ofResize(ResizeOp op, const ChannelLabels &labels) {
  for (int64_t axis : op.getAxes())
    if (labels.dependsOn(axis))
      return ScaleAnswer::refuse("interpolates between channels");
  return ScaleAnswer::pass(labels);
}

struct ConcatScaling
    : ChannelScaleInterface::ExternalModel<ConcatScaling, ConcatOp> {
  ScaleAnswer askOperand(Operation *o, unsigned operand,
                         const ChannelLabels &labels) const {
    auto op = cast<ConcatOp>(o);
    int64_t axis = op.getAxis();
    // All ids on the axis, those of the other operands being none; other
    // dimensions keep what the labels have there.
    SmallVector<int64_t> shape = labels.shape;
    shape[axis] = shapeOf(op.getResult())[axis];
    int64_t before = 0, own = shapeOf(op.getInputs()[operand])[axis];
    for (Value input : op.getInputs().take_front(operand))
      before += shapeOf(input)[axis];
    SmallVector<int64_t> ownShape = labels.shape;
    ownShape[axis] = own;
    std::vector<int32_t> ids = labels.expand(ownShape), all;
    int64_t inner = 1;
    for (size_t d = axis + 1; d < shape.size(); ++d)
      inner *= shape[d];
    int64_t outer = static_cast<int64_t>(ids.size()) / (own * inner);
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t a = 0; a < shape[axis]; ++a)
        for (int64_t i = 0; i < inner; ++i)
          all.push_back(a < before || a >= before + own
                            ? ChannelLabels::kNone
                            : ids[(o * own + a - before) * inner + i]);
    return ScaleAnswer::pass({shape, std::move(all)});
  }
};

} // namespace

void mlir::qopt::detail::attachShapeScaling(MLIRContext *context) {
  ReshapeOp::attachInterface<MoveScaling<ReshapeOp, ofReshape>>(*context);
  TransposeOp::attachInterface<MoveScaling<TransposeOp, ofTranspose>>(*context);
  BroadcastOp::attachInterface<MoveScaling<BroadcastOp, ofBroadcast>>(*context);
  SliceOp::attachInterface<MoveScaling<SliceOp, ofSlice>>(*context);
  PadOp::attachInterface<MoveScaling<PadOp, ofPad>>(*context);
  GatherOp::attachInterface<MoveScaling<GatherOp, ofGather>>(*context);
  ReduceOp::attachInterface<MoveScaling<ReduceOp, ofReduce>>(*context);
  PoolOp::attachInterface<MoveScaling<PoolOp, ofPool>>(*context);
  ResizeOp::attachInterface<MoveScaling<ResizeOp, ofResize>>(*context);
  ConcatOp::attachInterface<ConcatScaling>(*context);
}
