// SPDX-License-Identifier: Apache-2.0
// Integer forms of quantized values; see the header.
#include "qopt/IR/IntegerForm.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

std::optional<num::IntegerForm>
mlir::qopt::getIntegerForm(FormatInterface format) {
  const num::CodeTable *table = format.getTable();
  if (!table && !format.isUniform())
    return std::nullopt;
  if (!table)
    return num::IntegerForm{0, static_cast<int>(format.getBits()),
                            format.getMinCode(), format.getMaxCode()};
  return table->bits() <= 8 ? num::integerFormOf(*table) : std::nullopt;
}

bool mlir::qopt::hasIntegerForm(QType type) {
  return isa<TensorGranularityAttr, ChannelGranularityAttr>(
             type.getGranularity()) &&
         getIntegerForm(type.getFormat());
}

bool mlir::qopt::hasIntegerForm(Value quantized) {
  QType type = getQType(quantized);
  Value zeroPoint = getQuantParams(quantized).zeroPoint;
  if (zeroPoint && hasRealZeroPoint(zeroPoint))
    return false;
  if (hasIntegerForm(type))
    return true;
  const num::CodeTable *table = type.getFormat().getTable();
  auto assemble = quantized.getDefiningOp<AssembleOp>();
  return table && assemble && getConstant(assemble.getCodes()) &&
         isa<TensorGranularityAttr, ChannelGranularityAttr>(
             type.getGranularity()) &&
         table->integerExponent() && table->integerBits() <= 16;
}

bool mlir::qopt::hasCodeTables(QType type) {
  return type.getFormat().getStorageType().getWidth() == 8 &&
         !type.getFormat().getNumPlanes() &&
         isa<TensorGranularityAttr>(type.getGranularity());
}

double mlir::qopt::getIntegerUnit(FormatInterface format) {
  const num::CodeTable *table = format.getTable();
  return table ? std::ldexp(1.0, -table->integerExponent().value_or(0)) : 1.0;
}

// A float clamp that alone reads `op`'s result.
static Operation *findClamp(Operation *op) {
  auto unary = op->hasOneUse() ? dyn_cast<UnaryOp>(*op->user_begin()) : nullptr;
  bool isClamp = unary && (unary.getKind() == UnaryKind::relu ||
                           unary.getKind() == UnaryKind::clip);
  return isClamp ? unary.getOperation() : nullptr;
}

static bool isQuantizedWithoutForm(Operation *op) {
  return llvm::any_of(op->getUsers(), [](Operation *user) {
    auto quantize = dyn_cast<QuantizeOp>(user);
    return quantize && (!hasIntegerForm(quantize.getResult()) ||
                        getQType(quantize.getType()).getNofM());
  });
}

static bool comesFromWithoutForm(Value operand) {
  auto dequantize = operand.getDefiningOp<DequantizeOp>();
  return dequantize && !hasIntegerForm(dequantize.getInput());
}

// conv and matmul: activations that were quantized, and a format without form.
static bool isFloatLinearByFormat(Operation *op) {
  auto input = op->getOperand(0).getDefiningOp<DequantizeOp>();
  if (!input)
    return false;
  Value filter = op->getOperand(1);
  bool hasForm = isWeightOnly(op) ? hasIntegerForm(filter)
                                  : !comesFromWithoutForm(filter);
  return !hasForm || !hasIntegerForm(input.getInput());
}

bool mlir::qopt::isFloatByFormat(Operation *op) {
  if (op->getNumResults() != 1 ||
      stageOf(op->getResult(0).getType()) != Stage::Float)
    return false;
  if (isa<ConvOp, MatmulOp>(op))
    return isFloatLinearByFormat(op);
  Operation *clamp = findClamp(op);
  return llvm::any_of(op->getOperands(), comesFromWithoutForm) ||
         isQuantizedWithoutForm(op) || (clamp && isQuantizedWithoutForm(clamp));
}
