// SPDX-License-Identifier: Apache-2.0
// Object files in memory, through ORC. JITLink lays out an object's sections in
// one range of addresses, so references between them always reach.
#include "qopt/Emit/JitModel.h"

#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/Support/DynamicLibrary.h"
#include "llvm/Support/TargetSelect.h"

#include <mutex>

using namespace mlir::qopt;
using llvm::orc::ExecutorAddr;
using llvm::orc::ExecutorSymbolDef;
using llvm::orc::LLJIT;

/// OpenMP's functions must be findable in this process; whoever links the
/// runtime has them already.
static llvm::Error loadOpenMP() {
  std::string reason;
  for (const char *name :
       {"libomp.so.5", "/usr/lib/llvm-22/lib/libomp.so.5",
        "/usr/lib/x86_64-linux-gnu/libomp.so.5"})
    if (!llvm::sys::DynamicLibrary::LoadLibraryPermanently(name, &reason))
      return llvm::Error::success();
  return llvm::createStringError("cannot load libomp.so.5 (Debian package "
                                 "libomp-22-dev): " +
                                 reason);
}

static llvm::Expected<std::unique_ptr<LLJIT>> createJit() {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
  });
  llvm::orc::LLJITBuilder builder;
  builder.setJITTargetMachineBuilder(llvm::orc::JITTargetMachineBuilder(
      llvm::Triple("x86_64-unknown-linux-gnu")));
  // Objects only: no initialisers to run, no IR to compile.
  builder.setPlatformSetUp(llvm::orc::setUpInactivePlatform);
  builder.setObjectLinkingLayerCreator(
      [](llvm::orc::ExecutionSession &session) {
        return std::make_unique<llvm::orc::ObjectLinkingLayer>(session);
      });
  return builder.create();
}

static ExecutorSymbolDef makeSymbol(const void *address,
                                    llvm::JITSymbolFlags flags) {
  return {ExecutorAddr::fromPtr(address),
          flags | llvm::JITSymbolFlags::Exported};
}

static llvm::Error defineSymbols(LLJIT &jit, const std::string &modelName,
                                 const JitOptions &options,
                                 llvm::ArrayRef<char> weights) {
  llvm::orc::JITDylib &library = jit.getMainJITDylib();
  llvm::orc::SymbolMap symbols;
  if (options.observe)
    symbols[jit.mangleAndIntern("qopt_observe")] =
        makeSymbol(options.observe, llvm::JITSymbolFlags::Callable);
  if (!weights.empty())
    symbols[jit.mangleAndIntern(modelName + "_weights")] =
        makeSymbol(weights.data(), llvm::JITSymbolFlags::None);
  if (!symbols.empty())
    if (llvm::Error error =
            library.define(llvm::orc::absoluteSymbols(std::move(symbols))))
      return error;
  auto process = llvm::orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
      jit.getDataLayout().getGlobalPrefix());
  if (!process)
    return process.takeError();
  library.addGenerator(std::move(*process));
  return llvm::Error::success();
}

/// Materialisation errors go to the session's reporter, the lookup itself only
/// says that it failed: the user gets both in one error.
static llvm::Expected<ExecutorAddr> findSymbol(LLJIT &jit,
                                               const std::string &name) {
  llvm::Error details = llvm::Error::success();
  std::mutex mutex;
  llvm::orc::ExecutionSession &session = jit.getExecutionSession();
  session.setErrorReporter([&](llvm::Error error) {
    std::lock_guard<std::mutex> lock(mutex);
    details = llvm::joinErrors(std::move(details), std::move(error));
  });
  auto address = jit.lookup(name);
  session.setErrorReporter(
      [](llvm::Error error) { llvm::consumeError(std::move(error)); });
  if (address) {
    llvm::consumeError(std::move(details));
    return *address;
  }
  return llvm::joinErrors(std::move(details), address.takeError());
}

JitModel::JitModel(std::unique_ptr<LLJIT> jit, mlir::AsmResourceBlob weights,
                   const qopt_model_desc *description)
    : jit(std::move(jit)), weights(std::move(weights)),
      description(description) {}

JitModel::~JitModel() = default;

llvm::Expected<std::unique_ptr<JitModel>>
JitModel::link(std::unique_ptr<llvm::MemoryBuffer> object,
               llvm::StringRef modelName, const JitOptions &options,
               mlir::AsmResourceBlob weights) {
  if (llvm::Error error = loadOpenMP())
    return error;
  auto jit = createJit();
  if (!jit)
    return jit.takeError();
  if (llvm::Error error =
          defineSymbols(**jit, modelName.str(), options, weights.getData()))
    return error;
  if (llvm::Error error = (*jit)->addObjectFile(std::move(object)))
    return error;
  auto address = findSymbol(**jit, (modelName + "_model").str());
  if (!address)
    return address.takeError();
  auto *describe = address->toPtr<const qopt_model_desc *()>();
  return std::unique_ptr<JitModel>(
      new JitModel(std::move(*jit), std::move(weights), describe()));
}

llvm::Expected<std::unique_ptr<JitModel>>
JitModel::create(std::unique_ptr<llvm::MemoryBuffer> object,
                 llvm::StringRef modelName, const JitOptions &options) {
  return link(std::move(object), modelName, options, mlir::AsmResourceBlob());
}

llvm::Expected<std::unique_ptr<JitModel>>
JitModel::compile(mlir::ModuleOp module, const EmitOptions &emitOptions,
                  const JitOptions &options) {
  auto info = readModelInfo(module);
  if (!info)
    return info.takeError();
  auto object = emitObjectWithoutWeights(module, emitOptions);
  if (!object)
    return object.takeError();
  return link(std::move(*object), info->name, options, takeWeights(module));
}
