// SPDX-License-Identifier: Apache-2.0
// --qopt-fold-dequantized-constants: dequantize(assemble(constants)) in a
// float model becomes a float constant.
#include "qopt/Quantize/Prepare/Passes.h"

#include "qopt/IR/FormatCodec.h"

#include "qopt/IR/ParamRuns.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#define DEBUG_TYPE "qopt-fold-dequantized-constants"

namespace mlir::qopt {
#define GEN_PASS_DEF_FOLDDEQUANTIZEDCONSTANTS
#include "qopt/Quantize/Prepare/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

DenseElementsAttr foldToFloat(DequantizeOp op) {
  auto assemble = op.getInput().getDefiningOp<AssembleOp>();
  if (!assemble)
    return {};
  auto codes = getConstantInts(assemble.getCodes());
  auto scales = getConstantFloats(assemble.getScale());
  auto zeroPoints = getConstantInts(assemble.getZeroPoint());
  if (!codes || !scales || !zeroPoints)
    return {};
  auto type = cast<RankedTensorType>(op.getType());
  QType q = getQType(op.getInput());
  FormatCodec codec(q.getFormat());
  std::vector<float> values(codes->size());
  forEachParamRun(q.getGranularity(), type.getShape(),
                  [&](int64_t begin, int64_t end, int64_t slot) {
                    for (int64_t i = begin; i < end; ++i)
                      values[i] = codec.dequantize(
                          (*codes)[i], static_cast<float>((*scales)[slot]),
                          (*zeroPoints)[slot]);
                  });
  return DenseElementsAttr::get(type, ArrayRef<float>(values));
}

// Whether all that is read of the value is the filter of linear ops, or the
// scales of codes: what makes a model small.
bool isFilterPart(Value value) {
  return llvm::all_of(value.getUses(), [](OpOperand &use) {
    Operation *user = use.getOwner();
    if (isa<ConvOp, MatmulOp>(user))
      return use.getOperandNumber() == 1;
    if (isa<BinaryOp>(user))
      return isFilterPart(user->getResult(0));
    return isa<AssembleOp>(user);
  });
}

struct FoldDequantizedConstants final
    : mlir::qopt::impl::FoldDequantizedConstantsBase<FoldDequantizedConstants> {
  using FoldDequantizedConstantsBase::FoldDequantizedConstantsBase;

  void runOnOperation() override {
    bool quantizes = getOperation()
                         ->walk([](QuantizeOp) { return WalkResult::interrupt(); })
                         .wasInterrupted();
    if (quantizes)
      return;
    SmallVector<DequantizeOp> ops;
    getOperation()->walk([&](DequantizeOp op) { ops.push_back(op); });
    for (DequantizeOp op : ops) {
      if (keepFilters && isFilterPart(op.getResult()))
        continue;
      DenseElementsAttr folded = foldToFloat(op);
      if (!folded)
        continue;
      OpBuilder builder(op);
      op.replaceAllUsesWith(
          ConstantOp::create(builder, op.getLoc(), folded).getResult());
      auto assemble = op.getInput().getDefiningOp<AssembleOp>();
      op.erase();
      if (assemble->use_empty())
        assemble.erase();
      ++numFolded;
    }
  }
};

} // namespace
