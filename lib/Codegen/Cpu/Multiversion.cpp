// SPDX-License-Identifier: Apache-2.0
// The pass qopt-multiversion: one private copy of the model per instruction set.
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"

#include "llvm/ADT/StringExtras.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_MULTIVERSION
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

// Instruction sets, best first: the LLVM target features of each, and the bits
// of qopt_cpu_feature that a machine must report.
struct IsaRow {
  StringLiteral name, features;
  uint32_t cpu;
};
constexpr IsaRow kRows[] = {
    {"avx512vnni", "+avx,+avx2,+fma,+bmi,+bmi2,+popcnt,+lzcnt,+avx512f,"
                   "+avx512bw,+avx512dq,+avx512vl,+avx512cd,+avx512vnni", 0x7f},
    {"avx2", "+avx,+avx2,+fma,+bmi,+bmi2,+popcnt,+lzcnt", 0x3},
    {"generic", "", 0},
};

struct Multiversion final : mlir::qopt::impl::MultiversionBase<Multiversion> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<const IsaRow *> rows;
    if (failed(select(rows)))
      return signalPassFailure();
    SmallVector<func::FuncOp> models;
    for (auto func : getOperation().getOps<func::FuncOp>())
      if (func.isPublic() && !func.isExternal())
        models.push_back(func);
    SymbolTable symbols(getOperation());
    for (func::FuncOp model : models) {
      for (const IsaRow *row : rows)
        symbols.insert(clone(model, *row), model->getIterator());
      symbols.erase(model);
    }
  }

private:
  LogicalResult select(SmallVectorImpl<const IsaRow *> &rows) {
    if (isas.empty()) {
      for (const IsaRow &row : kRows)
        rows.push_back(&row);
      return success();
    }
    for (const std::string &name : isas) {
      const IsaRow *row = llvm::find_if(
          kRows, [&](const IsaRow &r) { return r.name == StringRef(name); });
      if (row == std::end(kRows))
        return getOperation().emitError()
               << "expected an instruction set out of "
               << llvm::join(llvm::map_range(
                                 kRows, [](const IsaRow &r) { return r.name.str(); }),
                             ", ")
               << ", got '" << name << "'";
      rows.push_back(row);
    }
    return success();
  }

  static func::FuncOp clone(func::FuncOp model, const IsaRow &row) {
    Builder b(model.getContext());
    func::FuncOp copy = model.clone();
    copy.setSymName((model.getSymName() + "_" + row.name).str());
    copy.setPrivate();
    copy->setAttr("qopt.isa", b.getStringAttr(row.name));
    copy->setAttr("qopt.cpu_features", b.getI64IntegerAttr(row.cpu));
    SmallVector<Attribute> passthrough{
        b.getStrArrayAttr({"target-cpu", "x86-64"})};
    if (!row.features.empty())
      passthrough.push_back(
          b.getStrArrayAttr({"target-features", row.features}));
    copy->setAttr("passthrough", b.getArrayAttr(passthrough));
    return copy;
  }
};

} // namespace
