// SPDX-License-Identifier: Apache-2.0
// Integer form of the border ops, of requantize and of ops that move elements.
#include "Lowering.h"

#include "qopt/IR/RunsOps.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::qopt;

// Whether only the border itself, weight-only products and those that are scaled run by
// run read a value: then its parts are used as they are, whatever their format, granularity and scales.
static bool isReadAtBorderOnly(Operation *op) {
  return !op->use_empty() && llvm::all_of(op->getUsers(), [](Operation *user) {
    return isa<DequantizeOp, CodesOp, MatmulRunsOp>(user) ||
           isWeightOnly(user);
  });
}

// A quantized value again, from its codes.
Value Lowering::assemble(Location loc, Value quantized, const Coded &input) {
  QuantParams params = getQuantParams(quantized);
  return AssembleOp::create(builder, loc, quantized.getType(), input.codes,
                            params.scale, params.zeroPoint);
}

// The quantize itself stays: it is where real numbers enter. Who reads numbers
// reads its codes, assembled.
LogicalResult Lowering::lowerQuantize(QuantizeOp op) {
  bool border = isReadAtBorderOnly(op);
  auto isCodes = [](Operation *user) { return isa<CodesOp>(user); };
  if (border && llvm::all_of(op->getUsers(), isCodes))
    return success();
  FailureOr<Coded> params;
  if (!border && failed(params = resultParams(op, /*anyFormat=*/true)))
    return failure();
  builder.setInsertionPointAfter(op);
  Location loc = op.getLoc();
  FormatInterface format = getQType(op.getType()).getFormat();
  Value codes = CodesOp::create(
      builder, loc, withElement(op, format.getStorageType()), op);
  if (!border) {
    define(op, *params, codes);
    return success();
  }
  Value whole = AssembleOp::create(builder, loc, op.getType(), codes,
                                   op.getScale(), op.getZeroPoint());
  op.getResult().replaceUsesWithIf(whole, [&](OpOperand &use) {
    return !isCodes(use.getOwner());
  });
  return success();
}

LogicalResult Lowering::lowerAssemble(AssembleOp op) {
  if (isReadAtBorderOnly(op))
    return success();
  auto params = resultParams(op, /*anyFormat=*/true);
  if (failed(params))
    return failure();
  define(op, *params, op.getCodes());
  return success();
}

LogicalResult Lowering::lowerCodes(CodesOp op) {
  Operation *source = op.getInput().getDefiningOp();
  if (isa_and_nonnull<QuantizeOp>(source))
    return success();
  if (auto whole = dyn_cast_or_null<AssembleOp>(source)) {
    op.getResult().replaceAllUsesWith(whole.getCodes());
    return success();
  }
  auto input = coded(op, op.getInput());
  if (failed(input))
    return failure();
  op.getResult().replaceAllUsesWith(input->codes);
  return success();
}

// Dequantize and weight-only products read a value that is assembled.
LogicalResult Lowering::lowerReader(Operation *op, OpOperand &operand) {
  Value value = operand.get();
  if (value.getDefiningOp<AssembleOp>())
    return success();
  auto input = coded(op, value);
  if (failed(input))
    return failure();
  operand.set(assemble(op->getLoc(), value, *input));
  return success();
}

bool mlir::qopt::hasIntegerRule(RequantizeOp op) {
  QuantParams from = getQuantParams(op.getInput());
  Value params[] = {from.scale, from.zeroPoint, op.getScale(),
                    op.getZeroPoint()};
  for (Value param : params)
    if (!param || !getConstant(param))
      return false;
  QType in = getQType(op.getInput()), out = getQType(op.getType());
  for (QType type : {in, out})
    if (!isa<TensorGranularityAttr, ChannelGranularityAttr>(
            type.getGranularity()))
      return false;
  if (in.getFormat().isUniform() && out.getFormat().isUniform())
    return true;
  if (!isa<TensorGranularityAttr>(out.getGranularity()) ||
      op.getRounding() == Rounding::stochastic)
    return false;
  // Integers go the way of nearest values only.
  return hasCodeTables(in) ||
         (hasIntegerForm(op.getInput()) && hasIntegerForm(out) &&
          op.getRounding() == Rounding::nearest_even);
}

void mlir::qopt::expandRequantize(OpBuilder &builder, RequantizeOp op) {
  auto type = RankedTensorType::get(op.getType().getShape(),
                                    builder.getF32Type());
  builder.setInsertionPoint(op);
  Value real =
      DequantizeOp::create(builder, op.getLoc(), type, op.getInput());
  op.replaceAllUsesWith(
      QuantizeOp::create(builder, op.getLoc(), op.getType(), real,
                         op.getScale(), op.getZeroPoint(), op.getRounding())
          .getResult());
  op.erase();
}

LogicalResult Lowering::lowerRequantize(RequantizeOp op) {
  auto input = coded(op, op.getInput());
  auto result = resultParams(op, /*anyFormat=*/true);
  if (failed(input) || failed(result))
    return failure();
  if (input->axis &&
      *input->axis + 1 != cast<RankedTensorType>(op.getType()).getRank())
    return op.emitError() << "expected channels in the last dimension in node '"
                          << getNodeName(op) << "', got axis " << *input->axis;
  bool isUniform = input->format.isUniform() && result->format.isUniform();
  if (!isUniform && isOneByte(*input)) {
    define(op, *result, recode(op.getLoc(), *input, *result,
                               toNumerics(op.getRounding())));
    return success();
  }
  auto codes = convertTo(op, *input, *result);
  if (failed(codes))
    return failure();
  define(op, *result, *codes);
  return success();
}

LogicalResult Lowering::lowerMove(Operation *op) {
  auto input = coded(op, op->getOperand(0));
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
    auto codes = convertTo(op, *input, *first);
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
