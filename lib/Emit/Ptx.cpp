// SPDX-License-Identifier: Apache-2.0
#include "qopt/Emit/Ptx.h"
#include "FatalErrors.h"
#include "Optimise.h"

#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/GPU/GPUToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"

#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

#include <mutex>

using namespace mlir;
using namespace mlir::qopt;

static llvm::Expected<NVVM::NVVMTargetAttr> targetOf(gpu::GPUModuleOp module) {
  ArrayAttr targets = module.getTargetsAttr();
  if (targets && targets.size() == 1)
    if (auto target = dyn_cast<NVVM::NVVMTargetAttr>(targets[0]))
      return target;
  return llvm::createStringError(
      "expected one #nvvm.target of gpu.module '" + module.getName().str() +
      "', got " + std::to_string(targets ? targets.size() : 0) + " targets");
}

static llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createMachine(NVVM::NVVMTargetAttr attr) {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeNVPTXTargetInfo();
    LLVMInitializeNVPTXTarget();
    LLVMInitializeNVPTXTargetMC();
    LLVMInitializeNVPTXAsmPrinter();
  });
  llvm::Triple triple(attr.getTriple());
  std::string reason;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, reason);
  if (!target)
    return llvm::createStringError(reason);
  auto level = llvm::CodeGenOpt::getLevel(attr.getO());
  if (!level)
    return llvm::createStringError(
        "expected an optimisation level from 0 to 3, got %d", attr.getO());
  llvm::TargetOptions options;
  // Only what the source fused is fused: results must be the interpreter's.
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      triple, attr.getChip(), attr.getFeatures(), options, std::nullopt,
      std::nullopt, *level));
  if (!machine->getMCSubtargetInfo()->isCPUStringValid(attr.getChip()))
    return llvm::createStringError("expected a chip that LLVM knows, got '" +
                                   attr.getChip().str() + "'");
  return machine;
}

static llvm::Expected<std::unique_ptr<llvm::Module>>
translate(gpu::GPUModuleOp source, llvm::LLVMContext &context) {
  MLIRContext &mlirContext = *source.getContext();
  registerBuiltinDialectTranslation(mlirContext);
  registerGPUDialectTranslation(mlirContext);
  registerLLVMDialectTranslation(mlirContext);
  registerNVVMDialectTranslation(mlirContext);
  std::string text;
  std::unique_ptr<llvm::Module> module;
  {
    ScopedDiagnosticHandler handler(&mlirContext, [&](Diagnostic &diagnostic) {
      llvm::raw_string_ostream os(text);
      os << (text.empty() ? "" : "; ") << diagnostic.getLocation() << ": "
         << diagnostic;
      return success();
    });
    module = translateModuleToLLVMIR(source, context, source.getName());
  }
  if (module)
    return module;
  return llvm::createStringError("translation to LLVM IR failed: " + text);
}

// What is called and not defined. A GPU has no linker that would find it later.
static std::string undefinedFunctions(const llvm::Module &module) {
  std::string names;
  for (const llvm::Function &function : module)
    if (function.isDeclaration() && !function.isIntrinsic() &&
        !function.use_empty())
      names += (names.empty() ? "" : ", ") + function.getName().str();
  return names;
}

// The text; none for a target without assembly.
static std::optional<std::string> print(llvm::Module &module, llvm::TargetMachine &machine) {
  llvm::SmallString<0> text;
  llvm::raw_svector_ostream os(text);
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, os, nullptr, llvm::CodeGenFileType::AssemblyFile))
    return std::nullopt;
  passes.run(module);
  return text.str().str();
}

namespace {
/// What LLVM works with; not destroyed where LLVM left it in the middle of its work.
struct Job {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::TargetMachine> machine;
  std::unique_ptr<llvm::Module> module;
  std::optional<std::string> text;
};
} // namespace

llvm::Expected<std::string> mlir::qopt::emitPtx(gpu::GPUModuleOp source) {
  auto target = targetOf(source);
  if (!target)
    return target.takeError();
  auto machine = createMachine(*target);
  if (!machine)
    return machine.takeError();
  auto job = std::make_unique<Job>();
  job->machine = std::move(*machine);
  auto module = translate(source, job->context);
  if (!module)
    return module.takeError();
  job->module = std::move(*module);
  job->module->setTargetTriple(job->machine->getTargetTriple());
  job->module->setDataLayout(job->machine->createDataLayout());
  optimise(*job->module, *job->machine, target->getO(), llvm::PipelineTuningOptions());
  std::string missing = undefinedFunctions(*job->module);
  if (!missing.empty())
    return llvm::createStringError(
        "expected kernels of '" + source.getName().str() +
        "' that call nothing from outside, got calls of " + missing);
  llvm::Error failed =
      withoutFatalErrors([&] { job->text = print(*job->module, *job->machine); });
  if (!failed && job->text)
    return std::move(*job->text);
  if (!failed)
    return llvm::createStringError("expected a target that prints assembly");
  job.release();
  return llvm::createStringError("expected kernels that LLVM compiles for " +
                                 target->getChip().str() + ", got: " +
                                 llvm::toString(std::move(failed)));
}
