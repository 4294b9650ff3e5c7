// SPDX-License-Identifier: Apache-2.0
// N:M sparsity of whole tensors: which elements stay, and whether codes obey. The
// rule for one line of elements is Numerics' (Blocks/NofM.h).
#ifndef QOPT_IR_SPARSITY_H
#define QOPT_IR_SPARSITY_H

#include "qopt/IR/QOpt.h"
#include "qopt/Numerics/Blocks/NofM.h"

namespace mlir::qopt {

/// The pattern of a sparsity.
inline ::qopt::numerics::NofM toNumerics(SparsityAttr sparsity) {
  return {static_cast<int>(sparsity.getKept()),
          static_cast<int>(sparsity.getGroup())};
}

/// Calls fn(first, stride, n) for every line of elements along `axis` of a tensor
/// of `shape`, in row-major order of the other dimensions.
template <typename Fn>
void forEachLine(ArrayRef<int64_t> shape, int64_t axis, Fn fn) {
  int64_t n = shape[axis];
  int64_t stride = ShapedType::getNumElements(shape.drop_front(axis + 1));
  int64_t total = ShapedType::getNumElements(shape);
  for (int64_t base = 0; base < total; base += n * stride)
    for (int64_t i = 0; i < stride; ++i)
      fn(base + i, stride, n);
}

/// Which elements of `values` (row-major, of `shape`) stay: those of largest
/// magnitude in every run. The axis lies in `shape`.
std::vector<bool> keepLargest(SparsityAttr sparsity, ArrayRef<int64_t> shape,
                              ArrayRef<float> values);

/// The first element of a run that has too many codes other than that of 0, or
/// nothing. `type` is sparse; one entry of `zeroPoints` per slot of its
/// granularity (read for uniform formats).
std::optional<int64_t> findDenseRun(QType type, ArrayRef<int64_t> shape,
                                    ArrayRef<int64_t> codes,
                                    ArrayRef<int64_t> zeroPoints);

} // namespace mlir::qopt

#endif // QOPT_IR_SPARSITY_H
