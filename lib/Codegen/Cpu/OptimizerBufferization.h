// SPDX-License-Identifier: Apache-2.0
// How optimizer steps bufferize.
#ifndef QOPT_LIB_CODEGEN_CPU_OPTIMIZERBUFFERIZATION_H
#define QOPT_LIB_CODEGEN_CPU_OPTIMIZERBUFFERIZATION_H

#include "mlir/IR/DialectRegistry.h"

namespace mlir::qopt {

/// Attaches BufferizableOpInterface to qopt.optimizer_step. Strided operands
/// are copied to row-major buffers, strided destinations copied back.
void registerOptimizerBufferization(DialectRegistry &registry);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_CPU_OPTIMIZERBUFFERIZATION_H
