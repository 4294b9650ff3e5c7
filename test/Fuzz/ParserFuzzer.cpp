// SPDX-License-Identifier: Apache-2.0
// libFuzzer target over the parser, verifier and folders of the dialect: text
// or bytecode ends in a verified module that survives canonicalization and
// printing, or in an error.
#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<mlir::qopt::QOptDialect, func::FuncDialect>();
  bool reported = false;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    reported |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return success();
  });
  ParserConfig config(&context);
  // The lexer reads up to a terminating zero, which `data` does not have.
  std::string input(reinterpret_cast<const char *>(data), size);
  auto module = parseSourceString<ModuleOp>(input, config);
  if (!module) {
    if (!reported && size > 0)
      __builtin_trap();
    return 0;
  }
  PassManager pm(&context);
  pm.addPass(createCanonicalizerPass());
  if (succeeded(pm.run(*module)) && failed(verify(*module)))
    __builtin_trap();
  std::string text;
  llvm::raw_string_ostream os(text);
  module->print(os);
  return 0;
}
