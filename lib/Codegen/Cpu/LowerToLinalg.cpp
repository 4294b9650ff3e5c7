// SPDX-License-Identifier: Apache-2.0
// The pass qopt-lower-to-linalg: type conversion, function signatures and the
// record of the interface; the ops themselves are lowered by the files Lower*.
//
//   func @main(%x: tensor<1x4xui8> {qopt.name = "x"}) -> ...
//   =>
//   func @main(%x: tensor<1x4xi8> {qopt.name = "x"}) -> ...
//     attributes {qopt.inputs = [{name = "x", type = tensor<1x4xui8>}], ...}
#include "LinalgLowering.h"
#include "qopt/IR/CacheOps.h"
#include "LowerRunTime.h"
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_LOWERTOLINALG
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {

// An op that is not lowered here (tensor.empty, ops on destinations) keeps its
// meaning on storage types.
struct ConvertTypes : ConversionPattern {
  ConvertTypes(const TypeConverter &converter, MLIRContext *context)
      : ConversionPattern(converter, MatchAnyOpTypeTag(), 1, context) {}

  LogicalResult
  matchAndRewrite(Operation *op, ArrayRef<Value> operands,
                  ConversionPatternRewriter &rewriter) const override {
    bool isOurs = isa_and_nonnull<QOptDialect>(op->getDialect());
    if (op->getNumRegions() != 0 ||
        (isOurs && !isa<DestinationStyleOpInterface>(op)))
      return rewriter.notifyMatchFailure(op, "not an op that keeps its form");
    SmallVector<Type> types;
    if (failed(getTypeConverter()->convertTypes(op->getResultTypes(), types)))
      return rewriter.notifyMatchFailure(op, "a result has no storage type");
    OperationState state(op->getLoc(), op->getName(), operands, types,
                         llvm::to_vector(op->getDiscardableAttrs()));
    state.propertiesAttr = op->getPropertiesAsAttribute();
    rewriter.replaceOp(op, rewriter.create(state));
    return success();
  }
};

// Results without elements are computed by nothing, so that no lowering has to
// think of windows, rows or groups that are not there.
struct EmptyResult : ConversionPattern {
  EmptyResult(const TypeConverter &converter, MLIRContext *context)
      : ConversionPattern(converter, MatchAnyOpTypeTag(), 100, context) {}

  LogicalResult
  matchAndRewrite(Operation *op, ArrayRef<Value>,
                  ConversionPatternRewriter &rewriter) const override {
    if (!isa_and_nonnull<QOptDialect>(op->getDialect()) ||
        op->getNumResults() != 1)
      return rewriter.notifyMatchFailure(op, "not a qopt op with one result");
    auto type = getStorageType(op->getResult(0).getType());
    if (!type || type.getNumElements() != 0)
      return rewriter.notifyMatchFailure(op, "the result has elements");
    rewriter.replaceOp(op, createEmpty(rewriter, op->getLoc(), type));
    return success();
  }
};

// {name = ..., type = ..., and whatever else qopt says of the value}; a value
// without a name is called `fallback`.
DictionaryAttr describe(Builder &b, DictionaryAttr attrs, Type type,
                        const Twine &fallback) {
  NamedAttrList entries;
  entries.set("name", b.getStringAttr(fallback));
  if (attrs)
    for (NamedAttribute attr : attrs)
      if (attr.getName().strref().starts_with("qopt."))
        entries.set(attr.getName().strref().drop_front(strlen("qopt.")),
                    attr.getValue());
  entries.set("type", TypeAttr::get(type));
  return entries.getDictionary(b.getContext());
}

void recordInterface(func::FuncOp func) {
  Builder b(func.getContext());
  SmallVector<Attribute> inputs, outputs;
  for (auto [i, type] : llvm::enumerate(func.getArgumentTypes()))
    inputs.push_back(describe(b, func.getArgAttrDict(i), type, "input" + Twine(i)));
  for (auto [i, type] : llvm::enumerate(func.getResultTypes()))
    outputs.push_back(describe(b, func.getResultAttrDict(i), type, "output" + Twine(i)));
  func->setAttr("qopt.inputs", b.getArrayAttr(inputs));
  func->setAttr("qopt.outputs", b.getArrayAttr(outputs));
}

// A row is written into a copy of the caller's cache, never into the input itself;
// where the caller gives one buffer for both, ResultsToArguments saves the copy.
void protectCaches(func::FuncOp func) {
  bool writes =
      func.walk([](WriteRowOp) { return WalkResult::interrupt(); })
          .wasInterrupted();
  if (!writes)
    return;
  for (unsigned i = 0; i < func.getNumArguments(); ++i)
    func.setArgAttr(i, bufferization::BufferizationDialect::kWritableAttrName,
                    BoolAttr::get(func.getContext(), false));
}

LogicalResult addSession(func::FuncOp func) {
  bool observes =
      func.walk([](ObserveOp) { return WalkResult::interrupt(); })
          .wasInterrupted();
  if (!observes)
    return success();
  Builder b(func.getContext());
  return func.insertArgument(
      func.getNumArguments(), LLVM::LLVMPointerType::get(func.getContext()),
      b.getDictionaryAttr(b.getNamedAttr("qopt.session", b.getUnitAttr())),
      func.getLoc());
}

struct LowerToLinalg final : mlir::qopt::impl::LowerToLinalgBase<LowerToLinalg> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (failed(checkStage(module)))
      return signalPassFailure();
    for (auto func : module.getOps<func::FuncOp>()) {
      recordInterface(func);
      protectCaches(func);
      if (failed(addSession(func)))
        return signalPassFailure();
    }
    module.walk([&](Operation *op) {
      numLowered += isa_and_nonnull<QOptDialect>(op->getDialect());
    });
    TypeConverter converter;
    converter.addConversion([](Type type) { return type; });
    converter.addConversion([](RankedTensorType type) -> std::optional<Type> {
      RankedTensorType stored = getStorageType(type);
      return stored ? stored : Type(nullptr);
    });
    if (failed(applyPartialConversion(module, getTarget(converter),
                                      getPatterns(converter))))
      signalPassFailure();
  }

private:
  ConversionTarget getTarget(const TypeConverter &converter) {
    ConversionTarget target(getContext());
    target.addLegalOp<ModuleOp, ObserveOp>();
    target.addDynamicallyLegalOp<func::FuncOp>([&](func::FuncOp func) {
      return converter.isSignatureLegal(func.getFunctionType());
    });
    target.markUnknownOpDynamicallyLegal([&](Operation *op) {
      bool isOurs = isa_and_nonnull<QOptDialect>(op->getDialect());
      return converter.isLegal(op) &&
             (!isOurs || isa<DestinationStyleOpInterface>(op));
    });
    return target;
  }

  RewritePatternSet getPatterns(const TypeConverter &converter) {
    RewritePatternSet patterns(&getContext());
    populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns,
                                                                   converter);
    populateReturnOpTypeConversionPattern(patterns, converter);
    populateCallOpTypeConversionPattern(patterns, converter);
    populateLinearPatterns(converter, patterns);
    populateElementwisePatterns(converter, patterns);
    populateBorderPatterns(converter, patterns);
    populateCodePatterns(converter, patterns);
    populateWeightOnlyPatterns(converter, patterns);
    populateWindowPatterns(converter, patterns);
    populateReducePatterns(converter, patterns);
    populateSoftmaxPatterns(converter, patterns);
    populateTransformerPatterns(converter, patterns);
    populateComparePatterns(converter, patterns);
    populateShapePatterns(converter, patterns);
    populateSelectionPatterns(converter, patterns);
    populateIntegerPatterns(converter, patterns);
    populateEncodePatterns(converter, patterns);
    populateRunTimePatterns(converter, patterns);
    populateRunsPatterns(converter, patterns);
    patterns.add<EmptyResult, ConvertTypes>(converter, &getContext());
    return patterns;
  }
};

} // namespace
