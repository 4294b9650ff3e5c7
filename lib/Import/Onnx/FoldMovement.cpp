// SPDX-License-Identifier: Apache-2.0
// Constant folding of ops that move elements. One loop serves them all: every
// result dimension has a table of source offsets.
#include "Fold.h"

#include "llvm/ADT/STLExtras.h"

#include <cstring>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

Shape mlir::qopt::onnx_import::stridesOf(ArrayRef<int64_t> shape) {
  Shape strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

OffsetTable mlir::qopt::onnx_import::stepOffsets(int64_t count, int64_t first,
                                                 int64_t step,
                                                 int64_t stride) {
  OffsetTable table(count);
  for (int64_t i = 0; i < count; ++i)
    table[i] = (first + i * step) * stride;
  return table;
}

// One element of `type` as bytes.
static std::string encodeElement(DataType type, double value) {
  HostTensor one =
      isFloating(type)
          ? HostTensor::fromFloats(type, {}, {static_cast<float>(value)})
          : HostTensor::fromInts(type, {}, {static_cast<int64_t>(value)});
  return one.bytes().empty() ? std::string()
                             : std::string(one.bytes().data(), one.bytes().size());
}

// Copies one innermost row.
template <typename T>
static void copyRow(const char *source, int64_t base, bool outside,
                    const OffsetTable &table, const char *fill, char *out) {
  for (size_t i = 0; i < table.size(); ++i, out += sizeof(T)) {
    bool useFill = outside || table[i] == kOutside;
    std::memcpy(out, useFill ? fill : source + (base + table[i]) * sizeof(T),
                sizeof(T));
  }
}

HostTensor mlir::qopt::onnx_import::mapElements(const HostTensor &source,
                                                ArrayRef<int64_t> shape,
                                                ArrayRef<OffsetTable> tables,
                                                double fill) {
  unsigned size = storageBytes(source.type());
  int64_t count = *countElements(shape);
  std::string result(count * size, '\0');
  std::string fillBytes = encodeElement(source.type(), fill);
  auto copy = size == 1   ? copyRow<uint8_t>
              : size == 2 ? copyRow<uint16_t>
              : size == 4 ? copyRow<uint32_t>
                          : copyRow<uint64_t>;
  static const OffsetTable scalar{0};
  const OffsetTable &inner = shape.empty() ? scalar : tables.back();
  size_t outerRank = shape.empty() ? 0 : shape.size() - 1;
  Shape index(outerRank, 0);
  for (int64_t done = 0; done < count;) {
    int64_t base = 0;
    bool outside = false;
    for (size_t d = 0; d < outerRank; ++d) {
      int64_t offset = tables[d][index[d]];
      outside |= offset == kOutside;
      base += offset;
    }
    copy(source.bytes().data(), base, outside, inner, fillBytes.data(),
         result.data() + done * size);
    done += inner.size();
    for (size_t d = outerRank; d-- > 0;) {
      if (++index[d] < shape[d])
        break;
      index[d] = 0;
    }
  }
  return {source.type(), shape, std::move(result)};
}

HostTensor mlir::qopt::onnx_import::foldTranspose(const HostTensor &source,
                                                  ArrayRef<int64_t> perm) {
  Shape strides = stridesOf(source.shape()), shape;
  std::vector<OffsetTable> tables;
  for (int64_t p : perm) {
    shape.push_back(source.shape()[p]);
    tables.push_back(stepOffsets(source.shape()[p], 0, 1, strides[p]));
  }
  return mapElements(source, shape, tables);
}

HostTensor mlir::qopt::onnx_import::foldBroadcast(const HostTensor &source,
                                                  ArrayRef<int64_t> shape) {
  Shape strides = stridesOf(source.shape());
  size_t added = shape.size() - source.shape().size();
  std::vector<OffsetTable> tables;
  for (size_t d = 0; d < shape.size(); ++d) {
    bool repeats = d < added || source.shape()[d - added] == 1;
    tables.push_back(
        stepOffsets(shape[d], 0, 1, repeats ? 0 : strides[d - added]));
  }
  return mapElements(source, shape, tables);
}

HostTensor mlir::qopt::onnx_import::foldSlice(const HostTensor &source,
                                              ArrayRef<int64_t> shape,
                                              ArrayRef<int64_t> starts,
                                              ArrayRef<int64_t> steps) {
  Shape strides = stridesOf(source.shape());
  std::vector<OffsetTable> tables;
  for (size_t d = 0; d < shape.size(); ++d)
    tables.push_back(stepOffsets(shape[d], starts[d], steps[d], strides[d]));
  return mapElements(source, shape, tables);
}

// Source index of position i (counted from the original's first element).
static int64_t padIndex(int64_t i, int64_t size, PadMode mode) {
  if (i >= 0 && i < size)
    return i;
  switch (mode) {
  case PadMode::constant:
    return kOutside;
  case PadMode::edge:
    return i < 0 ? 0 : size - 1;
  case PadMode::reflect:
    return i < 0 ? -i : 2 * (size - 1) - i;
  case PadMode::wrap:
    return (i % size + size) % size;
  }
  llvm_unreachable("all modes are handled");
}

HostTensor mlir::qopt::onnx_import::foldPad(const HostTensor &source,
                                            ArrayRef<int64_t> low,
                                            ArrayRef<int64_t> high,
                                            PadMode mode, double value) {
  Shape strides = stridesOf(source.shape()), shape;
  std::vector<OffsetTable> tables;
  for (size_t d = 0; d < low.size(); ++d) {
    int64_t size = source.shape()[d];
    shape.push_back(size + low[d] + high[d]);
    OffsetTable table;
    for (int64_t i = -low[d]; i < size + high[d]; ++i) {
      int64_t index = padIndex(i, size, mode);
      table.push_back(index == kOutside ? kOutside : index * strides[d]);
    }
    tables.push_back(std::move(table));
  }
  return mapElements(source, shape, tables, value);
}

HostTensor mlir::qopt::onnx_import::foldGather(const HostTensor &data,
                                               const HostTensor &indices,
                                               int64_t axis) {
  Shape strides = stridesOf(data.shape());
  Shape flat(data.shape()), shape(data.shape().take_front(axis));
  flat[axis] = indices.numElements();
  llvm::append_range(shape, indices.shape());
  llvm::append_range(shape, data.shape().drop_front(axis + 1));
  std::vector<OffsetTable> tables;
  for (size_t d = 0; d < flat.size(); ++d)
    tables.push_back(stepOffsets(flat[d], 0, 1, strides[d]));
  for (int64_t i = 0; i < indices.numElements(); ++i) {
    int64_t index = indices.intAt(i);
    tables[axis][i] =
        (index < 0 ? index + data.shape()[axis] : index) * strides[axis];
  }
  return mapElements(data, flat, tables).reshaped(shape);
}

HostTensor mlir::qopt::onnx_import::foldConcat(ArrayRef<HostTensor> inputs,
                                               int64_t axis) {
  Shape shape(inputs.front().shape());
  shape[axis] = 0;
  for (const HostTensor &input : inputs)
    shape[axis] += input.shape()[axis];
  unsigned size = storageBytes(inputs.front().type());
  int64_t outer = *countElements(ArrayRef<int64_t>(shape).take_front(axis));
  std::string result;
  result.reserve(*countElements(shape) * size);
  for (int64_t o = 0; o < outer; ++o)
    for (const HostTensor &input : inputs) {
      size_t chunk = input.bytes().size() / outer;
      result.append(input.bytes().data() + o * chunk, chunk);
    }
  return {inputs.front().type(), shape, std::move(result)};
}
