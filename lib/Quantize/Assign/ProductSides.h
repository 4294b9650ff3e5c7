// SPDX-License-Identifier: Apache-2.0
// Products of codes under run-time scales: their sides, and what becomes of the
// outliers of a split layer.
#ifndef QOPT_LIB_QUANTIZE_ASSIGN_PRODUCTSIDES_H
#define QOPT_LIB_QUANTIZE_ASSIGN_PRODUCTSIDES_H

#include "qopt/IR/OutlierSplit.h"

namespace mlir::qopt {

/// One side of a product: codes in its shape, and the scales of its rows or columns
/// (or one for all). Codes of a constant are `qopt.codes` of a `qopt.assemble`.
struct Side {
  Value codes, scale;
};

inline RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

inline ::qopt::numerics::IntRange codeRange(FormatInterface format) {
  return {format.getMinCode(), format.getMaxCode()};
}

/// The integer product with i32 sums, in the shape of `op`'s result.
Value createSums(OpBuilder &b, MatmulOp op, Value lhs, Value rhs);

/// The filter of the outlier half in the codes and scales of the other half's,
/// `filter`: its rows where columns are known, else all of it.
Value createOutlierFilter(OutlierSplit split, const Side &filter);

/// Replaces a split layer by one integer sum: `lhs` and `rhs` are the sides of the
/// larger half; outliers become 16-bit codes under its scales (of granularity
/// `sharing`). An error where the sums may not fit 32 bits.
LogicalResult addWideOutliers(OutlierSplit split, const Side &lhs, const Side &rhs,
                              Attribute sharing);

} // namespace mlir::qopt

#endif // QOPT_LIB_QUANTIZE_ASSIGN_PRODUCTSIDES_H
