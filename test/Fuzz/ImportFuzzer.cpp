// SPDX-License-Identifier: Apache-2.0
// libFuzzer target over the ONNX importer: any bytes end in a verified module
// or in an error, never in a crash, a hang or a leak.
#include "qopt/Import/Onnx/Import.h"
#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<mlir::qopt::QOptDialect, func::FuncDialect>();
  bool reported = false;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    reported |= diagnostic.getSeverity() == DiagnosticSeverity::Error;
    return success();
  });
  mlir::qopt::OnnxImportOptions options;
  options.maxTensorBytes = 1 << 22; // keeps a round short
  auto module = mlir::qopt::importOnnxBuffer(
      StringRef(reinterpret_cast<const char *>(data), size), "fuzz.onnx",
      &context, options);
  // A refusal says why; what is accepted is valid.
  if (failed(module) ? !reported : failed(verify(**module)))
    __builtin_trap();
  return 0;
}
