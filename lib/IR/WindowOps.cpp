// SPDX-License-Identifier: Apache-2.0
// Verifiers of qopt.pool, qopt.reduce, qopt.softmax and qopt.resize.
#include "qopt/IR/VerifyStage.h"

using namespace mlir;
using namespace mlir::qopt;

//===-- qopt.pool ---------------------------------------------------------===//

static LogicalResult verifyPoolDims(PoolOp op, ArrayRef<int64_t> input,
                                    ArrayRef<int64_t> result) {
  size_t spatial = input.size() - 2;
  for (size_t i = 0; i < spatial; ++i) { // pool_c3
    int64_t padded = input[i + 1] + op.getPadding()[i];
    int64_t lastStart = (result[i + 1] - 1) * op.getStrides()[i];
    if (result[i + 1] < 1 || lastStart >= padded + op.getPadding()[spatial + i])
      return op.emitOpError()
             << "expected output size " << i
             << " to be positive with windows that start inside the padded "
                "input, got "
             << result[i + 1];
  }
  return success();
}

LogicalResult PoolOp::verify() {
  auto inputType = cast<RankedTensorType>(getInput().getType());
  auto resultType = cast<RankedTensorType>(getType());
  ArrayRef<int64_t> input = inputType.getShape(), result = resultType.getShape();
  if (input.size() < 3 || result.size() != input.size() ||
      input.front() != result.front() || input.back() != result.back())
    // pool_c1
    return emitOpError() << "expected input and result of one rank >= 3 with "
                            "equal batch and channels, got "
                         << inputType << " and " << resultType;
  size_t spatial = input.size() - 2;
  if (failed(verifyAttr(*this, "kernel", getKernel(), spatial, 1)) || // pool_c2
      failed(verifyAttr(*this, "strides", getStrides(), spatial, 1)) ||
      failed(verifyAttr(*this, "dilations", getDilations(), spatial, 1)) ||
      failed(verifyAttr(*this, "padding", getPadding(), 2 * spatial, 0)) ||
      failed(verifyPoolDims(*this, input, result)) ||
      failed(verifyOneStage(*this, {inputType, resultType}))) // pool_c4
    return failure();
  return verifyResultParams(*this, getResultScale(), getResultZeroPoint(),
                            getKind() == PoolKind::max); // pool_c5
}

//===-- qopt.reduce -------------------------------------------------------===//

LogicalResult ReduceOp::verify() {
  auto inputType = cast<RankedTensorType>(getInput().getType());
  SmallVector<int64_t> wanted(inputType.getShape());
  int64_t previous = -1; // reduce_c1
  for (int64_t axis : getAxes()) {
    if (axis <= previous || axis >= inputType.getRank())
      return emitOpError() << "expected sorted, unique axes in [0, "
                           << inputType.getRank() << "), got [" << getAxes()
                           << "]";
    wanted[previous = axis] = 1;
  }
  if (failed(verifyResultShape(*this, wanted)) ||
      failed(verifyOneStage(*this, {inputType, getType()}))) // reduce_c2
    return failure();
  bool keeps =
      getKind() == ReduceKind::max || getKind() == ReduceKind::min; // reduce_c3
  return verifyResultParams(*this, getResultScale(), getResultZeroPoint(),
                            keeps);
}

//===-- qopt.softmax ------------------------------------------------------===//

// softmax_c5
static LogicalResult verifyMask(SoftmaxOp op, ArrayRef<int64_t> input) {
  if (!op.getMask())
    return success();
  auto mask = cast<RankedTensorType>(op.getMask().getType());
  auto both = broadcastShapes(mask.getShape(), input);
  if (failed(both) || *both != SmallVector<int64_t>(input))
    return op.emitOpError() << "expected a mask that broadcasts to the input, got "
                            << mask << " and " << op.getInput().getType();
  if (op.getLog())
    return op.emitOpError() << "expected no mask of a log-softmax, got " << mask;
  return success();
}

LogicalResult SoftmaxOp::verify() {
  auto inputType = cast<RankedTensorType>(getInput().getType());
  int64_t axis = static_cast<int64_t>(getAxis());
  if (axis < 0 || axis >= inputType.getRank()) // softmax_c1
    return emitOpError() << "expected an axis in [0, " << inputType.getRank()
                         << "), got " << axis;
  if (failed(verifyResultShape(*this, inputType.getShape())) ||
      failed(verifyOneStage(*this, {inputType, getType()})) || // softmax_c2
      failed(verifyResultParams(*this, getResultScale(),       // softmax_c3
                                getResultZeroPoint())) ||
      failed(verifyMask(*this, inputType.getShape())))
    return failure();
  bool integer = stageOf(inputType) == Stage::Integer; // softmax_c4
  bool hasAttrs = getLog() ? getInMultiplier() && getLogMultiplier()
                           : getOutShift() && *getOutShift() <= 12;
  hasAttrs = hasAttrs && getZeroCode() && getLo() && getHi();
  bool hasAny = getTable() || getZeroCode() || getLo() || getHi() ||
                getOutShift() || getInMultiplier() || getLogMultiplier();
  if (integer ? !(getTable() && hasAttrs) : hasAny)
    return emitOpError() << "expected a table and fixed-point attributes in "
                            "integer form and only there, got "
                         << (hasAny ? "an incomplete set or another form"
                                    : "none")
                         << " on " << inputType;
  if (!integer)
    return success();
  unsigned bits = inputType.getElementType().getIntOrFloatBitWidth();
  int64_t entries = cast<RankedTensorType>(getTable().getType()).getNumElements();
  if (bits > 16 || entries != (int64_t{1} << bits))
    return emitOpError() << "expected a table of 2^" << bits
                         << " entries for codes of at most 16 bits, got "
                         << entries;
  return success();
}

//===-- qopt.resize -------------------------------------------------------===//

// resize_c1, resize_c2: one axis' positions and weights.
static LogicalResult verifyTaps(ResizeOp op, size_t i, int64_t inputSize) {
  auto positions = dyn_cast<DenseIntElementsAttr>(op.getPositions()[i]);
  auto weights = dyn_cast<DenseFPElementsAttr>(op.getWeights()[i]);
  if (!positions || !weights || positions.getType().getRank() != 2 ||
      !positions.getElementType().isInteger(64) ||
      !weights.getElementType().isF32() ||
      positions.getType().getShape() != weights.getType().getShape())
    return op.emitOpError()
           << "expected i64 positions and f32 weights of one shape [O, T], got "
           << op.getPositions()[i] << " and " << op.getWeights()[i];
  for (int64_t p : positions.getValues<int64_t>())
    if (p < 0 || p >= inputSize)
      return op.emitOpError() << "expected positions in [0, " << inputSize
                              << "), got " << p;
  return success();
}

LogicalResult ResizeOp::verify() {
  auto inputType = cast<RankedTensorType>(getInput().getType());
  SmallVector<int64_t> wanted(inputType.getShape());
  if (getPositions().size() != getAxes().size() ||
      getWeights().size() != getAxes().size())
    return emitOpError() << "expected one positions and weights entry for each "
                            "of "
                         << getAxes().size() << " axes, got "
                         << getPositions().size() << " and "
                         << getWeights().size();
  int64_t previous = -1;
  bool nearest = true;
  for (auto [i, axis] : llvm::enumerate(getAxes())) {
    if (axis <= previous || axis >= inputType.getRank())
      return emitOpError() << "expected sorted, unique axes in [0, "
                           << inputType.getRank() << "), got [" << getAxes()
                           << "]";
    previous = axis;
    if (failed(verifyTaps(*this, i, wanted[axis])))
      return failure();
    auto shape = cast<DenseIntElementsAttr>(getPositions()[i]).getType().getShape();
    wanted[axis] = shape[0];
    nearest &= shape[1] == 1;
  }
  if (failed(verifyResultShape(*this, wanted)) || // resize_c3
      failed(verifyOneStage(*this, {inputType, getType()})))
    return failure();
  return verifyResultParams(*this, getResultScale(), // resize_c4
                            getResultZeroPoint(), nearest);
}
