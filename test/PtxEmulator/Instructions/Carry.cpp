// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Extended-Precision Integer Arithmetic Instructions": add.cc addc
// sub.cc subc. The condition code is a row of its own: the carry of the last
// instruction with .cc, of subtractions the borrow.
#include "Families.h"

namespace qopt::ptx {

namespace {
/// Rows: d, a, b, carry; mod: subtracts, takes the carry, sets it, bits.
void addWithCarry(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]), *carry = warp.row(inst.r[3]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]);
  int bits = inst.mod[3];
  forLanes(mask, [&](uint32_t l) {
    unsigned __int128 in = inst.mod[1] ? carry[l] & 1 : 0;
    unsigned __int128 all = inst.mod[0] ? (unsigned __int128)(a[l]) - b[l] - in : (unsigned __int128)(a[l]) + b[l] + in;
    d[l] = uint64_t(all) & lowMask(bits);
    if (inst.mod[2])
      carry[l] = uint64_t(all >> bits) & 1;
  });
}
} // namespace

void decodeCarry(Decoding &d, bool subtracts, bool takesCarry) {
  d.inst.mod[0] = subtracts;
  d.inst.mod[1] = takesCarry;
  d.inst.mod[2] = d.take("cc");
  Type type = d.takeType({Type::U32, Type::S32, Type::U64, Type::S64});
  d.inst.mod[3] = uint8_t(bitsOf(type));
  d.finish(3);
  d.destination(0, type), d.value(1, type), d.value(2, type);
  d.inst.r.push_back(d.carryRow());
  d.inst.run = addWithCarry;
}

void addCarry(InstructionTable &table) {
  table["addc"] = [](Decoding &d) { decodeCarry(d, false, true); };
  table["subc"] = [](Decoding &d) { decodeCarry(d, true, true); };
}

} // namespace qopt::ptx
