// SPDX-License-Identifier: Apache-2.0
// The loops of SparsePacking.h.
#include "SparsePacking.h"

#include <algorithm>

using namespace mlir;
using namespace mlir::qopt;

namespace {
// kept:group; of equally many bytes the first is taken.
struct Sparsity {
  int64_t kept, group;
};
constexpr Sparsity kPatterns[] = {{1, 4}, {2, 4}, {1, 8}, {2, 8}, {4, 8}};
} // namespace

// The most weights other than 0 in any group of any column; `limit` + 1 stands for
// everything above `limit`.
static int64_t countDensest(int64_t depth, int64_t columns, int64_t group,
                            const std::vector<int8_t> &filter,
                            FilterStrides strides, int64_t limit) {
  int64_t most = 0;
  for (int64_t n = 0; n < columns && most <= limit; ++n)
    for (int64_t first = 0; first < depth; first += group) {
      int64_t count = 0;
      for (int64_t k = first; k < std::min(first + group, depth); ++k)
        count += filter[n * strides.feature + k * strides.k] != 0;
      most = std::max(most, count);
    }
  return std::min(most, limit + 1);
}

std::optional<SparseGeometry>
mlir::qopt::findPattern(int64_t depth, int64_t columns,
                        const std::vector<int8_t> &filter,
                        FilterStrides strides) {
  auto densest = [&](int64_t group) {
    return countDensest(depth, columns, group, filter, strides, group / 2);
  };
  int64_t ofFour = densest(4), ofEight = densest(8);
  std::optional<SparseGeometry> best;
  int64_t fewest = llvm::divideCeil(columns, SparseGeometry::kColumns) *
                   llvm::divideCeil(depth, SparseGeometry::kStep) *
                   SparseGeometry::kColumns * SparseGeometry::kStep;
  for (const Sparsity &pattern : kPatterns) {
    SparseGeometry g{pattern.kept, pattern.group, depth, columns};
    bool obeys = (pattern.group == 4 ? ofFour : ofEight) <= pattern.kept;
    if (!obeys || g.bytes() >= fewest)
      continue;
    fewest = g.bytes();
    best = g;
  }
  return best;
}

std::vector<int8_t> mlir::qopt::packSparse(const SparseGeometry &g,
                                           const std::vector<int8_t> &filter,
                                           FilterStrides strides) {
  std::vector<int8_t> packed(static_cast<size_t>(g.bytes()), 0);
  for (int64_t n = 0; n < g.columns; ++n)
    for (int64_t group = 0; group < g.groups(); ++group) {
      int64_t first = group * g.group, stored = 0;
      for (int64_t k = first; k < std::min(first + g.group, g.depth); ++k) {
        int8_t weight = filter[n * strides.feature + k * strides.k];
        if (weight == 0)
          continue;
        auto place = g.maskPlace(n, group, (k - first) / g.kStep);
        int64_t bit = place.lowest + (k - first) % g.kStep;
        packed[place.index] =
            static_cast<int8_t>(packed[place.index] | (1 << bit));
        packed[g.valueIndex(n, group, stored++)] = weight;
      }
    }
  return packed;
}
