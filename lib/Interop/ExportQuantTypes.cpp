// SPDX-License-Identifier: Apache-2.0
// --qopt-export-quant-types: qopt's border ops to the casts of upstream's quant
// dialect, constant scales into its types.
#include "qopt/Interop/Passes.h"

#include "CodeCasts.h"
#include "QuantizedValue.h"

#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/TypeUtilities.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_EXPORTQUANTTYPES
#include "qopt/Interop/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

static bool isQuantized(Type type) {
  return isa<TensorType>(type) && getQType(type);
}

/// Whether all that the op does can be said with casts; its error if not.
static LogicalResult checkOp(Operation *op) {
  if (auto quantize = dyn_cast<QuantizeOp>(op)) {
    if (quantize.getRounding() != Rounding::nearest_even)
      return op->emitError("expected rounding nearest_even, got ")
             << stringifyRounding(quantize.getRounding());
    return success();
  }
  if (isa<DequantizeOp, AssembleOp, CodesOp>(op))
    return success();
  return op->emitError("expected qopt.quantize, qopt.dequantize, qopt.assemble "
                       "or qopt.codes around quantized values, got ")
         << op->getName();
}

static Value exportCodes(OpBuilder &b, Location loc, Value codes,
                         RankedTensorType type) {
  auto element = cast<quant::QuantizedType>(type.getElementType());
  return castCodes(b, loc, codes, cast<IntegerType>(element.getStorageType()),
                   !element.isSigned());
}

namespace {
struct ExportQuantTypes final
    : mlir::qopt::impl::ExportQuantTypesBase<ExportQuantTypes> {
  using ExportQuantTypesBase::ExportQuantTypesBase;

  void runOnOperation() override {
    producers.clear();
    consumers.clear();
    casts.clear();
    constants.clear();
    if (failed(check()))
      return signalPassFailure();
    for (auto &[op, type] : producers)
      exportProducer(op, type);
    for (Operation *op : consumers)
      exportConsumer(op);
    eraseDead(casts);
    eraseDead(constants);
    numExported += producers.size() + consumers.size();
  }

  /// Sorts the ops; every error before any change.
  LogicalResult check() {
    bool failed = false;
    getOperation().walk([&](Operation *op) {
      bool reads = llvm::any_of(op->getOperandTypes(), isQuantized);
      bool makes = llvm::any_of(op->getResultTypes(), isQuantized);
      for (Region &region : op->getRegions())
        for (Block &block : region)
          makes |= llvm::any_of(block.getArgumentTypes(), isQuantized);
      if (!reads && !makes)
        return;
      if (mlir::failed(checkOp(op)))
        failed = true;
      else if (reads)
        consumers.push_back(op);
      else
        failed |= mlir::failed(checkProducer(op));
    });
    return failure(failed);
  }

  LogicalResult checkProducer(Operation *op) {
    QuantParams params = getQuantParams(op->getResult(0));
    auto type =
        exportQuantizedType(cast<RankedTensorType>(op->getResult(0).getType()),
                            params, [&] { return op->emitError(); });
    if (failed(type))
      return failure();
    producers.push_back({op, *type});
    constants.insert(params.scale.getDefiningOp());
    constants.insert(params.zeroPoint.getDefiningOp());
    return success();
  }

  static void eraseDead(SetVector<Operation *> &ops) {
    auto isDead = [](Operation *op) { return isOpTriviallyDead(op); };
    for (auto dead = llvm::find_if(ops, isDead); dead != ops.end();
         dead = llvm::find_if(ops, isDead)) {
      Operation *op = *dead;
      ops.remove(op);
      op->erase();
    }
  }

  void replace(Operation *op, Value by) {
    op->getResult(0).replaceAllUsesWith(by);
    op->erase();
  }

  void exportProducer(Operation *op, RankedTensorType type) {
    OpBuilder b(op);
    Location loc = op->getLoc();
    if (auto assemble = dyn_cast<AssembleOp>(op)) {
      collectCasts(assemble.getCodes(), casts);
      Value codes = exportCodes(b, loc, assemble.getCodes(), type);
      return replace(op, quant::StorageCastOp::create(b, loc, type, codes));
    }
    replace(op, quant::QuantizeCastOp::create(b, loc, type,
                                              cast<QuantizeOp>(op).getInput()));
  }

  void exportConsumer(Operation *op) {
    OpBuilder b(op);
    Location loc = op->getLoc();
    Value input = op->getOperand(0);
    Type wanted = op->getResult(0).getType();
    if (isa<DequantizeOp>(op))
      return replace(op,
                     quant::DequantizeCastOp::create(b, loc, wanted, input));
    auto tensor = cast<RankedTensorType>(input.getType());
    auto element = cast<quant::QuantizedType>(tensor.getElementType());
    Value codes = quant::StorageCastOp::create(
        b, loc, tensor.clone(element.getStorageType()), input);
    Value result = castCodes(b, loc, codes,
                             cast<IntegerType>(getElementTypeOrSelf(wanted)),
                             !element.isSigned());
    replace(op, result);
    shortenCasts(result, casts);
  }

  SmallVector<std::pair<Operation *, RankedTensorType>> producers;
  SmallVector<Operation *> consumers;
  SetVector<Operation *> casts, constants; ///< that may have lost their users
};
} // namespace
