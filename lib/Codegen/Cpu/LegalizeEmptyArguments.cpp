// SPDX-License-Identifier: Apache-2.0
// The pass qopt-legalize-empty-arguments: buffers without elements leave the
// function's signature.
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_LEGALIZEEMPTYARGUMENTS
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

static bool isEmpty(Type type) {
  auto memref = dyn_cast<MemRefType>(type);
  return memref && memref.hasStaticShape() && memref.getNumElements() == 0;
}

namespace {

struct LegalizeEmptyArguments final
    : mlir::qopt::impl::LegalizeEmptyArgumentsBase<LegalizeEmptyArguments> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (func.isExternal())
      return;
    auto b = OpBuilder::atBlockBegin(&func.getBody().front());
    for (BlockArgument argument : func.getArguments()) {
      if (!isEmpty(argument.getType()))
        continue;
      auto type = cast<MemRefType>(argument.getType());
      if (!argument.use_empty())
        argument.replaceAllUsesWith(
            memref::AllocOp::create(b, func.getLoc(), type));
      argument.setType(MemRefType::get({1}, type.getElementType()));
      ++numReplaced;
    }
    func.setFunctionType(
        b.getFunctionType(func.getBody().getArgumentTypes(),
                          func.getFunctionType().getResults()));
  }
};

} // namespace
