// SPDX-License-Identifier: Apache-2.0
// --qopt-lower-to-integer: walks a function in program order and replaces each
// quantized op by integer ops; see Lowering.h for the rules' places.
#include "qopt/Integer/Passes.h"

#include "Lowering.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

#define DEBUG_TYPE "qopt-lower-to-integer"

namespace mlir::qopt {
#define GEN_PASS_DEF_LOWERTOINTEGER
#include "qopt/Integer/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

bool isQuantized(Operation *op) {
  auto isQ = [](Type t) { return isa<RankedTensorType>(t) && getQType(t); };
  return llvm::any_of(op->getOperandTypes(), isQ) ||
         llvm::any_of(op->getResultTypes(), isQ);
}

struct LowerToInteger final
    : mlir::qopt::impl::LowerToIntegerBase<LowerToInteger> {
  using LowerToIntegerBase::LowerToIntegerBase;

  void runOnOperation() override {
    RequantRounding mode = RequantRounding::single;
    if (rounding == "double")
      mode = RequantRounding::double_round;
    else if (rounding != "single") {
      getOperation()->emitError()
          << "expected rounding 'single' or 'double', got '" << rounding << "'";
      return signalPassFailure();
    }
    OpBuilder builder(&getContext());
    SmallVector<RequantizeOp> inFloat;
    getOperation()->walk([&](RequantizeOp op) {
      if (!hasIntegerRule(op))
        inFloat.push_back(op);
    });
    for (RequantizeOp op : inFloat)
      expandRequantize(builder, op);
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (isa<QOptDialect>(op->getDialect()) && isQuantized(op))
        ops.push_back(op);
    });
    Lowering lowering(builder, mode);
    for (Operation *op : ops) {
      builder.setInsertionPoint(op);
      if (failed(lowering.lower(op)))
        return signalPassFailure();
    }
    for (Operation *op : llvm::reverse(ops))
      if (op->use_empty())
        op->erase();
    numRescales += lowering.counts.rescales;
    numTables += lowering.counts.tables;
    maxAccumulatorBits.updateMax(lowering.counts.accumulatorBits);
  }
};

} // namespace
