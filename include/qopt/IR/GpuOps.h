// SPDX-License-Identifier: Apache-2.0
// The ops of QOptGpuOps.td, apart from QOpt.h so that only who needs them sees them.
#ifndef QOPT_IR_GPUOPS_H
#define QOPT_IR_GPUOPS_H

#include "qopt/IR/FragmentGeometry.h"
#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

/// Bytes to which a row of weights of qopt.mma_matmul is padded: one copy.
constexpr int64_t kMmaRowAlign = 16;

/// Bytes of a padded row of `depth` weights.
constexpr int64_t getMmaRowBytes(int64_t depth) {
  return (depth + kMmaRowAlign - 1) / kMmaRowAlign * kMmaRowAlign;
}

} // namespace mlir::qopt

#define GET_OP_CLASSES
#include "qopt/IR/QOptGpuOps.h.inc"

#endif // QOPT_IR_GPUOPS_H
