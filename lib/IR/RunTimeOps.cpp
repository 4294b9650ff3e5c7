// SPDX-License-Identifier: Apache-2.0
// Ops of quantization at run time: verifiers, and which of their forms the integer
// stage lets pass.
#include "qopt/IR/RunTimeOps.h"

#include "qopt/IR/RunsOps.h"
#include "qopt/IR/VerifyStage.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;

#define GET_OP_CLASSES
#include "qopt/IR/QOptRunTimeOps.cpp.inc"

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

std::optional<float> mlir::qopt::getLargestMagnitude(FormatInterface format) {
  if (format.getNumPlanes())
    return std::nullopt;
  if (const auto *table = format.getTable())
    return table->isSigned() && table->maxMagnitude() > 0
               ? std::optional<float>(static_cast<float>(table->maxMagnitude()))
               : std::nullopt;
  if (!format.isSignedCode() || format.getMaxCode() < 1)
    return std::nullopt;
  return static_cast<float>(format.getMaxCode());
}

LogicalResult ChooseScalesOp::verify() {
  auto target = cast<QType>(getTarget());
  if (!isa<TensorGranularityAttr, ChannelGranularityAttr, TokenGranularityAttr>(
          target.getGranularity())) // choose_scales_c2
    return emitOpError() << "expected scales per tensor, channel or token, got "
                         << target.getGranularity();
  SmallVector<int64_t> wanted =
      getScaleShape(target.getGranularity(), shapeOf(getInput()));
  if (shapeOf(getResult()) != ArrayRef<int64_t>(wanted)) // choose_scales_c1
    return emitOpError() << "expected scales of shape [" << wanted << "], got ["
                         << shapeOf(getResult()) << "]";
  if (!getLargestMagnitude(target.getFormat())) // choose_scales_c3
    return emitOpError() << "expected a format with negative values and one scale "
                            "per slot, got "
                         << target.getFormat();
  if (getBelow() && !(*getBelow() > APFloat(0.0f))) // choose_scales_c4
    return emitOpError() << "expected a positive bound below which elements count, "
                            "got "
                         << getBelow()->convertToFloat();
  return success();
}

// Whether `shape` broadcasts to `wanted` and to nothing larger.
static bool broadcastsTo(ArrayRef<int64_t> shape, ArrayRef<int64_t> wanted) {
  auto joined = broadcastShapes(shape, wanted);
  return succeeded(joined) && ArrayRef<int64_t>(*joined) == wanted;
}

LogicalResult DequantizeSumsOp::verify() {
  ArrayRef<int64_t> shape = shapeOf(getSums());
  if (shape != shapeOf(getResult()) || shape.size() < 2) // dequantize_sums_c1
    return emitOpError() << "expected sums and result of one shape of rank >= 2, "
                            "got "
                         << getSums().getType() << " and " << getType();
  ArrayRef<int64_t> rows = shape.drop_back();
  if (!broadcastsTo(shapeOf(getRows()), rows)) // dequantize_sums_c2
    return emitOpError() << "expected row scales that broadcast to [" << rows
                         << "], got [" << shapeOf(getRows()) << "]";
  SmallVector<int64_t> columns(shape.drop_back(2));
  columns.push_back(shape.back());
  if (!broadcastsTo(shapeOf(getColumns()), columns)) // dequantize_sums_c3
    return emitOpError() << "expected column scales that broadcast to ["
                         << columns << "], got [" << shapeOf(getColumns()) << "]";
  if (getBias() && shapeOf(getBias()) != shape.take_back()) // dequantize_sums_c4
    return emitOpError() << "expected a bias of shape [" << shape.back()
                         << "], got [" << shapeOf(getBias()) << "]";
  return success();
}

LogicalResult FindOutliersOp::verify() {
  ArrayRef<int64_t> shape = shapeOf(getInput());
  if (shape.empty() || shapeOf(getResult()) != shape.take_back())
    // find_outliers_c1
    return emitOpError() << "expected one flag per column of " << getInput().getType()
                         << ", got " << getType();
  if (!(getThreshold() > APFloat(0.0f))) // find_outliers_c2
    return emitOpError() << "expected a positive threshold, got "
                         << getThreshold().convertToFloat();
  return success();
}

LogicalResult KeepColumnsOp::verify() {
  ArrayRef<int64_t> shape = shapeOf(getInput());
  if (shape.empty() || shape != shapeOf(getResult())) // keep_columns_c1
    return emitOpError() << "expected input and result of one shape of rank >= 1, "
                            "got "
                         << getInput().getType() << " and " << getType();
  if (shapeOf(getMask()) != shape.take_back()) // keep_columns_c2
    return emitOpError() << "expected a mask of shape [" << shape.back()
                         << "], got [" << shapeOf(getMask()) << "]";
  return success();
}

//===-- What the integer stage lets pass ----------------------------------===//

static bool isScaleUse(OpOperand &use) {
  Operation *user = use.getOwner();
  return llvm::TypeSwitch<Operation *, bool>(user)
      .Case<QuantizeOp, AssembleOp>(
          [&](auto op) { return use.get() == op.getScale(); })
      .Case([&](DequantizeSumsOp op) {
        return use.get() == op.getRows() || use.get() == op.getColumns();
      })
      .Case([&](MatmulRunsOp op) { return use.get() == op.getRows(); })
      .Default(false);
}

// An integer matrix product, or the sum of two of them.
static bool isSumOfProducts(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  if (auto add = dyn_cast<BinaryOp>(op))
    return add.getKind() == BinaryKind::add &&
           llvm::all_of(ValueRange{add.getLhs(), add.getRhs()},
                        [](Value v) { return v.getDefiningOp<MatmulOp>(); });
  return isa<MatmulOp>(op);
}

bool mlir::qopt::isRunTimeBorder(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case([](ChooseScalesOp choose) {
        return llvm::all_of(choose->getUses(), isScaleUse);
      })
      .Case([](DequantizeSumsOp sums) { return isSumOfProducts(sums.getSums()); })
      .Case<FindOutliersOp, KeepColumnsOp>([](auto) { return true; })
      .Default(false);
}
