// SPDX-License-Identifier: Apache-2.0
// Sizes of the packed form of a linear op, computed in one place for the
// verifier, the packer, the interpreter and the code generator.
#ifndef QOPT_IR_KERNELGEOMETRY_H
#define QOPT_IR_KERNELGEOMETRY_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>

namespace mlir::qopt {

/// See the op descriptions in QOptKernelOps.td for the meaning of the names.
struct KernelGeometry {
  /// Columns of a panel and consecutive k of an int8 column.
  static constexpr int64_t kColumns = 16;
  static constexpr int64_t kStep = 4;

  SmallVector<int64_t> kernel, strides, dilations; ///< r entries each
  int64_t channels = 0;                            ///< C
  int64_t features = 0;                            ///< F
  int64_t groups = 1;                              ///< G
  bool isFloat = false;
  bool isDepthwise = false;

  int64_t groupChannels() const { return channels / groups; }
  int64_t groupFeatures() const { return features / groups; }
  /// Kernel positions T = K1 * ... * Kr.
  int64_t taps() const;
  /// P: panels of one group (of all channels when depthwise).
  int64_t panels() const;
  /// Whether the innermost kernel dimension and the channels form one run.
  bool mergesInnermost() const;
  /// L and R.
  int64_t runLength() const;
  int64_t runCount() const;
  /// L in steps: ceil(L/4) for integers, L for float.
  int64_t runSteps() const;
  /// Kernel position of the first element of run `run`: r coordinates.
  SmallVector<int64_t> runPosition(int64_t run) const;
  /// Coordinates of tap `tap` in the kernel.
  SmallVector<int64_t> tapPosition(int64_t tap) const;

  SmallVector<int64_t> weightShape() const;
  /// Shape of bias, multiplier and shift.
  SmallVector<int64_t> channelShape() const;

  /// Depthwise: the kernel dimension along which taps form quads of four, the
  /// last but one where it has more than one tap, else the last; so that the
  /// quads of a column serve every output that the column is a tap of.
  size_t quadDim() const;
  /// Quads: ceil(K_d / 4) for d = quadDim(), times the other sizes. Quad
  /// numbers are row-major over the other dimensions, the quad of four along d
  /// innermost.
  int64_t quads() const;
  /// Number of quads of one position of the other dimensions: ceil(K_d / 4).
  int64_t quadsPerColumn() const;
  /// Depthwise: number of panels of each block, in order.
  SmallVector<int64_t> depthwiseBlocks() const;
  /// Index into packed_conv weights of output channel `feature` of `group`
  /// and input channel `channel` of the group at kernel position `tap`.
  int64_t convIndex(int64_t group, int64_t feature, int64_t tap,
                    int64_t channel) const;
  /// Index into packed_depthwise weights.
  int64_t depthwiseIndex(int64_t channel, int64_t tap) const;
  /// Index into bias, multiplier and shift.
  int64_t channelIndex(int64_t group, int64_t feature) const;
};

} // namespace mlir::qopt

#endif // QOPT_IR_KERNELGEOMETRY_H
