// SPDX-License-Identifier: Apache-2.0
// Registration of every dialect that appears between import and LLVM, and of
// the interfaces that rooms attach to ops from outside.
#ifndef QOPT_INITALLDIALECTS_H
#define QOPT_INITALLDIALECTS_H

#include "qopt/Codegen/Cpu/Interfaces.h"
#include "qopt/Codegen/Nvgpu/Interfaces.h"
#include "qopt/IR/QOpt.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"

namespace mlir::qopt {

/// Registers qopt, all upstream dialects and their interface extensions.
inline void registerAllDialects(DialectRegistry &registry) {
  registry.insert<QOptDialect>();
  ::mlir::registerAllDialects(registry);
  ::mlir::registerAllExtensions(registry);
  registerCodegenCpuInterfaces(registry);
  registerCodegenNvgpuInterfaces(registry);
}

} // namespace mlir::qopt

#endif // QOPT_INITALLDIALECTS_H
