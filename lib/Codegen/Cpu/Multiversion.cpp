// SPDX-License-Identifier: Apache-2.0
// The pass qopt-multiversion: one private copy of the model per instruction set.
#include "qopt/Codegen/Cpu/Passes.h"
#include "qopt/Target/Cpu.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_MULTIVERSION
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

namespace {

struct Multiversion final : mlir::qopt::impl::MultiversionBase<Multiversion> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<StringRef> names;
    if (failed(select(names)))
      return signalPassFailure();
    SmallVector<func::FuncOp> models;
    for (auto func : getOperation().getOps<func::FuncOp>())
      if (func.isPublic() && !func.isExternal())
        models.push_back(func);
    SymbolTable symbols(getOperation());
    for (func::FuncOp model : models) {
      for (StringRef name : names)
        symbols.insert(clone(model, name), model->getIterator());
      symbols.erase(model);
    }
  }

private:
  LogicalResult select(SmallVectorImpl<StringRef> &names) {
    if (isas.empty()) {
      for (const target::IsaRow &row : llvm::reverse(target::isaRows()))
        names.push_back(row.name);
      return success();
    }
    for (const std::string &name : isas) {
      if (!target::parseIsa(name))
        return refuse(name);
      names.push_back(name);
    }
    return success();
  }

  LogicalResult refuse(StringRef name) {
    InFlightDiagnostic error =
        getOperation().emitError() << "expected an instruction set out of ";
    llvm::interleaveComma(
        target::isaRows(), error,
        [&](const target::IsaRow &row) { error << StringRef(row.name); });
    return error << ", got '" << name << "'";
  }

  static func::FuncOp clone(func::FuncOp model, StringRef isa) {
    func::FuncOp copy = model.clone();
    copy.setSymName((model.getSymName() + "_" + isa).str());
    copy.setPrivate();
    copy->setAttr("qopt.isa", StringAttr::get(model.getContext(), isa));
    return copy;
  }
};

} // namespace
