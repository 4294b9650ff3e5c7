// SPDX-License-Identifier: Apache-2.0
// Opcodes of assembled code. Instructions of sm_70 and later have 128 bits, of which the
// lowest 12 are the opcode (as the vendor's disassembler shows them); code is in the ELF
// sections `.text.<kernel>`.
#ifndef QOPT_TEST_CODEGEN_NVGPU_CUBIN_H
#define QOPT_TEST_CODEGEN_NVGPU_CUBIN_H

#include <cstdint>
#include <cstring>
#include <map>
#include <string>

namespace mlir::qopt {

/// IMMA of 8-bit integers: one instruction per mma.sync.m16n8k32 in hardware.
/// Sparse ones are told apart elsewhere.
constexpr uint32_t kImmaOpcode = 0x237;
/// HMMA of 16-bit floats (m16n8k16), QMMA of 8-bit ones (m16n8k32).
constexpr uint32_t kHmmaOpcode = 0x23c, kQmmaOpcode = 0x27a;
/// One per wgmma with both operands in shared memory: of 8-bit integers, of 16-bit and of
/// 8-bit floats.
constexpr uint32_t kIgmmaOpcode = 0x9f1, kHgmmaOpcode = 0x9f0, kQgmmaOpcode = 0x9f3;

/// How often each opcode occurs; empty where `elf` is no 64-bit ELF file with code.
inline std::map<uint32_t, size_t> countOpcodes(const std::string &elf) {
  auto read = [&](size_t at, auto value) {
    if (at + sizeof value <= elf.size())
      std::memcpy(&value, elf.data() + at, sizeof value);
    return value;
  };
  std::map<uint32_t, size_t> counts;
  if (elf.compare(0, 5, "\177ELF\2") != 0)
    return counts;
  auto table = read(0x28, uint64_t(0));
  size_t size = read(0x3a, uint16_t(0)), sections = read(0x3c, uint16_t(0));
  auto section = [&](size_t i, size_t field) { return table + i * size + field; };
  auto names = read(section(read(0x3e, uint16_t(0)), 0x18), uint64_t(0));
  for (size_t i = 0; i < sections; ++i) {
    size_t name = names + read(section(i, 0), uint32_t(0));
    if (name >= elf.size() || elf.compare(name, 6, ".text.") != 0)
      continue;
    auto begin = read(section(i, 0x18), uint64_t(0)), bytes = read(section(i, 0x20), uint64_t(0));
    for (uint64_t at = begin; at + 16 <= begin + bytes; at += 16)
      ++counts[read(at, uint32_t(0)) & 0xfff];
  }
  return counts;
}

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_CUBIN_H
