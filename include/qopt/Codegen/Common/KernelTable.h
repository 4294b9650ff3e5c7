// SPDX-License-Identifier: Apache-2.0
// Kernels of one module, found again by their contents.
#ifndef QOPT_CODEGEN_COMMON_KERNELTABLE_H
#define QOPT_CODEGEN_COMMON_KERNELTABLE_H

#include "mlir/IR/SymbolTable.h"

namespace mlir::qopt {

/// Equal kernels are one. Two are equal if all but their names and locations is:
/// types, attributes and bodies.
class KernelTable {
public:
  /// Kernels go into `module`, an op with a symbol table.
  explicit KernelTable(Operation *module) : symbols(module) {}

  /// The kernel equal to `kernel` (a function op without a parent, which is then
  /// erased), or `kernel` itself, at the end of the module, with a name made from its
  /// own.
  template <typename FuncOp> FuncOp intern(FuncOp kernel) {
    return cast<FuncOp>(internOp(kernel));
  }

private:
  Operation *internOp(Operation *kernel);

  SymbolTable symbols;
  DenseMap<size_t, SmallVector<Operation *, 1>> kernels;
};

} // namespace mlir::qopt

#endif // QOPT_CODEGEN_COMMON_KERNELTABLE_H
