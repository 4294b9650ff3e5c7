// SPDX-License-Identifier: Apache-2.0
// Elementwise integer functions without undefined behaviour, and rounding: the
// code that Numerics' evaluateBinaryInt, averageRound and roundTo stand for.
#include "LinalgLowering.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {
// Short spellings of arithmetic on integers of one width.
class IntMath {
public:
  IntMath(OpBuilder &b, Location loc, unsigned width)
      : b(b), loc(loc), width(width) {}

  Value c(int64_t v) { return intConst(b, loc, v, width); }
  Value cmp(arith::CmpIPredicate p, Value x, Value y) {
    return arith::CmpIOp::create(b, loc, p, x, y);
  }
  Value isEqual(Value x, int64_t y) {
    return cmp(arith::CmpIPredicate::eq, x, c(y));
  }
  Value isNegative(Value x) { return cmp(arith::CmpIPredicate::slt, x, c(0)); }
  Value select(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, loc, condition, x, y);
  }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, loc, x, y); }
  Value sub(Value x, Value y) { return arith::SubIOp::create(b, loc, x, y); }
  Value mul(Value x, Value y) { return arith::MulIOp::create(b, loc, x, y); }

  OpBuilder &b;
  Location loc;
  unsigned width;
};
} // namespace

// x / 0 = 0, and MIN / -1 wraps: neither may reach the machine's division.
static Value buildDivision(IntMath &m, Value x, Value y, bool isUnsigned) {
  Value byZero = m.isEqual(y, 0);
  if (isUnsigned) {
    Value safe = m.select(byZero, m.c(1), y);
    Value q = arith::DivUIOp::create(m.b, m.loc, x, safe);
    return m.select(byZero, m.c(0), q);
  }
  Value byMinusOne = m.isEqual(y, -1);
  Value special = arith::OrIOp::create(m.b, m.loc, byZero, byMinusOne);
  Value safe = m.select(special, m.c(1), y);
  Value q = arith::DivSIOp::create(m.b, m.loc, x, safe);
  return m.select(byZero, m.c(0),
                  m.select(byMinusOne, m.sub(m.c(0), x), q));
}

static Value buildRemainder(IntMath &m, Value x, Value y, bool isUnsigned) {
  // x % 1 = 0 is also the wanted result for divisors 0 and -1.
  Value special = m.isEqual(y, 0);
  if (!isUnsigned)
    special = arith::OrIOp::create(m.b, m.loc, special, m.isEqual(y, -1));
  Value safe = m.select(special, m.c(1), y);
  if (isUnsigned)
    return arith::RemUIOp::create(m.b, m.loc, x, safe);
  return arith::RemSIOp::create(m.b, m.loc, x, safe);
}

static Value buildFloorMod(IntMath &m, Value x, Value y, bool isUnsigned) {
  Value r = buildRemainder(m, x, y, isUnsigned);
  if (isUnsigned)
    return r;
  Value nonZero = m.cmp(arith::CmpIPredicate::ne, r, m.c(0));
  Value differ = arith::XOrIOp::create(m.b, m.loc, m.isNegative(r),
                                       m.isNegative(y));
  Value adjust = arith::AndIOp::create(m.b, m.loc, nonZero, differ);
  return m.select(adjust, m.add(r, y), r);
}

// Square and multiply over the bits of the exponent.
static Value buildPower(IntMath &m, Value x, Value y, bool isUnsigned) {
  OpBuilder &b = m.b;
  Value zero = indexConst(b, m.loc, 0), one = indexConst(b, m.loc, 1);
  auto loop = scf::ForOp::create(
      b, m.loc, zero, indexConst(b, m.loc, m.width), one,
      ValueRange{m.c(1), x, y},
      [&](OpBuilder &nested, Location l, Value, ValueRange args) {
        IntMath n(nested, l, m.width);
        Value odd = arith::AndIOp::create(nested, l, args[2], n.c(1));
        Value product = n.mul(args[0], args[1]);
        Value result = n.select(n.isEqual(odd, 0), args[0], product);
        Value square = n.mul(args[1], args[1]);
        Value rest = arith::ShRUIOp::create(nested, l, args[2], n.c(1));
        scf::YieldOp::create(nested, l, ValueRange{result, square, rest});
      });
  Value positive = loop.getResult(0);
  if (isUnsigned)
    return positive;
  // To a negative exponent: 1 stays, -1 alternates, all else truncates to 0.
  Value odd = arith::AndIOp::create(b, m.loc, y, m.c(1));
  Value alternating = m.select(m.isEqual(odd, 0), m.c(1), m.c(-1));
  Value inverse = m.select(
      m.isEqual(x, 1), m.c(1),
      m.select(m.isEqual(x, -1), alternating, m.c(0)));
  return m.select(m.isNegative(y), inverse, positive);
}

Value codegen::buildIntBinary(OpBuilder &b, Location loc, BinaryKind kind,
                              Value x, Value y, bool isUnsigned) {
  IntMath m(b, loc, x.getType().getIntOrFloatBitWidth());
  switch (kind) {
  case BinaryKind::add:
    return m.add(x, y);
  case BinaryKind::sub:
    return m.sub(x, y);
  case BinaryKind::mul:
    return m.mul(x, y);
  case BinaryKind::div:
    return buildDivision(m, x, y, isUnsigned);
  case BinaryKind::max:
    return isUnsigned ? Value(arith::MaxUIOp::create(b, loc, x, y))
                      : Value(arith::MaxSIOp::create(b, loc, x, y));
  case BinaryKind::min:
    return isUnsigned ? Value(arith::MinUIOp::create(b, loc, x, y))
                      : Value(arith::MinSIOp::create(b, loc, x, y));
  case BinaryKind::pow:
    return buildPower(m, x, y, isUnsigned);
  case BinaryKind::prelu:
    return isUnsigned ? x : m.select(m.isNegative(x), m.mul(x, y), x);
  case BinaryKind::mod:
    return buildFloorMod(m, x, y, isUnsigned);
  case BinaryKind::fmod:
    return buildRemainder(m, x, y, isUnsigned);
  }
  llvm_unreachable("all kinds are handled");
}

Value codegen::buildAverageRound(OpBuilder &b, Location loc, Value sum,
                                 Value count) {
  IntMath m(b, loc, sum.getType().getIntOrFloatBitWidth());
  Value half = arith::ShRUIOp::create(b, loc, count, m.c(1));
  Value positive = m.cmp(arith::CmpIPredicate::sgt, sum, m.c(0));
  Value raised = m.select(positive, m.add(sum, half), m.sub(sum, half));
  return arith::DivSIOp::create(b, loc, raised, count);
}

//===-- Rounding ----------------------------------------------------------===//

// Adding 1.5 * 2^(mantissa bits) leaves no room for a fraction, so the addition
// itself rounds to nearest even; there is no such instruction before SSE4.1.
static Value roundNearestEven(OpBuilder &b, Location loc, Value x) {
  bool isDouble = x.getType().isF64();
  Value magic = isDouble ? doubleConst(b, loc, 6755399441055744.0)
                         : floatConst(b, loc, 12582912.0);
  Value raised = arith::AddFOp::create(b, loc, x, magic);
  return arith::SubFOp::create(b, loc, raised, magic);
}

// Numerics' counterHash(0, index) as a number in [0, 1), 53 bits.
Value codegen::buildUniform(OpBuilder &b, Location loc, Value index) {
  IntMath m(b, loc, 64);
  auto mixStep = [&](Value z, int64_t shift) {
    Value shifted = arith::ShRUIOp::create(b, loc, z, m.c(shift));
    return Value(arith::XOrIOp::create(b, loc, z, shifted));
  };
  auto toSigned = [](uint64_t v) { return static_cast<int64_t>(v); };
  auto mix = [&](Value z) {
    z = m.mul(mixStep(z, 30), m.c(toSigned(0xbf58476d1ce4e5b9u)));
    z = m.mul(mixStep(z, 27), m.c(toSigned(0x94d049bb133111ebu)));
    return mixStep(z, 31);
  };
  Value golden = m.c(toSigned(0x9e3779b97f4a7c15u));
  Value counter = m.mul(m.add(index, m.c(1)), golden);
  Value hash = mix(m.add(mix(golden), counter));
  Value top = arith::ShRUIOp::create(b, loc, hash, m.c(11));
  Value number = arith::UIToFPOp::create(b, loc, b.getF64Type(), top);
  return arith::MulFOp::create(b, loc, number,
                               doubleConst(b, loc, 0x1p-53));
}

namespace {
// A value split into its integral part and what truncation dropped.
struct Truncation {
  Value whole, dropped, magnitude;
};
} // namespace

static Truncation truncate(OpBuilder &b, Location loc, Value x) {
  Value integer = arith::FPToSIOp::create(b, loc, b.getI64Type(), x);
  Value whole = arith::SIToFPOp::create(b, loc, x.getType(), integer);
  Value dropped = arith::SubFOp::create(b, loc, x, whole);
  return {whole, dropped, math::AbsFOp::create(b, loc, dropped)};
}

// Whether the value moves one further from zero.
static Value movesAway(OpBuilder &b, Location loc, Rounding rounding,
                       const Truncation &t, function_ref<Value()> index) {
  Type type = t.whole.getType();
  auto constant = [&](double v) {
    return Value(arith::ConstantOp::create(b, loc, b.getFloatAttr(type, v)));
  };
  auto cmp = [&](arith::CmpFPredicate p, Value x, Value y) {
    return Value(arith::CmpFOp::create(b, loc, p, x, y));
  };
  switch (rounding) {
  case Rounding::nearest_away:
    return cmp(arith::CmpFPredicate::OGE, t.magnitude, constant(0.5));
  case Rounding::nearest_up:
    return arith::OrIOp::create(
        b, loc, cmp(arith::CmpFPredicate::OGE, t.dropped, constant(0.5)),
        cmp(arith::CmpFPredicate::OLT, t.dropped, constant(-0.5)));
  case Rounding::floor:
    return cmp(arith::CmpFPredicate::OLT, t.dropped, constant(0));
  case Rounding::stochastic: {
    Value dropped = t.magnitude;
    if (type.isF32())
      dropped = arith::ExtFOp::create(b, loc, b.getF64Type(), dropped);
    return cmp(arith::CmpFPredicate::OLT, buildUniform(b, loc, index()),
               dropped);
  }
  default:
    return {};
  }
}

Value codegen::buildRound(OpBuilder &b, Location loc, Rounding rounding,
                          Value x, function_ref<Value()> index) {
  if (rounding == Rounding::nearest_even)
    return roundNearestEven(b, loc, x);
  Truncation t = truncate(b, loc, x);
  if (rounding == Rounding::toward_zero)
    return t.whole;
  Value away = movesAway(b, loc, rounding, t, index);
  Value one =
      arith::ConstantOp::create(b, loc, b.getFloatAttr(x.getType(), 1.0));
  Value step = math::CopySignOp::create(b, loc, one, t.dropped);
  Value further = arith::AddFOp::create(b, loc, t.whole, step);
  return arith::SelectOp::create(b, loc, away, further, t.whole);
}
