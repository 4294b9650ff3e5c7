// SPDX-License-Identifier: Apache-2.0
// Exact bounds of the integer accumulators of linear ops.
#ifndef QOPT_ANALYSIS_ACCUMULATORRANGE_H
#define QOPT_ANALYSIS_ACCUMULATORRANGE_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// A sum of products sum_k filter[k] * x[k] + bias, per output channel.
struct LinearBound {
  /// Codes of the filter in [features][terms] order.
  ArrayRef<int64_t> filter;
  int64_t features = 0;
  /// Range of every x[k].
  ::qopt::numerics::IntRange input{0, 0};
  /// Empty, or one entry per feature.
  ArrayRef<int64_t> bias;
};

/// Smallest interval that holds the final sum of every feature and every
/// partial sum in any order (so intermediate wrap-around cannot hide either).
/// Saturates at the limits of int64_t.
::qopt::numerics::IntRange boundLinear(const LinearBound &bound);

/// Bound for two runtime operands: `terms` products of codes in `a` and `b`.
::qopt::numerics::IntRange boundProducts(::qopt::numerics::IntRange a,
                                         ::qopt::numerics::IntRange b,
                                         int64_t terms);

/// Bits of the smallest two's-complement integer that holds the range.
unsigned bitsOf(::qopt::numerics::IntRange range);

} // namespace mlir::qopt

#endif // QOPT_ANALYSIS_ACCUMULATORRANGE_H
