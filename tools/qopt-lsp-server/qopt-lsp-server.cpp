// SPDX-License-Identifier: Apache-2.0
// Language server: diagnostics, hover and go-to-definition for .mlir files
// with qopt IR. Upstream's server takes no plugins, hence our own thin one.
#include "qopt/InitAllDialects.h"

#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::qopt::registerAllDialects(registry);
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}
