// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Data Movement and Conversion Instructions": mov, also packing and
// unpacking of vectors, cvta, isspacep.
#include "Families.h"
#include "MemoryAccess.h"

namespace qopt::ptx {

namespace {
void copy(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  forLanes(mask, [&](uint32_t l) { d[l] = a[l]; });
}

/// mod: number of parts, bits of each; rows: d, parts from low to high.
void packParts(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  forLanes(mask, [&](uint32_t l) {
    uint64_t all = 0;
    for (uint32_t i = 0; i < inst.mod[0]; ++i)
      all |= warp.row(inst.r[1 + i])[l] << (i * inst.mod[1]);
    d[l] = all;
  });
}

/// rows: parts from low to high, a.
void unpackParts(Warp &warp, const Inst &inst, uint32_t mask) {
  const uint64_t *a = warp.row(inst.r[inst.mod[0]]);
  forLanes(mask, [&](uint32_t l) {
    uint64_t all = a[l];
    for (uint32_t i = 0; i < inst.mod[0]; ++i)
      warp.row(inst.r[i])[l] = all >> (i * inst.mod[1]) & lowMask(inst.mod[1]);
  });
}

Type bitType(int bits) {
  return bits == 8 ? Type::B8 : bits == 16 ? Type::B16 : bits == 32 ? Type::B32 : Type::B64;
}

void decodeParts(Decoding &d, Type type, size_t vector) {
  size_t count = d.source.operands[vector].parts.size();
  bool divides = count == 2 || count == 4;
  if (!divides || bitsOf(type) / int(count) < 8 || bitsOf(type) > 64)
    d.fail("2 or 4 parts of at least 8 bits", std::to_string(count) + " parts of ." + std::string(name(type)));
  Type part = bitType(bitsOf(type) / int(count));
  d.inst.mod[0] = uint8_t(count);
  d.inst.mod[1] = uint8_t(bitsOf(part));
  if (vector == 0) {
    d.destinations(0, part, count);
    d.value(1, type);
    d.inst.run = unpackParts;
  } else {
    d.destination(0, type);
    d.values(1, part, count);
    d.inst.run = packParts;
  }
}

void decodeMove(Decoding &d) {
  Type type = d.takeType();
  d.finish(2);
  for (size_t operand : {0, 1})
    if (d.source.operands[operand].kind == Operand::Vector)
      return decodeParts(d, type, operand);
  d.destination(0, type), d.value(1, type);
  d.inst.run = copy;
}

/// d = a + imm: into a generic window, or out of it.
void addWindow(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  forLanes(mask, [&](uint32_t l) { d[l] = a[l] + uint64_t(inst.imm); });
}

uint64_t windowOf(Space space) {
  switch (space) {
  case Space::Shared: return window::shared;
  case Space::Local: return window::local;
  case Space::Param: return window::param;
  default: return 0;
  }
}

Space takeSpace(Decoding &d) {
  for (Space space : {Space::Global, Space::Const, Space::Shared, Space::Local, Space::Param})
    if (d.take(name(space)))
      return space;
  if (d.take("shared::cta") || d.take("shared::cluster"))
    return Space::Shared;
  if (d.take("param::entry"))
    return Space::Param;
  d.failModifier("a state space");
}

void decodeConvertAddress(Decoding &d) {
  bool to = d.take("to");
  Space space = takeSpace(d);
  Type type = d.takeType({Type::U64, Type::B64});
  d.finish(2);
  d.destination(0, type), d.value(1, type);
  d.inst.imm = int64_t(to ? uint64_t(0) - windowOf(space) : windowOf(space));
  d.inst.run = addWindow;
}

void isInSpace(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  forLanes(mask, [&](uint32_t l) { d[l] = resolve(Space::Generic, a[l]).space == Space(inst.mod[0]); });
}

void decodeIsInSpace(Decoding &d) {
  d.inst.mod[0] = uint8_t(takeSpace(d));
  d.finish(2);
  d.destination(0, Type::Pred), d.value(1, Type::B64);
  d.inst.run = isInSpace;
}
} // namespace

void addMove(InstructionTable &table) {
  table["mov"] = decodeMove;
  table["cvta"] = decodeConvertAddress;
  table["isspacep"] = decodeIsInSpace;
}

} // namespace qopt::ptx
