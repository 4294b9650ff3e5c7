// SPDX-License-Identifier: Apache-2.0
// 2:4 sparse weights in the order of qopt.mma_sparse_matmul. Plain loops over plain
// arrays, as Packing.h.
#ifndef QOPT_LAYOUT_SPARSEFRAGMENTS_H
#define QOPT_LAYOUT_SPARSEFRAGMENTS_H

#include <cstdint>
#include <optional>
#include <vector>

namespace mlir::qopt {

struct SparseFragments {
  std::vector<uint32_t> values, metadata;
};

/// The compressed form of `rows`, one of `depth` weights for each of `columns`, every
/// `rowBytes` bytes. nullopt where four neighbours hold more than two weights, or where
/// the padded form has no fewer bytes than `rows`.
std::optional<SparseFragments> packSparseFragments(const std::vector<int8_t> &rows,
                                                   int64_t columns, int64_t depth,
                                                   int64_t rowBytes);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_SPARSEFRAGMENTS_H
