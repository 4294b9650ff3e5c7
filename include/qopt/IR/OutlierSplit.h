// SPDX-License-Identifier: Apache-2.0
// A linear layer split into columns of outliers and all others: what the pass that
// splits leaves for the one that quantizes, and for reports.
//   %r = qopt.matmul %rest, %w
//   %o = qopt.matmul %outliers, %v {qopt.keep_float, qopt.outlier_half = "f32"}
//   %y = qopt.binary add %r, %o {qopt.keep_float, qopt.outliers = array<i64: 1, 7>}
#ifndef QOPT_IR_OUTLIERSPLIT_H
#define QOPT_IR_OUTLIERSPLIT_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// On the product of outliers: what it is to be made of, "f32", "codes" or "s16".
inline constexpr llvm::StringLiteral kOutlierHalfAttr = "qopt.outlier_half";
/// On the op that ends the layer: the columns (i64 array), ascending, or the string
/// "dynamic" where every run finds its own.
inline constexpr llvm::StringLiteral kOutliersAttr = "qopt.outliers";

/// The two halves of a split layer.
struct OutlierSplit {
  MatmulOp rest, outliers;
  BinaryOp sum;
};

/// The split that `rest` is the larger half of, or nullopt.
inline std::optional<OutlierSplit> getOutlierSplit(MatmulOp rest) {
  auto sum = rest->hasOneUse() ? dyn_cast<BinaryOp>(*rest->user_begin()) : BinaryOp();
  if (!sum || !sum->hasAttr(kOutliersAttr) || sum.getLhs() != rest.getResult())
    return std::nullopt;
  auto outliers = sum.getRhs().getDefiningOp<MatmulOp>();
  if (!outliers || !outliers->hasAttr(kOutlierHalfAttr))
    return std::nullopt;
  return OutlierSplit{rest, outliers, sum};
}

} // namespace mlir::qopt

#endif // QOPT_IR_OUTLIERSPLIT_H
