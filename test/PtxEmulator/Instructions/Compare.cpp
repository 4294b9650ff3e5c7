// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Comparison and Selection Instructions": setp set selp slct.
#include "FloatArithmetic.h"
#include "FloatMath.h"

#include <cmath>

namespace qopt::ptx {

namespace {
enum Comparison : uint8_t { Eq, Ne, Lt, Le, Gt, Ge, Lo, Ls, Hi, Hs, Equ, Neu, Ltu, Leu, Gtu, Geu, Num, NotANumber };
enum Combination : uint8_t { NoCombination, CombineAnd, CombineOr, CombineXor };

template <class T> bool ordered(uint8_t comparison, T a, T b) {
  switch (comparison) {
  case Eq: case Equ: return a == b;
  case Ne: case Neu: return a != b;
  case Lt: case Lo: case Ltu: return a < b;
  case Le: case Ls: case Leu: return a <= b;
  case Gt: case Hi: case Gtu: return a > b;
  default: return a >= b;
  }
}

bool compareFloats(uint8_t comparison, double a, double b) {
  bool unordered = std::isnan(a) || std::isnan(b);
  if (comparison == Num)
    return !unordered;
  if (comparison == NotANumber)
    return unordered;
  return unordered ? comparison >= Equ : ordered(comparison, a, b);
}

template <class T> struct IntegerCompare {
  static bool run(const Inst &inst, uint64_t a, uint64_t b) { return ordered(inst.mod[0], T(a), T(b)); }
};
struct FloatCompare {
  static double value(const Inst &inst, uint64_t bits) {
    Type type = Type(inst.mod[2]);
    if (type == Type::F64)
      return bitCast<double>(bits);
    double x = decodeFloat(type, uint32_t(bits));
    return inst.mod[3] ? double(flushF32(float(x))) : x;
  }
  static bool run(const Inst &inst, uint64_t a, uint64_t b) {
    return compareFloats(inst.mod[0], value(inst, a), value(inst, b));
  }
};

bool combine(uint8_t combination, bool a, bool b) {
  switch (combination) {
  case CombineAnd: return a && b;
  case CombineOr: return a || b;
  case CombineXor: return a != b;
  default: return a;
  }
}

/// rows: p, q, a, b, c; mod: comparison, combination, type, .ftz, !c, set's
/// result as 1.0f (1) or -1 (2).
template <class Compare> void setPredicate(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *p = warp.row(inst.r[0]), *q = warp.row(inst.r[1]);
  const uint64_t *a = warp.row(inst.r[2]), *b = warp.row(inst.r[3]), *c = warp.row(inst.r[4]);
  constexpr uint64_t truth[] = {1, 0x3f800000, 0xffffffff};
  forLanes(mask, [&](uint32_t l) {
    bool result = Compare::run(inst, a[l], b[l]), with = (c[l] & 1) != inst.mod[4];
    q[l] = combine(inst.mod[1], !result, with);
    p[l] = combine(inst.mod[1], result, with) ? truth[inst.mod[5]] : 0;
  });
}

void decodeComparison(Decoding &d) {
  d.inst.mod[0] = uint8_t(d.takeOne({"eq", "ne", "lt", "le", "gt", "ge", "lo", "ls", "hi", "hs", "equ", "neu", "ltu",
                                     "leu", "gtu", "geu", "num", "nan"}));
  d.inst.mod[1] = uint8_t(d.takeAny({"and", "or", "xor"}) + 1);
  d.inst.mod[3] = d.take("ftz");
}

void takeSources(Decoding &d, Type type) {
  bool combines = d.inst.mod[1] != NoCombination;
  d.inst.mod[2] = uint8_t(type);
  d.finish(combines ? 4 : 3);
  d.value(1, type), d.value(2, type);
  d.inst.mod[4] = combines && d.source.operands[3].negated;
  if (combines)
    d.value(3, Type::Pred);
  else
    d.inst.r.push_back(d.constant(0));
}

Handler handlerOf(Decoding &d, Type type) {
  uint8_t comparison = d.inst.mod[0];
  if (isFloat(type))
    return setPredicate<FloatCompare>;
  bool fits = bitsOf(type) >= 16 && comparison < Equ &&
              (comparison < Lo || !isSigned(type)) && (comparison <= Ne || type > Type::B128 || type < Type::B16);
  if (!fits)
    d.fail("a comparison of type ." + std::string(name(type)), "'" + d.source.mnemonic() + "'");
  return forInteger(d, type, [](auto t) -> Handler { return setPredicate<IntegerCompare<decltype(t)>>; });
}

void decodeSetPredicate(Decoding &d) {
  decodeComparison(d);
  Type type = d.takeType();
  if (d.numOperands() == 0)
    d.fail("3 or 4 operands", "0");
  const Operand &result = d.source.operands[0];
  bool isPair = result.kind == Operand::Pair;
  d.inst.r.push_back(d.destinationRow(isPair ? result.parts[0] : result, Type::Pred, false));
  d.inst.r.push_back(isPair ? d.destinationRow(result.parts[1], Type::Pred, false) : d.sinkRow());
  takeSources(d, type);
  d.inst.run = handlerOf(d, type);
}

void decodeSet(Decoding &d) {
  decodeComparison(d);
  Type result = d.takeType({Type::U32, Type::S32, Type::F32}), type = d.takeType();
  d.inst.mod[5] = result == Type::F32 ? 1 : 2;
  d.destination(0, result);
  d.inst.r.push_back(d.sinkRow());
  takeSources(d, type);
  d.inst.run = handlerOf(d, type);
}

void select(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *p = warp.row(inst.r[3]);
  forLanes(mask, [&](uint32_t l) { d[l] = (p[l] & 1) != inst.mod[0] ? a[l] : b[l]; });
}

void decodeSelect(Decoding &d) {
  Type type = d.takeType();
  d.finish(4);
  d.destination(0, type), d.value(1, type), d.value(2, type), d.value(3, Type::Pred);
  d.inst.mod[0] = d.source.operands[3].negated;
  d.inst.run = select;
}

/// mod[0]: the third operand is an f32.
void selectBySign(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  forLanes(mask, [&](uint32_t l) {
    bool isNotNegative = inst.mod[0] ? bitCast<float>(uint32_t(c[l])) >= 0 : int32_t(c[l]) >= 0;
    d[l] = isNotNegative ? a[l] : b[l];
  });
}

void decodeSelectBySign(Decoding &d) {
  Type type = d.takeType(), by = d.takeType({Type::S32, Type::F32});
  d.finish(4);
  d.inst.mod[0] = by == Type::F32;
  d.destination(0, type), d.value(1, type), d.value(2, type), d.value(3, by);
  d.inst.run = selectBySign;
}
} // namespace

void addCompare(InstructionTable &table) {
  table["setp"] = decodeSetPredicate;
  table["set"] = decodeSet;
  table["selp"] = decodeSelect;
  table["slct"] = decodeSelectBySign;
}

} // namespace qopt::ptx
