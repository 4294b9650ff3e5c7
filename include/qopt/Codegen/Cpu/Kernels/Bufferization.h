// SPDX-License-Identifier: Apache-2.0
// How the packed kernel ops bufferize.
#ifndef QOPT_CODEGEN_CPU_KERNELS_BUFFERIZATION_H
#define QOPT_CODEGEN_CPU_KERNELS_BUFFERIZATION_H

#include "mlir/IR/DialectRegistry.h"

namespace mlir::qopt {

/// Attaches BufferizableOpInterface to qopt.packed_conv, qopt.packed_depthwise
/// and qopt.packed_codes_matmul: init is written in place and never read; an
/// input buffer whose pixels (or rows) are not contiguous is copied first.
void registerKernelBufferization(DialectRegistry &registry);

} // namespace mlir::qopt

#endif // QOPT_CODEGEN_CPU_KERNELS_BUFFERIZATION_H
