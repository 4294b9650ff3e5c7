// SPDX-License-Identifier: Apache-2.0
// Dispatch from an element type to the C++ type that holds it, once per tensor
// instead of once per element.
#ifndef QOPT_LIB_REFERENCE_VISIT_H
#define QOPT_LIB_REFERENCE_VISIT_H

#include "qopt/IR/ParamRuns.h"
#include "qopt/Reference/Tensor.h"

namespace mlir::qopt {

/// Calls fn(T()) with the C++ type that stores elements of `type`: float, or
/// the [u]intN_t of the element's byte width. i1 counts as unsigned: its one is
/// 1, not -1. `type` must have a byte width.
template <typename Fn> auto dispatchStorage(Type type, Fn fn) {
  if (isa<Float32Type>(type))
    return fn(float());
  bool isUnsigned = type.isUnsignedInteger() || type.isInteger(1);
  switch (getByteWidth(type)) {
  case 1:
    return isUnsigned ? fn(uint8_t()) : fn(int8_t());
  case 2:
    return isUnsigned ? fn(uint16_t()) : fn(int16_t());
  case 4:
    return isUnsigned ? fn(uint32_t()) : fn(int32_t());
  default:
    return isUnsigned ? fn(uint64_t()) : fn(int64_t());
  }
}

/// Calls fn(index, value) for every stored element in order.
template <typename Fn> void forEachStored(const Tensor &tensor, Fn fn) {
  dispatchStorage(tensor.getStorageType(), [&](auto zero) {
    ArrayRef<decltype(zero)> data = tensor.data<decltype(zero)>();
    for (size_t i = 0, e = data.size(); i < e; ++i)
      fn(i, data[i]);
  });
}

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_VISIT_H
