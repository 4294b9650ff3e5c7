// SPDX-License-Identifier: Apache-2.0
// What qopt-lower-to-linalg refuses, in the user's words; conversion itself would
// only say that it failed. The interpreter refuses the same integer forms.
#include "LinalgLowering.h"

#include "qopt/IR/RunsOps.h"

#include "mlir/IR/BuiltinOps.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

// Ops that may handle quantized values here: the border itself, what only moves
// codes, and products with quantized weights alone.
static bool mayBeQuantized(Operation *op) {
  return isWeightOnly(op) ||
         isa<QuantizeOp, DequantizeOp, RequantizeOp, CodesOp, AssembleOp,
             MatmulRunsOp, ReshapeOp, TransposeOp, BroadcastOp, ConcatOp, SliceOp, GatherOp>(op);
}

static LogicalResult checkType(Operation *op, Type type) {
  if (!isa<RankedTensorType>(type))
    return success();
  if (QType q = getQType(type); q && q.getFormat().getNumPlanes())
    return op->emitOpError() << "expected formats with one scale per slot, got "
                             << type << "; expand binary codes first "
                                        "(--qopt-expand-binary-codes)";
  bool isOurs = isa_and_nonnull<QOptDialect>(op->getDialect());
  if (isOurs && getQType(type) && !mayBeQuantized(op))
    return op->emitOpError() << "expected the float or the integer stage, got "
                             << type << "; lower it to integers first";
  if (!getStorageType(type))
    return op->emitOpError()
           << "expected elements of 8, 16, 32 or 64 bits, f32 or i1, got "
           << type;
  return success();
}

static LogicalResult checkInteger(UnaryOp op) {
  if (!hasIntForm(op.getKind()))
    return op.emitOpError() << "expected relu, clip, neg, abs or sign in integer "
                               "form, got "
                            << stringifyUnaryKind(op.getKind());
  if (op.getKind() != UnaryKind::clip)
    return success();
  for (double bound : {op.getAlpha().convertToDouble(), op.getBeta().convertToDouble()})
    if (std::isnan(bound) || (std::isfinite(bound) && bound != std::floor(bound)))
      return op.emitOpError() << "expected whole numbers as bounds of an integer "
                                 "clip, got "
                              << bound;
  return success();
}

static LogicalResult checkInteger(ReduceOp op) {
  if (hasIntForm(op.getKind()))
    return success();
  return op.emitOpError() << "expected sum, mean, max, min, prod, l1 or "
                             "sum_square in integer form, got "
                          << stringifyReduceKind(op.getKind());
}

static LogicalResult checkInteger(ResizeOp op) {
  for (Attribute attr : op.getWeights())
    for (float weight : cast<DenseFPElementsAttr>(attr).getValues<float>())
      if (cast<DenseFPElementsAttr>(attr).getType().getDimSize(1) != 1 ||
          weight != 1.0f)
        return op.emitOpError() << "expected one tap of weight 1 in integer "
                                   "form, got an interpolation";
  return success();
}

static LogicalResult checkOp(Operation *op) {
  for (Type type : op->getOperandTypes())
    if (failed(checkType(op, type)))
      return failure();
  for (Type type : op->getResultTypes())
    if (failed(checkType(op, type)))
      return failure();
  if (auto constant = dyn_cast<ConstantOp>(op);
      constant && !toStorageElements(constant.getValue()))
    return op->emitOpError() << "expected a constant whose bytes are at hand, got "
                             << constant.getValue();
  bool isInteger = op->getNumResults() == 1 &&
                   isa<RankedTensorType>(op->getResult(0).getType()) &&
                   stageOf(op->getResult(0).getType()) == Stage::Integer;
  if (!isInteger)
    return success();
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<UnaryOp, ReduceOp, ResizeOp>([](auto o) { return checkInteger(o); })
      .Default([](Operation *) { return success(); });
}

LogicalResult codegen::checkStage(ModuleOp module) {
  bool allPass = true;
  module.walk([&](Operation *op) { allPass &= succeeded(checkOp(op)); });
  return success(allPass);
}
