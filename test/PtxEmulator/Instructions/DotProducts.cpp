// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Integer Arithmetic Instructions": dp4a dp2a. Sums wrap.
#include "Families.h"

namespace qopt::ptx {

namespace {
int64_t part(uint64_t word, int index, int bits, bool isSigned) {
  uint64_t value = word >> (index * bits) & lowMask(bits);
  return isSigned ? signExtend(value, bits) : int64_t(value);
}

/// mod: a signed, b signed, first byte of b, number of products, bits of a's.
void dot(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  forLanes(mask, [&](uint32_t l) {
    int64_t sum = int64_t(c[l]);
    for (int i = 0; i < inst.mod[3]; ++i)
      sum += part(a[l], i, inst.mod[4], inst.mod[0]) * part(b[l], i + inst.mod[2], 8, inst.mod[1]);
    d[l] = uint32_t(sum);
  });
}

void decodeDot(Decoding &d, bool isFour) {
  if (!isFour)
    d.inst.mod[2] = uint8_t(2 * d.takeOne({"lo", "hi"}));
  Type a = d.takeType({Type::U32, Type::S32}), b = d.takeType({Type::U32, Type::S32});
  d.inst.mod[0] = isSigned(a);
  d.inst.mod[1] = isSigned(b);
  d.inst.mod[3] = isFour ? 4 : 2;
  d.inst.mod[4] = isFour ? 8 : 16;
  d.finish(4);
  d.destination(0, Type::B32), d.value(1, Type::B32), d.value(2, Type::B32), d.value(3, Type::B32);
  d.inst.run = dot;
}
} // namespace

void addDotProducts(InstructionTable &table) {
  table["dp4a"] = [](Decoding &d) { decodeDot(d, true); };
  table["dp2a"] = [](Decoding &d) { decodeDot(d, false); };
}

} // namespace qopt::ptx
