// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Parallel Synchronization and Communication": atom, red. Lanes take
// effect one after the other, in a random order: floating point sums come out
// as any order on a chip might give them.
#include "Families.h"
#include "MemoryAccess.h"

#include <algorithm>

namespace qopt::ptx {

namespace {
enum Operation : uint8_t { Add, Min, Max, And, Or, Xor, Exchange, Increment, Decrement, CompareSwap };
/// As the decoder leaves them in Inst::mod.
enum Mod { OperationMod, TypeMod, SpaceMod };

template <class T> T onInteger(uint8_t operation, T old, T b, T c) {
  using U = Bits<T>;
  switch (operation) {
  case Add: return T(U(old) + U(b));
  case Min: return std::min(old, b);
  case Max: return std::max(old, b);
  case And: return T(old & b);
  case Or: return T(old | b);
  case Xor: return T(old ^ b);
  case Exchange: return b;
  case Increment: return U(old) >= U(b) ? T(0) : T(old + 1);
  case Decrement: return old == 0 || U(old) > U(b) ? b : T(old - 1);
  default: return old == b ? c : old;
  }
}

uint64_t combine(const Inst &inst, uint64_t old, uint64_t b, uint64_t c) {
  uint8_t operation = inst.mod[OperationMod];
  switch (Type(inst.mod[TypeMod])) {
  case Type::F32: return bitCast<uint32_t>(bitCast<float>(uint32_t(old)) + bitCast<float>(uint32_t(b)));
  case Type::F64: return bitCast<uint64_t>(bitCast<double>(old) + bitCast<double>(b));
  case Type::S32: return uint32_t(onInteger(operation, int32_t(old), int32_t(b), int32_t(c)));
  case Type::S64: return uint64_t(onInteger(operation, int64_t(old), int64_t(b), int64_t(c)));
  case Type::U64: case Type::B64: return onInteger(operation, old, b, c);
  default: return onInteger(operation, uint32_t(old), uint32_t(b), uint32_t(c));
  }
}

uint64_t exchange(Warp &warp, const Inst &inst, uint32_t lane, Location at, uint64_t b, uint64_t c) {
  uint64_t bytes = uint64_t(bytesOf(Type(inst.mod[TypeMod]))), old = 0;
  checkAligned(warp, inst, lane, at.address, bytes);
  if (at.space == Space::Shared) {
    checkShared(warp, inst, lane, at.address, bytes);
    Access by = warp.access(lane, inst.line, true);
    warp.block.shared.read(at.address, &old, bytes, by);
    uint64_t result = combine(inst, old, b, c);
    warp.block.shared.write(at.address, &result, bytes, by);
    return old;
  }
  uint8_t *data = globalBytes(warp, inst, lane, at.address, bytes);
  std::memcpy(&old, data, bytes);
  uint64_t result = combine(inst, old, b, c);
  std::memcpy(data, &result, bytes);
  return old;
}

/// Rows: d, address, b, c.
void atomic(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *address = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  uint32_t first = uint32_t(warp.block.random() % 32);
  for (uint32_t i = 0; i < 32; ++i) {
    uint32_t lane = (first + i) % 32;
    if (mask >> lane & 1)
      d[lane] = exchange(warp, inst, lane, resolve(Space(inst.mod[SpaceMod]), address[lane] + uint64_t(inst.imm)),
                         b[lane], c[lane]);
  }
}

void decodeFront(Decoding &d) {
  d.takeAny({"relaxed", "acquire", "release", "acq_rel"});
  d.takeAny({"cta", "cluster", "gpu", "sys"});
  constexpr Space spaces[] = {Space::Generic, Space::Global, Space::Shared, Space::Shared, Space::Shared};
  int space = d.takeAny({"global", "shared", "shared::cta", "shared::cluster"});
  d.inst.mod[SpaceMod] = uint8_t(spaces[space + 1]);
  d.inst.mod[OperationMod] =
      uint8_t(d.takeOne({"add", "min", "max", "and", "or", "xor", "exch", "inc", "dec", "cas"}));
  Type type = d.takeType({Type::B32, Type::B64, Type::U32, Type::U64, Type::S32, Type::S64, Type::F32, Type::F64});
  if (isFloat(type) && d.inst.mod[OperationMod] != Add)
    d.fail("an addition on floats", "'" + d.source.mnemonic() + "'");
  d.inst.mod[TypeMod] = uint8_t(type);
}

void decodeAtomic(Decoding &d, bool returns) {
  decodeFront(d);
  Type type = Type(d.inst.mod[TypeMod]);
  size_t first = returns, values = d.inst.mod[OperationMod] == CompareSwap ? 2 : 1;
  d.finish(first + 1 + values);
  if (returns)
    d.destination(0, type);
  else
    d.inst.r.push_back(d.sinkRow());
  d.address(first, Space(d.inst.mod[SpaceMod]));
  d.value(first + 1, type);
  d.value(first + values, type);
  d.inst.run = atomic;
}
} // namespace

void addAtomics(InstructionTable &table) {
  table["atom"] = [](Decoding &d) { decodeAtomic(d, true); };
  table["red"] = [](Decoding &d) { decodeAtomic(d, false); };
}

} // namespace qopt::ptx
