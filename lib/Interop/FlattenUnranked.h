// SPDX-License-Identifier: Apache-2.0
// Tensors of unknown rank as ranked ones of the same elements, and back.
#ifndef QOPT_LIB_INTEROP_FLATTENUNRANKED_H
#define QOPT_LIB_INTEROP_FLATTENUNRANKED_H

#include "mlir/IR/Builders.h"

#include <optional>

namespace mlir::qopt {

struct FlattenedTensor {
  Value value; ///< tensor<?x...>, or tensor<?xNx?x...> around an axis of N
  Value shape; ///< the original shape, tensor<?xindex>
};

/// With `axis`, that dimension stays the middle one of three; its size is
/// `axisSize.front()`.
FlattenedTensor flattenUnranked(OpBuilder &builder, Location loc, Value tensor,
                                std::optional<int64_t> axis,
                                ArrayRef<int64_t> axisSize);

/// `value` as a tensor<*x...> of the given shape.
Value restoreShape(OpBuilder &builder, Location loc, Value value, Value shape);

} // namespace mlir::qopt

#endif // QOPT_LIB_INTEROP_FLATTENUNRANKED_H
