// SPDX-License-Identifier: Apache-2.0
// Plugin for the stock mlir-opt: the dialect and all passes.
//   mlir-opt --load-dialect-plugin=qopt-plugin.so --load-pass-plugin=qopt-plugin.so
#include "qopt/InitAllPasses.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"

extern "C" LLVM_ATTRIBUTE_WEAK mlir::DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "qopt", LLVM_VERSION_STRING,
          [](mlir::DialectRegistry *registry) {
            registry->insert<mlir::qopt::QOptDialect>();
          }};
}

extern "C" LLVM_ATTRIBUTE_WEAK mlir::PassPluginLibraryInfo
mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "qopt", LLVM_VERSION_STRING,
          [] { mlir::qopt::registerAllPasses(); }};
}
