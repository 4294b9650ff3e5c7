// SPDX-License-Identifier: Apache-2.0
// The pass qopt-results-to-arguments: results are written into the caller's
// buffers, most of them without a copy.
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_RESULTSTOARGUMENTS
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

// The allocation whose whole contents `value` is, in row-major order.
static memref::AllocOp findAlloc(Value value) {
  while (Operation *def = value.getDefiningOp()) {
    if (auto alloc = dyn_cast<memref::AllocOp>(def))
      return alloc;
    if (!isa<memref::CollapseShapeOp, memref::ExpandShapeOp>(def))
      return {};
    value = def->getOperand(0);
  }
  return {};
}

static bool isPlain(Type type) {
  auto memref = dyn_cast<MemRefType>(type);
  return memref && memref.hasStaticShape() && memref.getLayout().isIdentity();
}

// The buffer `argument` seen as `type`, which has as many elements.
static Value viewAs(OpBuilder &b, Location loc, Value argument,
                    MemRefType type) {
  if (argument.getType() == type)
    return argument;
  auto [strides, offset] = type.getStridesAndOffset();
  return memref::ReinterpretCastOp::create(b, loc, type, argument, offset,
                                           type.getShape(), strides);
}

namespace {
struct ResultsToArguments final
    : mlir::qopt::impl::ResultsToArgumentsBase<ResultsToArguments> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    for (auto func : llvm::to_vector(module.getOps<func::FuncOp>()))
      if (!func.isExternal() && func.getNumResults() != 0 &&
          failed(rewrite(module, func)))
        return signalPassFailure();
  }

private:
  LogicalResult rewrite(ModuleOp module, func::FuncOp func) {
    if (failed(check(module, func)))
      return failure();
    auto results = cast<func::ReturnOp>(func.getBody().front().getTerminator());
    OpBuilder b(results);
    for (auto [i, value] : llvm::enumerate(results.getOperands())) {
      Value argument = addArgument(func, i, value.getType());
      if (!argument)
        return failure();
      memref::AllocOp alloc = findAlloc(value);
      bool whole = alloc && isPlain(alloc.getType()) &&
                   alloc->getParentOp() == func;
      if (!whole) {
        memref::CopyOp::create(b, results.getLoc(), value, argument);
        ++numCopies;
        continue;
      }
      OpBuilder atStart = OpBuilder::atBlockBegin(&func.getBody().front());
      alloc.replaceAllUsesWith(
          viewAs(atStart, alloc.getLoc(), argument, alloc.getType()));
      alloc.erase();
    }
    results.getOperandsMutable().clear();
    for (unsigned i = func.getNumResults(); i-- > 0;)
      if (failed(func.eraseResult(i)))
        return failure();
    return success();
  }

  static LogicalResult check(ModuleOp module, func::FuncOp func) {
    auto uses = SymbolTable::getSymbolUses(func, module);
    if (uses && !uses->empty())
      return func.emitOpError()
             << "expected a function that no other one calls to return "
                "buffers, got one with callers";
    if (!func.getBody().hasOneBlock())
      return func.emitOpError() << "expected a body of one block, got "
                                << func.getBody().getBlocks().size();
    for (Type type : func.getResultTypes())
      if (!isPlain(type))
        return func.emitOpError() << "expected results that are buffers of "
                                     "static shape in row-major order, got "
                                  << type;
    return success();
  }

  static Value addArgument(func::FuncOp func, unsigned result, Type type) {
    NamedAttrList attrs(func.getResultAttrDict(result));
    attrs.set("qopt.result", UnitAttr::get(func.getContext()));
    unsigned position = func.getNumArguments();
    if (failed(func.insertArgument(position, type,
                                   attrs.getDictionary(func.getContext()),
                                   func.getLoc())))
      return {};
    return func.getArgument(position);
  }
};
} // namespace
