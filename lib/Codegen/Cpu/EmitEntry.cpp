// SPDX-License-Identifier: Apache-2.0
// The pass qopt-emit-entry: functions with the C ABI around the copies of the
// model's function, and the module attributes that describe the model.
#include "qopt/Codegen/Cpu/Passes.h"
#include "qopt/IR/QOpt.h"
#include "qopt/Target/Cpu.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_EMITENTRY
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

namespace {

// Arguments of an entry, in the order of qopt_entry in qopt-c/Runtime.h.
enum EntryArg { kInputs, kOutputs, kArena, kWeights, kSession, kNumEntryArgs };

// What an argument of the model's function is, by the attribute that the pass
// which added it left; inputs have none.
EntryArg getRole(LLVM::LLVMFuncOp func, unsigned i) {
  if (func.getArgAttr(i, "qopt.result"))
    return kOutputs;
  if (func.getArgAttr(i, "qopt.arena"))
    return kArena;
  if (func.getArgAttr(i, "qopt.weights"))
    return kWeights;
  if (func.getArgAttr(i, "qopt.session"))
    return kSession;
  return kInputs;
}

struct EmitEntry final : mlir::qopt::impl::EmitEntryBase<EmitEntry> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (!module.getSymName() || module.getSymName()->empty()) {
      module.emitError() << "expected a module with a name, which names the "
                            "entry points, got one without";
      return signalPassFailure();
    }
    SmallVector<LLVM::LLVMFuncOp> copies;
    for (auto func : module.getOps<LLVM::LLVMFuncOp>())
      if (func->hasAttr("qopt.isa") && func->hasAttr("qopt.inputs"))
        copies.push_back(func);
    if (copies.empty()) {
      module.emitError() << "expected a function with the attributes qopt.isa "
                            "and qopt.inputs, got none";
      return signalPassFailure();
    }
    target::Arch arch = target::Arch::X86_64;
    if (auto triple = module->getAttrOfType<StringAttr>(
            LLVM::LLVMDialect::getTargetTripleAttrName())) {
      auto known = target::parseTriple(triple.strref());
      if (!known) {
        module.emitError() << "expected a target triple of Target's table, got '"
                           << triple.strref() << "'";
        return signalPassFailure();
      }
      arch = *known;
    }
    prepareFunctions(module, arch);
    SmallVector<Attribute> entries;
    int64_t arenaBytes = 0, liveBytes = 0;
    for (LLVM::LLVMFuncOp copy : copies) {
      entries.push_back(emit(module, copy));
      if (auto bytes = copy->getAttrOfType<IntegerAttr>("qopt.arena_bytes"))
        arenaBytes = std::max(arenaBytes, bytes.getInt());
      if (auto bytes = copy->getAttrOfType<IntegerAttr>("qopt.arena_live_bytes"))
        liveBytes = std::max(liveBytes, bytes.getInt());
    }
    describe(module, copies.front(), entries, arenaBytes, liveBytes);
    for (auto func : module.getOps<LLVM::LLVMFuncOp>())
      strip(func);
  }

private:
  // All code is internal and made for its instruction set; kernels stay
  // functions of their own, once in the object and with a name in profiles.
  static void prepareFunctions(ModuleOp module, target::Arch arch) {
    Builder b(module.getContext());
    for (auto func : module.getOps<LLVM::LLVMFuncOp>()) {
      if (func.isExternal())
        continue;
      func.setLinkage(LLVM::Linkage::Internal);
      SmallVector<Attribute> passthrough{
          b.getStrArrayAttr({"target-cpu", StringRef(target::describe(arch).cpu)})};
      auto name = func->getAttrOfType<StringAttr>("qopt.isa");
      auto isa = name ? target::parseIsa(name.strref()) : std::nullopt;
      StringRef features = isa ? target::describe(*isa).features : "";
      if (!features.empty())
        passthrough.push_back(b.getStrArrayAttr({"target-features", features}));
      if (!func->hasAttr("qopt.inputs"))
        passthrough.push_back(b.getStringAttr("noinline"));
      func.setPassthroughAttr(b.getArrayAttr(passthrough));
    }
  }

  // The entry around one copy; {isa, symbol}.
  static Attribute emit(ModuleOp module, LLVM::LLVMFuncOp copy) {
    OpBuilder b(module.getContext());
    b.setInsertionPointAfter(copy);
    auto isa = copy->getAttrOfType<StringAttr>("qopt.isa");
    std::string name = (*module.getSymName() + "_" + isa.getValue()).str();
    Type pointer = LLVM::LLVMPointerType::get(module.getContext());
    auto type = LLVM::LLVMFunctionType::get(
        b.getI32Type(), SmallVector<Type>(kNumEntryArgs, pointer));
    auto entry = LLVM::LLVMFuncOp::create(b, copy.getLoc(), name, type,
                                          LLVM::Linkage::Internal);
    entry.setPassthroughAttr(copy.getPassthroughAttr());
    b.setInsertionPointToStart(entry.addEntryBlock(b));
    buildCall(b, entry, copy);
    Value zero = LLVM::ConstantOp::create(b, copy.getLoc(), b.getI32Type(),
                                          b.getI32IntegerAttr(0));
    LLVM::ReturnOp::create(b, copy.getLoc(), zero);
    return b.getDictionaryAttr({b.getNamedAttr("isa", isa),
                                b.getNamedAttr("symbol", b.getStringAttr(name))});
  }

  static void buildCall(OpBuilder &b, LLVM::LLVMFuncOp entry,
                        LLVM::LLVMFuncOp copy) {
    Location loc = copy.getLoc();
    Type pointer = LLVM::LLVMPointerType::get(b.getContext());
    int32_t next[kNumEntryArgs] = {};
    SmallVector<Value> arguments;
    for (unsigned i = 0; i < copy.getNumArguments(); ++i) {
      EntryArg role = getRole(copy, i);
      Value argument = entry.getArgument(role);
      if (role == kInputs || role == kOutputs) {
        Value slot = LLVM::GEPOp::create(
            b, loc, pointer, pointer, argument,
            ArrayRef<LLVM::GEPArg>{LLVM::GEPArg(next[role]++)});
        argument = LLVM::LoadOp::create(b, loc, pointer, slot);
      }
      arguments.push_back(argument);
    }
    LLVM::CallOp::create(b, loc, copy, arguments);
  }

  // See include/qopt/Emit/ModelAttributes.h, a header of another room.
  static void describe(ModuleOp module, LLVM::LLVMFuncOp copy,
                       ArrayRef<Attribute> entries, int64_t arenaBytes,
                       int64_t liveBytes) {
    Builder b(module.getContext());
    module->setAttr("qopt.model_name", b.getStringAttr(*module.getSymName()));
    module->setAttr("qopt.inputs", copy->getAttr("qopt.inputs"));
    module->setAttr("qopt.outputs", copy->getAttr("qopt.outputs"));
    module->setAttr("qopt.arena_bytes", b.getI64IntegerAttr(arenaBytes));
    module->setAttr("qopt.arena_live_bytes", b.getI64IntegerAttr(liveBytes));
    if (copy->hasAttr(QOptDialect::kBatchAttr))
      module->setAttr("qopt.symbolic_batch", b.getUnitAttr());
    module->setAttr("qopt.entries", b.getArrayAttr(entries));
  }

  // LLVM knows nothing of our attributes.
  static void strip(LLVM::LLVMFuncOp func) {
    for (NamedAttribute attr :
         llvm::to_vector(func->getDiscardableAttrs()))
      if (attr.getName().strref().starts_with("qopt."))
        func->removeDiscardableAttr(attr.getName());
    for (unsigned i = 0; i < func.getNumArguments(); ++i)
      for (StringRef name : {"qopt.arena", "qopt.weights", "qopt.session",
                             "qopt.name", "qopt.result"})
        func.removeArgAttr(i, StringAttr::get(func.getContext(), name));
  }
};

} // namespace
