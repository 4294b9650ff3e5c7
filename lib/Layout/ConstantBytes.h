// SPDX-License-Identifier: Apache-2.0
// The bytes of a constant tensor without an APInt per element.
#ifndef QOPT_LAYOUT_CONSTANTBYTES_H
#define QOPT_LAYOUT_CONSTANTBYTES_H

#include "qopt/IR/QOpt.h"

#include <cstring>

namespace mlir::qopt {

/// Elements of the constant `value` as T, in row-major order; nullopt when it is
/// not a constant or its elements are not of sizeof(T) bytes. Splats are
/// expanded. Element meaning (signed, unsigned, float) is the caller's.
std::optional<SmallVector<char>> getConstantBytes(Value value,
                                                  unsigned elementBytes);

template <typename T>
std::optional<std::vector<T>> getConstantAs(Value value) {
  auto bytes = getConstantBytes(value, sizeof(T));
  if (!bytes)
    return std::nullopt;
  std::vector<T> result(bytes->size() / sizeof(T));
  std::memcpy(result.data(), bytes->data(), bytes->size());
  return result;
}

/// A constant of `type` holding `values`.
template <typename T>
Value createConstant(OpBuilder &builder, Location loc, RankedTensorType type,
                     const std::vector<T> &values) {
  auto attr = DenseElementsAttr::getFromRawBuffer(
      type, ArrayRef<char>(reinterpret_cast<const char *>(values.data()),
                           values.size() * sizeof(T)));
  return ConstantOp::create(builder, loc, attr);
}

/// Erases what defines `values` (null ones are left out) and is not used any more:
/// constants would be stored beside their packed copies.
void eraseConstants(RewriterBase &rewriter, ArrayRef<Value> values);

} // namespace mlir::qopt

#endif // QOPT_LAYOUT_CONSTANTBYTES_H
