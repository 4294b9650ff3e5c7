// SPDX-License-Identifier: Apache-2.0
// Channel labels through broadcasts, reshapes and selections; see the header.
#include "qopt/IR/ChannelLabels.h"

#include <numeric>

using namespace mlir;
using namespace mlir::qopt;

static SmallVector<int64_t> stridesOf(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t d = shape.size(); d-- > 1;)
    strides[d - 1] = strides[d] * shape[d];
  return strides;
}

// result[i] = ids[offset(i)] over all indices i of `shape` in row-major order, where
// the offset moves by strides[d] with dimension d.
static std::vector<int32_t> gather(ArrayRef<int32_t> ids,
                                   ArrayRef<int64_t> shape,
                                   ArrayRef<int64_t> strides) {
  int64_t count = ShapedType::getNumElements(shape);
  std::vector<int32_t> result;
  result.reserve(count);
  SmallVector<int64_t> index(shape.size(), 0);
  int64_t offset = 0;
  for (int64_t i = 0; i < count; ++i) {
    result.push_back(ids[offset]);
    for (size_t d = shape.size(); d-- > 0;) {
      offset += strides[d];
      if (++index[d] < shape[d])
        break;
      offset -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return result;
}

ChannelLabels ChannelLabels::ofLastDim(ArrayRef<int64_t> valueShape) {
  ChannelLabels labels;
  labels.shape.assign(valueShape.size(), 1);
  labels.shape.back() = valueShape.back();
  labels.ids.resize(valueShape.back());
  std::iota(labels.ids.begin(), labels.ids.end(), 0);
  return labels;
}

std::vector<int32_t>
ChannelLabels::expand(ArrayRef<int64_t> valueShape) const {
  ChannelLabels padded = withRank(valueShape.size());
  SmallVector<int64_t> strides = stridesOf(padded.shape);
  for (auto [stride, size] : llvm::zip_equal(strides, padded.shape))
    if (size == 1)
      stride = 0;
  return gather(ids, valueShape, strides);
}

// Whether no id depends on the index of `dim`.
static bool isConstantAlong(ArrayRef<int32_t> ids, ArrayRef<int64_t> shape,
                            int64_t dim) {
  int64_t stride = stridesOf(shape)[dim], size = shape[dim];
  for (int64_t i = 0, n = static_cast<int64_t>(ids.size()); i < n; ++i)
    if (ids[i] != ids[i - (i / stride) % size * stride])
      return false;
  return true;
}

ChannelLabels ChannelLabels::compress(ArrayRef<int64_t> valueShape,
                                      std::vector<int32_t> ids) {
  ChannelLabels labels{SmallVector<int64_t>(valueShape), std::move(ids)};
  for (size_t d = 0; d < labels.shape.size(); ++d) {
    if (labels.shape[d] == 1 ||
        !isConstantAlong(labels.ids, labels.shape, static_cast<int64_t>(d)))
      continue;
    SmallVector<int64_t> strides = stridesOf(labels.shape);
    labels.shape[d] = 1;
    labels.ids = gather(labels.ids, labels.shape, strides);
  }
  return labels;
}

std::optional<std::vector<int32_t>>
ChannelLabels::along(int64_t dim, int64_t size) const {
  for (size_t d = 0; d < shape.size(); ++d)
    if (static_cast<int64_t>(d) != dim && shape[d] != 1)
      return std::nullopt;
  if (shape[dim] == 1)
    return std::vector<int32_t>(size, ids.front());
  return ids;
}

ChannelLabels ChannelLabels::transposed(ArrayRef<int64_t> perm) const {
  ChannelLabels result;
  SmallVector<int64_t> strides = stridesOf(shape), permuted;
  for (int64_t p : perm) {
    result.shape.push_back(shape[p]);
    permuted.push_back(strides[p]);
  }
  result.ids = gather(ids, result.shape, permuted);
  return result;
}

ChannelLabels ChannelLabels::withRank(size_t rank) const {
  ChannelLabels result = *this;
  result.shape.insert(result.shape.begin(), rank - shape.size(), 1);
  return result;
}

ChannelLabels ChannelLabels::select(int64_t dim,
                                    ArrayRef<int64_t> indices) const {
  if (!dependsOn(dim))
    return *this;
  ChannelLabels result;
  result.shape = shape;
  result.shape[dim] = static_cast<int64_t>(indices.size());
  SmallVector<int64_t> strides = stridesOf(shape);
  // Offsets along `dim` come from the list, those of other dimensions add up.
  SmallVector<int64_t> others = strides;
  others[dim] = 0;
  std::vector<int32_t> bases(ids.size());
  std::iota(bases.begin(), bases.end(), 0);
  std::vector<int32_t> base = gather(bases, result.shape, others);
  int64_t inner = stridesOf(result.shape)[dim];
  for (size_t i = 0; i < base.size(); ++i) {
    int64_t at = static_cast<int64_t>(i) / inner % result.shape[dim];
    result.ids.push_back(ids[base[i] + indices[at] * strides[dim]]);
  }
  return result;
}
