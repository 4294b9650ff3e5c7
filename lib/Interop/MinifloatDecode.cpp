// SPDX-License-Identifier: Apache-2.0
// Codes of small floats to the bits of f32 and f64.
#include "qopt/Interop/MinifloatCasts.h"

#include "BitBuilder.h"

#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::FloatSpecials;
using ::qopt::numerics::MinifloatFormat;
using ::qopt::numerics::SubnormalRule;

std::optional<MinifloatFormat> mlir::qopt::getMinifloatFormat(Type type) {
  auto floatType = dyn_cast<FloatType>(type);
  if (!floatType || floatType.getWidth() > 16)
    return std::nullopt;
  std::string name; // Numerics' names are MLIR's
  llvm::raw_string_ostream(name) << type;
  return ::qopt::numerics::namedMinifloat(name);
}

namespace {
class Decoder {
public:
  Decoder(BitBuilder bits, const MinifloatFormat &format)
      : b(bits), f(format), wideMantissa(b.width() == 64 ? 52 : 23),
        wideBias(b.width() == 64 ? 1023 : 127),
        infinity((2 * uint64_t(wideBias) + 1) << wideMantissa),
        quietNaN(infinity | uint64_t(1) << (wideMantissa - 1)) {}

  Value decode(Value codes) {
    Value code = b.widen(codes, f.bits());
    if (f.subnormals == SubnormalRule::Absent)
      return decodeExponent(code);
    int magnitudeBits = f.exponentBits + f.mantissaBits;
    Value magnitude =
        b.both(code, b.constant((uint64_t(1) << magnitudeBits) - 1));
    Value result = addSpecials(magnitude, decodeFinite(magnitude));
    Value sign = b.left(b.right(code, b.constant(magnitudeBits)),
                        b.constant(b.width() - 1));
    result = b.either(result, sign);
    if (f.specials != FloatSpecials::Fnuz)
      return result;
    Value isNaN = b.equal(code, b.constant(uint64_t(1) << magnitudeBits));
    return b.select(isNaN, b.constant(quietNaN), result);
  }

private:
  /// E8M0: the code is f32's exponent field; its 0 is f32's subnormal 2^-127.
  Value decodeExponent(Value code) {
    int rebias = wideBias - int(f.bias);
    Value exponent = rebias ? b.add(code, b.constant(rebias)) : code;
    Value result = b.left(exponent, b.constant(wideMantissa));
    if (!rebias) {
      Value isLeast = b.equal(code, b.constant(0));
      uint64_t half = uint64_t(1) << (wideMantissa - 1);
      result = b.select(isLeast, b.constant(half), result);
    }
    Value isNaN = b.equal(code, b.constant(255));
    return b.select(isNaN, b.constant(quietNaN), result);
  }

  Value decodeFinite(Value magnitude) {
    uint64_t rebias = uint64_t(wideBias - int(f.bias)) << wideMantissa;
    Value shifted =
        b.left(magnitude, b.constant(wideMantissa - f.mantissaBits));
    Value normal = rebias ? b.add(shifted, b.constant(rebias)) : shifted;
    if (wideBias == int(f.bias)) // equal exponents: subnormals stay subnormal
      return normal;
    // A subnormal is an integer times a power of two, and a conversion of such
    // small integers is exact in every mode of the machine.
    uint64_t scale = uint64_t(int(f.bias) + f.mantissaBits - 1) << wideMantissa;
    Value subnormal = b.sub(b.bitsOfNumber(magnitude), b.constant(scale));
    Value isZero = b.equal(magnitude, b.constant(0));
    subnormal = b.select(isZero, b.constant(0), subnormal);
    Value isSubnormal =
        b.below(magnitude, b.constant(uint64_t(1) << f.mantissaBits));
    return b.select(isSubnormal, subnormal, normal);
  }

  Value addSpecials(Value magnitude, Value finite) {
    uint64_t end = uint64_t(1) << (f.exponentBits + f.mantissaBits);
    if (f.specials == FloatSpecials::Fn)
      return b.select(b.equal(magnitude, b.constant(end - 1)),
                      b.constant(quietNaN), finite);
    if (f.specials != FloatSpecials::Ieee)
      return finite;
    Value first = b.constant(end - (uint64_t(1) << f.mantissaBits));
    Value special = b.select(b.equal(magnitude, first), b.constant(infinity),
                             b.constant(quietNaN));
    return b.select(b.below(magnitude, first), finite, special);
  }

  BitBuilder b;
  MinifloatFormat f;
  int wideMantissa, wideBias;
  uint64_t infinity, quietNaN;
};
} // namespace

Value mlir::qopt::emitMinifloatDecode(OpBuilder &builder, Location loc,
                                      Value codes,
                                      const MinifloatFormat &format,
                                      unsigned wide) {
  BitBuilder bits(builder, loc, codes.getType(), wide);
  return Decoder(bits, format).decode(codes);
}
