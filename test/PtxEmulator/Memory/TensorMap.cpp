// SPDX-License-Identifier: Apache-2.0
#include "TensorMap.h"

#include <cstring>

namespace qopt::ptx {

namespace {
constexpr uint64_t magic = 0x70616d20786f7051;

/// What the 128 bytes hold: sizes and strides as the limits of the API allow.
struct Image {
  uint64_t magic, address;
  uint32_t size[5];
  uint64_t stride[4];
  uint16_t box[5];
  uint16_t rank, elementBytes, swizzleBytes;
};
static_assert(sizeof(Image) <= 128, "a tensor map has 128 bytes");
} // namespace

uint64_t TensorMap::boxBytes() const {
  uint64_t bytes = elementBytes;
  for (uint32_t i = 0; i < rank; ++i)
    bytes *= box[i];
  return bytes;
}

std::string check(const TensorMap &map) {
  if (map.rank < 1 || map.rank > 5)
    return "expected a tensor map of rank 1..5, got " + std::to_string(map.rank);
  if (map.address % 16)
    return "expected a tensor's address that is a multiple of 16, got another";
  for (uint32_t i = 0; i < map.rank; ++i) {
    if (map.size[i] < 1 || map.size[i] > UINT32_MAX || map.box[i] < 1 || map.box[i] > 256)
      return "expected sizes of 1..2^32 - 1 and boxes of 1..256 elements, got " + std::to_string(map.size[i]) + " and " +
             std::to_string(map.box[i]);
    if (i > 0 && map.stride[i - 1] % 16)
      return "expected strides that are multiples of 16 bytes, got " + std::to_string(map.stride[i - 1]);
  }
  uint64_t rowBytes = uint64_t(map.box[0]) * map.elementBytes;
  if (rowBytes % 16)
    return "expected boxes whose rows are multiples of 16 bytes, got " + std::to_string(rowBytes);
  if (map.swizzleBytes && rowBytes > map.swizzleBytes)
    return "expected boxes whose rows are at most the swizzle's " + std::to_string(map.swizzleBytes) + " bytes, got " +
           std::to_string(rowBytes);
  return "";
}

std::array<uint8_t, 128> encode(const TensorMap &map) {
  Image image{};
  image.magic = magic;
  image.address = map.address;
  for (size_t i = 0; i < 5; ++i) {
    image.size[i] = uint32_t(map.size[i]);
    image.box[i] = uint16_t(map.box[i]);
    if (i < 4)
      image.stride[i] = map.stride[i];
  }
  image.rank = uint16_t(map.rank);
  image.elementBytes = uint16_t(map.elementBytes);
  image.swizzleBytes = uint16_t(map.swizzleBytes);
  std::array<uint8_t, 128> bytes{};
  std::memcpy(bytes.data(), &image, sizeof image);
  return bytes;
}

std::optional<TensorMap> decodeTensorMap(const uint8_t *bytes) {
  Image image;
  std::memcpy(&image, bytes, sizeof image);
  if (image.magic != magic)
    return std::nullopt;
  TensorMap map;
  map.address = image.address;
  for (size_t i = 0; i < 5; ++i) {
    map.size[i] = image.size[i];
    map.box[i] = image.box[i];
    if (i < 4)
      map.stride[i] = image.stride[i];
  }
  map.rank = image.rank;
  map.elementBytes = image.elementBytes;
  map.swizzleBytes = image.swizzleBytes;
  return map;
}

uint64_t swizzled(uint64_t address, uint32_t swizzleBytes) {
  if (swizzleBytes < 32)
    return address;
  uint64_t choices = swizzleBytes / 16 - 1;
  return address ^ ((address >> 7 & choices) << 4);
}

} // namespace qopt::ptx
