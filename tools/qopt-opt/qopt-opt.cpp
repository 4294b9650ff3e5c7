// SPDX-License-Identifier: Apache-2.0
// The pass driver: mlir-opt with the qopt dialect and passes.
#include "qopt/InitAllDialects.h"
#include "qopt/InitAllPasses.h"

#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::qopt::registerAllDialects(registry);
  mlir::qopt::registerAllPasses();
  mlir::registerAllPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(
      argc, argv, "qopt pass driver: runs passes over qopt IR\n", registry));
}
