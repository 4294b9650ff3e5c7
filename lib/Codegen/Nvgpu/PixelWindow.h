// SPDX-License-Identifier: Apache-2.0
// Where the filter of a convolution stands at one position of its result.
#ifndef QOPT_LIB_CODEGEN_NVGPU_PIXELWINDOW_H
#define QOPT_LIB_CODEGEN_NVGPU_PIXELWINDOW_H

#include "NvvmEmit.h"

#include "qopt/IR/PixelGeometry.h"

namespace mlir::qopt {

struct PixelWindow {
  Value offset; ///< of its first tap, in bytes from the first pixel; may be negative
  /// A bit for each tap along each padded dimension, the innermost one's first: whether
  /// it is in the input. At most 32 (PixelGeometry::paddedTaps()).
  Value inside;
};

/// Bytes from one pixel to the next along each dimension.
SmallVector<int64_t> pitchesOf(const PixelGeometry &geometry);
/// The window of position `row` (an i32 below geometry.rows()).
PixelWindow enterWindow(NvvmEmit &b, const PixelGeometry &geometry, Value row);
/// Unsigned quotient and remainder.
std::pair<Value, Value> divide(NvvmEmit &b, Value value, int64_t by);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_PIXELWINDOW_H
