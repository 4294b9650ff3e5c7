// SPDX-License-Identifier: Apache-2.0
// Dispatch from an element type to the C++ type that holds it, once per tensor
// instead of once per element.
#ifndef QOPT_LIB_REFERENCE_VISIT_H
#define QOPT_LIB_REFERENCE_VISIT_H

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

/// Calls fn(begin, end, slot) for consecutive runs of elements that share the
/// parameter number `slot`; runs cover all elements of `shape` in order.
template <typename Fn>
void forEachParamRun(Attribute granularity, ArrayRef<int64_t> shape, Fn fn) {
  int64_t total = ShapedType::getNumElements(shape);
  if (total == 0)
    return;
  int64_t axis = -1, size = 1;
  if (auto channel = dyn_cast<ChannelGranularityAttr>(granularity)) {
    axis = channel.getAxis();
  } else if (auto group = dyn_cast<GroupGranularityAttr>(granularity)) {
    axis = group.getAxis();
    size = group.getSize();
  } else if (isa<TokenGranularityAttr>(granularity) && !shape.empty()) {
    int64_t row = shape.back();
    for (int64_t i = 0; i < total; i += row)
      fn(i, i + row, i / row);
    return;
  } else if (auto block = dyn_cast<BlockGranularityAttr>(granularity)) {
    int64_t length = block.getSize();
    for (int64_t slot = 0, i = 0; i < total; ++slot) {
      int64_t end = total - i < length ? total : i + length;
      fn(i, end, slot);
      i = end;
    }
    return;
  } else {
    fn(int64_t(0), total, int64_t(0));
    return;
  }
  int64_t dim = shape[axis];
  int64_t inner = ShapedType::getNumElements(shape.drop_front(axis + 1));
  int64_t outer = total / (dim * inner);
  bool grouped = isa<GroupGranularityAttr>(granularity);
  int64_t groups = dim / size + (dim % size != 0), at = 0;
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t d = 0; d < dim; ++d) {
      if (!grouped) { // one scale per index of the axis
        fn(at, at + inner, d);
        at += inner;
        continue;
      }
      for (int64_t i = 0; i < inner; ++i, ++at)
        fn(at, at + 1, (o * groups + d / size) * inner + i);
    }
}

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_VISIT_H
