// SPDX-License-Identifier: Apache-2.0
// LLVM dialect to LLVM IR to objects, assembly and IR text.
#include "qopt/Emit/Emit.h"
#include "Object.h"
#include "Optimise.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/OpenMP/OpenMPToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"

#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

#include <mutex>

using namespace mlir;
using namespace mlir::qopt;

static llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(::qopt::target::Arch arch, int optLevel) {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64Target();
    LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64AsmPrinter();
  });
  const ::qopt::target::ArchRow &row = ::qopt::target::describe(arch);
  llvm::Triple triple{llvm::StringRef(row.triple)};
  std::string reason;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, reason);
  if (!target)
    return llvm::createStringError(reason);
  llvm::TargetOptions options;
  // Only what the source fused is fused: results must be the interpreter's.
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  options.FunctionSections = true;
  options.DataSections = true;
  auto level = llvm::CodeGenOpt::getLevel(optLevel);
  if (!level)
    return llvm::createStringError(
        "expected an optimisation level from 0 to 3, got %d", optLevel);
  return std::unique_ptr<llvm::TargetMachine>(
      target->createTargetMachine(triple, row.cpu, "", options,
                                  llvm::Reloc::PIC_, llvm::CodeModel::Small,
                                  *level));
}

llvm::Expected<std::unique_ptr<llvm::Module>>
mlir::qopt::translateToLLVM(ModuleOp module, llvm::LLVMContext &context) {
  MLIRContext &mlirContext = *module.getContext();
  registerBuiltinDialectTranslation(mlirContext);
  registerLLVMDialectTranslation(mlirContext);
  registerOpenMPDialectTranslation(mlirContext);

  std::string text;
  std::unique_ptr<llvm::Module> result;
  {
    ScopedDiagnosticHandler handler(&mlirContext, [&](Diagnostic &diagnostic) {
      if (diagnostic.getSeverity() == DiagnosticSeverity::Error) {
        llvm::raw_string_ostream os(text);
        os << (text.empty() ? "" : "; ") << diagnostic.getLocation() << ": "
           << diagnostic;
      }
      return success();
    });
    result = translateModuleToLLVMIR(module, context,
                                     module.getSymName().value_or("model"));
  }
  if (result)
    return result;
  return llvm::createStringError("translation to LLVM IR failed: " + text);
}

/// Properties that hold for all our code: no exceptions, but unwind tables, so
/// that profilers and debuggers see through it.
static void setFunctionAttributes(llvm::Module &module) {
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.setDoesNotThrow();
    function.setUWTableKind(llvm::UWTableKind::Sync);
  }
}

namespace {
/// An optimised module with all that it hangs on.
struct Prepared {
  ModelInfo info;
  std::unique_ptr<llvm::TargetMachine> machine;
  std::unique_ptr<llvm::LLVMContext> context;
  std::unique_ptr<llvm::Module> module;
};
} // namespace

static llvm::Expected<Prepared> prepare(ModuleOp source,
                                        const EmitOptions &options,
                                        bool externalWeights = false) {
  Prepared result;
  auto info = readModelInfo(source, options.device);
  if (!info)
    return info.takeError();
  result.info = std::move(*info);
  result.info.externalWeights = externalWeights;
  result.info.manifest = buildManifest(result.info, options.manifest);
  auto machine = createTargetMachine(result.info.arch, options.optLevel);
  if (!machine)
    return machine.takeError();
  result.machine = std::move(*machine);
  result.context = std::make_unique<llvm::LLVMContext>();
  auto module = translateToLLVM(source, *result.context);
  if (!module)
    return module.takeError();
  result.module = std::move(*module);
  llvm::Module &m = *result.module;
  m.setTargetTriple(result.machine->getTargetTriple());
  m.setDataLayout(result.machine->createDataLayout());
  m.setPICLevel(llvm::PICLevel::BigPIC);
  m.setModuleIdentifier(result.info.name);
  m.setSourceFileName(result.info.name);
  if (llvm::Error error = addModelDescriptor(m, result.info))
    return error;
  setFunctionAttributes(m);
  std::string broken;
  llvm::raw_string_ostream os(broken);
  if (llvm::verifyModule(m, &os))
    return llvm::createStringError("model '" + result.info.name +
                                   "': invalid LLVM IR: " + broken);
  llvm::PipelineTuningOptions tuning;
  tuning.SLPVectorization = options.optLevel >= 2;
  tuning.LoopVectorization = options.optLevel >= 2;
  optimise(m, *result.machine, options.optLevel, tuning);
  return result;
}

static llvm::Error writeCode(Prepared &prepared,
                             llvm::SmallVectorImpl<char> &output,
                             llvm::CodeGenFileType kind) {
  llvm::raw_svector_ostream os(output);
  llvm::legacy::PassManager passes;
  if (prepared.machine->addPassesToEmitFile(passes, os, nullptr, kind))
    return llvm::createStringError(
        "this LLVM cannot write such files for " +
        prepared.machine->getTargetTriple().str());
  passes.run(*prepared.module);
  return llvm::Error::success();
}

static llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
emit(ModuleOp module, const EmitOptions &options, bool externalWeights) {
  auto prepared = prepare(module, options, externalWeights);
  if (!prepared)
    return prepared.takeError();
  std::vector<llvm::ArrayRef<char>> weights;
  if (!externalWeights)
    weights = listWeights(prepared->info);
  llvm::SmallVector<char, 0> bytes;
  // Room for the code, too, so that the weights are not moved while growing.
  bytes.reserve((weights.empty() ? 0 : placeWeights(weights).back() + weights.back().size()) +
                (size_t(4) << 20));
  if (llvm::Error error =
          writeCode(*prepared, bytes, llvm::CodeGenFileType::ObjectFile))
    return error;
  if (llvm::Error error = fillWeights(bytes, weights))
    return error;
  return std::make_unique<llvm::SmallVectorMemoryBuffer>(
      std::move(bytes), prepared->info.name + ".o",
      /*RequiresNullTerminator=*/false);
}

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
mlir::qopt::emitObject(ModuleOp module, const EmitOptions &options) {
  return emit(module, options, /*externalWeights=*/false);
}

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
mlir::qopt::emitObjectWithoutWeights(ModuleOp module,
                                     const EmitOptions &options) {
  return emit(module, options, /*externalWeights=*/true);
}

llvm::Expected<std::string>
mlir::qopt::emitLLVMIR(ModuleOp module, const EmitOptions &options) {
  auto prepared = prepare(module, options);
  if (!prepared)
    return prepared.takeError();
  std::string text;
  llvm::raw_string_ostream os(text);
  prepared->module->print(os, nullptr);
  return text;
}

llvm::Expected<std::string>
mlir::qopt::emitAssembly(ModuleOp module, const EmitOptions &options) {
  auto prepared = prepare(module, options);
  if (!prepared)
    return prepared.takeError();
  llvm::SmallVector<char, 0> text;
  if (llvm::Error error =
          writeCode(*prepared, text, llvm::CodeGenFileType::AssemblyFile))
    return error;
  return std::string(text.begin(), text.end());
}
