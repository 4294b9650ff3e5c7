// SPDX-License-Identifier: Apache-2.0
// Element types, conversion to float and integer, and sample views of arrays.
#include "qopt/Data/Array.h"

#include <cassert>
#include <cstring>
#include <limits>

namespace qopt::data {

namespace {
struct DTypeRow {
  DType dtype;
  std::string_view name;
  size_t width;
};
constexpr DTypeRow kDTypes[] = {
    {DType::Bool, "b1", 1}, {DType::I8, "i1", 1},  {DType::U8, "u1", 1},
    {DType::I16, "i2", 2},  {DType::U16, "u2", 2}, {DType::I32, "i4", 4},
    {DType::U32, "u4", 4},  {DType::I64, "i8", 8}, {DType::U64, "u8", 8},
    {DType::F16, "f2", 2},  {DType::F32, "f4", 4}, {DType::F64, "f8", 8},
};
} // namespace

size_t byteWidth(DType dtype) { return kDTypes[size_t(dtype)].width; }

std::string_view name(DType dtype) { return kDTypes[size_t(dtype)].name; }

std::optional<DType> parseDType(std::string_view text) {
  for (const DTypeRow &row : kDTypes)
    if (row.name == text)
      return row.dtype;
  return std::nullopt;
}

int64_t Array::count() const {
  int64_t product = 1;
  for (int64_t dim : shape)
    product *= dim;
  return product;
}

std::string describe(const Array &array) {
  std::string text(name(array.dtype));
  text += '[';
  for (size_t i = 0; i < array.shape.size(); ++i)
    text += (i ? "," : "") + std::to_string(array.shape[i]);
  return text + ']';
}

Array makeFloatArray(std::string name, std::vector<int64_t> shape,
                     const std::vector<float> &values) {
  Array array;
  array.name = std::move(name);
  array.dtype = DType::F32;
  array.shape = std::move(shape);
  assert(array.count() == int64_t(values.size()) && "values fill the shape");
  array.bytes.resize(values.size() * sizeof(float));
  if (!values.empty())
    std::memcpy(array.bytes.data(), values.data(), array.bytes.size());
  return array;
}

float halfToFloat(uint16_t bits) {
  uint32_t sign = uint32_t(bits & 0x8000u) << 16;
  uint32_t exponent = (bits >> 10) & 0x1f, fraction = bits & 0x3ff;
  uint32_t out;
  if (exponent == 0x1f) { // infinity or NaN, payload kept
    out = sign | 0x7f800000u | (fraction << 13);
  } else if (exponent != 0) {
    out = sign | ((exponent + 112) << 23) | (fraction << 13);
  } else { // zero or subnormal: fraction * 2^-24, exact in binary32
    float magnitude = float(fraction) * 0x1p-24f;
    std::memcpy(&out, &magnitude, sizeof(out));
    out |= sign;
  }
  float result;
  std::memcpy(&result, &out, sizeof(result));
  return result;
}

// Calls fn(value) for each of n elements of type T; the bytes may be unaligned.
template <typename T, typename Fn>
static void forEachElement(const uint8_t *bytes, int64_t n, Fn fn) {
  for (int64_t i = 0; i < n; ++i) {
    T value;
    std::memcpy(&value, bytes + size_t(i) * sizeof(T), sizeof(T));
    fn(value);
  }
}

template <typename Fn>
static void visitElements(DType dtype, const uint8_t *bytes, int64_t n, Fn fn) {
  switch (dtype) {
  case DType::Bool:
    return forEachElement<uint8_t>(bytes, n, [&](uint8_t v) { fn(v != 0); });
  case DType::I8:
    return forEachElement<int8_t>(bytes, n, fn);
  case DType::U8:
    return forEachElement<uint8_t>(bytes, n, fn);
  case DType::I16:
    return forEachElement<int16_t>(bytes, n, fn);
  case DType::U16:
    return forEachElement<uint16_t>(bytes, n, fn);
  case DType::I32:
    return forEachElement<int32_t>(bytes, n, fn);
  case DType::U32:
    return forEachElement<uint32_t>(bytes, n, fn);
  case DType::I64:
    return forEachElement<int64_t>(bytes, n, fn);
  case DType::U64:
    return forEachElement<uint64_t>(bytes, n, fn);
  case DType::F16:
    return forEachElement<uint16_t>(bytes, n,
                                    [&](uint16_t v) { fn(halfToFloat(v)); });
  case DType::F32:
    return forEachElement<float>(bytes, n, fn);
  case DType::F64:
    return forEachElement<double>(bytes, n, fn);
  }
}

static std::vector<float> floatsOf(DType dtype, const uint8_t *bytes,
                                   int64_t n) {
  std::vector<float> values;
  values.reserve(size_t(n));
  visitElements(dtype, bytes, n, [&](auto v) { values.push_back(float(v)); });
  return values;
}

std::vector<float> toFloats(const Array &array) {
  return floatsOf(array.dtype, array.bytes.data(), array.count());
}

std::optional<std::vector<int64_t>> toInts(const Array &array) {
  if (array.dtype >= DType::F16)
    return std::nullopt;
  std::vector<int64_t> values;
  values.reserve(size_t(array.count()));
  bool fits = true;
  visitElements(array.dtype, array.bytes.data(), array.count(), [&](auto v) {
    if constexpr (std::is_same_v<decltype(v), uint64_t>)
      fits &= v <= uint64_t(std::numeric_limits<int64_t>::max());
    values.push_back(int64_t(v));
  });
  if (!fits)
    return std::nullopt;
  return values;
}

Samples::Samples(const Array &array) : source(array) {
  if (array.shape.empty())
    return;
  number = array.shape[0];
  perSample = 1;
  for (size_t i = 1; i < array.shape.size(); ++i)
    perSample *= array.shape[i];
}

std::vector<int64_t> Samples::shape() const {
  if (source.shape.empty())
    return {};
  return std::vector<int64_t>(source.shape.begin() + 1, source.shape.end());
}

const uint8_t *Samples::bytes(int64_t i) const {
  assert(i >= 0 && i < number && "sample index in range");
  return source.bytes.data() + size_t(i) * byteSize();
}

std::vector<float> Samples::floats(int64_t i) const {
  return floatsOf(source.dtype, bytes(i), perSample);
}

} // namespace qopt::data
