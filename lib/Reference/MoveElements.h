// SPDX-License-Identifier: Apache-2.0
// Ops that only move elements: one loop over per-dimension offset tables serves
// transpose, broadcast, slice, pad, gather and nearest resize.
#ifndef QOPT_LIB_REFERENCE_MOVEELEMENTS_H
#define QOPT_LIB_REFERENCE_MOVEELEMENTS_H

#include "Evaluate.h"

namespace mlir::qopt {

/// Where the elements of a result come from: element (i0, i1, ...) of `shape`
/// is source element table[0][i0] + table[1][i1] + ..., or the filling if one of
/// the entries is kFill.
struct Movement {
  static constexpr int64_t kFill = -1;
  SmallVector<int64_t> shape;
  std::vector<std::vector<int64_t>> tables;
};

/// Row-major element strides of a shape.
SmallVector<int64_t> getStrides(ArrayRef<int64_t> shape);

/// Moves the elements of `input` into a tensor of the op's result type. `fill`
/// is a number (float, quantized) or a code (integer), used for kFill entries.
///
/// Where a quantized input has more than one scale, the scales move with their
/// elements; an error when two elements that share a scale in the result did
/// not share one in the input, or when a scale of the result has no element.
FailureOr<Tensor> moveElements(Operation *op, const Tensor &input,
                               const Movement &movement, double fill = 0);

/// Parameters of a result whose element i had parameter number slots[i] (or
/// kFill) of `source`; errors as above.
FailureOr<ParamsPtr> deriveParams(Operation *op, ArrayRef<int64_t> slots,
                                  const QuantValues &source);

/// Parameter number of each element of a quantized tensor.
std::vector<int64_t> getParamSlots(const Tensor &tensor);

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_MOVEELEMENTS_H
