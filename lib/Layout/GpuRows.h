// SPDX-License-Identifier: Apache-2.0
// Tensors as the rows of a matrix, in which GPU kernels see them, and back.
#ifndef QOPT_LAYOUT_GPUROWS_H
#define QOPT_LAYOUT_GPUROWS_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// `value`, of rank >= 2, as [M, K]: all dimensions but the last one are rows.
Value toRows(OpBuilder &b, Location loc, Value value);
/// The reverse: [M, N] as `type`.
Value fromRows(OpBuilder &b, Location loc, Value rows, RankedTensorType type);
/// `value` as one dimension.
Value flatten(OpBuilder &b, Location loc, Value value);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_GPUROWS_H
