// SPDX-License-Identifier: Apache-2.0
// Dense buffers for kernels, while tensors become buffers.
#ifndef QOPT_CODEGEN_COMMON_DENSEBUFFERS_H
#define QOPT_CODEGEN_COMMON_DENSEBUFFERS_H

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"

namespace mlir::qopt {

/// A new buffer of `type`'s shape, element and memory space in row-major order.
FailureOr<Value> allocateDense(RewriterBase &rewriter, Location loc, MemRefType type,
                               const bufferization::BufferizationOptions &options);

/// A copy of `buffer` in one.
FailureOr<Value> copyDense(RewriterBase &rewriter, Location loc, Value buffer,
                           const bufferization::BufferizationOptions &options);

} // namespace mlir::qopt

#endif // QOPT_CODEGEN_COMMON_DENSEBUFFERS_H
