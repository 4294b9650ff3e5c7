// SPDX-License-Identifier: Apache-2.0
//
// What a tensor map says. Its 128 bytes are opaque in CUDA; here they hold this
// struct, so a map is made by encode and read by decode only. Source: CUDA driver
// API, cuTensorMapEncodeTiled; PTX ISA, "Tensor Data Movement".
#ifndef QOPT_TEST_PTXEMULATOR_MEMORY_TENSORMAP_H
#define QOPT_TEST_PTXEMULATOR_MEMORY_TENSORMAP_H

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace qopt::ptx {

struct TensorMap {
  uint32_t rank = 2;         ///< 1..5
  uint32_t elementBytes = 1; ///< 1, 2, 4 or 8
  uint64_t address = 0;      ///< global, a multiple of 16
  /// Elements, innermost first; 1 beyond the rank.
  std::array<uint64_t, 5> size = {1, 1, 1, 1, 1};
  /// Bytes from one to the next in dimension i + 1; multiples of 16.
  std::array<uint64_t, 4> stride = {};
  std::array<uint32_t, 5> box = {1, 1, 1, 1, 1}; ///< elements, 1..256 each
  /// 0 (none), 32, 64 or 128: the box's rows are at most so long, and 16-byte
  /// chunks are exchanged as wgmma expects them.
  uint32_t swizzleBytes = 0;

  uint64_t boxBytes() const;
};

/// Empty, or what is wrong: wanted and got.
std::string check(const TensorMap &map);
std::array<uint8_t, 128> encode(const TensorMap &map);
/// nullopt: bytes that encode did not make.
std::optional<TensorMap> decodeTensorMap(const uint8_t *bytes);

/// Where a byte of a swizzled box goes: shared address, swizzled. PTX ISA,
/// "Swizzling Modes".
uint64_t swizzled(uint64_t address, uint32_t swizzleBytes);

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_MEMORY_TENSORMAP_H
