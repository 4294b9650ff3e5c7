// SPDX-License-Identifier: Apache-2.0
// Discovery of a residual stream; see the header.
#include "ResidualStream.h"

#include "FoldGroup.h"
#include "qopt/IR/FilterChoice.h"

using namespace mlir;
using namespace mlir::qopt;

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

FailureOr<ResidualStream> ResidualStream::follow(NormOp norm,
                                                 bool duplicateShared,
                                                 std::string &whyNot) {
  ResidualStream stream;
  stream.channels = shapeOf(norm.getInput()).back();
  if (failed(stream.visit(norm.getInput(), whyNot)) ||
      (!duplicateShared && failed(stream.checkSharing(whyNot))))
    return failure();
  bool isLayer = norm.getKind() == NormKind::layer;
  for (NormOp other : stream.norms)
    if ((other.getKind() == NormKind::layer) != isLayer) {
      (void)stream.refuse(whyNot, other, "is a norm of the other kind");
      return failure();
    }
  if (isLayer && !stream.directReaders.empty()) {
    (void)stream.refuse(whyNot, stream.directReaders.front(),
                        "reads the stream with its mean, which a layer norm's "
                        "conversion takes off");
    return failure();
  }
  return stream;
}

ArrayRef<MatmulOp> ResidualStream::getReaders(NormOp norm) const {
  auto found = readers.find(norm.getOperation());
  return found == readers.end() ? ArrayRef<MatmulOp>() : found->second;
}

LogicalResult ResidualStream::refuse(std::string &whyNot, Operation *op,
                                     const Twine &reason) const {
  whyNot = ("'" + getNodeName(op) + "' " + reason).str();
  return failure();
}

// Whether an op only moves whole lines of the last dimension.
bool ResidualStream::movesRows(Operation *op) const {
  if (!isa<ReshapeOp, TransposeOp, BroadcastOp, SliceOp, ConcatOp>(op) ||
      shapeOf(op->getResult(0)).empty() ||
      shapeOf(op->getResult(0)).back() != channels)
    return false;
  for (Value operand : op->getOperands())
    if (shapeOf(operand).empty() || shapeOf(operand).back() != channels)
      return false;
  auto rank = static_cast<int64_t>(shapeOf(op->getOperand(0)).size());
  if (auto transpose = dyn_cast<TransposeOp>(op))
    return transpose.getPerm().back() == rank - 1;
  if (auto slice = dyn_cast<SliceOp>(op))
    return slice.getStarts().back() == 0 && slice.getSteps().back() == 1;
  if (auto concat = dyn_cast<ConcatOp>(op))
    return static_cast<int64_t>(concat.getAxis()) != rank - 1;
  return true;
}

bool ResidualStream::isLinear(Operation *op) const {
  auto matmul = dyn_cast<MatmulOp>(op);
  return matmul && getFloatFilter(matmul) &&
         shapeOf(matmul.getRhs()).size() == 2 &&
         (!matmul.getBias() || getConstantFloats(matmul.getBias()));
}

LogicalResult ResidualStream::visit(Value value, std::string &whyNot) {
  if (!values.insert(value))
    return success();
  if (failed(visitMaker(value, whyNot)))
    return failure();
  for (OpOperand *use : usesInOrder(value))
    if (failed(visitUse(*use, whyNot)))
      return failure();
  return success();
}

LogicalResult ResidualStream::visitConstant(OpOperand &operand,
                                            std::string &whyNot) {
  Operation *op = operand.getOwner();
  auto elements = dyn_cast_or_null<DenseElementsAttr>(getConstant(operand.get()));
  if (!elements || !elements.getElementType().isF32() ||
      elements.getType().getShape().empty() ||
      elements.getType().getShape().back() != channels)
    return refuse(whyNot, op, "takes a constant that is not one line per row");
  if (!llvm::is_contained(constants, &operand))
    constants.push_back(&operand);
  return success();
}

LogicalResult ResidualStream::visitMaker(Value value, std::string &whyNot) {
  Operation *op = value.getDefiningOp();
  if (!op) {
    auto arg = cast<BlockArgument>(value);
    whyNot = "input " + std::to_string(arg.getArgNumber()) +
             " comes in the basis it has";
    return failure();
  }
  if (isLinear(op)) {
    makers.insert(cast<MatmulOp>(op));
    return success();
  }
  if (auto gather = dyn_cast<GatherOp>(op)) {
    auto rank = static_cast<int64_t>(shapeOf(gather.getData()).size());
    if (static_cast<int64_t>(gather.getAxis()) == rank - 1)
      return refuse(whyNot, op, "picks channels");
    return visitConstant(gather.getDataMutable(), whyNot);
  }
  auto binary = dyn_cast<BinaryOp>(op);
  bool sums = binary && (binary.getKind() == BinaryKind::add ||
                         binary.getKind() == BinaryKind::sub);
  if (!sums && !movesRows(op))
    return refuse(whyNot, op, "makes the stream and cannot change its basis");
  for (OpOperand &operand : op->getOpOperands()) {
    bool isConstant = bool(getConstant(operand.get()));
    if (failed(isConstant ? visitConstant(operand, whyNot)
                          : visit(operand.get(), whyNot)))
      return failure();
  }
  return success();
}

LogicalResult ResidualStream::visitUse(OpOperand &use, std::string &whyNot) {
  Operation *op = use.getOwner();
  if (isa<func::ReturnOp>(op)) {
    whyNot = "the stream is an output of the model";
    return failure();
  }
  if (auto norm = dyn_cast<NormOp>(op))
    return use.getOperandNumber() == 0
               ? visitNorm(norm, whyNot)
               : refuse(whyNot, op, "reads the stream as gain or bias");
  if (use.getOperandNumber() == 0 && isLinear(op)) {
    directReaders.insert(cast<MatmulOp>(op));
    return success();
  }
  auto binary = dyn_cast<BinaryOp>(op);
  bool sums = binary && (binary.getKind() == BinaryKind::add ||
                         binary.getKind() == BinaryKind::sub);
  if (sums || movesRows(op))
    return visit(op->getResult(0), whyNot);
  return refuse(whyNot, op, "reads the stream and cannot change its basis");
}

LogicalResult ResidualStream::visitNorm(NormOp norm, std::string &whyNot) {
  if (!norms.insert(norm))
    return success();
  if (stageOf(norm.getType()) != Stage::Float)
    return refuse(whyNot, norm, "is not in float form");
  for (Value constant : {norm.getGain(), norm.getBias()})
    if (constant && !getConstantFloats(constant))
      return refuse(whyNot, norm, "has a gain or bias that is not constant");
  return visitNormUses(norm, norm.getResult(), whyNot);
}

// A gain does not commute with a change of basis: only linear ops may follow.
LogicalResult ResidualStream::visitNormUses(NormOp norm, Value value,
                                            std::string &whyNot) {
  values.insert(value);
  for (OpOperand *each : usesInOrder(value)) {
    OpOperand &use = *each;
    Operation *op = use.getOwner();
    if (isa<func::ReturnOp>(op)) {
      whyNot = "'" + getNodeName(norm) + "' is an output of the model";
      return failure();
    }
    if (use.getOperandNumber() == 0 && isLinear(op)) {
      readers[norm].push_back(cast<MatmulOp>(op));
      continue;
    }
    if (!isa<ConcatOp>(op) && movesRows(op)) {
      if (failed(visitNormUses(norm, op->getResult(0), whyNot)))
        return failure();
      continue;
    }
    return refuse(whyNot, op,
                  "reads '" + getNodeName(norm) + "' and cannot change its basis");
  }
  return success();
}

LogicalResult ResidualStream::checkSharing(std::string &whyNot) const {
  llvm::SmallPtrSet<Operation *, 16> members;
  SmallVector<std::pair<Operation *, Value>> weights;
  auto add = [&](Operation *op, Value weight) {
    members.insert(op);
    weights.push_back({op, weight});
  };
  for (MatmulOp op : makers)
    add(op, op.getRhs());
  for (MatmulOp op : directReaders)
    add(op, op.getRhs());
  for (auto &entry : readers)
    for (MatmulOp op : entry.second)
      add(op, op.getRhs());
  for (OpOperand *operand : constants)
    if (isa<GatherOp>(operand->getOwner()))
      add(operand->getOwner(), operand->get());
  for (auto [op, weight] : weights)
    for (Operation *user : weight.getUsers())
      if (user != op)
        return refuse(whyNot, op,
                      "shares its weights with '" + getNodeName(user) + "'");
  return success();
}
