// SPDX-License-Identifier: Apache-2.0
// How the packed kernel ops bufferize.
#ifndef QOPT_CODEGEN_CPU_KERNELS_BUFFERIZATION_H
#define QOPT_CODEGEN_CPU_KERNELS_BUFFERIZATION_H

#include "mlir/IR/DialectRegistry.h"

namespace mlir::qopt {

/// Attaches BufferizableOpInterface to qopt.packed_conv, qopt.packed_depthwise,
/// qopt.packed_codes_matmul, qopt.pack_rows, qopt.packed_matmul_runs, qopt.subset_sums
/// and qopt.packed_matmul_bits: init is written in place and never read; an input buffer whose pixels (or rows) are not
/// contiguous, and any other operand that is a view, is copied first.
void registerKernelBufferization(DialectRegistry &registry);

} // namespace mlir::qopt

#endif // QOPT_CODEGEN_CPU_KERNELS_BUFFERIZATION_H
