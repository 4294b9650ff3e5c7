// SPDX-License-Identifier: Apache-2.0
// Rescale in vectors. With x the sum, m and s multiplier and shift, Numerics
// defines (x*m + 2^(s-1) [+- 2^30 if double and s > 31]) >> s in 64 bits.
//
// High-half form, where |x| < 2^30 and 31 <= s <= 61 (the op's `narrow`): the
// shift is split into 32 - 1 + (s - 31), so that 64-bit lanes are needed for
// one multiplication only and 16 channels are shifted and clamped at once:
//   single: ((2x*m + 2^s) >> 32) >> (s - 31)
//   double: t = (2x*m + 2^31) >> 32
//           (t + 2^(s-32) - [t < 0 and s > 31]) >> (s - 31)
// The first is the definition with both sides doubled, floors composing. The
// second is gemmlowp's two roundings, which equal the definition (Numerics
// proves it in its tests); where s = 31 the second rounding is absent.
#include "Epilogue.h"

#include <limits>

using namespace mlir;
using namespace mlir::qopt;

static constexpr int64_t kColumns = KernelGeometry::kColumns;

// Clamp bounds before the zero point is added must be 32-bit numbers.
bool Epilogue::usesHighHalf() const {
  constexpr int64_t min = std::numeric_limits<int32_t>::min();
  constexpr int64_t max = std::numeric_limits<int32_t>::max();
  return plan.rescale->narrow && plan.rescale->lo - plan.rescale->outZp >= min &&
         plan.rescale->hi - plan.rescale->outZp <= max;
}

void Epilogue::enterPanel(Value channel) {
  if (!plan.rescale)
    return;
  Value m = b.load(multiplier, channel, b.vectorOf(kColumns, 32));
  Value s = arith::ExtSIOp::create(
      b, b.vectorOf(kColumns, 32),
      b.load(shift, channel, b.vectorOf(kColumns, 8)));
  if (usesHighHalf())
    enterHighHalf(m, s);
  else
    enterWide(m, s);
}

Value Epilogue::apply(Value sums) {
  if (plan.isFloat())
    return clampFloat(sums);
  if (!plan.rescale)
    return sums;
  return usesHighHalf() ? applyHighHalf(sums) : applyWide(sums);
}

//===-- High half ---------------------------------------------------------===//

// Channels 0, 2, ... sign-extended to 64 bits. Shifts, not shuffles: targets
// that multiply the low halves of 64-bit lanes drop them.
Value Epilogue::evenLanes(Value words) {
  VectorType type = b.vectorOf(kColumns / 2, 64);
  Value half = b.splat(type, 32);
  Value lanes = b.bitcast(words, type);
  return arith::ShRSIOp::create(b, arith::ShLIOp::create(b, lanes, half), half);
}

Value Epilogue::oddLanes(Value words) {
  VectorType type = b.vectorOf(kColumns / 2, 64);
  return arith::ShRSIOp::create(b, b.bitcast(words, type), b.splat(type, 32));
}

void Epilogue::enterHighHalf(Value m, Value s) {
  VectorType words = b.vectorOf(kColumns, 32);
  VectorType pairs = b.vectorOf(kColumns / 2, 64);
  evenMultiplier = evenLanes(m);
  oddMultiplier = oddLanes(m);
  lastShift = arith::SubIOp::create(b, s, b.splat(words, 31));
  if (!plan.rescale->doubleRound) {
    Value one = b.splat(pairs, 1);
    evenTerm = arith::ShLIOp::create(b, one, evenLanes(s));
    oddTerm = arith::ShLIOp::create(b, one, oddLanes(s));
    return;
  }
  evenTerm = oddTerm = b.splat(pairs, int64_t(1) << 31);
  // 2^(n-1) for n > 0 and 0 for n = 0 is 2^n >> 1.
  Value power = arith::ShLIOp::create(b, b.splat(words, 1), lastShift);
  lastTerm = arith::ShRUIOp::create(b, power, b.splat(words, 1));
  // All ones where n > 0: 0 - n is negative there.
  Value negated = arith::SubIOp::create(b, b.splat(words, 0), lastShift);
  lastMask = arith::ShRSIOp::create(b, negated, b.splat(words, 31));
}

Value Epilogue::applyHighHalf(Value sums) {
  VectorType words = b.vectorOf(kColumns, 32);
  Value twice = arith::AddIOp::create(b, sums, sums);
  Value even = arith::AddIOp::create(
      b, arith::MulIOp::create(b, evenLanes(twice), evenMultiplier), evenTerm);
  Value odd = arith::AddIOp::create(
      b, arith::MulIOp::create(b, oddLanes(twice), oddMultiplier), oddTerm);
  // High halves of even lanes move down, those of odd lanes stay.
  SmallVector<int64_t> highs;
  for (int64_t i = 1; i < kColumns; i += 2)
    highs.append({i, kColumns + i});
  Value y = b.shuffle(b.bitcast(even, words), b.bitcast(odd, words), highs);
  if (plan.rescale->doubleRound) {
    Value sign = arith::ShRSIOp::create(b, y, b.splat(words, 31));
    Value away = arith::AndIOp::create(b, sign, lastMask);
    y = arith::AddIOp::create(b, arith::AddIOp::create(b, y, lastTerm), away);
  }
  y = arith::ShRSIOp::create(b, y, lastShift);
  const RescalePlan &r = *plan.rescale;
  y = arith::MaxSIOp::create(b, y, b.splat(words, r.lo - r.outZp));
  y = arith::MinSIOp::create(b, y, b.splat(words, r.hi - r.outZp));
  y = arith::AddIOp::create(b, y, b.splat(words, r.outZp));
  VectorType results = b.vectorOf(kColumns, plan.resultElement);
  return results == words ? y : Value(arith::TruncIOp::create(b, results, y));
}

//===-- Any accumulator, any shift ----------------------------------------===//

void Epilogue::enterWide(Value m, Value s) {
  VectorType wide = b.vectorOf(kColumns, 64);
  wideMultiplier = arith::ExtSIOp::create(b, wide, m);
  wideShift = arith::ExtSIOp::create(b, wide, s);
  // 2^(s-1), and 0 where s = 0, is 2^s >> 1.
  Value power = arith::ShLIOp::create(b, b.splat(wide, 1), wideShift);
  wideTerm = arith::ShRUIOp::create(b, power, b.splat(wide, 1));
  if (!plan.rescale->doubleRound)
    return;
  // Where s > 31: +2^30, and -2^31 more for negative sums.
  Value beyond = arith::CmpIOp::create(b, arith::CmpIPredicate::sgt, wideShift,
                                       b.splat(wide, 31));
  Value zero = b.splat(wide, 0);
  wideTerm = arith::AddIOp::create(
      b, wideTerm,
      arith::SelectOp::create(b, beyond, b.splat(wide, int64_t(1) << 30), zero));
  wideSign = arith::SelectOp::create(b, beyond,
                                     b.splat(wide, -(int64_t(1) << 31)), zero);
}

// |x| <= 2^31 and m < 2^31, so nothing here leaves 64 bits.
Value Epilogue::applyWide(Value sums) {
  VectorType wide = b.vectorOf(kColumns, 64);
  Value x = arith::ExtSIOp::create(b, wide, sums);
  Value y = arith::AddIOp::create(
      b, arith::MulIOp::create(b, x, wideMultiplier), wideTerm);
  if (plan.rescale->doubleRound) {
    Value sign = arith::ShRSIOp::create(b, x, b.splat(wide, 63));
    y = arith::AddIOp::create(b, y, arith::AndIOp::create(b, sign, wideSign));
  }
  y = arith::ShRSIOp::create(b, y, wideShift);
  const RescalePlan &r = *plan.rescale;
  y = arith::MaxSIOp::create(b, y, b.splat(wide, r.lo - r.outZp));
  y = arith::MinSIOp::create(b, y, b.splat(wide, r.hi - r.outZp));
  y = arith::AddIOp::create(b, y, b.splat(wide, r.outZp));
  return arith::TruncIOp::create(b, b.vectorOf(kColumns, plan.resultElement),
                                 y);
}

//===-- Float and stores --------------------------------------------------===//

// Comparisons are false on NaN, so NaN stays.
Value Epilogue::clampFloat(Value sums) {
  auto bounded = [&](Value x, float bound, arith::CmpFPredicate beyond) {
    Value limit = b.splatFloat(x.getType(), bound);
    return Value(arith::SelectOp::create(
        b, arith::CmpFOp::create(b, beyond, x, limit), limit, x));
  };
  if (plan.clampLo)
    sums = bounded(sums, *plan.clampLo, arith::CmpFPredicate::OLT);
  if (plan.clampHi)
    sums = bounded(sums, *plan.clampHi, arith::CmpFPredicate::OGT);
  return sums;
}

void Epilogue::store(Value results, Value output, Value position,
                     int64_t valid) {
  // The binary digits of `valid`, largest first: at most five plain stores and
  // no masks, which the generic instruction set lacks.
  int64_t done = 0;
  for (int64_t size = kColumns; size > 0; size /= 2) {
    if (valid - done < size)
      continue;
    b.store(b.slice(results, done, size), output, b.add(position, done));
    done += size;
  }
}
