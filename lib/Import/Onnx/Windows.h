// SPDX-License-Identifier: Apache-2.0
// Geometry that convolutions and poolings share: kernel, strides, dilations and
// ONNX's several ways to state padding.
#ifndef QOPT_LIB_IMPORT_ONNX_WINDOWS_H
#define QOPT_LIB_IMPORT_ONNX_WINDOWS_H

#include "NodeImporter.h"

namespace mlir::qopt::onnx_import {

/// One entry per spatial dimension; `padding` has the lows, then the highs.
struct Windows {
  SmallVector<int64_t> input, kernel, strides, dilations, padding;
  std::string autoPad;

  size_t rank() const { return input.size(); }
  /// Elements from the first to the last that one window sees.
  int64_t extent(size_t i) const { return (kernel[i] - 1) * dilations[i] + 1; }
};

/// Reads strides, dilations, auto_pad and pads of a node whose input 0 is
/// [N, C, S...] and whose kernel has these sizes, and turns auto_pad into
/// padding. `readDilations` is false for versions without that attribute.
Windows readWindows(NodeImporter &n, ArrayRef<int64_t> kernel,
                    bool readDilations = true);

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_WINDOWS_H
