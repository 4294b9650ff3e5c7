// SPDX-License-Identifier: Apache-2.0
// Integer form of the border ops, of requantize and of ops that move elements.
#include "Lowering.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;

// Whether only the border itself and weight-only products read a value: then its
// parts are used as they are, whatever their format and granularity.
static bool isReadAtBorderOnly(Operation *op) {
  return !op->use_empty() && llvm::all_of(op->getUsers(), [](Operation *user) {
    return isa<DequantizeOp, CodesOp>(user) || isWeightOnly(user);
  });
}

// The quantized value of an operand again, from its codes.
Value Lowering::assemble(DequantizeOp op, const Coded &input) {
  auto type = cast<RankedTensorType>(op.getInput().getType());
  QType q = getQType(type);
  QuantParams params = getQuantParams(op.getInput());
  if (q.getFormat() != input.format) { // constants that became integers
    auto shape = cast<RankedTensorType>(params.scale.getType()).getShape();
    SmallVector<float> scales(input.scales.begin(), input.scales.end());
    params.scale = createFloatConstant(builder, op.getLoc(), shape, scales);
    type = RankedTensorType::get(
        type.getShape(),
        QType::get(op.getContext(), input.format, q.getGranularity()));
  }
  return AssembleOp::create(builder, op.getLoc(), type, input.codes,
                            params.scale, params.zeroPoint);
}

LogicalResult Lowering::lowerAssemble(AssembleOp op) {
  auto params = resultParams(op, /*anyFormat=*/true);
  if (failed(params))
    return failure();
  Coded coded = *params;
  coded.codes = op.getCodes();
  Coded integers = toIntegers(builder, coded);
  if (integers.codes)
    define(op, integers, integers.codes);
  else
    define(op, coded, coded.codes);
  return success();
}

LogicalResult Lowering::lowerBorder(Operation *op) {
  Location loc = op->getLoc();
  if (isa<AssembleOp, QuantizeOp>(op) && isReadAtBorderOnly(op))
    return success();
  if (auto assemble = dyn_cast<AssembleOp>(op))
    return lowerAssemble(assemble);
  if (isa<DequantizeOp, CodesOp>(op)) {
    Operation *source = op->getOperand(0).getDefiningOp();
    if (source && isa<AssembleOp, QuantizeOp>(source) &&
        isReadAtBorderOnly(source))
      return success();
  }
  if (auto codes = dyn_cast<CodesOp>(op)) {
    auto input = coded(op, codes.getInput(), /*anyFormat=*/true);
    if (failed(input))
      return failure();
    codes.getResult().replaceAllUsesWith(input->codes);
    return success();
  }
  if (auto dequantize = dyn_cast<DequantizeOp>(op)) {
    auto input = coded(op, dequantize.getInput(), /*anyFormat=*/true);
    if (failed(input))
      return failure();
    if (!dequantize.getInput().getDefiningOp<AssembleOp>())
      dequantize.getInputMutable().assign(assemble(dequantize, *input));
    return success();
  }
  auto params = resultParams(op, /*anyFormat=*/true);
  if (failed(params))
    return failure();
  // The quantize itself stays: it is where real numbers enter.
  builder.setInsertionPointAfter(op);
  Value codes = CodesOp::create(
      builder, loc,
      withElement(op->getResult(0), params->format.getStorageType()),
      op->getResult(0));
  define(op->getResult(0), *params, codes);
  return success();
}

LogicalResult Lowering::lowerRequantize(RequantizeOp op) {
  auto input = coded(op, op.getInput());
  auto result = resultParams(op);
  if (failed(input) || failed(result))
    return failure();
  if (input->axis &&
      *input->axis + 1 != cast<RankedTensorType>(op.getType()).getRank())
    return op.emitError() << "expected channels in the last dimension in node '"
                          << getNodeName(op) << "', got axis " << *input->axis;
  auto codes = rescaleTo(op, *input, *result);
  if (failed(codes))
    return failure();
  define(op, *result, *codes);
  return success();
}

LogicalResult Lowering::lowerMove(Operation *op) {
  auto input = coded(op, op->getOperand(0), /*anyFormat=*/true);
  if (failed(input))
    return failure();
  if (!input->perTensor())
    return op->emitError() << "expected parameters per tensor in node '"
                           << getNodeName(op) << "', got per channel";
  SmallVector<Value> operands(op->getOperands());
  operands[0] = input->codes;
  Type element = getElementTypeOrSelf(input->codes.getType());
  OperationState state(op->getLoc(), op->getName(), operands,
                       TypeRange(withElement(op->getResult(0), element)),
                       op->getAttrs());
  Operation *moved = builder.create(state);
  if (auto pad = dyn_cast<PadOp>(moved)) {
    int64_t code = input->format.quantize(
        static_cast<float>(pad.getValue().convertToDouble()),
        static_cast<float>(input->scale()), input->zeroPoint(),
        ::qopt::numerics::RoundingMode::NearestEven);
    pad.setValue(APFloat(static_cast<double>(code)));
  }
  define(op->getResult(0), *input, moved->getResult(0));
  return success();
}

LogicalResult Lowering::lowerConcat(ConcatOp op) {
  // The result has the first input's parameters; others are rescaled to them.
  auto first = coded(op, op.getInputs().front());
  if (failed(first))
    return failure();
  SmallVector<Value> inputs;
  for (Value value : op.getInputs()) {
    auto input = coded(op, value);
    if (failed(input))
      return failure();
    auto codes = rescaleTo(op, *input, *first);
    if (failed(codes))
      return failure();
    inputs.push_back(*codes);
  }
  Type element = getElementTypeOrSelf(inputs.front().getType());
  Value joined = ConcatOp::create(builder, op.getLoc(),
                                  withElement(op.getResult(), element), inputs,
                                  op.getAxis());
  define(op, *first, joined);
  return success();
}
