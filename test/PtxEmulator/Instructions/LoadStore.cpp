// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Data Movement": ld st ldu prefetch. Cache operators and eviction
// priorities say nothing about values and are read over, by name.
#include "Families.h"
#include "MemoryAccess.h"

namespace qopt::ptx {

namespace {
/// As both decoders leave them in Inst::mod.
enum Mod { SpaceMod, Count, ElementBytes, Signed, RegisterBits };

/// As many bytes per element as the type has, low byte first; rows: elements,
/// then the address.
void loadElements(Warp &warp, const Inst &inst, uint32_t mask) {
  const uint32_t count = inst.mod[Count], bytes = inst.mod[ElementBytes];
  const uint64_t *address = warp.row(inst.r[count]);
  forLanes(mask, [&](uint32_t l) {
    uint8_t data[32];
    load(warp, inst, l, resolve(Space(inst.mod[SpaceMod]), address[l] + uint64_t(inst.imm)), data, bytes * count);
    for (uint32_t i = 0; i < count; ++i) {
      uint64_t value = 0;
      std::memcpy(&value, data + i * bytes, bytes);
      if (inst.mod[Signed])
        value = uint64_t(signExtend(value, int(bytes) * 8)) & lowMask(inst.mod[RegisterBits]);
      warp.row(inst.r[i])[l] = value;
    }
  });
}

/// Rows: the address, then elements.
void storeElements(Warp &warp, const Inst &inst, uint32_t mask) {
  const uint32_t count = inst.mod[Count], bytes = inst.mod[ElementBytes];
  const uint64_t *address = warp.row(inst.r[0]);
  forLanes(mask, [&](uint32_t l) {
    uint8_t data[32];
    for (uint32_t i = 0; i < count; ++i)
      std::memcpy(data + i * bytes, &warp.row(inst.r[1 + i])[l], bytes);
    store(warp, inst, l, resolve(Space(inst.mod[SpaceMod]), address[l] + uint64_t(inst.imm)), data, bytes * count);
  });
}

void takeOrder(Decoding &d) {
  int order = d.takeAny({"weak", "volatile", "relaxed", "acquire", "release"});
  if (order >= 2)
    d.takeOne({"cta", "cluster", "gpu", "sys"});
}

Space takeSpace(Decoding &d) {
  for (Space space : {Space::Global, Space::Const, Space::Shared, Space::Local, Space::Param})
    if (d.take(name(space)))
      return space;
  if (d.take("shared::cta"))
    return Space::Shared;
  return d.take("param::entry") ? Space::Param : Space::Generic;
}

void takeCacheHints(Decoding &d, bool isLoad) {
  if (isLoad)
    d.takeAny({"ca", "cg", "cs", "lu", "cv"});
  else
    d.takeAny({"wb", "cg", "cs", "wt"});
  if (isLoad)
    d.take("nc");
  d.takeAny({"L1::evict_normal", "L1::evict_unchanged", "L1::evict_first", "L1::evict_last", "L1::no_allocate"});
  d.takeAny({"L2::evict_normal", "L2::evict_first", "L2::evict_last"});
  d.takeAny({"L2::64B", "L2::128B", "L2::256B"});
}

Type takeElements(Decoding &d) {
  int vector = d.takeAny({"v2", "v4", "v8"});
  Type type = d.takeType();
  d.inst.mod[Count] = vector < 0 ? 1 : uint8_t(2 << vector);
  d.inst.mod[ElementBytes] = uint8_t(bytesOf(type));
  bool fits = type != Type::Pred && bitsOf(type) >= 8 && bitsOf(type) <= 64 &&
              d.inst.mod[Count] * bytesOf(type) <= 32;
  if (!fits)
    d.fail("elements of 8 to 64 bits, 32 bytes in all", "'" + d.source.mnemonic() + "'");
  return type;
}

/// The common front: order, space, hints, elements.
Type decodeFront(Decoding &d, bool isLoad) {
  takeOrder(d);
  Space space = takeSpace(d);
  d.inst.mod[SpaceMod] = uint8_t(space);
  takeCacheHints(d, isLoad);
  Type type = takeElements(d);
  d.finish(2);
  return type;
}

void decodeLoad(Decoding &d) {
  Type type = decodeFront(d, true);
  auto list = d.parts(0);
  if (list.size() != d.inst.mod[Count])
    d.fail(std::to_string(d.inst.mod[Count]) + " registers", std::to_string(list.size()));
  for (const Operand &part : list) {
    d.inst.r.push_back(d.destinationRow(part, type, true));
    d.inst.mod[RegisterBits] = uint8_t(part.kind == Operand::Register ? d.registerBits(part) : 64);
  }
  d.inst.mod[Signed] = isSigned(type);
  d.address(1, Space(d.inst.mod[SpaceMod]));
  d.inst.run = loadElements;
}

void decodeStore(Decoding &d) {
  Type type = decodeFront(d, false);
  d.address(0, Space(d.inst.mod[SpaceMod]));
  auto list = d.parts(1);
  if (list.size() != d.inst.mod[Count])
    d.fail(std::to_string(d.inst.mod[Count]) + " values", std::to_string(list.size()));
  for (const Operand &part : list)
    d.inst.r.push_back(d.rowOf(part, type, true));
  d.inst.run = storeElements;
}

void nothing(Warp &, const Inst &, uint32_t) {}

void decodePrefetch(Decoding &d) {
  takeSpace(d);
  d.takeAny({"L1", "L2", "tensormap"});
  d.takeAny({"L2::evict_last", "L2::evict_normal"});
  d.finish(1);
  d.address(0, Space::Generic);
  d.inst.run = nothing;
}
} // namespace

void addLoadStore(InstructionTable &table) {
  table["ld"] = decodeLoad;
  table["ldu"] = decodeLoad;
  table["st"] = decodeStore;
  table["prefetch"] = decodePrefetch;
}

} // namespace qopt::ptx
