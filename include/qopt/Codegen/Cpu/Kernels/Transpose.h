// SPDX-License-Identifier: Apache-2.0
// Moves of elements that change which dimension is contiguous (channels first to
// channels last and back): one by one they cost more than the products beside them.
#ifndef QOPT_CODEGEN_CPU_KERNELS_TRANSPOSE_H
#define QOPT_CODEGEN_CPU_KERNELS_TRANSPOSE_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qopt {

/// Replaces `op`, a linalg.generic on memrefs of static strides that yields its one
/// input in another order of dimensions, by a linalg.transpose, which
/// --qopt-expand-kernels turns into a kernel. Fails, and changes nothing, where it is
/// anything else, or where the dimension that is contiguous in the input, or that in
/// the result, has fewer elements than 16 bytes hold, or where they are one.
LogicalResult replaceByTranspose(RewriterBase &rewriter, linalg::LinalgOp op);

} // namespace mlir::qopt

#endif // QOPT_CODEGEN_CPU_KERNELS_TRANSPOSE_H
