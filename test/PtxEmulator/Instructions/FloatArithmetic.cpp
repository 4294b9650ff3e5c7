// SPDX-License-Identifier: Apache-2.0
#include "FloatArithmetic.h"

#include "FloatMath.h"

#include <cmath>

namespace qopt::ptx {

namespace {
/// As the decoder leaves them in Inst::mod.
enum Mod { Operation, Kind, RoundingMod, Flush, Saturate, PropagateNan, Relu };

double minimum(double a, double b, bool propagates, bool larger) {
  if (std::isnan(a) || std::isnan(b)) {
    if (propagates || (std::isnan(a) && std::isnan(b)))
      return std::nan("");
    return std::isnan(a) ? b : a;
  }
  if (a == b) // -0 is less than +0
    return std::signbit(a) != larger ? a : b;
  return (a < b) != larger ? a : b;
}

/// A sum of numbers of different signs that is zero is -0 only when rounding down.
double sum(const Inst &inst, double x, double y) {
  double result = addToOdd(x, y);
  bool cancels = result == 0 && std::signbit(x) != std::signbit(y);
  return cancels && Rounding(inst.mod[RoundingMod]) == Rounding::Down ? -0.0 : result;
}

/// Exact or rounded to odd.
double compute(const Inst &inst, double a, double b, double c) {
  switch (FloatOperation(inst.mod[Operation])) {
  case FloatOperation::Add: return sum(inst, a, b);
  case FloatOperation::Subtract: return sum(inst, a, -b);
  case FloatOperation::Multiply: return a * b;
  case FloatOperation::MultiplyAdd: return sum(inst, a * b, c);
  case FloatOperation::Minimum: return minimum(a, b, inst.mod[PropagateNan], false);
  case FloatOperation::Maximum: return minimum(a, b, inst.mod[PropagateNan], true);
  case FloatOperation::Divide: return a / b;
  case FloatOperation::Absolute: return std::fabs(a);
  case FloatOperation::Negate: return -a;
  }
  return 0;
}

double limit(const Inst &inst, double x) {
  if (inst.mod[Saturate])
    return x > 0 ? std::min(x, 1.0) : 0.0; // NaN to +0, too
  if (inst.mod[Relu])
    return x < 0 ? 0.0 : x;
  return x;
}

bool flushesToZero(Type type, double x) {
  double least = type == Type::F32 ? 0x1p-126 : 0x1p-14;
  return x != 0 && std::fabs(x) < least;
}

uint32_t element(const Inst &inst, Type type, uint32_t a, uint32_t b, uint32_t c) {
  double x[3] = {decodeFloat(type, a), decodeFloat(type, b), decodeFloat(type, c)};
  if (inst.mod[Flush])
    for (double &value : x)
      value = flushesToZero(type, value) ? std::copysign(0.0, value) : value;
  double exact = limit(inst, compute(inst, x[0], x[1], x[2]));
  uint32_t bits = encodeFloat(type, exact, Rounding(inst.mod[RoundingMod]), false);
  double rounded = decodeFloat(type, bits);
  if (inst.mod[Flush] && flushesToZero(type, rounded))
    bits = encodeFloat(type, std::copysign(0.0, rounded), Rounding::Nearest, false);
  return bits;
}

void smallFloats(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  bool isPair = bitsOf(Type(inst.mod[Kind])) == 32;
  Type type = Type(inst.mod[Kind]) == Type::F16 || Type(inst.mod[Kind]) == Type::F16x2 ? Type::F16 : Type::BF16;
  forLanes(mask, [&](uint32_t l) {
    uint32_t low = element(inst, type, a[l] & 0xffff, b[l] & 0xffff, c[l] & 0xffff), high = 0;
    if (isPair)
      high = element(inst, type, uint32_t(a[l]) >> 16, uint32_t(b[l]) >> 16, uint32_t(c[l]) >> 16);
    d[l] = high << 16 | low;
  });
}

/// All of f32 but what singleNearest does.
void singleFloat(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  forLanes(mask,
           [&](uint32_t l) { d[l] = element(inst, Type::F32, uint32_t(a[l]), uint32_t(b[l]), uint32_t(c[l])); });
}

template <class T, class U> T inType(const Inst &inst, T a, T b, T c) {
  switch (FloatOperation(inst.mod[Operation])) {
  case FloatOperation::Add: return a + b;
  case FloatOperation::Subtract: return a - b;
  case FloatOperation::Multiply: return a * b;
  case FloatOperation::MultiplyAdd: return std::fma(a, b, c);
  case FloatOperation::Divide: return a / b;
  case FloatOperation::Absolute: return std::fabs(a);
  case FloatOperation::Negate: return -a;
  default: return T(minimum(a, b, false, FloatOperation(inst.mod[Operation]) == FloatOperation::Maximum));
  }
}

/// Rounded to nearest without further modifiers: the host's own arithmetic.
template <class T, class U> void nearest(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]), *c = warp.row(inst.r[3]);
  bool isSign = inst.mod[Operation] >= uint8_t(FloatOperation::Absolute);
  forLanes(mask, [&](uint32_t l) {
    T result = inType<T, U>(inst, bitCast<T>(U(a[l])), bitCast<T>(U(b[l])), bitCast<T>(U(c[l])));
    bool isNan = sizeof(T) == 4 && std::isnan(result) && !isSign;
    d[l] = isNan ? U(nanF32) : bitCast<U>(result);
  });
}

void checkRounding(Decoding &d, FloatOperation operation, Type type, int rounding) {
  bool rounds = operation <= FloatOperation::Divide;
  bool isF32 = type == Type::F32;
  if (rounding > 0 && (!rounds || !isF32 || operation == FloatOperation::Divide))
    d.fail("rounding .rn with this operation and type", "another");
  bool needs = operation == FloatOperation::MultiplyAdd || operation == FloatOperation::Divide;
  if (needs && rounding < 0)
    d.fail("a rounding mode", "none");
}

int takeRounding(Decoding &d, FloatOperation operation) {
  // Approximate quotients are modelled as the correctly rounded ones.
  if (operation == FloatOperation::Divide && d.takeAny({"approx", "full"}) >= 0)
    return 0;
  return d.takeAny({"rn", "rz", "rm", "rp"});
}
} // namespace

bool isFloatInstruction(const Decoding &decoding) {
  for (const std::string &modifier : decoding.source.modifiers)
    if (auto type = parseType(modifier); type && isFloat(*type))
      return true;
  return false;
}

float flushF32(float x) { return x != 0 && std::fabs(x) < 0x1p-126f ? std::copysign(0.0f, x) : x; }

void decodeFloatArithmetic(Decoding &d, FloatOperation operation) {
  int rounding = takeRounding(d, operation);
  Inst &inst = d.inst;
  inst.mod[Operation] = uint8_t(operation);
  inst.mod[RoundingMod] = uint8_t(std::max(rounding, 0));
  inst.mod[Flush] = d.take("ftz");
  inst.mod[PropagateNan] = d.take("NaN");
  inst.mod[Saturate] = d.take("sat");
  inst.mod[Relu] = d.take("relu");
  Type type = d.takeType({Type::F16, Type::F16x2, Type::BF16, Type::BF16x2, Type::F32, Type::F64});
  inst.mod[Kind] = uint8_t(type);
  checkRounding(d, operation, type, rounding);
  size_t sources = operation >= FloatOperation::Absolute ? 1 : operation == FloatOperation::MultiplyAdd ? 3 : 2;
  d.finish(1 + sources);
  d.destination(0, type);
  for (size_t i = 1; i <= 3; ++i)
    d.value(std::min(i, sources), type);
  bool isPlain = !inst.mod[RoundingMod] && !inst.mod[Flush] && !inst.mod[Saturate] && !inst.mod[Relu] &&
                 !inst.mod[PropagateNan];
  if (type == Type::F64 && !isPlain)
    d.fail("no modifier but .rn with .f64", "another");
  inst.run = type == Type::F64   ? nearest<double, uint64_t>
             : type != Type::F32 ? smallFloats
             : isPlain           ? nearest<float, uint32_t>
                                 : singleFloat;
}

} // namespace qopt::ptx
