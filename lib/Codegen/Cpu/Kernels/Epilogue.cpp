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
// Sums start 2^30 higher (`start`), so u = x + 2^30 is in (0, 2^31) and
//   2x*m = u * 2m - 2^31 * m
// is an unsigned multiplication, which every instruction set has, by 2m < 2^32;
// the rest is a constant that the rounding term takes in.
#include "Epilogue.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

#include <limits>

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

// What makes sums of the high-half form positive.
static constexpr int64_t kSumOffset = int64_t(1) << 30;

Epilogue::Epilogue(KernelBuilder &builder, const KernelPlan &plan)
    : b(builder), plan(plan) {
  if (!plan.rescale)
    return;
  const RescalePlan &r = *plan.rescale;
  constexpr int64_t min = std::numeric_limits<int32_t>::min();
  constexpr int64_t max = std::numeric_limits<int32_t>::max();
  // The clamp comes before the zero point there, in 32 bits.
  highHalf = r.narrow && r.lo - r.outZp >= min && r.hi - r.outZp <= max;
  lo = r.lo;
  hi = r.hi;
  zeroPoint = highHalf ? r.outZp : 0; // the wide form adds it itself
  unsignedBytes = hi > 127;
  plainBytes = plan.resultElement.getIntOrFloatBitWidth() == 8 &&
               std::abs(zeroPoint) <= kMostByteZeroPoint && (lo >= 0 || !unsignedBytes);
}

Epilogue::Channels Epilogue::enter(Value multiplier, Value shift) {
  Channels channels;
  if (!plan.rescale)
    return channels;
  if (highHalf)
    enterHighHalf(channels, multiplier, shift);
  else
    enterWide(channels, multiplier, shift);
  return channels;
}

Value Epilogue::start(Value bias) {
  if (!highHalf)
    return bias;
  return arith::AddIOp::create(b, bias, b.splat(bias.getType(), kSumOffset));
}

Value Epilogue::apply(const Channels &channels, Value sums) {
  if (plan.isFloat())
    return clampFloat(sums);
  return plan.rescale ? finish(rescale(channels, sums)) : sums;
}

Value Epilogue::rescale(const Channels &channels, Value sums) {
  return highHalf ? applyHighHalf(channels, sums) : applyWide(channels, sums);
}

//===-- High half ---------------------------------------------------------===//

// Channels 0, 2, ... zero-extended to 64 bits, in the form that targets which
// multiply the low halves of 64-bit lanes drop.
Value Epilogue::evenLanes(Value words) {
  VectorType type = b.vectorOf(sizeOf(words) / 2, 64);
  return arith::AndIOp::create(b, b.bitcast(words, type),
                               b.splat(type, 0xffffffff));
}

Value Epilogue::oddLanes(Value words) {
  VectorType type = b.vectorOf(sizeOf(words) / 2, 64);
  return arith::ShRUIOp::create(b, b.bitcast(words, type), b.splat(type, 32));
}

// Operands of multiplications are even lanes both: made outside the loop over
// positions, a shifted vector would no more be known to have zero upper halves.
static Value moveOddToEven(KernelBuilder &b, Value words) {
  SmallVector<int64_t> odd;
  for (int64_t i = 1; i < sizeOf(words); i += 2)
    odd.append({i, i});
  return b.shuffle(words, words, odd);
}

void Epilogue::enterHighHalf(Channels &c, Value m, Value s) {
  VectorType words = cast<VectorType>(m.getType());
  VectorType pairs = b.vectorOf(sizeOf(m) / 2, 64);
  Value twice = arith::ShLIOp::create(b, m, b.splat(words, 1));
  c.evenMultiplier = evenLanes(twice);
  c.oddMultiplier = evenLanes(moveOddToEven(b, twice));
  c.lastShift = arith::SubIOp::create(b, s, b.splat(words, 31));
  Value one = b.splat(pairs, 1), half = b.splat(pairs, 31);
  auto term = [&](Value multipliers, Value shifts) -> Value {
    Value rounding =
        arith::ShLIOp::create(b, one, plan.rescale->doubleRound ? half : shifts);
    return arith::SubIOp::create(b, rounding,
                                 arith::ShLIOp::create(b, multipliers, half));
  };
  c.evenTerm = term(evenLanes(m), evenLanes(s));
  c.oddTerm = term(oddLanes(m), oddLanes(s));
  if (!plan.rescale->doubleRound)
    return;
  // 2^(n-1) for n > 0 and 0 for n = 0 is 2^n >> 1.
  Value power = arith::ShLIOp::create(b, b.splat(words, 1), c.lastShift);
  c.lastTerm = arith::ShRUIOp::create(b, power, b.splat(words, 1));
  // All ones where n > 0: 0 - n is negative there.
  Value negated = arith::SubIOp::create(b, b.splat(words, 0), c.lastShift);
  c.lastMask = arith::ShRSIOp::create(b, negated, b.splat(words, 31));
}

Value Epilogue::applyHighHalf(const Channels &c, Value sums) {
  VectorType words = cast<VectorType>(sums.getType());
  int64_t size = sizeOf(sums);
  Value even = arith::AddIOp::create(
      b, arith::MulIOp::create(b, evenLanes(sums), c.evenMultiplier),
      c.evenTerm);
  Value odd = arith::AddIOp::create(
      b, arith::MulIOp::create(b, oddLanes(sums), c.oddMultiplier), c.oddTerm);
  // High halves of even lanes move down, those of odd lanes stay.
  SmallVector<int64_t> highs;
  for (int64_t i = 1; i < size; i += 2)
    highs.append({i, size + i});
  Value y = b.shuffle(b.bitcast(even, words), b.bitcast(odd, words), highs);
  if (plan.rescale->doubleRound) {
    Value sign = arith::ShRSIOp::create(b, y, b.splat(words, 31));
    Value away = arith::AndIOp::create(b, sign, c.lastMask);
    y = arith::AddIOp::create(b, arith::AddIOp::create(b, y, c.lastTerm), away);
  }
  return arith::ShRSIOp::create(b, y, c.lastShift);
}

//===-- Any accumulator, any shift ----------------------------------------===//

void Epilogue::enterWide(Channels &c, Value m, Value s) {
  VectorType wide = b.vectorOf(sizeOf(m), 64);
  c.wideMultiplier = arith::ExtSIOp::create(b, wide, m);
  c.wideShift = arith::ExtSIOp::create(b, wide, s);
  // 2^(s-1), and 0 where s = 0, is 2^s >> 1.
  Value power = arith::ShLIOp::create(b, b.splat(wide, 1), c.wideShift);
  c.wideTerm = arith::ShRUIOp::create(b, power, b.splat(wide, 1));
  if (!plan.rescale->doubleRound)
    return;
  // Where s > 31: +2^30, and -2^31 more for negative sums.
  Value beyond = arith::CmpIOp::create(b, arith::CmpIPredicate::sgt,
                                       c.wideShift, b.splat(wide, 31));
  Value zero = b.splat(wide, 0);
  c.wideTerm = arith::AddIOp::create(
      b, c.wideTerm,
      arith::SelectOp::create(b, beyond, b.splat(wide, int64_t(1) << 30), zero));
  c.wideSign = arith::SelectOp::create(b, beyond,
                                       b.splat(wide, -(int64_t(1) << 31)), zero);
}

// |x| <= 2^31 and m < 2^31, so nothing here leaves 64 bits. The result is within
// [lo, hi]; finish() has only to narrow it.
Value Epilogue::applyWide(const Channels &c, Value sums) {
  VectorType wide = b.vectorOf(sizeOf(sums), 64);
  Value x = arith::ExtSIOp::create(b, wide, sums);
  Value y = arith::AddIOp::create(
      b, arith::MulIOp::create(b, x, c.wideMultiplier), c.wideTerm);
  if (plan.rescale->doubleRound) {
    Value sign = arith::ShRSIOp::create(b, x, b.splat(wide, 63));
    y = arith::AddIOp::create(b, y, arith::AndIOp::create(b, sign, c.wideSign));
  }
  y = arith::ShRSIOp::create(b, y, c.wideShift);
  const RescalePlan &r = *plan.rescale;
  y = arith::MaxSIOp::create(b, y, b.splat(wide, r.lo - r.outZp));
  y = arith::MinSIOp::create(b, y, b.splat(wide, r.hi - r.outZp));
  y = arith::AddIOp::create(b, y, b.splat(wide, r.outZp));
  return arith::TruncIOp::create(b, sums.getType(), y);
}

//===-- Zero point, clamp, narrowing --------------------------------------===//

Value Epilogue::splatZeroPoint(Type type) {
  if (!zeroPointArgument)
    return b.splat(type, zeroPoint);
  Value scalar = zeroPointArgument;
  Type element = cast<VectorType>(type).getElementType();
  if (element != scalar.getType())
    scalar = arith::TruncIOp::create(b, element, scalar);
  return vector::BroadcastOp::create(b, type, scalar);
}

Value Epilogue::splatLessZeroPoint(Type type, int64_t bound) {
  if (!zeroPointArgument)
    return b.splat(type, bound - zeroPoint);
  return arith::SubIOp::create(b, b.splat(type, bound), splatZeroPoint(type));
}

Value Epilogue::finish(Value values) {
  auto words = cast<VectorType>(values.getType());
  VectorType results = b.vectorOf(sizeOf(values), plan.resultElement);
  if (highHalf && plainBytes)
    return finishBytes(values);
  if (highHalf) {
    values = arith::MaxSIOp::create(b, values, splatLessZeroPoint(words, lo));
    values = arith::MinSIOp::create(b, values, splatLessZeroPoint(words, hi));
    values = arith::AddIOp::create(b, values, splatZeroPoint(words));
  }
  return results == words
             ? values
             : Value(arith::TruncIOp::create(b, results, values));
}

// |value| < 2^30, so the zero point can come first; then the narrowing itself
// saturates, and what is left of the clamp is done on bytes.
Value Epilogue::finishBytes(Value values) {
  Type words = values.getType();
  VectorType bytes = b.vectorOf(sizeOf(values), 8);
  const int64_t least = unsignedBytes ? 0 : -128;
  const int64_t most = unsignedBytes ? 255 : 127;
  if (zeroPoint != 0)
    values = arith::AddIOp::create(b, values, splatZeroPoint(words));
  values = arith::MaxSIOp::create(b, values, b.splat(words, least));
  values = arith::MinSIOp::create(b, values, b.splat(words, most));
  return clampBytes(arith::TruncIOp::create(b, bytes, values));
}

// [lo, hi] on bytes that have saturated already.
Value Epilogue::clampBytes(Value bytes) {
  Type type = bytes.getType();
  if (unsignedBytes) {
    if (lo > 0)
      bytes = arith::MaxUIOp::create(b, bytes, b.splat(type, lo));
    if (hi < 255)
      bytes = arith::MinUIOp::create(b, bytes, b.splat(type, hi));
    return bytes;
  }
  if (lo > -128)
    bytes = arith::MaxSIOp::create(b, bytes, b.splat(type, lo));
  if (hi < 127)
    bytes = arith::MinSIOp::create(b, bytes, b.splat(type, hi));
  return bytes;
}

static Value narrowPair(KernelBuilder &b, std::string_view intrinsic,
                        VectorType type, Value x, Value y) {
  return LLVM::CallIntrinsicOp::create(
             b, type, b.getStringAttr(StringRef(intrinsic)), ValueRange{x, y})
      ->getResult(0);
}

// Saturating narrowing interleaves its operands lane by lane. Exact: a value that
// saturates 16 bits is beyond the clamp on the same side, zero point added or not.
Value Epilogue::packWords(Value x, Value y, const target::NarrowRow &narrow) {
  VectorType halves = b.vectorOf(2 * sizeOf(x), 16);
  Value pair = narrowPair(b, narrow.words, halves, x, y);
  if (zeroPoint == 0)
    return pair;
  return LLVM::SAddSat::create(b, pair, splatZeroPoint(halves));
}

Value Epilogue::packBytes(Value x, Value y, const target::NarrowRow &narrow) {
  return clampBytes(narrowPair(b,
                               unsignedBytes ? narrow.unsignedBytes : narrow.bytes,
                               b.vectorOf(2 * sizeOf(x), 8), x, y));
}

// Panel by panel, so that one panel's constants are in registers at a time, and
// two rescaled panels of a row become one register before the next two come.
SmallVector<Value> Epilogue::applyTile(ArrayRef<Channels> channels,
                                       ArrayRef<Value> sums) {
  size_t panels = channels.size(), rows = sums.size() / panels;
  int64_t size = sizeOf(sums[0]);
  const target::NarrowRow *narrow =
      plan.rescale && plainBytes && panels > 1 && panels <= 4
          ? target::selectNarrow(plan.isa, static_cast<unsigned>(size / 4))
          : nullptr;
  SmallVector<Value> results;
  if (!narrow) {
    for (auto [i, sum] : llvm::enumerate(sums))
      results.push_back(apply(channels[i % panels], sum));
    return results;
  }
  auto rescalePanel = [&](size_t panel) {
    SmallVector<Value> column;
    for (size_t r = 0; r < rows; ++r)
      column.push_back(rescale(channels[panel], sums[r * panels + panel]));
    return column;
  };
  SmallVector<SmallVector<Value>> words(rows);
  for (size_t p = 0; p < panels; p += 2) {
    SmallVector<Value> first = rescalePanel(p);
    SmallVector<Value> second = p + 1 < panels ? rescalePanel(p + 1) : first;
    for (size_t r = 0; r < rows; ++r)
      words[r].push_back(packWords(first[r], second[r], *narrow));
  }
  // Packed: of every lane of four columns, panel after panel.
  int64_t columns = panels > 2 ? 4 * size : 2 * size;
  SmallVector<int64_t> order;
  for (int64_t c = 0; c < columns; ++c)
    order.push_back(c % size / 4 * 16 + c / size * 4 + c % 4);
  for (size_t r = 0; r < rows; ++r) {
    Value bytes = packBytes(words[r].front(), words[r].back(), *narrow);
    results.push_back(b.shuffle(bytes, bytes, order));
  }
  return results;
}

Value Epilogue::applyQuarters(ArrayRef<Channels> channels,
                              ArrayRef<Value> sums) {
  int64_t size = sizeOf(sums[0]);
  SmallVector<Value> values;
  for (auto [c, sum] : llvm::zip_equal(channels, sums))
    values.push_back(plan.rescale ? rescale(c, sum) : sum);
  const target::NarrowRow *narrow =
      target::selectNarrow(plan.isa, static_cast<unsigned>(size / 4));
  // Narrowing interleaves in just the order that the quarters need.
  if (plan.rescale && plainBytes && narrow)
    return packBytes(packWords(values[0], values[1], *narrow),
                     packWords(values[2], values[3], *narrow), *narrow);
  // Channel order: of every lane, four of each quarter.
  SmallVector<int64_t> all =
      llvm::to_vector(llvm::seq<int64_t>(0, 2 * size));
  Value low = b.shuffle(values[0], values[1], all);
  Value high = b.shuffle(values[2], values[3], all);
  SmallVector<int64_t> order;
  for (int64_t lane = 0; lane < size / 4; ++lane)
    for (int64_t j = 0; j < 4; ++j)
      for (int64_t i = 0; i < 4; ++i)
        order.push_back(j * size + lane * 4 + i);
  Value ordered = b.shuffle(low, high, order);
  return plan.rescale ? finish(ordered) : ordered;
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
  b.storeFirst(results, output, position, valid);
}
