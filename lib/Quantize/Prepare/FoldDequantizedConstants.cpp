// SPDX-License-Identifier: Apache-2.0
// --qopt-fold-dequantized-constants: dequantize(assemble(constants)) in a
// float model becomes a float constant.
#include "qopt/Quantize/Prepare/Passes.h"

#include "qopt/IR/FormatCodec.h"
#include "qopt/Numerics/UnaryFunctions.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <cmath>

#define DEBUG_TYPE "qopt-fold-dequantized-constants"

namespace mlir::qopt {
#define GEN_PASS_DEF_FOLDDEQUANTIZEDCONSTANTS
#include "qopt/Quantize/Prepare/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {

DenseElementsAttr foldToFloat(DequantizeOp op) {
  auto assemble = op.getInput().getDefiningOp<AssembleOp>();
  if (!assemble)
    return {};
  auto values = dequantizeConstant(assemble);
  if (!values)
    return {};
  auto type = cast<RankedTensorType>(op.getType());
  return DenseElementsAttr::get(type, ArrayRef<float>(*values));
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

// Whether all that is read of the value are the scales of codes.
bool isScale(Value value) {
  return !value.use_empty() && llvm::all_of(value.getUses(), [](OpOperand &use) {
    if (auto assemble = dyn_cast<AssembleOp>(use.getOwner()))
      return use.get() == assemble.getScale();
    return isa<BinaryOp>(use.getOwner()) &&
           isScale(use.getOwner()->getResult(0));
  });
}

// Codes of scales that packing stores as they are: at most 8 bits, no integers,
// one scale for all (OCP MX, NVFP4).
bool isPackedAsCodes(DequantizeOp op) {
  QType q = getQType(op.getInput());
  Value zeroPoint = getQuantParams(op.getInput()).zeroPoint;
  return isa<TensorGranularityAttr>(q.getGranularity()) && zeroPoint &&
         !hasRealZeroPoint(zeroPoint) && !q.getFormat().getNumPlanes() &&
         !q.getFormat().isUniform() && q.getFormat().getBits() <= 8 &&
         llvm::all_of(op->getUsers(), llvm::IsaPred<AssembleOp>);
}

// Constant scales are positive normal numbers; at run time they may be anything.
bool isConstantScale(DenseElementsAttr values) {
  return llvm::all_of(values.getValues<float>(), [](float s) {
    return s > 0 && std::isnormal(s);
  });
}

// Elementwise arithmetic of float constants of one shape, or with one number.
DenseElementsAttr foldToFloat(BinaryOp op) {
  auto lhs = getConstantFloats(op.getLhs()), rhs = getConstantFloats(op.getRhs());
  auto type = cast<RankedTensorType>(op.getType());
  size_t count = type.getNumElements();
  auto fits = [&](const auto &x) {
    return x && (x->size() == count || x->size() == 1);
  };
  auto fn = num::parseBinaryFn(stringifyBinaryKind(op.getKind()));
  if (!type.getElementType().isF32() || !fits(lhs) || !fits(rhs) || !fn)
    return {};
  std::vector<float> values(count);
  for (size_t i = 0; i < count; ++i)
    values[i] = static_cast<float>(
        num::evaluateBinary(*fn, (*lhs)[lhs->size() == 1 ? 0 : i],
                            (*rhs)[rhs->size() == 1 ? 0 : i]));
  return DenseElementsAttr::get(type, ArrayRef<float>(values));
}

struct FoldDequantizedConstants final
    : mlir::qopt::impl::FoldDequantizedConstantsBase<FoldDequantizedConstants> {
  using FoldDequantizedConstantsBase::FoldDequantizedConstantsBase;

  void runOnOperation() override {
    if (onlyScales)
      return foldScales();
    bool quantizes = getOperation()
                         ->walk([](QuantizeOp) { return WalkResult::interrupt(); })
                         .wasInterrupted();
    if (quantizes)
      return;
    SmallVector<DequantizeOp> ops;
    getOperation()->walk([&](DequantizeOp op) { ops.push_back(op); });
    for (DequantizeOp op : ops)
      if (!keepFilters || !isFilterPart(op.getResult()))
        fold(op);
  }

private:
  // In program order, so that a sum follows its operands.
  void foldScales() {
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (isa<DequantizeOp, BinaryOp>(op) && isScale(op->getResult(0)))
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      auto dequantize = dyn_cast<DequantizeOp>(op);
      if (dequantize && isPackedAsCodes(dequantize))
        continue;
      if (dequantize)
        fold(dequantize);
      else
        replace(op, foldToFloat(cast<BinaryOp>(op)));
    }
  }

  void fold(DequantizeOp op) {
    auto assemble = op.getInput().getDefiningOp<AssembleOp>();
    replace(op, foldToFloat(op));
    if (assemble && assemble->use_empty())
      assemble.erase();
  }

  void replace(Operation *op, DenseElementsAttr folded) {
    // Without `onlyScales` what they scale is folded, too.
    bool stays = onlyScales && llvm::any_of(op->getUsers(),
                                            llvm::IsaPred<AssembleOp>);
    if (!folded || (stays && !isConstantScale(folded)))
      return;
    OpBuilder builder(op);
    op->getResult(0).replaceAllUsesWith(
        ConstantOp::create(builder, op->getLoc(), folded).getResult());
    op->erase();
    ++numFolded;
  }
};

} // namespace
