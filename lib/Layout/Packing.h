// SPDX-License-Identifier: Apache-2.0
// Reordering of filters and per-channel parameters into the packed form that
// QOptKernelOps.td defines. Plain loops over plain arrays: one pass, no state,
// so equal input gives equal bytes.
#ifndef QOPT_LAYOUT_PACKING_H
#define QOPT_LAYOUT_PACKING_H

#include "qopt/IR/KernelGeometry.h"

#include <cstdint>
#include <vector>

namespace mlir::qopt {

/// Where element (f, k) of a filter lies: f * featureStride + k * kStride, with
/// k counting kernel positions and, innermost, the C/G channels of a group.
struct FilterStrides {
  int64_t feature;
  int64_t k;
};

/// Packed copy of `filter`, for int8_t and float.
template <typename T>
std::vector<T> packFilter(const KernelGeometry &geometry,
                          const std::vector<T> &filter, FilterStrides strides);

/// Sums over one output channel's filter.
struct FilterSums {
  int64_t sum;
  int64_t absolute;
};
std::vector<FilterSums> sumFilter(const KernelGeometry &geometry,
                                  const std::vector<int8_t> &filter,
                                  FilterStrides strides);

/// Whether kernels may rescale in 32 bits (`narrow` of the kernel ops): every |sum +
/// bias| < 2^30 for any codes of the input, and every shift is in [31, 61]. `bias` has
/// one entry per filter, `shift` one or one per filter.
bool isNarrow(const std::vector<int32_t> &bias, const std::vector<FilterSums> &sums,
              const std::vector<int8_t> &shift, bool unsignedInput);

/// `values` (one per output channel, or one for all) in the shape
/// [G, P, 16] with `padding` in the channels that do not exist.
template <typename T>
std::vector<T> packChannels(const KernelGeometry &geometry,
                            const std::vector<T> &values, T padding);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_PACKING_H
