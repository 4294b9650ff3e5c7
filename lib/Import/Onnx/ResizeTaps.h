// SPDX-License-Identifier: Apache-2.0
// Interpolation taps of ONNX Resize along one axis.
#ifndef QOPT_LIB_IMPORT_ONNX_RESIZETAPS_H
#define QOPT_LIB_IMPORT_ONNX_RESIZETAPS_H

#include "NodeImporter.h"

#include <cmath>

namespace mlir::qopt::onnx_import {

/// Resize's attributes, in ONNX's spellings.
struct ResizeMethod {
  std::string coordinates = "half_pixel";
  std::string filter = "nearest"; ///< nearest, linear, cubic
  std::string nearest = "round_prefer_floor";
  double cubicA = -0.75;
  bool antialias = false, excludeOutside = false;
  /// The scales are the model's own numbers, not ratios of sizes.
  bool scalesAreFloat32 = false;
  /// tf_crop_and_resize: result where the position lies outside the input.
  double extrapolation = 0;
  /// tf_crop_and_resize: normalized [start, end] per axis of the input.
  SmallVector<std::pair<double, double>> region;

  /// `roi` has the starts of `axes`, then their ends; other axes stay whole.
  void setRegion(int64_t rank, ArrayRef<int64_t> axes, ArrayRef<float> roi);
};

/// Reads the attributes of Resize (opset >= 11).
ResizeMethod readResizeMethod(NodeImporter &n);

/// Taps of one axis; nullopt where every output is just the input of its index.
/// Outputs whose position tf_crop_and_resize puts outside the input are only
/// counted, in `before` and `after`.
/// `scale` is the exact ratio, from which `outputs` was rounded.
std::optional<ResizeTaps> makeTaps(NodeImporter &n, const ResizeMethod &method,
                                   int64_t axis, int64_t inputs,
                                   int64_t outputs, double scale);

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_RESIZETAPS_H
