// SPDX-License-Identifier: Apache-2.0
// Sums of a convolution in float, double or __int128, for qopt.conv and for its packed
// form.
#ifndef QOPT_LIB_REFERENCE_CONVOLVE_H
#define QOPT_LIB_REFERENCE_CONVOLVE_H

#include "Window.h"

namespace mlir::qopt {

/// Sizes of one convolution, and where its windows lie.
struct ConvShape {
  int64_t batch, channels, features, groups;
  int64_t inputSpatial; ///< positions of one input image
  WindowIndex window;
  int64_t groupChannels() const { return channels / groups; }
  int64_t groupFeatures() const { return features / groups; }
  /// Terms of one sum.
  int64_t terms() const { return window.kernels() * groupChannels(); }
};

/// Sums [N, outputs, F] over input [N, spatial, C] and filter [F, kernels, C/G];
/// `padding` is what positions outside of the input hold. Each sum starts at
/// its feature's `start` (0 where that is empty).
template <typename T>
std::vector<T> convolve(const ConvShape &shape, const std::vector<T> &input,
                        const std::vector<T> &filter, T padding,
                        const std::vector<T> &start = {});

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_CONVOLVE_H
