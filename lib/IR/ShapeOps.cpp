// SPDX-License-Identifier: Apache-2.0
// Verifiers and folders of the ops that move elements: reshape, transpose,
// broadcast, concat, slice, pad, gather.
#include "qopt/IR/VerifyStage.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

// Runs of N:M sparsity survive where whole lines move.
static bool keepsLines(Operation *op, SparsityAttr sparsity) {
  auto transpose = dyn_cast<TransposeOp>(op);
  if (!transpose)
    return false;
  int64_t axis = sparsity.getAxis();
  ArrayRef<int64_t> perm = transpose.getPerm();
  return axis < static_cast<int64_t>(perm.size()) && perm[axis] == axis;
}

LogicalResult mlir::qopt::verifySameParams(Operation *op) {
  QType q = getQType(op->getResult(0));
  if (q && q.getNofM() && !keepsLines(op, q.getNofM()))
    return op->emitOpError()
           << "expected a type without sparsity, or a transpose that keeps its "
              "axis, got "
           << op->getResult(0).getType();
  Type result = getElementTypeOrSelf(op->getResult(0).getType());
  for (Value operand : op->getOperands())
    if (getElementTypeOrSelf(operand.getType()) != result)
      return op->emitOpError() << "expected operands of element type " << result
                               << " like the result, got "
                               << operand.getType();
  return success();
}

LogicalResult ReshapeOp::verify() {
  if (typeOf(getInput()).getNumElements() != typeOf(getResult()).getNumElements())
    // reshape_c1
    return emitOpError() << "expected equal element counts, got "
                         << getInput().getType() << " and " << getType();
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  if (auto inner = getInput().getDefiningOp<ReshapeOp>()) {
    getInputMutable().assign(inner.getInput());
    return getResult();
  }
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(adaptor.getInput()))
    return dense.reshape(typeOf(getResult()));
  return {};
}

LogicalResult TransposeOp::verify() {
  ArrayRef<int64_t> shape = typeOf(getInput()).getShape();
  SmallVector<bool> seen(shape.size(), false);
  bool valid = getPerm().size() == shape.size(); // transpose_c1
  SmallVector<int64_t> wanted;
  for (int64_t p : getPerm()) {
    valid = valid && p >= 0 && p < static_cast<int64_t>(shape.size()) && !seen[p];
    if (!valid)
      break;
    seen[p] = true;
    wanted.push_back(shape[p]);
  }
  if (!valid)
    return emitOpError() << "expected a permutation of " << shape.size()
                         << " dimensions, got [" << getPerm() << "]";
  return verifyResultShape(*this, wanted);
}

// transpose(transpose(x)) and the identity; constants are folded by a pass that
// frees the original.
OpFoldResult TransposeOp::fold(FoldAdaptor) {
  if (llvm::equal(getPerm(), llvm::seq<int64_t>(0, getPerm().size())))
    return getInput();
  auto inner = getInput().getDefiningOp<TransposeOp>();
  if (!inner)
    return {};
  SmallVector<int64_t> perm;
  for (int64_t p : getPerm())
    perm.push_back(inner.getPerm()[p]);
  setPerm(perm);
  getInputMutable().assign(inner.getInput());
  return getResult();
}

LogicalResult BroadcastOp::verify() {
  auto shape = broadcastShapes(typeOf(getInput()).getShape(),
                               typeOf(getResult()).getShape());
  if (failed(shape) || ArrayRef<int64_t>(*shape) != typeOf(getResult()).getShape())
    // broadcast_c1
    return emitOpError() << "expected a shape that broadcasts to " << getType()
                         << ", got " << getInput().getType();
  return success();
}

LogicalResult ConcatOp::verify() {
  if (getInputs().empty())
    return emitOpError() << "expected at least one input, got none";
  SmallVector<int64_t> wanted(typeOf(getInputs().front()).getShape());
  int64_t axis = static_cast<int64_t>(getAxis()); // concat_c1
  if (axis < 0 || axis >= static_cast<int64_t>(wanted.size()))
    return emitOpError() << "expected an axis in [0, " << wanted.size()
                         << "), got " << axis;
  for (Value input : getInputs().drop_front()) {
    ArrayRef<int64_t> shape = typeOf(input).getShape();
    bool equal = shape.size() == wanted.size();
    for (size_t i = 0; equal && i < shape.size(); ++i)
      equal = static_cast<int64_t>(i) == axis || shape[i] == wanted[i];
    if (!equal)
      return emitOpError() << "expected inputs equal outside axis " << axis
                           << ", got " << getInputs().front().getType()
                           << " and " << input.getType();
    wanted[axis] += shape[axis];
  }
  return verifyResultShape(*this, wanted);
}

LogicalResult SliceOp::verify() {
  ArrayRef<int64_t> input = typeOf(getInput()).getShape();
  ArrayRef<int64_t> result = typeOf(getResult()).getShape();
  if (getStarts().size() != input.size() || getSteps().size() != input.size() ||
      result.size() != input.size() || llvm::is_contained(getSteps(), 0))
    // slice_c1
    return emitOpError() << "expected " << input.size()
                         << " starts and non-zero steps, got ["
                         << getStarts() << "] and [" << getSteps() << "]";
  for (size_t i = 0; i < input.size(); ++i) { // slice_c2
    if (result[i] == 0)
      continue;
    int64_t first = getStarts()[i], span, last;
    bool overflows =
        llvm::MulOverflow<int64_t>(result[i] - 1, getSteps()[i], span) ||
        llvm::AddOverflow<int64_t>(first, span, last);
    if (overflows)
      return emitOpError() << "expected elements in [0, " << input[i]
                           << ") along dimension " << i << ", got step "
                           << getSteps()[i];
    if (first < 0 || first >= input[i] || last < 0 || last >= input[i])
      return emitOpError() << "expected elements in [0, " << input[i]
                           << ") along dimension " << i << ", got " << first
                           << " to " << last;
  }
  return success();
}

LogicalResult PadOp::verify() {
  ArrayRef<int64_t> input = typeOf(getInput()).getShape();
  if (getLow().size() != input.size() || getHigh().size() != input.size())
    // pad_c1
    return emitOpError() << "expected " << input.size()
                         << " low and high pads, got [" << getLow()
                         << "] and [" << getHigh() << "]";
  SmallVector<int64_t> wanted;
  for (size_t i = 0; i < input.size(); ++i) {
    int64_t low = getLow()[i], high = getHigh()[i];
    int64_t size;
    if (llvm::AddOverflow<int64_t>(input[i], low, size) ||
        llvm::AddOverflow<int64_t>(size, high, size))
      return emitOpError() << "expected pads that fit 64 bits along dimension "
                           << i << ", got " << low << " and " << high;
    wanted.push_back(size);
    bool padded = low > 0 || high > 0; // pad_c2
    if (padded && getMode() != PadMode::constant && input[i] == 0)
      return emitOpError() << "expected a non-empty dimension " << i
                           << " for this mode, got " << getInput().getType();
    if (padded && getMode() == PadMode::reflect &&
        std::max(low, high) >= input[i])
      return emitOpError() << "expected reflected pads smaller than dimension "
                           << i << " of size " << input[i] << ", got "
                           << std::max(low, high);
  }
  return verifyResultShape(*this, wanted);
}

LogicalResult GatherOp::verify() {
  ArrayRef<int64_t> data = typeOf(getData()).getShape();
  int64_t axis = static_cast<int64_t>(getAxis());
  if (axis < 0 || axis >= static_cast<int64_t>(data.size())) // gather_c1
    return emitOpError() << "expected an axis in [0, " << data.size()
                         << "), got " << axis;
  SmallVector<int64_t> wanted(data.take_front(axis));
  llvm::append_range(wanted, typeOf(getIndices()).getShape());
  llvm::append_range(wanted, data.drop_front(axis + 1));
  if (typeOf(getData()).getElementType() != getElementTypeOrSelf(getType()))
    return emitOpError() << "expected a result of element type "
                         << typeOf(getData()).getElementType() << ", got "
                         << getType();
  if (auto indices = getConstantInts(getIndices())) // gather_c2
    for (int64_t i : *indices)
      if (i < -data[axis] || i >= data[axis])
        return emitOpError() << "expected indices in [" << -data[axis] << ", "
                             << data[axis] << "), got " << i;
  return verifyResultShape(*this, wanted);
}
