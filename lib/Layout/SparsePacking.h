// SPDX-License-Identifier: Apache-2.0
// Filters of N:M sparsity in the compressed form that QOptSparseOps.td defines. Plain
// loops over plain arrays, as Packing.h.
#ifndef QOPT_LAYOUT_SPARSEPACKING_H
#define QOPT_LAYOUT_SPARSEPACKING_H

#include "Packing.h"
#include "qopt/IR/SparseGeometry.h"

#include <optional>

namespace mlir::qopt {

/// The compressed form with the fewest bytes that holds `filter`, a matrix of depth x
/// columns; of equals the one with the shorter groups. nullopt where none does in fewer
/// bytes than the dense form has.
std::optional<SparseGeometry> findPattern(int64_t depth, int64_t columns,
                                          const std::vector<int8_t> &filter,
                                          FilterStrides strides);

/// Compressed copy of `filter`, whose pattern `geometry` has; values of columns that
/// have fewer are 0.
std::vector<int8_t> packSparse(const SparseGeometry &geometry,
                               const std::vector<int8_t> &filter,
                               FilterStrides strides);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_SPARSEPACKING_H
