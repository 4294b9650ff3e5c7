// SPDX-License-Identifier: Apache-2.0
// Parses, lowers, translates and compiles a module with ORC.
#include "Jit.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/All.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/Support/TargetSelect.h"

#include <gtest/gtest.h>

using namespace mlir;
using namespace mlir::qopt;

static std::unique_ptr<llvm::Module>
translate(const std::string &text, llvm::LLVMContext &llvmContext,
          const std::function<void(OpPassManager &)> &passes) {
  DialectRegistry registry;
  registerAllDialects(registry);
  registerAllExtensions(registry);
  registerAllToLLVMIRTranslations(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return nullptr;
  PassManager pm(&context);
  passes(pm);
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertFuncToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  if (failed(pm.run(*module)))
    return nullptr;
  return translateModuleToLLVMIR(*module, llvmContext);
}

Jit::Jit(const std::string &text,
         const std::function<void(OpPassManager &)> &passes) {
  compile(text, passes);
}

void Jit::compile(const std::string &text,
                  const std::function<void(OpPassManager &)> &passes) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  auto context = std::make_unique<llvm::LLVMContext>();
  auto module = translate(text, *context, passes);
  ASSERT_TRUE(module) << text.substr(0, 2000);
  auto created = llvm::orc::LLJITBuilder().create();
  ASSERT_TRUE(bool(created)) << llvm::toString(created.takeError());
  jit = std::move(*created);
  module->setDataLayout(jit->getDataLayout());
  llvm::Error error = jit->addIRModule(
      llvm::orc::ThreadSafeModule(std::move(module), std::move(context)));
  ASSERT_FALSE(bool(error)) << llvm::toString(std::move(error));
}

Jit::~Jit() = default;

void *Jit::lookup(const std::string &name) {
  if (!jit)
    return nullptr;
  auto address = jit->lookup(name);
  if (address)
    return address->toPtr<void *>();
  ADD_FAILURE() << llvm::toString(address.takeError());
  return nullptr;
}
