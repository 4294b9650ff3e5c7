// SPDX-License-Identifier: Apache-2.0
// The ops of QOptGpuOps.td, apart from QOpt.h so that only who needs them sees them.
#ifndef QOPT_IR_GPUOPS_H
#define QOPT_IR_GPUOPS_H

#include "qopt/IR/BatchGeometry.h"
#include "qopt/IR/FragmentGeometry.h"
#include "qopt/IR/PixelGeometry.h"
#include "qopt/IR/QOpt.h"
#include "qopt/IR/SparseFragmentGeometry.h"

namespace mlir::qopt {

/// Bytes to which a row of weights of qopt.mma_matmul is padded: one copy.
constexpr int64_t kMmaRowAlign = 16;

/// Pieces of pixels that are copied at once are this many bytes at least, and which taps
/// lie in the input is kept in a word of bits.
constexpr int64_t kMmaPixelAlign = 4, kMmaPaddedTaps = 32;

/// Why qopt.mma_matmul cannot find the pixels of this convolution (constraint C9), from
/// "expected" on; empty: it can.
std::string refusePixels(const PixelGeometry &pixels);

/// Bytes of a padded row of `depth` weights.
constexpr int64_t getMmaRowBytes(int64_t depth) {
  return (depth + kMmaRowAlign - 1) / kMmaRowAlign * kMmaRowAlign;
}

} // namespace mlir::qopt

#define GET_OP_CLASSES
#include "qopt/IR/QOptGpuOps.h.inc"

#endif // QOPT_IR_GPUOPS_H
