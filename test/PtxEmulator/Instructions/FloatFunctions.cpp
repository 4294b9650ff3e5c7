// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "Floating Point Instructions": rcp sqrt rsqrt ex2 lg2 sin cos tanh
// copysign testp. Where PTX says .rn the result is IEEE's. The approximate
// forms differ between chips within documented bounds; here they are one
// deterministic model: the exact result rounded once to f32.
#include "FloatArithmetic.h"
#include "FloatMath.h"

#include <cmath>

namespace qopt::ptx {

namespace {
using Function = double (*)(double);

double reciprocal(double x) { return 1 / x; }
double reciprocalRoot(double x) { return 1 / std::sqrt(x); }
double root(double x) { return std::sqrt(x); }
double powerOf2(double x) { return std::exp2(x); }
double log2Of(double x) { return std::log2(x); }
double sine(double x) { return std::sin(x); }
double cosine(double x) { return std::cos(x); }
double tangent(double x) { return std::tanh(x); }

/// f64 keeps more than twice the bits of f32, so quotients and roots in f64
/// round to f32 as if they were exact. mod[0]: .ftz.
template <Function function> void single(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  forLanes(mask, [&](uint32_t l) {
    float x = bitCast<float>(uint32_t(a[l]));
    float result = roundToF32(function(inst.mod[0] ? flushF32(x) : x), Rounding::Nearest);
    d[l] = bitCast<uint32_t>(inst.mod[0] ? flushF32(result) : result);
  });
}

template <Function function> void half(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  forLanes(mask, [&](uint32_t l) {
    Type type = Type(inst.mod[1]);
    d[l] = encodeFloat(type, function(decodeFloat(type, uint32_t(a[l]))), Rounding::Nearest, false);
  });
}

/// Quotients and roots of f64 are IEEE's where C++'s are.
template <Function function> void wide(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  forLanes(mask, [&](uint32_t l) { d[l] = bitCast<uint64_t>(function(bitCast<double>(a[l]))); });
}

template <Function function> void decodeFunction(Decoding &d, bool hasExact) {
  bool exact = (hasExact ? d.takeOne({"rn", "approx"}) : 1 + d.takeOne({"approx"})) == 0;
  d.inst.mod[0] = d.take("ftz");
  // Of f64 there are exact forms only (and coarse ones, which nothing here uses).
  Type type = exact && !d.inst.mod[0] ? d.takeType({Type::F64, Type::F32, Type::F16, Type::BF16})
                                      : d.takeType({Type::F32, Type::F16, Type::BF16});
  if (type == Type::F64) {
    d.finish(2);
    d.destination(0, type), d.value(1, type);
    d.inst.run = wide<function>;
    return;
  }
  d.inst.mod[1] = uint8_t(type);
  d.finish(2);
  d.destination(0, type), d.value(1, type);
  d.inst.run = type == Type::F32 ? single<function> : half<function>;
}

/// d = b with the sign of a.
void copySign(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]), *b = warp.row(inst.r[2]);
  uint64_t sign = uint64_t(inst.imm);
  forLanes(mask, [&](uint32_t l) { d[l] = (b[l] & ~sign) | (a[l] & sign); });
}

void decodeCopySign(Decoding &d) {
  Type type = d.takeType({Type::F32, Type::F64});
  d.finish(3);
  d.destination(0, type), d.value(1, type), d.value(2, type);
  d.inst.imm = int64_t(uint64_t(1) << (bitsOf(type) - 1));
  d.inst.run = copySign;
}

void testProperty(Warp &warp, const Inst &inst, uint32_t mask) {
  uint64_t *d = warp.row(inst.r[0]);
  const uint64_t *a = warp.row(inst.r[1]);
  forLanes(mask, [&](uint32_t l) {
    int kind = inst.mod[1] ? std::fpclassify(bitCast<double>(a[l])) : std::fpclassify(bitCast<float>(uint32_t(a[l])));
    bool finite = kind != FP_INFINITE && kind != FP_NAN;
    const bool properties[] = {finite, kind == FP_INFINITE, kind != FP_NAN, kind == FP_NAN, kind == FP_NORMAL,
                               kind == FP_SUBNORMAL};
    d[l] = properties[inst.mod[0]];
  });
}

void decodeTest(Decoding &d) {
  d.inst.mod[0] = uint8_t(d.takeOne({"finite", "infinite", "number", "notanumber", "normal", "subnormal"}));
  Type type = d.takeType({Type::F32, Type::F64});
  d.inst.mod[1] = type == Type::F64;
  d.finish(2);
  d.destination(0, Type::Pred), d.value(1, type);
  d.inst.run = testProperty;
}
} // namespace

void addFloatFunctions(InstructionTable &table) {
  table["rcp"] = [](Decoding &d) { decodeFunction<reciprocal>(d, true); };
  table["sqrt"] = [](Decoding &d) { decodeFunction<root>(d, true); };
  table["rsqrt"] = [](Decoding &d) { decodeFunction<reciprocalRoot>(d, false); };
  table["ex2"] = [](Decoding &d) { decodeFunction<powerOf2>(d, false); };
  table["lg2"] = [](Decoding &d) { decodeFunction<log2Of>(d, false); };
  table["sin"] = [](Decoding &d) { decodeFunction<sine>(d, false); };
  table["cos"] = [](Decoding &d) { decodeFunction<cosine>(d, false); };
  table["tanh"] = [](Decoding &d) { decodeFunction<tangent>(d, false); };
  table["copysign"] = decodeCopySign;
  table["testp"] = decodeTest;
}

} // namespace qopt::ptx
