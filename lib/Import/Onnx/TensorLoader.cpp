// SPDX-License-Identifier: Apache-2.0
// Contents of TensorProtos: raw, typed-field and external data of every element
// type, checked against the declared shape before any memory is asked for.
#include "TensorLoader.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/Support/Endian.h"

#include <cmath>
#include <cstring>

using namespace mlir;
using namespace mlir::qopt::onnx_import;
using ::onnx::TensorProto;

static_assert(llvm::endianness::native == llvm::endianness::little,
              "raw tensor data is little-endian and used as it is");

namespace {
/// Packed bytes of one tensor as the file has them.
struct Contents {
  std::string bytes;
  std::string error;
};
} // namespace

// Bytes that `count` elements take in raw data; sub-byte types are packed.
static uint64_t rawBytes(DataType type, uint64_t count) {
  return (count * bitsOf(type) + (type == DataType::Bool ? 7 * count : 7)) / 8;
}

//===-- Typed fields ------------------------------------------------------===//

template <typename T, typename Field>
static std::string copyField(const Field &field) {
  std::string bytes(field.size() * sizeof(T), '\0');
  auto *out = reinterpret_cast<T *>(bytes.data());
  for (int i = 0; i < field.size(); ++i)
    out[i] = static_cast<T>(field.Get(i));
  return bytes;
}

static uint64_t presentFields(const TensorProto &p) {
  return (p.float_data_size() > 0) + (p.int32_data_size() > 0) +
         (p.int64_data_size() > 0) + (p.double_data_size() > 0) +
         (p.uint64_data_size() > 0) + (p.string_data_size() > 0) +
         (p.has_raw_data() && !p.raw_data().empty());
}

static std::string typedBytes(const TensorProto &p, DataType type) {
  switch (type) {
  case DataType::Float:
    return copyField<float>(p.float_data());
  case DataType::Double:
    return copyField<double>(p.double_data());
  case DataType::Int64:
    return copyField<int64_t>(p.int64_data());
  case DataType::Uint64:
    return copyField<uint64_t>(p.uint64_data());
  case DataType::Uint32:
    return copyField<uint32_t>(p.uint64_data());
  case DataType::Int32:
    return copyField<int32_t>(p.int32_data());
  case DataType::Int16:
  case DataType::Uint16:
  case DataType::Float16: // bits in the low half of an int32
  case DataType::Bfloat16:
    return copyField<uint16_t>(p.int32_data());
  default: // 8 bits and packed sub-byte types
    return copyField<uint8_t>(p.int32_data());
  }
}

static Contents takeContents(TensorProto &proto, DataType type,
                             uint64_t count, const TensorSource &source) {
  Contents result;
  uint64_t wanted = rawBytes(type, count);
  if (proto.data_location() == TensorProto::EXTERNAL) {
    auto bytes = readExternalData(proto, source, wanted, result.error);
    if (succeeded(bytes))
      result.bytes = std::move(*bytes);
    return result;
  }
  if (presentFields(proto) > 1) {
    result.error = "expected one data field, got several";
    return result;
  }
  if (proto.has_raw_data() && !proto.raw_data().empty()) {
    std::unique_ptr<std::string> raw(proto.release_raw_data());
    result.bytes = std::move(*raw);
  } else {
    result.bytes = typedBytes(proto, type);
  }
  if (result.bytes.size() != wanted)
    result.error = "expected " + std::to_string(wanted) + " bytes of " +
                   nameOf(type) + " data, got " +
                   std::to_string(result.bytes.size());
  return result;
}

//===-- Conversion to the form held here ----------------------------------===//

// Scalars of the 16-bit float formats as f32, exactly.
static float fromHalf(uint16_t bits) {
  uint32_t sign = uint32_t(bits & 0x8000) << 16;
  uint32_t exponent = (bits >> 10) & 0x1f, fraction = bits & 0x3ff;
  if (exponent == 0) { // zero and subnormals: fraction * 2^-24
    float value = std::ldexp(static_cast<float>(fraction), -24);
    return sign ? -value : value;
  }
  uint32_t wide = exponent == 31 ? 0xff : exponent + 112;
  uint32_t word = sign | wide << 23 | fraction << 13;
  float value;
  std::memcpy(&value, &word, sizeof value);
  return value;
}

static float fromBfloat(uint16_t bits) {
  uint32_t word = uint32_t(bits) << 16;
  float value;
  std::memcpy(&value, &word, sizeof value);
  return value;
}

template <typename From, typename Fn>
static std::string convertToFloat(StringRef bytes, Fn &&convert) {
  size_t count = bytes.size() / sizeof(From);
  std::string result(count * sizeof(float), '\0');
  auto *out = reinterpret_cast<float *>(result.data());
  for (size_t i = 0; i < count; ++i) {
    From element;
    std::memcpy(&element, bytes.data() + i * sizeof(From), sizeof(From));
    out[i] = convert(element);
  }
  return result;
}

// Sub-byte elements, first in the low bits, one per byte and sign-extended.
static std::string unpack(StringRef bytes, DataType type, uint64_t count) {
  unsigned bits = bitsOf(type), perByte = 8 / bits;
  unsigned mask = (1u << bits) - 1, signBit = 1u << (bits - 1);
  std::string result(count, '\0');
  for (uint64_t i = 0; i < count; ++i) {
    unsigned value =
        (uint8_t(bytes[i / perByte]) >> (i % perByte * bits)) & mask;
    if (!isUnsignedType(type) && (value & signBit))
      value |= ~mask;
    result[i] = static_cast<char>(value);
  }
  return result;
}

static std::string toHeldForm(std::string bytes, DataType type,
                              uint64_t count) {
  switch (type) {
  case DataType::Float16:
    return convertToFloat<uint16_t>(bytes, fromHalf);
  case DataType::Bfloat16:
    return convertToFloat<uint16_t>(bytes, fromBfloat);
  case DataType::Double:
    return convertToFloat<double>(
        bytes, [](double d) { return static_cast<float>(d); });
  case DataType::Bool:
    for (char &c : bytes)
      c = c != 0;
    return bytes;
  default:
    return bitsOf(type) < 8 ? unpack(bytes, type, count) : std::move(bytes);
  }
}

//===-- Entry point -------------------------------------------------------===//

static std::string checkHeader(const TensorProto &proto,
                               const TensorSource &source, DataType type) {
  if (proto.dims_size() > 64)
    return "expected at most 64 dimensions, got " +
           std::to_string(proto.dims_size());
  Shape shape(proto.dims().begin(), proto.dims().end());
  if (!isSupported(type))
    return "element type " + nameOf(type) + " is not supported";
  if (proto.has_segment())
    return "tensors in segments are not supported";
  if (!fitsInto(source.maxTensorBytes, type, shape))
    return "expected a shape of at most " +
           std::to_string(source.maxTensorBytes) + " bytes, got " + str(shape) +
           " of " + nameOf(type);
  return "";
}

Initializer mlir::qopt::onnx_import::decodeTensor(TensorProto &proto,
                                                  const TensorSource &source) {
  Initializer result;
  auto type = static_cast<DataType>(proto.data_type());
  Shape shape(proto.dims().begin(), proto.dims().end());
  result.defect = checkHeader(proto, source, type);
  if (!result.defect.empty())
    return result;
  int64_t count = *countElements(shape);
  Contents contents = takeContents(proto, type, count, source);
  if (!contents.error.empty()) {
    result.defect = contents.error;
    return result;
  }
  result.tensor = HostTensor(
      type, shape, toHeldForm(std::move(contents.bytes), type, count));
  proto.Clear();
  return result;
}
