// SPDX-License-Identifier: Apache-2.0
// --qopt-import-quant-types: !quant.uniform to qopt's types, scales to
// constants.
#include "qopt/Interop/Passes.h"

#include "CodeCasts.h"
#include "QuantizedValue.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/TypeUtilities.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_IMPORTQUANTTYPES
#include "qopt/Interop/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

static bool isQuantized(Type type) {
  return isa<quant::QuantizedType>(getElementTypeOrSelf(type));
}

static Type storageOf(Type type) {
  auto element = dyn_cast<quant::QuantizedType>(getElementTypeOrSelf(type));
  if (!element)
    return type;
  auto tensor = dyn_cast<TensorType>(type);
  return tensor ? Type(tensor.clone(element.getStorageType()))
                : element.getStorageType();
}

static SmallVector<Type> storagesOf(TypeRange types) {
  return llvm::map_to_vector(types, storageOf);
}

/// Operands become codes, by a cast before the op.
static void castOperands(Operation *op) {
  OpBuilder b(op);
  for (OpOperand &operand : op->getOpOperands())
    if (Type type = operand.get().getType(); isQuantized(type))
      operand.set(quant::StorageCastOp::create(b, op->getLoc(), storageOf(type),
                                               operand.get()));
}

/// `value` becomes codes, and its users read them cast back.
static void castValue(OpBuilder &b, Location loc, Value value) {
  Type type = value.getType();
  if (!isQuantized(type))
    return;
  value.setType(storageOf(type));
  auto cast = quant::StorageCastOp::create(b, loc, type, value);
  value.replaceAllUsesExcept(cast, cast);
}

/// Signatures, returns and calls of functions pass codes. Not by upstream's
/// --strip-func-quant-types: it folds, and upstream folds a dcast of a qcast to
/// the number before it was rounded.
static void passCodes(ModuleOp module) {
  module.walk([](Operation *op) {
    OpBuilder b(op);
    if (auto function = dyn_cast<func::FuncOp>(op)) {
      FunctionType type = function.getFunctionType();
      function.setFunctionType(b.getFunctionType(
          storagesOf(type.getInputs()), storagesOf(type.getResults())));
      if (function.isExternal())
        return;
      b.setInsertionPointToStart(&function.getBody().front());
      for (Value argument : function.getArguments())
        castValue(b, argument.getLoc(), argument);
    } else if (isa<func::ReturnOp, func::CallOp>(op)) {
      castOperands(op);
      b.setInsertionPointAfter(op);
      for (Value result : op->getResults())
        castValue(b, op->getLoc(), result);
    }
  });
}

namespace {
struct ImportQuantTypes final
    : mlir::qopt::impl::ImportQuantTypesBase<ImportQuantTypes> {
  using ImportQuantTypesBase::ImportQuantTypesBase;

  void runOnOperation() override {
    auto mode = ::qopt::numerics::parseRoundingMode(rounding);
    if (!mode) {
      getOperation().emitError(
          "expected rounding to be nearest_even, nearest_away, nearest_up, "
          "toward_zero, floor or stochastic, got '")
          << rounding << "'";
      return signalPassFailure();
    }
    passCodes(getOperation());
    if (failed(check()))
      return signalPassFailure();
    for (auto &[op, tensor] : producers)
      importProducer(op, tensor, static_cast<Rounding>(*mode));
    for (Operation *op : consumers)
      importConsumer(op);
    numImported += producers.size() + consumers.size();
  }

  /// Sorts the casts; every error before any change.
  LogicalResult check() {
    bool failed = false;
    producers.clear();
    consumers.clear();
    getOperation().walk([&](Operation *op) {
      bool reads = llvm::any_of(op->getOperandTypes(), isQuantized);
      if (reads || llvm::any_of(op->getResultTypes(), isQuantized))
        failed |= mlir::failed(checkOp(op, reads));
    });
    return failure(failed);
  }

  LogicalResult checkOp(Operation *op, bool reads) {
    if (!isa<quant::QuantizeCastOp, quant::DequantizeCastOp,
             quant::StorageCastOp>(op))
      return op->emitError("expected quant.qcast, quant.dcast or quant.scast "
                           "around quantized values, got ")
             << op->getName();
    if (reads) { // of what one of these casts made
      consumers.push_back(op);
      return success();
    }
    auto tensor = importQuantizedType(op->getResult(0).getType(),
                                      [&] { return op->emitError(); });
    if (failed(tensor))
      return failure();
    producers.push_back({op, std::move(*tensor)});
    return success();
  }

  void replace(Operation *op, Value by) {
    op->getResult(0).replaceAllUsesWith(by);
    op->erase();
  }

  void importProducer(Operation *op, const QuantizedTensor &tensor,
                      Rounding mode) {
    OpBuilder b(op);
    Location loc = op->getLoc();
    auto type = cast<quant::QuantizedType>(
        getElementTypeOrSelf(op->getResult(0).getType()));
    Value input = op->getOperand(0);
    Value scale = createFloatConstant(b, loc, tensor.scaleShape, tensor.scales);
    Value zeroPoint = createIntConstant(b, loc, b.getI32Type(),
                                        tensor.scaleShape, tensor.zeroPoints);
    if (isa<quant::QuantizeCastOp>(op))
      return replace(op, QuantizeOp::create(b, loc, tensor.type, input, scale,
                                            zeroPoint, mode));
    IntegerType storage = getQType(tensor.type).getFormat().getStorageType();
    Value codes = castCodes(b, loc, input, storage, !type.isSigned());
    replace(op,
            AssembleOp::create(b, loc, tensor.type, codes, scale, zeroPoint));
  }

  void importConsumer(Operation *op) {
    OpBuilder b(op);
    Location loc = op->getLoc();
    Value input = op->getOperand(0);
    Type wanted = op->getResult(0).getType();
    if (isa<quant::DequantizeCastOp>(op))
      return replace(op, DequantizeOp::create(b, loc, wanted, input));
    IntegerType storage = getQType(input).getFormat().getStorageType();
    Value codes = CodesOp::create(
        b, loc, cast<RankedTensorType>(input.getType()).clone(storage), input);
    replace(op, castCodes(b, loc, codes,
                          cast<IntegerType>(getElementTypeOrSelf(wanted)),
                          /*isUnsigned=*/false));
  }

  SmallVector<std::pair<Operation *, QuantizedTensor>> producers;
  SmallVector<Operation *> consumers;
};

} // namespace
