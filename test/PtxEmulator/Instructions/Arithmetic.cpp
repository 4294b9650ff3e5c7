// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Integer Arithmetic Instructions": add sub mul mad div rem abs neg
// min max sad. The same names on floats are in FloatArithmetic.cpp.
#include "FloatArithmetic.h"

#include <algorithm>
#include <limits>

namespace qopt::ptx {

namespace {
struct Add { template <class T> static T run(T a, T b) { return T(Bits<T>(a) + Bits<T>(b)); } };
struct Subtract { template <class T> static T run(T a, T b) { return T(Bits<T>(a) - Bits<T>(b)); } };
struct Minimum { template <class T> static T run(T a, T b) { return std::min(a, b); } };
struct Maximum { template <class T> static T run(T a, T b) { return std::max(a, b); } };
struct Absolute { template <class T> static T run(T a) { return a < 0 ? T(Bits<T>(0) - Bits<T>(a)) : a; } };
struct Negate { template <class T> static T run(T a) { return T(Bits<T>(0) - Bits<T>(a)); } };
struct MultiplyLow { template <class T> static T run(T a, T b) { return T(uint64_t(a) * uint64_t(b)); } };
struct MadLow { template <class T> static T run(T a, T b, T c) { return T(uint64_t(a) * uint64_t(b) + uint64_t(c)); } };

template <class T> using Double = std::conditional_t<std::is_signed_v<T>, __int128, unsigned __int128>;
template <class T> T highHalf(T a, T b) { return T(Double<T>(a) * Double<T>(b) >> (8 * sizeof(T))); }
struct MultiplyHigh { template <class T> static T run(T a, T b) { return highHalf(a, b); } };
struct MadHigh { template <class T> static T run(T a, T b, T c) { return T(Bits<T>(highHalf(a, b)) + Bits<T>(c)); } };

/// Division by zero is undefined in PTX: machines give all ones, and the
/// dividend as remainder.
struct Divide {
  template <class T> static T run(T a, T b) {
    if (b == 0)
      return T(-1);
    return b == T(-1) && std::is_signed_v<T> ? Negate::run(a) : T(a / b);
  }
};
struct Remainder {
  template <class T> static T run(T a, T b) {
    if (b == 0)
      return a;
    return b == T(-1) && std::is_signed_v<T> ? T(0) : T(a % b);
  }
};
struct AddSaturated {
  static int32_t run(int32_t a, int32_t b) {
    int64_t sum = int64_t(a) + b;
    return int32_t(std::clamp<int64_t>(sum, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()));
  }
};
struct SubtractSaturated {
  static int32_t run(int32_t a, int32_t b) {
    int64_t difference = int64_t(a) - b;
    return int32_t(
        std::clamp<int64_t>(difference, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()));
  }
};
struct AbsoluteDifference {
  template <class T> static T run(T a, T b, T c) {
    Bits<T> difference = a < b ? Bits<T>(b) - Bits<T>(a) : Bits<T>(a) - Bits<T>(b);
    return T(Bits<T>(c) + difference);
  }
};

template <class T> void wideProduct(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]);
  forLanes(mask, [&](uint32_t l) {
    d[l] = uint64_t(int64_t(T(a[l])) * int64_t(T(b[l]))) & lowMask(int(sizeof(T)) * 16);
  });
}
template <class T> void wideMad(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  forLanes(mask, [&](uint32_t l) {
    uint64_t product = uint64_t(int64_t(T(a[l])) * int64_t(T(b[l])));
    d[l] = (product + c[l]) & lowMask(int(sizeof(T)) * 16);
  });
}

void takeTwo(Decoding &d, Type type) {
  d.finish(3);
  d.destination(0, type), d.value(1, type), d.value(2, type);
}

template <class Op, class Saturated> void decodeSum(Decoding &d, FloatOperation operation) {
  if (isFloatInstruction(d))
    return decodeFloatArithmetic(d, operation);
  if (d.nextModifier() == "cc")
    return decodeCarry(d, operation == FloatOperation::Subtract, false);
  bool saturates = d.take("sat");
  Type type = saturates ? d.takeType({Type::S32}) : d.takeType();
  takeTwo(d, type);
  d.inst.run = forInteger(d, type, [](auto t) -> Handler { return binary<decltype(t), Op>; });
  if (saturates)
    d.inst.run = binary<int32_t, Saturated>;
}

template <class Op> void decodeBinary(Decoding &d) {
  Type type = d.takeType();
  takeTwo(d, type);
  d.inst.run = forInteger(d, type, [](auto t) -> Handler { return binary<decltype(t), Op>; });
}

template <class Op> void decodeExtremum(Decoding &d, FloatOperation operation) {
  if (isFloatInstruction(d))
    return decodeFloatArithmetic(d, operation);
  decodeBinary<Op>(d);
}

template <class Op> void decodeUnary(Decoding &d, FloatOperation operation) {
  if (isFloatInstruction(d))
    return decodeFloatArithmetic(d, operation);
  Type type = d.takeType({Type::S16, Type::S32, Type::S64});
  d.finish(2);
  d.destination(0, type), d.value(1, type);
  d.inst.run = forInteger(d, type, [](auto t) -> Handler { return unary<decltype(t), Op>; });
}

Type doubled(const Decoding &d, Type type) {
  switch (type) {
  case Type::U16: return Type::U32;
  case Type::S16: return Type::S32;
  case Type::U32: return Type::U64;
  case Type::S32: return Type::S64;
  default: d.fail("a type of 16 or 32 bits with .wide", "'." + std::string(name(type)) + "'");
  }
}

Handler wideHandler(Type type, bool adds) {
  switch (type) {
  case Type::U16: return adds ? wideMad<uint16_t> : wideProduct<uint16_t>;
  case Type::S16: return adds ? wideMad<int16_t> : wideProduct<int16_t>;
  case Type::U32: return adds ? wideMad<uint32_t> : wideProduct<uint32_t>;
  default: return adds ? wideMad<int32_t> : wideProduct<int32_t>;
  }
}

enum Part { High, Low, Wide };

void decodeMultiply(Decoding &d) {
  if (isFloatInstruction(d))
    return decodeFloatArithmetic(d, FloatOperation::Multiply);
  int part = d.takeOne({"hi", "lo", "wide"});
  Type type = d.takeType();
  d.finish(3);
  d.destination(0, part == Wide ? doubled(d, type) : type), d.value(1, type), d.value(2, type);
  if (part == Wide)
    d.inst.run = wideHandler(type, false);
  else if (part == Low)
    d.inst.run = forInteger(d, type, [](auto t) -> Handler { return binary<decltype(t), MultiplyLow>; });
  else
    d.inst.run = forInteger(d, type, [](auto t) -> Handler { return binary<decltype(t), MultiplyHigh>; });
}

void decodeMad(Decoding &d) {
  if (isFloatInstruction(d))
    return decodeFloatArithmetic(d, FloatOperation::MultiplyAdd);
  int part = d.takeOne({"hi", "lo", "wide"});
  Type type = d.takeType();
  Type wide = part == Wide ? doubled(d, type) : type;
  d.finish(4);
  d.destination(0, wide), d.value(1, type), d.value(2, type), d.value(3, wide);
  if (part == Wide)
    d.inst.run = wideHandler(type, true);
  else if (part == Low)
    d.inst.run = forInteger(d, type, [](auto t) -> Handler { return ternary<decltype(t), MadLow>; });
  else
    d.inst.run = forInteger(d, type, [](auto t) -> Handler { return ternary<decltype(t), MadHigh>; });
}

void decodeSad(Decoding &d) {
  Type type = d.takeType();
  d.finish(4);
  d.destination(0, type), d.value(1, type), d.value(2, type), d.value(3, type);
  d.inst.run = forInteger(d, type, [](auto t) -> Handler { return ternary<decltype(t), AbsoluteDifference>; });
}
} // namespace

void addArithmetic(InstructionTable &table) {
  table["add"] = [](Decoding &d) { decodeSum<Add, AddSaturated>(d, FloatOperation::Add); };
  table["sub"] = [](Decoding &d) { decodeSum<Subtract, SubtractSaturated>(d, FloatOperation::Subtract); };
  table["min"] = [](Decoding &d) { decodeExtremum<Minimum>(d, FloatOperation::Minimum); };
  table["max"] = [](Decoding &d) { decodeExtremum<Maximum>(d, FloatOperation::Maximum); };
  table["div"] = [](Decoding &d) { decodeExtremum<Divide>(d, FloatOperation::Divide); };
  table["rem"] = decodeBinary<Remainder>;
  table["abs"] = [](Decoding &d) { decodeUnary<Absolute>(d, FloatOperation::Absolute); };
  table["neg"] = [](Decoding &d) { decodeUnary<Negate>(d, FloatOperation::Negate); };
  table["mul"] = decodeMultiply;
  table["mad"] = decodeMad;
  table["fma"] = [](Decoding &d) { decodeFloatArithmetic(d, FloatOperation::MultiplyAdd); };
  table["sad"] = decodeSad;
}

} // namespace qopt::ptx
