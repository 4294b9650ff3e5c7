// SPDX-License-Identifier: Apache-2.0
//
// The families of instructions; each adds its decoders to the table. The text
// above each file says which sections of the PTX ISA it follows.
#ifndef QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_FAMILIES_H
#define QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_FAMILIES_H

#include "../Machine/Decoding.h"
#include "../Machine/Warp.h"

namespace qopt::ptx {

void addArithmetic(InstructionTable &table);
void addCarry(InstructionTable &table);
void addIntegerBits(InstructionTable &table);
void addDotProducts(InstructionTable &table);
void addFloatFunctions(InstructionTable &table);
void addCompare(InstructionTable &table);
void addConvert(InstructionTable &table);
void addMove(InstructionTable &table);
void addControl(InstructionTable &table);
void addLoadStore(InstructionTable &table);
void addAtomics(InstructionTable &table);
void addLanes(InstructionTable &table);
void addBarriers(InstructionTable &table);
void addAsyncCopy(InstructionTable &table);
void addMbarrier(InstructionTable &table);
void addMatrixMove(InstructionTable &table);
void addMma(InstructionTable &table);
void addWgmma(InstructionTable &table);

/// {.cc}.type of add, addc, sub, subc (Carry.cpp).
void decodeCarry(Decoding &decoding, bool subtracts, bool takesCarry);
/// cp.async.bulk, what follows these names (BulkCopy.cpp).
void decodeBulkCopy(Decoding &decoding);

/// The unsigned integer of T's width: what a row holds of it.
template <class T> using Bits = std::make_unsigned_t<T>;

/// d = op(a), d = op(a, b), d = op(a, b, c) on integers T; rows in that order.
template <class T, class Op> void unary(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  forLanes(mask, [&](uint32_t lane) { d[lane] = Bits<T>(Op::run(T(a[lane]))); });
}
template <class T, class Op> void binary(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]);
  forLanes(mask, [&](uint32_t lane) { d[lane] = Bits<T>(Op::run(T(a[lane]), T(b[lane]))); });
}
template <class T, class Op> void ternary(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  forLanes(mask, [&](uint32_t lane) { d[lane] = Bits<T>(Op::run(T(a[lane]), T(b[lane]), T(c[lane]))); });
}

/// Calls choose(T()) with the C++ integer of a type of 16, 32 or 64 bits;
/// bit types are unsigned. Error at other types.
template <class Choose> Handler forInteger(const Decoding &decoding, Type type, Choose choose) {
  switch (type) {
  case Type::U16: case Type::B16: return choose(uint16_t());
  case Type::U32: case Type::B32: return choose(uint32_t());
  case Type::U64: case Type::B64: return choose(uint64_t());
  case Type::S16: return choose(int16_t());
  case Type::S32: return choose(int32_t());
  case Type::S64: return choose(int64_t());
  default: decoding.fail("an integer type of 16, 32 or 64 bits", "'." + std::string(name(type)) + "'");
  }
}

} // namespace qopt::ptx

#endif // QOPT_TEST_PTXEMULATOR_INSTRUCTIONS_FAMILIES_H
