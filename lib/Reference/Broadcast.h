// SPDX-License-Identifier: Apache-2.0
// Numpy broadcasting as a list of element indices.
#ifndef QOPT_LIB_REFERENCE_BROADCAST_H
#define QOPT_LIB_REFERENCE_BROADCAST_H

#include "mlir/Support/LLVM.h"

#include <vector>

namespace mlir::qopt {

/// For every element of `shape` in order: the index of the element that an operand of
/// shape `operand`, which broadcasts to it, has there.
inline std::vector<int64_t> broadcastIndices(ArrayRef<int64_t> operand,
                                             ArrayRef<int64_t> shape) {
  std::vector<int64_t> indices(1, 0);
  size_t missing = shape.size() - operand.size();
  for (size_t d = 0; d < shape.size(); ++d) {
    int64_t size = d < missing ? 1 : operand[d - missing];
    std::vector<int64_t> next;
    next.reserve(indices.size() * shape[d]);
    for (int64_t base : indices)
      for (int64_t i = 0; i < shape[d]; ++i)
        next.push_back(base * size + (size == 1 ? 0 : i));
    indices.swap(next);
  }
  return indices;
}

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_BROADCAST_H
