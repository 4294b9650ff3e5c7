// SPDX-License-Identifier: Apache-2.0
// One view of convolutions and matrix products with constant weights: what the
// packer needs to know of either, or the reason why it cannot be packed.
#ifndef QOPT_LAYOUT_LINEARSITE_H
#define QOPT_LAYOUT_LINEARSITE_H

#include "Packing.h"
#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

struct LinearSite {
  Operation *op = nullptr; ///< qopt.conv or qopt.matmul
  Value input, filter, bias; ///< bias may be null
  KernelGeometry geometry;
  FilterStrides strides{0, 0};
  /// Padding of the spatial dimensions, lows then highs; empty for none.
  SmallVector<int64_t> padding;
  double padValue = 0;
  bool unsignedInput = false;
};

/// The site of `op`, which is a qopt.conv or qopt.matmul. On refusal null, with
/// `reason` saying what was wanted and what was got.
std::optional<LinearSite> matchLinearSite(Operation *op, std::string &reason);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_LINEARSITE_H
