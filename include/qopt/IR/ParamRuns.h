// SPDX-License-Identifier: Apache-2.0
// Loops over the elements of a tensor in runs that share a scale.
#ifndef QOPT_IR_PARAMRUNS_H
#define QOPT_IR_PARAMRUNS_H

#include "qopt/IR/QOpt.h"

namespace mlir::qopt {

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

#endif // QOPT_IR_PARAMRUNS_H
