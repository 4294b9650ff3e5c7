// SPDX-License-Identifier: Apache-2.0
// Element types and contents of tensors known at import time.
#include "HostTensor.h"

#include "qopt/Numerics/Saturate.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>
#include <limits>

using namespace mlir;
using namespace mlir::qopt::onnx_import;
namespace num = ::qopt::numerics;

//===-- Element types -----------------------------------------------------===//

namespace {
enum class Family : uint8_t { None, Floating, Small, Signed, Unsigned };
struct TypeRow {
  const char *name;
  Family family;
  uint8_t bits;
};
} // namespace

// Indexed by the number of the type.
static constexpr TypeRow kTypes[] = {
    {"undefined", Family::None, 0},       {"float32", Family::Floating, 32},
    {"uint8", Family::Unsigned, 8},       {"int8", Family::Signed, 8},
    {"uint16", Family::Unsigned, 16},     {"int16", Family::Signed, 16},
    {"int32", Family::Signed, 32},        {"int64", Family::Signed, 64},
    {"string", Family::None, 0},          {"bool", Family::Unsigned, 1},
    {"float16", Family::Floating, 16},    {"double", Family::Floating, 64},
    {"uint32", Family::Unsigned, 32},     {"uint64", Family::Unsigned, 64},
    {"complex64", Family::None, 64},      {"complex128", Family::None, 128},
    {"bfloat16", Family::Floating, 16},   {"float8e4m3fn", Family::Small, 8},
    {"float8e4m3fnuz", Family::Small, 8},  {"float8e5m2", Family::Small, 8},
    {"float8e5m2fnuz", Family::Small, 8},  {"uint4", Family::Unsigned, 4},
    {"int4", Family::Signed, 4},          {"float4e2m1", Family::Small, 4},
    {"float8e8m0", Family::Small, 8},      {"uint2", Family::Unsigned, 2},
    {"int2", Family::Signed, 2},
};

static const TypeRow &rowOf(DataType type) {
  auto index = static_cast<uint32_t>(type);
  return kTypes[index < std::size(kTypes) ? index : 0];
}

std::string mlir::qopt::onnx_import::nameOf(DataType type) {
  auto index = static_cast<uint32_t>(type);
  return index < std::size(kTypes)
             ? kTypes[index].name
             : "type " + std::to_string(static_cast<int32_t>(type));
}

bool mlir::qopt::onnx_import::isFloating(DataType type) {
  return rowOf(type).family == Family::Floating;
}
bool mlir::qopt::onnx_import::isIntegral(DataType type) {
  return rowOf(type).family >= Family::Signed;
}
bool mlir::qopt::onnx_import::isSmallFloat(DataType type) {
  return rowOf(type).family == Family::Small;
}
bool mlir::qopt::onnx_import::isUnsignedType(DataType type) {
  return rowOf(type).family == Family::Unsigned || isSmallFloat(type);
}
unsigned mlir::qopt::onnx_import::bitsOf(DataType type) {
  return rowOf(type).bits;
}
unsigned mlir::qopt::onnx_import::storageBytes(DataType type) {
  return isFloating(type) ? 4 : (bitsOf(type) + 7) / 8;
}

Type mlir::qopt::onnx_import::getElementType(MLIRContext *context,
                                             DataType type) {
  if (isFloating(type))
    return Float32Type::get(context);
  if (type == DataType::Bool)
    return IntegerType::get(context, 1);
  return IntegerType::get(context, storageBytes(type) * 8,
                          isUnsignedType(type) ? IntegerType::Unsigned
                                               : IntegerType::Signless);
}

//===-- Shapes ------------------------------------------------------------===//

std::optional<int64_t>
mlir::qopt::onnx_import::volumeOf(ArrayRef<int64_t> shape) {
  int64_t volume = 1;
  for (int64_t dim : shape)
    if (dim < 0 ||
        llvm::MulOverflow(volume, std::max<int64_t>(dim, 1), volume))
      return std::nullopt;
  return volume;
}

std::optional<int64_t>
mlir::qopt::onnx_import::countElements(ArrayRef<int64_t> shape) {
  auto volume = volumeOf(shape);
  return volume && llvm::is_contained(shape, 0) ? 0 : volume;
}

bool mlir::qopt::onnx_import::fitsInto(uint64_t bytes, DataType type,
                                       ArrayRef<int64_t> shape) {
  auto volume = volumeOf(shape);
  return volume && uint64_t(*volume) <= bytes / storageBytes(type);
}

std::string mlir::qopt::onnx_import::str(ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "[";
  llvm::interleaveComma(shape, os);
  os << "]";
  return text;
}

std::string mlir::qopt::onnx_import::str(double value) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::format("%.9g", value);
  return text;
}

//===-- HostTensor --------------------------------------------------------===//

HostTensor::HostTensor(DataType type, ArrayRef<int64_t> shape,
                       std::string bytes)
    : elementType(type), dims(shape), count(*countElements(shape)),
      owner(std::make_shared<const std::string>(std::move(bytes))),
      view(owner->data(), owner->size()) {
  assert(view.size() == size_t(count) * storageBytes(type) &&
         "contents do not fit the shape");
}

template <typename T>
static std::string pack(ArrayRef<int64_t> values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  auto *out = reinterpret_cast<T *>(bytes.data());
  for (size_t i = 0; i < values.size(); ++i)
    out[i] = static_cast<T>(static_cast<uint64_t>(values[i]));
  return bytes;
}

HostTensor HostTensor::fromInts(DataType type, ArrayRef<int64_t> shape,
                                ArrayRef<int64_t> values) {
  switch (storageBytes(type)) {
  case 1:
    return {type, shape, pack<uint8_t>(values)};
  case 2:
    return {type, shape, pack<uint16_t>(values)};
  case 4:
    return {type, shape, pack<uint32_t>(values)};
  default:
    return {type, shape, pack<uint64_t>(values)};
  }
}

HostTensor HostTensor::fromFloats(DataType type, ArrayRef<int64_t> shape,
                                  ArrayRef<float> values) {
  return {type, shape,
          std::string(reinterpret_cast<const char *>(values.data()),
                      values.size() * sizeof(float))};
}

int64_t HostTensor::intAt(int64_t i) const {
  if (isFloating(elementType))
    return num::saturateFromDouble(as<float>()[i],
                                   {std::numeric_limits<int64_t>::min(),
                                    std::numeric_limits<int64_t>::max()});
  bool isUnsigned = isUnsignedType(elementType);
  switch (storageBytes(elementType)) {
  case 1:
    return isUnsigned ? int64_t(as<uint8_t>()[i]) : as<int8_t>()[i];
  case 2:
    return isUnsigned ? int64_t(as<uint16_t>()[i]) : as<int16_t>()[i];
  case 4:
    return isUnsigned ? int64_t(as<uint32_t>()[i]) : as<int32_t>()[i];
  default:
    return as<int64_t>()[i];
  }
}

double HostTensor::floatAt(int64_t i) const {
  if (isFloating(elementType))
    return as<float>()[i];
  if (elementType == DataType::Uint64)
    return static_cast<double>(as<uint64_t>()[i]);
  return static_cast<double>(intAt(i));
}

SmallVector<int64_t> HostTensor::ints() const {
  SmallVector<int64_t> values(count);
  for (int64_t i = 0; i < count; ++i)
    values[i] = intAt(i);
  return values;
}

std::vector<float> HostTensor::floats() const {
  std::vector<float> values(count);
  for (int64_t i = 0; i < count; ++i)
    values[i] = static_cast<float>(floatAt(i));
  return values;
}

HostTensor HostTensor::reshaped(ArrayRef<int64_t> shape) const {
  assert(countElements(shape) == count && "reshape keeps the element count");
  HostTensor result = *this;
  result.dims = Shape(shape);
  return result;
}

HostTensor HostTensor::retyped(DataType type) const {
  assert(storageBytes(type) == storageBytes(elementType));
  HostTensor result = *this;
  result.elementType = type;
  return result;
}

void HostTensor::moveTo(ArrayRef<char> elsewhere) {
  assert(elsewhere.size() == view.size() && "not the same content");
  view = elsewhere;
  owner.reset();
}
