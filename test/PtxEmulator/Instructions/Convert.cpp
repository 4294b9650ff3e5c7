// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Data Movement and Conversion Instructions": cvt, cvt.pack. Floats
// to integers clamp to the integer's range and turn NaN into 0; integers
// narrow by truncation unless .sat; e4m3 and e5m2 come in pairs.
#include "FloatArithmetic.h"
#include "FloatMath.h"

#include <algorithm>
#include <cmath>

namespace qopt::ptx {

namespace {
enum Mod { To, From, RoundingMod, RoundsToInteger, Flush, Saturate, Relu, ResultBits };

double roundToInteger(double x, Rounding rounding) {
  switch (rounding) {
  case Rounding::Zero: return std::trunc(x);
  case Rounding::Down: return std::floor(x);
  case Rounding::Up: return std::ceil(x);
  case Rounding::NearestAway: return std::round(x);
  default: return std::nearbyint(x);
  }
}

double decodeSource(const Inst &inst, uint64_t bits) {
  Type from = Type(inst.mod[From]);
  if (from == Type::F64)
    return bitCast<double>(bits);
  double x = decodeFloat(from, uint32_t(bits & lowMask(bitsOf(from))));
  return inst.mod[Flush] && from == Type::F32 ? double(flushF32(float(x))) : x;
}

/// Bits of the register: integers narrower than it are extended.
uint64_t intoRegister(const Inst &inst, Type type, uint64_t value) {
  int bits = bitsOf(type);
  uint64_t narrow = value & lowMask(bits);
  uint64_t wide = isSigned(type) ? uint64_t(signExtend(narrow, bits)) : narrow;
  return wide & lowMask(inst.mod[ResultBits]);
}

void floatToInteger(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  Type to = Type(inst.mod[To]);
  double least = isSigned(to) ? -std::ldexp(1, bitsOf(to) - 1) : 0;
  double beyond = std::ldexp(1, bitsOf(to) - int(isSigned(to)));
  forLanes(mask, [&](uint32_t l) {
    double x = roundToInteger(decodeSource(inst, a[l]), Rounding(inst.mod[RoundingMod]));
    uint64_t value = 0;
    if (x >= beyond)
      value = lowMask(bitsOf(to) - int(isSigned(to)));
    else if (x <= least)
      value = uint64_t(int64_t(least));
    else if (!std::isnan(x))
      value = x < 0 ? uint64_t(int64_t(x)) : uint64_t(x);
    d[l] = intoRegister(inst, to, value);
  });
}

uint64_t saturate(Type from, Type to, uint64_t bits) {
  __int128 value = isSigned(from) ? __int128(signExtend(bits, bitsOf(from))) : __int128(bits & lowMask(bitsOf(from)));
  __int128 one = 1, least = isSigned(to) ? -(one << (bitsOf(to) - 1)) : 0;
  __int128 most = (one << (bitsOf(to) - int(isSigned(to)))) - 1;
  return uint64_t(std::clamp(value, least, most));
}

void integerToInteger(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  Type from = Type(inst.mod[From]), to = Type(inst.mod[To]);
  int bits = bitsOf(from);
  forLanes(mask, [&](uint32_t l) {
    uint64_t source = a[l] & lowMask(bits);
    uint64_t value = isSigned(from) ? uint64_t(signExtend(source, bits)) : source;
    d[l] = intoRegister(inst, to, inst.mod[Saturate] ? saturate(from, to, source) : value);
  });
}

/// A 64-bit integer rounded to odd, so that the next rounding is right.
double integerToOdd(uint64_t magnitude) {
  int excess = magnitude >> 53 ? 11 - __builtin_clzll(magnitude) : 0;
  uint64_t kept = magnitude >> excess;
  bool lost = (kept << excess) != magnitude;
  return std::ldexp(double(kept | uint64_t(lost)), excess);
}

uint64_t encodeResult(const Inst &inst, double x) {
  Type to = Type(inst.mod[To]);
  if (inst.mod[Saturate])
    x = x > 0 ? std::min(x, 1.0) : 0.0;
  if (inst.mod[Relu] && x < 0)
    x = 0;
  if (to == Type::F64)
    return bitCast<uint64_t>(x);
  return encodeFloat(to, x, Rounding(inst.mod[RoundingMod]), false);
}

void integerToFloat(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  Type from = Type(inst.mod[From]);
  forLanes(mask, [&](uint32_t l) {
    uint64_t bits = a[l] & lowMask(bitsOf(from));
    int64_t asSigned = signExtend(bits, bitsOf(from));
    bool negative = isSigned(from) && asSigned < 0;
    double magnitude = integerToOdd(negative ? uint64_t(0) - uint64_t(asSigned) : bits);
    // f64 has one format: its own nearest rounding.
    if (Type(inst.mod[To]) == Type::F64)
      magnitude = double(negative ? uint64_t(0) - uint64_t(asSigned) : bits);
    d[l] = encodeResult(inst, negative ? -magnitude : magnitude);
  });
}

void floatToFloat(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  forLanes(mask, [&](uint32_t l) {
    double x = decodeSource(inst, a[l]);
    uint64_t result =
        encodeResult(inst, inst.mod[RoundsToInteger] ? roundToInteger(x, Rounding(inst.mod[RoundingMod])) : x);
    bool flushes = inst.mod[Flush] && Type(inst.mod[To]) == Type::F32;
    d[l] = flushes ? bitCast<uint32_t>(flushF32(bitCast<float>(uint32_t(result)))) : result;
  });
}

Type partOf(Type pair) {
  switch (pair) {
  case Type::F16x2: return Type::F16;
  case Type::BF16x2: return Type::BF16;
  case Type::E4M3x2: return Type::E4M3;
  case Type::E5M2x2: return Type::E5M2;
  default: return pair;
  }
}

bool isPair(Type type) { return partOf(type) != type; }

/// To a pair: rows d, a, b, a goes to the upper half. mod[Saturate]: .satfinite.
/// From a pair of e4m3 or e5m2 to f16x2: rows d, a, a.
void toPair(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]);
  Type from = Type(inst.mod[From]), source = partOf(from), to = partOf(Type(inst.mod[To]));
  int shift = isPair(from) ? bitsOf(source) : 0;
  auto one = [&](uint64_t bits) {
    double x = decodeFloat(source, uint32_t(bits & lowMask(bitsOf(source))));
    if (inst.mod[Relu] && x < 0)
      x = 0;
    return encodeFloat(to, x, Rounding(inst.mod[RoundingMod]), inst.mod[Saturate]);
  };
  forLanes(mask, [&](uint32_t l) { d[l] = uint64_t(one(a[l] >> shift)) << bitsOf(to) | one(b[l]); });
}

void decodePair(Decoding &d, Type to, Type from) {
  d.inst.mod[To] = uint8_t(to);
  d.inst.mod[From] = uint8_t(from);
  bool isSmall = bitsOf(to) == 16;
  bool known = from == Type::F32 || (isSmall && from == Type::F16x2) || (to == Type::F16x2 && bitsOf(from) == 16);
  if (!known || (isSmall && !d.inst.mod[Saturate]) || (isPair(from) && !isPair(to)))
    d.fail("a conversion of pairs that PTX has (.satfinite to 8 bits)", "'" + d.source.mnemonic() + "'");
  d.finish(isPair(from) ? 2 : 3);
  d.destination(0, isSmall ? Type::B16 : Type::B32);
  d.value(1, isPair(from) ? (bitsOf(from) == 16 ? Type::B16 : Type::B32) : from);
  d.value(isPair(from) ? 1 : 2, isPair(from) ? (bitsOf(from) == 16 ? Type::B16 : Type::B32) : from);
  d.inst.run = toPair;
}

Handler handlerOf(Type to, Type from) {
  if (isFloat(from))
    return isFloat(to) ? floatToFloat : floatToInteger;
  return isFloat(to) ? integerToFloat : integerToInteger;
}

/// Exact conversions need no rounding; all others must say one.
void checkRounding(Decoding &d, Type to, Type from, int rounding, int integral) {
  bool toInteger = isFloat(from) && !isFloat(to);
  bool inexact = isFloat(to) && (!isFloat(from) || bitsOf(to) < bitsOf(from) ||
                                 (bitsOf(to) == 16 && bitsOf(from) == 16 && to != from));
  if (toInteger && integral < 0)
    d.fail("one of .rni .rzi .rmi .rpi", "no rounding to an integer");
  if (inexact && rounding < 0)
    d.fail("a rounding mode", "none");
  if (!isFloat(to) && !isFloat(from) && (rounding >= 0 || integral >= 0))
    d.fail("no rounding between integers", "one");
  if (d.inst.mod[RoundingMod] && to == Type::F64)
    d.fail("rounding .rn to .f64", "another");
}

void decodePack(Decoding &d);

void decodeConvert(Decoding &d) {
  if (d.take("pack"))
    return decodePack(d);
  int rounding = d.takeAny({"rn", "rz", "rm", "rp", "rna"});
  int integral = rounding < 0 ? d.takeAny({"rni", "rzi", "rmi", "rpi"}) : -1;
  d.inst.mod[RoundingMod] = uint8_t(std::max({rounding, integral, 0}));
  d.inst.mod[RoundsToInteger] = integral >= 0;
  d.inst.mod[Flush] = d.take("ftz");
  bool finite = d.take("satfinite");
  d.inst.mod[Relu] = d.take("relu");
  d.inst.mod[Saturate] = finite || d.take("sat");
  Type to = d.takeType(), from = d.takeType();
  if (isPair(to) || isPair(from))
    return decodePair(d, to, from);
  if (finite)
    d.fail("no .satfinite to a single value", "it");
  d.inst.mod[To] = uint8_t(to);
  d.inst.mod[From] = uint8_t(from);
  checkRounding(d, to, from, rounding, integral);
  d.finish(2);
  d.wideDestination(0, to), d.wideValue(1, from);
  bool isRegister = d.source.operands[0].kind == Operand::Register;
  d.inst.mod[ResultBits] = uint8_t(isRegister ? d.registerBits(d.source.operands[0]) : 64);
  d.inst.run = handlerOf(to, from);
}

/// d = {c shifted up, saturated a, saturated b}; rows d, a, b, c.
void pack(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  Type to = Type(inst.mod[To]), from = Type(inst.mod[From]);
  int bits = bitsOf(to);
  forLanes(mask, [&](uint32_t l) {
    uint64_t high = saturate(from, to, a[l]) & lowMask(bits), low = saturate(from, to, b[l]) & lowMask(bits);
    d[l] = uint32_t(c[l] << (2 * bits) | high << bits | low);
  });
}

void decodePack(Decoding &d) {
  if (!d.take("sat"))
    d.failModifier(".sat");
  Type to = d.takeType({Type::U4, Type::S4, Type::U8, Type::S8, Type::U16, Type::S16});
  Type from = d.takeType({Type::S32});
  bool appends = d.tryType().has_value();
  d.inst.mod[To] = uint8_t(to);
  d.inst.mod[From] = uint8_t(from);
  d.finish(appends ? 4 : 3);
  if (appends != (bitsOf(to) < 16))
    d.fail("a third type exactly with 4 and 8 bits", "'" + d.source.mnemonic() + "'");
  d.destination(0, Type::B32), d.value(1, from), d.value(2, from);
  if (appends)
    d.value(3, Type::B32);
  else
    d.inst.r.push_back(d.constant(0));
  d.inst.run = pack;
}
} // namespace

void addConvert(InstructionTable &table) { table["cvt"] = decodeConvert; }

} // namespace qopt::ptx
