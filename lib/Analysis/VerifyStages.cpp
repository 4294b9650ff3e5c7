// SPDX-License-Identifier: Apache-2.0
// --qopt-verify-quantized, --qopt-verify-integer: the gates after the
// quantized and the integer stage.
#include "qopt/Analysis/Passes.h"

#include "qopt/IR/CacheOps.h"
#include "qopt/IR/IntegerForm.h"
#include "qopt/IR/RunTimeOps.h"
#include "qopt/IR/RunsOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_VERIFYQUANTIZED
#define GEN_PASS_DEF_VERIFYINTEGER
#include "qopt/Analysis/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

bool touches(Operation *op, Stage stage) {
  auto isStage = [&](Type t) {
    return isa<RankedTensorType>(t) && stageOf(t) == stage;
  };
  return llvm::any_of(op->getOperandTypes(), isStage) ||
         llvm::any_of(op->getResultTypes(), isStage);
}

// Float arithmetic; constants and the border ops are not, neither those between
// codes and numbers under scales made at run time.
bool isFloatCompute(Operation *op) {
  return isa<QOptDialect>(op->getDialect()) &&
         !isa<ConstantOp, QuantizeOp, DequantizeOp, AssembleOp, CodesOp,
              RequantizeOp, ObserveOp>(op) &&
         touches(op, Stage::Float) && !touches(op, Stage::Quantized) &&
         !isRunTimeBorder(op);
}

// Ops that only move floats lose no precision: they cost speed, not accuracy.
// Formats without integers ask for f32 by being what they are.
bool mayStayFloat(Operation *op, bool allowFloat) {
  if (op->hasAttr(QOptDialect::kFloatAttr) || isFloatByFormat(op))
    return true;
  if (isa<ReshapeOp, TransposeOp, SliceOp, ConcatOp, BroadcastOp, GatherOp,
          WriteRowOp>(op))
    return true;
  if (!allowFloat)
    return false;
  op->emitRemark() << "node '" << getNodeName(op) << "' stays float";
  return true;
}

struct VerifyQuantized final
    : mlir::qopt::impl::VerifyQuantizedBase<VerifyQuantized> {
  using VerifyQuantizedBase::VerifyQuantizedBase;

  void runOnOperation() override {
    getOperation()->walk([&](Operation *op) {
      // (A plain weight-only product belongs to recipes without this gate.)
      if (!isFloatCompute(op) && !isWeightOnly(op))
        return;
      ++numFloat;
      numFloatByFormat += isFloatByFormat(op);
      if (mayStayFloat(op, allowFloat))
        return;
      op->emitError() << "expected node '" << getNodeName(op)
                      << "' to be quantized or kept in float by request, got "
                         "float "
                      << op->getName();
      signalPassFailure();
    });
  }
};

struct VerifyInteger final
    : mlir::qopt::impl::VerifyIntegerBase<VerifyInteger> {
  using VerifyIntegerBase::VerifyIntegerBase;

  void runOnOperation() override {
    getOperation()->walk([&](Operation *op) {
      if (!isa<QOptDialect>(op->getDialect()))
        return;
      bool weightOnly = isWeightOnly(op);
      if (touches(op, Stage::Quantized) && !weightOnly && !isBorderPair(op) &&
          !isa<MatmulRunsOp>(op)) {
        op->emitError() << "expected integer-only form of node '"
                        << getNodeName(op) << "', got quantized "
                        << op->getName();
        signalPassFailure();
      } else if ((weightOnly || isFloatCompute(op)) &&
                 !mayStayFloat(op, allowFloat)) {
        op->emitError() << "expected no float arithmetic, got " << op->getName()
                        << " in node '" << getNodeName(op) << "'";
        signalPassFailure();
      }
    });
  }

private:
  // quantize read only by codes; assemble read only by dequantize and by products
  // with quantized weights, of floats or of codes run by run.
  static bool isBorderPair(Operation *op) {
    if (auto codes = dyn_cast<CodesOp>(op))
      return codes.getInput().getDefiningOp<QuantizeOp>() != nullptr;
    if (auto dequantize = dyn_cast<DequantizeOp>(op))
      return dequantize.getInput().getDefiningOp<AssembleOp>() != nullptr;
    auto readersAre = [&](auto isWanted) {
      return llvm::all_of(op->getUsers(), isWanted);
    };
    if (isa<QuantizeOp>(op))
      return readersAre([](Operation *u) { return isa<CodesOp>(u); });
    if (isa<AssembleOp>(op))
      return readersAre([](Operation *u) {
        return isa<DequantizeOp, MatmulRunsOp>(u) || isWeightOnly(u);
      });
    return false;
  }
};

} // namespace
