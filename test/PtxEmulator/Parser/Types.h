// SPDX-License-Identifier: Apache-2.0
//
// PTX' scalar types. Source: PTX ISA, "Types", "Alternate Floating-Point Data
// Formats" and "Packed Data Types".
#ifndef QOPT_TEST_PTXEMULATOR_PARSER_TYPES_H
#define QOPT_TEST_PTXEMULATOR_PARSER_TYPES_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace qopt::ptx {

enum class Type : uint8_t {
  Pred,
  B1, B8, B16, B32, B64, B128,
  U4, S4, U8, U16, U32, U64,
  S8, S16, S32, S64,
  F16, F16x2, BF16, BF16x2, F32, F64,
  E4M3, E5M2, E4M3x2, E5M2x2,
};

/// "u32" -> Type::U32; nullopt: no type of that name.
std::optional<Type> parseType(std::string_view name);
std::string_view name(Type type);

/// Width in bits: 1 for predicates and b1, 4 for s4 and u4, 8 .. 128 else.
int bitsOf(Type type);
/// Bytes in memory, 1 at least.
inline int bytesOf(Type type) { return bitsOf(type) < 8 ? 1 : bitsOf(type) / 8; }
/// Whether a value of the type is read as two's complement.
bool isSigned(Type type);
/// f16, bf16, f32, f64 and the 8-bit floats, packed ones included.
bool isFloat(Type type);
/// The low `bits` bits, bits in 0..64.
inline uint64_t lowMask(int bits) { return bits >= 64 ? ~uint64_t(0) : (uint64_t(1) << bits) - 1; }
/// The low `bits` bits of `value` as a signed number, bits in 1..64.
inline int64_t signExtend(uint64_t value, int bits) {
  return int64_t(value << (64 - bits)) >> (64 - bits);
}

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_PARSER_TYPES_H
