// SPDX-License-Identifier: Apache-2.0
// Where the operands of each product of a batch lie, computed in one place for the
// verifier, the interpreter and the code generator.
#ifndef QOPT_IR_BATCHGEOMETRY_H
#define QOPT_IR_BATCHGEOMETRY_H

#include "llvm/ADT/SmallVector.h"

#include <cstdint>

namespace mlir::qopt {

/// See qopt.mma_product for the meaning of the names. All sizes are positive.
struct BatchGeometry {
  /// Elements from one product to the next along each leading dimension (0: one serves
  /// all), and from row to row. Elements of a row are side by side.
  struct Side {
    llvm::SmallVector<int64_t> batch;
    int64_t row = 0;
  };
  llvm::SmallVector<int64_t> batch; ///< sizes of the leading dimensions
  int64_t rows = 1, columns = 1, depth = 1; ///< M, N, K
  int64_t rightDepth = 1; ///< elements of a row of the right side: K, or padded
  Side left, right, result;

  /// How many products there are.
  int64_t count() const {
    int64_t all = 1;
    for (int64_t size : batch)
      all *= size;
    return all;
  }
  /// Where product `g` begins on a side.
  int64_t begin(const Side &side, int64_t g) const {
    int64_t at = 0;
    for (size_t d = batch.size(); d-- > 0; g /= batch[d])
      at += g % batch[d] * side.batch[d];
    return at;
  }
};

} // namespace mlir::qopt

#endif // QOPT_IR_BATCHGEOMETRY_H
