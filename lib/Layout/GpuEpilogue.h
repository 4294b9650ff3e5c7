// SPDX-License-Identifier: Apache-2.0
// What follows the sums of a product and can be done by its kernel on a GPU.
#ifndef QOPT_LAYOUT_GPUEPILOGUE_H
#define QOPT_LAYOUT_GPUEPILOGUE_H

#include "LinearSite.h"
#include "qopt/IR/RunTimeOps.h"

namespace mlir::qopt {

/// At most one of the two is there.
struct GpuEpilogue {
  RescaleOp rescale;
  DequantizeSumsOp dequantize;

  /// Null: there is none.
  Operation *getOp() {
    return rescale ? rescale.getOperation() : dequantize.getOperation();
  }
};

/// The epilogue behind the sums of `site`; none, with a remark on the op, where there is
/// one that the kernel cannot do.
GpuEpilogue matchGpuEpilogue(const LinearSite &site);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_GPUEPILOGUE_H
