// SPDX-License-Identifier: Apache-2.0
// The pass qopt-multiversion: one private copy of the model per instruction set.
#include "qopt/Codegen/Cpu/Passes.h"
#include "qopt/Target/Cpu.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/StringExtras.h"

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
    auto found = target::parseArch(arch.getValue());
    if (!found) {
      getOperation().emitError()
          << "expected an architecture out of " << listArchs() << ", got '"
          << arch.getValue() << "'";
      return signalPassFailure();
    }
    SmallVector<StringRef> names;
    if (failed(select(*found, names)))
      return signalPassFailure();
    if (*found != target::Arch::X86_64)
      getOperation()->setAttr(
          LLVM::LLVMDialect::getTargetTripleAttrName(),
          StringAttr::get(&getContext(),
                          StringRef(target::describe(*found).triple)));
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
  static std::string listArchs() {
    std::vector<std::string_view> names;
    for (const target::ArchRow &row : target::archRows())
      names.push_back(row.name);
    return llvm::join(names, ", ");
  }

  LogicalResult select(target::Arch arch, SmallVectorImpl<StringRef> &names) {
    std::vector<std::string_view> known = target::isaNames(arch);
    if (isas.empty())
      names.assign(known.begin(), known.end());
    for (const std::string &name : isas) {
      if (!llvm::is_contained(known, name)) {
        std::reverse(known.begin(), known.end());
        return getOperation().emitError()
               << "expected an instruction set out of "
               << llvm::join(known, ", ") << ", got '" << name << "'";
      }
      names.push_back(name);
    }
    return success();
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
