// SPDX-License-Identifier: Apache-2.0
#include "SparseFragments.h"

#include "qopt/IR/SparseFragmentGeometry.h"

#include <algorithm>

using namespace mlir;
using namespace mlir::qopt;
using Geometry = SparseFragmentGeometry;

// The positions of a group's weights, ascending, filled up with those of zeros; false
// where there are more than two.
static bool findPositions(const int8_t *group, int64_t count,
                          int64_t (&positions)[Geometry::kKept]) {
  int64_t found = 0;
  for (int64_t i = 0; i < count; ++i)
    if (group[i] != 0) {
      if (found == Geometry::kKept)
        return false;
      positions[found++] = i;
    }
  if (found == 0)
    positions[0] = 0;
  if (found < 2) // the one weight at the last position comes second
    positions[1] = positions[0] + 1;
  if (positions[1] == Geometry::kGroup)
    positions[1] = positions[0]--;
  return true;
}

std::optional<SparseFragments> mlir::qopt::packSparseFragments(const std::vector<int8_t> &rows,
                                                               int64_t columns, int64_t depth,
                                                               int64_t rowBytes) {
  Geometry geometry{depth, columns};
  if (4 * (geometry.valueWords() + geometry.metadataWords()) >= columns * rowBytes)
    return std::nullopt;
  SparseFragments packed;
  packed.values.assign(static_cast<size_t>(geometry.valueWords()), 0);
  packed.metadata.assign(static_cast<size_t>(geometry.metadataWords()),
                         Geometry::kFirstTwo);
  for (int64_t n = 0; n < columns; ++n)
    for (int64_t group = 0; group < geometry.groups(); ++group) {
      int64_t first = group * Geometry::kGroup;
      const int8_t *weights = &rows[n * rowBytes + first];
      int64_t count = std::min(Geometry::kGroup, depth - first);
      int64_t positions[Geometry::kKept];
      if (!findPositions(weights, count, positions))
        return std::nullopt;
      for (int64_t j = 0; j < Geometry::kKept; ++j) {
        Geometry::Place at = geometry.value(n, group, j);
        int8_t weight = positions[j] < count ? weights[positions[j]] : 0;
        packed.values[at.word] |= uint32_t(uint8_t(weight)) << at.shift;
        at = geometry.position(n, group, j);
        packed.metadata[at.word] &= ~(uint32_t(Geometry::kGroup - 1) << at.shift);
        packed.metadata[at.word] |= uint32_t(positions[j]) << at.shift;
      }
    }
  return packed;
}
