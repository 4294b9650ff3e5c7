// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Logic and Shift Instructions" and the bit instructions of "Integer
// Arithmetic Instructions" and "Data Movement": and or xor not cnot lop3 shl shr
// shf bfe bfi popc clz bfind brev prmt.
#include "Families.h"

#include <algorithm>

namespace qopt::ptx {

namespace {
struct And { template <class T> static T run(T a, T b) { return T(a & b); } };
struct Or { template <class T> static T run(T a, T b) { return T(a | b); } };
struct Xor { template <class T> static T run(T a, T b) { return T(a ^ b); } };
struct Not { template <class T> static T run(T a) { return T(~a); } };
struct CNot { template <class T> static T run(T a) { return T(a == 0); } };
struct NotPredicate { static uint8_t run(uint8_t a) { return a ^ 1; } };

template <class Op> void decodeLogic(Decoding &d) {
  Type type = d.takeType({Type::Pred, Type::B16, Type::B32, Type::B64});
  d.finish(3);
  d.destination(0, type), d.value(1, type), d.value(2, type);
  d.inst.run = binary<uint64_t, Op>;
}

void decodeNot(Decoding &d) {
  Type type = d.takeType({Type::Pred, Type::B16, Type::B32, Type::B64});
  d.finish(2);
  d.destination(0, type), d.value(1, type);
  d.inst.run = type == Type::Pred ? Handler(unary<uint8_t, NotPredicate>)
                                  : forInteger(d, type, [](auto t) -> Handler { return unary<decltype(t), Not>; });
}

void decodeCNot(Decoding &d) {
  Type type = d.takeType({Type::B16, Type::B32, Type::B64});
  d.finish(2);
  d.destination(0, type), d.value(1, type);
  d.inst.run = forInteger(d, type, [](auto t) -> Handler { return unary<decltype(t), CNot>; });
}

// Shifts clamp amounts above the width to the width.
template <class T> void shiftLeft(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]);
  forLanes(mask, [&](uint32_t l) { d[l] = uint32_t(b[l]) >= sizeof(T) * 8 ? 0 : Bits<T>(a[l] << uint32_t(b[l])); });
}
template <class T> void shiftRight(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]);
  forLanes(mask, [&](uint32_t l) {
    T value = T(a[l]);
    T all = value < 0 ? T(-1) : T(0);
    d[l] = Bits<T>(uint32_t(b[l]) >= sizeof(T) * 8 ? all : T(value >> uint32_t(b[l])));
  });
}
template <class T> void shiftRightUnsigned(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]);
  forLanes(mask, [&](uint32_t l) { d[l] = uint32_t(b[l]) >= sizeof(T) * 8 ? 0 : T(a[l]) >> uint32_t(b[l]); });
}

void decodeShift(Decoding &d, bool left) {
  Type type = d.takeType();
  d.finish(3);
  d.destination(0, type), d.value(1, type), d.value(2, Type::U32);
  d.inst.run = forInteger(d, type, [&](auto t) -> Handler {
    using T = decltype(t);
    if (left)
      return shiftLeft<T>;
    if constexpr (std::is_signed_v<T>)
      return shiftRight<T>;
    else
      return shiftRightUnsigned<T>;
  });
}

/// mod[0]: left; mod[1]: clamp.
void funnel(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *low = warp.row(inst.r[1]), *high = warp.row(inst.r[2]), *by = warp.row(inst.r[3]);
  forLanes(mask, [&](uint32_t l) {
    uint32_t amount = inst.mod[1] ? std::min<uint32_t>(uint32_t(by[l]), 32) : uint32_t(by[l]) & 31;
    uint64_t both = high[l] << 32 | low[l];
    d[l] = inst.mod[0] ? uint32_t(amount == 32 ? low[l] : both << amount >> 32) : uint32_t(both >> amount);
  });
}

void decodeFunnel(Decoding &d) {
  d.inst.mod[0] = d.takeOne({"r", "l"}) == 1;
  d.inst.mod[1] = d.takeOne({"wrap", "clamp"}) == 1;
  d.takeType({Type::B32});
  d.finish(4);
  d.destination(0, Type::B32), d.value(1, Type::B32), d.value(2, Type::B32), d.value(3, Type::U32);
  d.inst.run = funnel;
}

void lop3(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  forLanes(mask, [&](uint32_t l) {
    uint32_t result = 0;
    for (int row = 0; row < 8; ++row)
      if (inst.imm >> row & 1)
        result |= uint32_t((row & 4 ? a[l] : ~a[l]) & (row & 2 ? b[l] : ~b[l]) & (row & 1 ? c[l] : ~c[l]));
    d[l] = result;
  });
}

void decodeLop3(Decoding &d) {
  d.takeType({Type::B32});
  d.finish(5);
  d.destination(0, Type::B32), d.value(1, Type::B32), d.value(2, Type::B32), d.value(3, Type::B32);
  d.inst.imm = int64_t(d.immediate(4) & 0xff);
  d.inst.run = lop3;
}

template <class T> void extractField(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  constexpr int top = sizeof(T) * 8 - 1;
  forLanes(mask, [&](uint32_t l) {
    int pos = int(b[l] & 0xff), length = int(c[l] & 0xff);
    bool negative = std::is_signed_v<T> && length && (a[l] >> std::min(pos + length - 1, top) & 1);
    uint64_t field = pos > top ? 0 : a[l] >> pos & lowMask(length);
    uint64_t known = lowMask(std::min(length, std::max(top + 1 - pos, 0)));
    d[l] = Bits<T>(negative ? field | ~known : field & known);
  });
}

template <class T> void insertField(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]),
                 *e = warp.row(inst.r[4]);
  forLanes(mask, [&](uint32_t l) {
    int pos = int(c[l] & 0xff), length = int(e[l] & 0xff);
    uint64_t field = pos > 63 ? 0 : lowMask(length) << pos;
    uint64_t in = pos > 63 ? 0 : a[l] << pos;
    d[l] = Bits<T>((b[l] & ~field) | (in & field));
  });
}

void decodeExtract(Decoding &d) {
  Type type = d.takeType({Type::U32, Type::U64, Type::S32, Type::S64});
  d.finish(4);
  d.destination(0, type), d.value(1, type), d.value(2, Type::U32), d.value(3, Type::U32);
  d.inst.run = forInteger(d, type, [](auto t) -> Handler { return extractField<decltype(t)>; });
}

void decodeInsert(Decoding &d) {
  Type type = d.takeType({Type::B32, Type::B64});
  d.finish(5);
  d.destination(0, type), d.value(1, type), d.value(2, type), d.value(3, Type::U32), d.value(4, Type::U32);
  d.inst.run = forInteger(d, type, [](auto t) -> Handler { return insertField<decltype(t)>; });
}

template <class T> struct Population { static uint32_t run(T a) { return uint32_t(__builtin_popcountll(a)); } };
template <class T> struct LeadingZeros {
  static uint32_t run(T a) { return a ? uint32_t(__builtin_clzll(a)) - (64 - 8 * sizeof(T)) : 8 * sizeof(T); }
};
template <class T, template <class> class Op> void count(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  forLanes(mask, [&](uint32_t l) { d[l] = Op<T>::run(T(a[l])); });
}

template <template <class> class Op> void decodeCount(Decoding &d) {
  Type type = d.takeType({Type::B32, Type::B64});
  d.finish(2);
  d.destination(0, Type::U32), d.value(1, type);
  d.inst.run = type == Type::B32 ? count<uint32_t, Op> : count<uint64_t, Op>;
}

/// mod[0]: .shiftamt; mod[1]: width; mod[2]: signed.
void findBit(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  int bits = inst.mod[1];
  forLanes(mask, [&](uint32_t l) {
    bool negative = inst.mod[2] && (a[l] >> (bits - 1) & 1);
    uint64_t value = (negative ? ~a[l] : a[l]) & lowMask(bits);
    int position = value ? 63 - __builtin_clzll(value) : -1;
    d[l] = uint32_t(value && inst.mod[0] ? bits - 1 - position : position);
  });
}

void decodeFindBit(Decoding &d) {
  d.inst.mod[0] = d.take("shiftamt");
  Type type = d.takeType({Type::U32, Type::U64, Type::S32, Type::S64});
  d.finish(2);
  d.inst.mod[1] = uint8_t(bitsOf(type));
  d.inst.mod[2] = isSigned(type);
  d.destination(0, Type::U32), d.value(1, type);
  d.inst.run = findBit;
}

struct Reverse {
  template <class T> static T run(T a) {
    T result = 0;
    for (size_t bit = 0; bit < sizeof(T) * 8; ++bit)
      result = T(result << 1 | (a >> bit & 1));
    return result;
  }
};

void decodeReverse(Decoding &d) {
  Type type = d.takeType({Type::B32, Type::B64});
  d.finish(2);
  d.destination(0, type), d.value(1, type);
  d.inst.run = type == Type::B32 ? unary<uint32_t, Reverse> : unary<uint64_t, Reverse>;
}

enum PermuteMode : uint8_t { Generic, F4E, B4E, RC8, ECL, ECR, RC16 };

/// The selector of the named modes, four nibbles for bytes of {b, a}.
uint32_t permuteSelector(uint8_t mode, uint32_t c) {
  uint32_t n = c & 3, result = 0;
  for (uint32_t byte = 0; byte < 4; ++byte) {
    uint32_t source = 0;
    switch (mode) {
    case F4E: source = n + byte; break;
    case B4E: source = (n + 8 - byte) & 7; break;
    case RC8: source = n; break;
    case ECL: source = std::max(n, byte); break;
    case ECR: source = std::min(n, byte); break;
    case RC16: source = (n & 1) * 2 + (byte & 1); break;
    default: source = c >> (4 * byte) & 15; break;
    }
    result |= source << (4 * byte);
  }
  return result;
}

void permute(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  forLanes(mask, [&](uint32_t l) {
    uint64_t bytes = b[l] << 32 | a[l];
    uint32_t selector = permuteSelector(inst.mod[0], uint32_t(c[l])), result = 0;
    for (int byte = 0; byte < 4; ++byte) {
      uint32_t nibble = selector >> (4 * byte) & 15;
      uint32_t value = uint32_t(bytes >> (8 * (nibble & 7))) & 0xff;
      bool replicates = nibble & 8;
      result |= (replicates ? (value & 0x80 ? 0xffu : 0u) : value) << (8 * byte);
    }
    d[l] = result;
  });
}

void decodePermute(Decoding &d) {
  d.takeType({Type::B32});
  d.inst.mod[0] = uint8_t(d.takeAny({"f4e", "b4e", "rc8", "ecl", "ecr", "rc16"}) + 1);
  d.finish(4);
  d.destination(0, Type::B32), d.value(1, Type::B32), d.value(2, Type::B32), d.value(3, Type::B32);
  d.inst.run = permute;
}
} // namespace

void addIntegerBits(InstructionTable &table) {
  table["and"] = decodeLogic<And>;
  table["or"] = decodeLogic<Or>;
  table["xor"] = decodeLogic<Xor>;
  table["not"] = decodeNot;
  table["cnot"] = decodeCNot;
  table["lop3"] = decodeLop3;
  table["shl"] = [](Decoding &d) { decodeShift(d, true); };
  table["shr"] = [](Decoding &d) { decodeShift(d, false); };
  table["shf"] = decodeFunnel;
  table["bfe"] = decodeExtract;
  table["bfi"] = decodeInsert;
  table["popc"] = decodeCount<Population>;
  table["clz"] = decodeCount<LeadingZeros>;
  table["bfind"] = decodeFindBit;
  table["brev"] = decodeReverse;
  table["prmt"] = decodePermute;
}

} // namespace qopt::ptx
