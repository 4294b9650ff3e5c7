// SPDX-License-Identifier: Apache-2.0
// Which channel every element of a value belongs to, as ops move them about.
#ifndef QOPT_IR_CHANNELLABELS_H
#define QOPT_IR_CHANNELLABELS_H

#include "qopt/IR/QOpt.h"

#include <optional>
#include <vector>

namespace mlir::qopt {

/// One id per element of a value: the channel whose factor the element carries, or
/// kNone. Kept as a tensor of the value's rank whose dimensions are the value's,
/// or 1 where the id does not depend on the index: "the last dimension" of
/// tensor<2x8x4xf32> is shape [1, 1, 4], ids [0, 1, 2, 3].
struct ChannelLabels {
  static constexpr int32_t kNone = -1;

  SmallVector<int64_t> shape;
  std::vector<int32_t> ids; ///< row-major over `shape`

  /// Channel i for index i of the last dimension (rank >= 1).
  static ChannelLabels ofLastDim(ArrayRef<int64_t> valueShape);
  /// Drops the dimensions on which `ids`, one per element of `valueShape`, do not
  /// depend.
  static ChannelLabels compress(ArrayRef<int64_t> valueShape,
                                std::vector<int32_t> ids);

  /// One id per element of a tensor of `valueShape`, which `shape` broadcasts to
  /// from the right.
  std::vector<int32_t> expand(ArrayRef<int64_t> valueShape) const;

  bool dependsOn(int64_t dim) const { return shape[dim] != 1; }
  /// One id per index of `dim`, which has `size`; nullopt where ids depend on
  /// another dimension, too.
  std::optional<std::vector<int32_t>> along(int64_t dim, int64_t size) const;

  /// The labels with dimension i taken from dimension perm[i].
  ChannelLabels transposed(ArrayRef<int64_t> perm) const;
  /// The labels of a value that was broadcast to `rank` dimensions.
  ChannelLabels withRank(size_t rank) const;
  /// Entry i of dimension `dim` is entry indices[i] here.
  ChannelLabels select(int64_t dim, ArrayRef<int64_t> indices) const;

  bool operator==(const ChannelLabels &o) const {
    return shape == o.shape && ids == o.ids;
  }
};

} // namespace mlir::qopt

#endif // QOPT_IR_CHANNELLABELS_H
