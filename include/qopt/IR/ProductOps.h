// SPDX-License-Identifier: Apache-2.0
// Products of two activations (QOptProductOps.td): apart from QOpt.h, which nearly
// everything includes.
#ifndef QOPT_IR_PRODUCTOPS_H
#define QOPT_IR_PRODUCTOPS_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// Sizes of a product [b.., M, K] x [b.., K, N].
struct ProductShape {
  SmallVector<int64_t> batch;
  int64_t rows, depth, columns;

  /// Product of the leading dimensions.
  int64_t batchCount() const;
};

/// `shape` with its dimensions permuted as `qopt.transpose` does: entry i is
/// shape[perm[i]]. Both have the same length.
SmallVector<int64_t> permuted(ArrayRef<int64_t> shape, ArrayRef<int64_t> perm);

} // namespace mlir::qopt

#define GET_OP_CLASSES
#include "qopt/IR/QOptProductOps.h.inc"

#endif // QOPT_IR_PRODUCTOPS_H
