// SPDX-License-Identifier: Apache-2.0
// Which pixels a convolution multiplies at each position of its result, computed in one
// place for the verifier, the packer, the interpreter and the code generator.
#ifndef QOPT_IR_PIXELGEOMETRY_H
#define QOPT_IR_PIXELGEOMETRY_H

#include "llvm/ADT/SmallVector.h"

#include <cstdint>

namespace mlir::qopt {

/// A convolution over codes [batch, sizes.., channels] by a filter of `kernel` taps. All
/// lists have one entry per spatial dimension. Sizes, strides, dilations and numbers of
/// taps are positive, padding is not negative.
struct PixelGeometry {
  int64_t batch = 1, channels = 1;
  llvm::SmallVector<int64_t> sizes, kernel, strides, dilations, low, high;
  int64_t padValue = 0; ///< the code beyond the input

  int64_t taps() const { return product(kernel); }
  /// K: terms of a sum; tap by tap, the channels of a tap side by side.
  int64_t depth() const { return taps() * channels; }
  /// Positions of the result along spatial dimension `d`; not positive where the filter
  /// is larger than the padded input.
  int64_t positions(size_t d) const {
    int64_t room = sizes[d] + low[d] + high[d] - dilations[d] * (kernel[d] - 1) - 1;
    return room < 0 ? 0 : room / strides[d] + 1;
  }
  /// M: positions of the result in all images.
  int64_t rows() const {
    int64_t count = batch;
    for (size_t d = 0; d < sizes.size(); ++d)
      count *= positions(d);
    return count;
  }
  int64_t imageBytes() const { return product(sizes) * channels; }
  /// Whether any tap along `d` lies beyond the input at any position.
  bool isPadded(size_t d) const { return low[d] != 0 || high[d] != 0; }

  /// Taps along all padded dimensions, added up.
  int64_t paddedTaps() const {
    int64_t count = 0;
    for (size_t d = 0; d < sizes.size(); ++d)
      count += isPadded(d) ? kernel[d] : 0;
    return count;
  }

  /// Where in the input, in codes, term `k` of row `m` stands; -1: beyond it. 0 <= m <
  /// rows(), 0 <= k < depth().
  int64_t place(int64_t m, int64_t k) const {
    int64_t tap = k / channels, at = 0, scale = channels;
    for (size_t d = sizes.size(); d-- > 0;) {
      int64_t position = m % positions(d), i = tap % kernel[d];
      m /= positions(d);
      tap /= kernel[d];
      int64_t x = position * strides[d] - low[d] + i * dilations[d];
      if (x < 0 || x >= sizes[d])
        return -1;
      at += x * scale;
      scale *= sizes[d];
    }
    return m * scale + at + k % channels;
  }

private:
  static int64_t product(llvm::ArrayRef<int64_t> factors) {
    int64_t all = 1;
    for (int64_t factor : factors)
      all *= factor;
    return all;
  }
};

} // namespace mlir::qopt

#endif // QOPT_IR_PIXELGEOMETRY_H
