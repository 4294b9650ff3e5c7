// SPDX-License-Identifier: Apache-2.0
// Geometries of convolutions in a line.
#ifndef QOPT_TEST_CODEGEN_NVGPU_PIXELS_H
#define QOPT_TEST_CODEGEN_NVGPU_PIXELS_H

#include "qopt/IR/PixelGeometry.h"

namespace mlir::qopt {

using Numbers = llvm::SmallVector<int64_t>;

inline PixelGeometry geometry(int64_t batch, Numbers sizes, int64_t channels,
                              Numbers kernel, Numbers strides, Numbers dilations,
                              Numbers low, Numbers high) {
  PixelGeometry pixels;
  pixels.batch = batch;
  pixels.channels = channels;
  pixels.sizes = sizes;
  pixels.kernel = kernel;
  pixels.strides = strides;
  pixels.dilations = dilations;
  pixels.low = low;
  pixels.high = high;
  return pixels;
}

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_PIXELS_H
