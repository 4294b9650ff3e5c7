// SPDX-License-Identifier: Apache-2.0
// The bits of f32 and f64 to codes of small floats: the significand is shifted
// to the code's place and rounded there. A carry out of the mantissa enters the
// exponent, as it should, because codes ascend with their values.
#include "qopt/Interop/MinifloatCasts.h"

#include "BitBuilder.h"

using namespace mlir;
using namespace mlir::qopt;
using arith::RoundingMode;
using ::qopt::numerics::FloatSpecials;
using ::qopt::numerics::MinifloatFormat;
using ::qopt::numerics::OverflowRule;
using ::qopt::numerics::SubnormalRule;

namespace {
class Encoder {
public:
  Encoder(BitBuilder bits, const MinifloatFormat &format, RoundingMode rounding)
      : b(bits), f(format), rounding(rounding),
        wideMantissa(b.width() == 64 ? 52 : 23),
        wideBias(b.width() == 64 ? 1023 : 127),
        infinity((2 * uint64_t(wideBias) + 1) << wideMantissa),
        signBit(uint64_t(1) << (f.exponentBits + f.mantissaBits)),
        largest(largestMagnitude()) {}

  Value encode(Value bits) {
    negative = b.isNegative(bits);
    wide = b.both(bits, b.constant(~uint64_t(0) >> (65 - b.width())));
    Value code = f.subnormals == SubnormalRule::Absent ? encodeExponent()
                                                       : encodeSigned();
    Value isNaN = b.above(wide, b.constant(infinity));
    code = b.select(isNaN, b.constant(nanCode()), code);
    return b.narrow(code, f.bits());
  }

private:
  static uint64_t one(int shift) { return uint64_t(1) << shift; }

  uint64_t largestMagnitude() const {
    if (f.specials == FloatSpecials::Ieee)
      return signBit - one(f.mantissaBits) - 1;
    return signBit - (f.specials == FloatSpecials::Fn ? 2 : 1);
  }
  uint64_t nanCode() const {
    switch (f.specials) {
    case FloatSpecials::None:
      return 0;
    case FloatSpecials::Ieee:
      return largest + 1 + one(f.mantissaBits - 1);
    case FloatSpecials::Fn:
      return signBit - 1;
    case FloatSpecials::Fnuz:
      return signBit;
    }
    llvm_unreachable("all specials are listed");
  }

  //===-- Formats with a zero ---------------------------------------------===//

  Value encodeSigned() {
    Value rounded = roundMagnitude();
    Value tooLarge = b.above(rounded, b.constant(largest));
    bool special = f.overflow == OverflowRule::Special;
    bool fnuz = f.specials == FloatSpecials::Fnuz;
    // FNUZ's NaN has the place of -0 and takes no sign: put in last.
    Value magnitude = b.least(rounded, b.constant(largest));
    Value overflows = special ? leavesRange(tooLarge) : Value();
    if (special && !fnuz)
      magnitude = b.select(overflows, b.constant(largest + 1), magnitude);
    Value takesSign = negative;
    if (fnuz)
      takesSign = b.both(negative, b.above(magnitude, b.constant(0)));
    Value code = b.select(takesSign, b.either(magnitude, b.constant(signBit)),
                          magnitude);
    return special && fnuz ? b.select(overflows, b.constant(signBit), code)
                           : code;
  }

  /// Which of the numbers beyond the largest value (i1) go to infinity or NaN
  /// and not back to the largest value.
  Value leavesRange(Value tooLarge) {
    if (rounding == RoundingMode::to_nearest_even ||
        rounding == RoundingMode::to_nearest_away)
      return tooLarge;
    Value leaves = b.equal(wide, b.constant(infinity));
    if (rounding != RoundingMode::toward_zero)
      leaves = b.either(leaves, roundsAway());
    return b.both(tooLarge, leaves);
  }

  /// The number's magnitude as a magnitude code, without an end.
  Value roundMagnitude() {
    int leastNormal = wideBias + 1 - int(f.bias); // wide exponent field
    int shift = wideMantissa - f.mantissaBits;
    Value mantissaMask = b.constant(one(wideMantissa) - 1);
    Value exponent = b.right(wide, b.constant(wideMantissa));
    Value isSubnormal = b.below(exponent, b.constant(leastNormal));
    Value hidden = b.constant(one(wideMantissa));
    if (rounding == RoundingMode::upward || rounding == RoundingMode::downward)
      // A zero must stay one; nearest modes round all below the wide format's
      // normal numbers to zero anyway.
      hidden =
          b.select(b.equal(exponent, b.constant(0)), b.constant(0), hidden);
    Value significand = b.either(b.both(wide, mantissaMask), hidden);
    Value rebased =
        b.sub(wide, b.constant(uint64_t(leastNormal - 1) << wideMantissa));
    // At most two bits beyond the significand: all of it is then below half.
    Value missing = b.least(b.sub(b.constant(leastNormal), exponent),
                            b.constant(f.mantissaBits + 2));
    Value place = b.constant(shift);
    place = b.select(isSubnormal, b.add(place, missing), place);
    return roundingShift(b.select(isSubnormal, significand, rebased), place);
  }

  Value roundingShift(Value x, Value shift) {
    switch (rounding) {
    case RoundingMode::toward_zero:
      return b.right(x, shift);
    case RoundingMode::to_nearest_away:
      return b.right(b.add(x, half(shift)), shift);
    case RoundingMode::to_nearest_even: {
      Value odd = b.both(b.right(x, shift), b.constant(1));
      Value addend = b.add(b.sub(half(shift), b.constant(1)), odd);
      return b.right(b.add(x, addend), shift);
    }
    case RoundingMode::upward:
    case RoundingMode::downward: {
      Value ones = b.sub(b.left(b.constant(1), shift), b.constant(1));
      Value addend = b.select(roundsAway(), ones, b.constant(0));
      return b.right(b.add(x, addend), shift);
    }
    }
    llvm_unreachable("all rounding modes are listed");
  }
  Value half(Value shift) {
    return b.left(b.constant(1), b.sub(shift, b.constant(1)));
  }
  /// Of a directed mode: whether this number's magnitude grows.
  Value roundsAway() {
    if (rounding == RoundingMode::downward)
      return negative;
    BitBuilder flags(b.withWidth(1));
    return flags.sub(flags.constant(1), negative);
  }

  //===-- E8M0 ------------------------------------------------------------===//

  Value encodeExponent() {
    int rebias = wideBias - int(f.bias);
    uint64_t least = rebias ? uint64_t(rebias) << wideMantissa
                            : one(wideMantissa - 1); // f32's subnormal 2^-127
    Value x = b.largest(wide, b.constant(least));
    Value addend = b.constant(exponentAddend(wideMantissa));
    if (!rebias) { // below 2^-126 f32's steps are those of one exponent lower
      Value isLeast = b.below(x, b.constant(one(wideMantissa)));
      addend = b.select(isLeast, b.constant(exponentAddend(wideMantissa - 1)),
                        addend);
    }
    Value sum = b.add(x, addend);
    Value code = b.right(sum, b.constant(wideMantissa));
    if (rebias)
      code = b.sub(code, b.constant(rebias));
    Value tooLarge = b.above(code, b.constant(largest));
    code = b.least(code, b.constant(largest));
    if (f.overflow == OverflowRule::Special)
      code = b.select(leavesRange(tooLarge), b.constant(nanCode()), code);
    return b.select(negative, encodeBelowZero(), code);
  }
  /// Of -0 and of negative numbers; one that is rounded up, and any that
  /// saturates, becomes the least value.
  Value encodeBelowZero() {
    if (f.overflow == OverflowRule::Saturate)
      return b.constant(0);
    bool roundsUp = rounding == RoundingMode::upward ||
                    rounding == RoundingMode::toward_zero;
    Value isNaN = roundsUp ? b.equal(wide, b.constant(infinity))
                           : b.above(wide, b.constant(0));
    return b.select(isNaN, b.constant(nanCode()), b.constant(0));
  }
  /// What carries into the exponent; a tie is half of `gap` bits and goes up.
  uint64_t exponentAddend(int gap) const {
    switch (rounding) {
    case RoundingMode::to_nearest_even:
    case RoundingMode::to_nearest_away:
      return one(gap - 1);
    case RoundingMode::upward:
      return one(gap) - 1;
    default:
      return 0;
    }
  }

  BitBuilder b;
  MinifloatFormat f;
  RoundingMode rounding;
  int wideMantissa, wideBias;
  uint64_t infinity, signBit, largest;
  Value negative; ///< i1
  Value wide;     ///< the magnitude's bits
};
} // namespace

Value mlir::qopt::emitMinifloatEncode(OpBuilder &builder, Location loc,
                                      Value bits, const MinifloatFormat &format,
                                      RoundingMode rounding) {
  unsigned width = getElementTypeOrSelf(bits.getType()).getIntOrFloatBitWidth();
  BitBuilder helper(builder, loc, bits.getType(), width);
  return Encoder(helper, format, rounding).encode(bits);
}
