// SPDX-License-Identifier: Apache-2.0
// Elementwise float functions on f32, arranged as in Numerics (no overflow where
// the result is finite, no cancellation where f32 would lose the result).
#include "LinalgLowering.h"

#include "qopt/Numerics/RealFunctions.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

namespace {
// Short spellings of f32 arithmetic at one place in the IR.
class FloatMath {
public:
  FloatMath(OpBuilder &b, Location loc) : b(b), loc(loc) {}

  Value c(double v) { return floatConst(b, loc, v); }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, loc, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, loc, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, loc, x, y); }
  Value div(Value x, Value y) { return arith::DivFOp::create(b, loc, x, y); }
  Value neg(Value x) { return arith::NegFOp::create(b, loc, x); }
  template <typename OpT> Value fn(Value x) { return OpT::create(b, loc, x); }
  Value cmp(arith::CmpFPredicate p, Value x, Value y) {
    return arith::CmpFOp::create(b, loc, p, x, y);
  }
  Value isLess(Value x, Value y) { return cmp(arith::CmpFPredicate::OLT, x, y); }
  Value isMore(Value x, Value y) { return cmp(arith::CmpFPredicate::OGT, x, y); }
  Value select(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, loc, condition, x, y);
  }
  // min(max(x, lo), hi) that lets a NaN in x through.
  Value clip(Value x, Value lo, Value hi) {
    x = select(isLess(x, lo), lo, x);
    return select(isMore(x, hi), hi, x);
  }
  Value softplus(Value x) {
    Value tail =
        fn<math::Log1pOp>(fn<math::ExpOp>(neg(fn<math::AbsFOp>(x))));
    return add(select(isLess(x, c(0)), c(0), x), tail);
  }
  Value mulExpM1(Value factor, Value x) {
    return mul(factor, fn<math::ExpM1Op>(x));
  }

  OpBuilder &b;
  Location loc;
};
} // namespace

namespace {
// The arithmetic that Numerics' RealFunctions.h is written over, as ops.
class RealArithmetic {
public:
  using Value = mlir::Value;
  using Int = mlir::Value;
  using Bool = mlir::Value;

  RealArithmetic(OpBuilder &b, Location loc) : b(b), loc(loc) {}

  Value c(float v) { return floatConst(b, loc, v); }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, loc, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, loc, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, loc, x, y); }
  Value div(Value x, Value y) { return arith::DivFOp::create(b, loc, x, y); }
  Value select(Bool which, Value x, Value y) {
    return arith::SelectOp::create(b, loc, which, x, y);
  }
  Bool less(Value x, Value y) {
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x, y);
  }
  Int bits(Value x) { return arith::BitcastOp::create(b, loc, b.getI32Type(), x); }
  Value real(Int x) { return arith::BitcastOp::create(b, loc, b.getF32Type(), x); }
  Int i(int32_t v) { return intConst(b, loc, v, 32); }
  Int addInt(Int x, Int y) { return arith::AddIOp::create(b, loc, x, y); }
  Int subInt(Int x, Int y) { return arith::SubIOp::create(b, loc, x, y); }
  Int andInt(Int x, Int y) { return arith::AndIOp::create(b, loc, x, y); }
  Int shl(Int x, int n) { return arith::ShLIOp::create(b, loc, x, i(n)); }
  Int sar(Int x, int n) { return arith::ShRSIOp::create(b, loc, x, i(n)); }

private:
  OpBuilder &b;
  Location loc;
};
} // namespace

Value codegen::buildExp(OpBuilder &b, Location loc, Value x) {
  RealArithmetic m(b, loc);
  return ::qopt::numerics::real::exp(m, x);
}

static Value buildPiecewise(FloatMath &m, UnaryKind kind, Value x, double alpha,
                            double beta) {
  switch (kind) {
  case UnaryKind::relu:
    return m.select(m.cmp(arith::CmpFPredicate::OLE, x, m.c(0)), m.c(0), x);
  case UnaryKind::leaky_relu:
    return m.select(m.isLess(x, m.c(0)), m.mul(m.c(alpha), x), x);
  case UnaryKind::clip:
    return m.clip(x, m.c(alpha), m.c(beta));
  case UnaryKind::hard_sigmoid:
    return m.clip(m.add(m.mul(m.c(alpha), x), m.c(beta)), m.c(0), m.c(1));
  case UnaryKind::hard_swish:
    return m.mul(x, m.clip(m.add(m.div(x, m.c(6)), m.c(0.5)), m.c(0), m.c(1)));
  case UnaryKind::reciprocal:
    return m.div(m.c(1), x);
  case UnaryKind::neg:
    return m.neg(x);
  case UnaryKind::softsign:
    return m.div(x, m.add(m.c(1), m.fn<math::AbsFOp>(x)));
  case UnaryKind::sign:
    return m.select(m.isMore(x, m.c(0)), m.c(1),
                    m.select(m.isLess(x, m.c(0)), m.c(-1), x));
  case UnaryKind::thresholded_relu:
    // Unordered: a NaN passes.
    return m.select(m.cmp(arith::CmpFPredicate::UGT, x, m.c(alpha)), x, m.c(0));
  default:
    return {};
  }
}

static Value buildExponential(FloatMath &m, UnaryKind kind, Value x,
                              double alpha, double beta) {
  switch (kind) {
  case UnaryKind::softplus:
    return m.softplus(x);
  case UnaryKind::mish:
    return m.mul(x, m.fn<math::TanhOp>(m.softplus(x)));
  case UnaryKind::elu:
    return m.select(m.isLess(x, m.c(0)), m.mulExpM1(m.c(alpha), x), x);
  case UnaryKind::selu: {
    Value isLow = m.cmp(arith::CmpFPredicate::OLE, x, m.c(0));
    return m.mul(m.c(beta),
                 m.select(isLow, m.mulExpM1(m.c(alpha), x), x));
  }
  case UnaryKind::celu: {
    Value low = m.mulExpM1(m.c(alpha), m.div(x, m.c(alpha)));
    return m.add(m.select(m.isLess(x, m.c(0)), m.c(0), x),
                 m.select(m.isMore(low, m.c(0)), m.c(0), low));
  }
  default:
    return {};
  }
}

static Value buildLibrary(FloatMath &m, UnaryKind kind, Value x) {
  switch (kind) {
  case UnaryKind::log:
    return m.fn<math::LogOp>(x);
  case UnaryKind::sqrt:
    return m.fn<math::SqrtOp>(x);
  case UnaryKind::abs:
    return m.fn<math::AbsFOp>(x);
  case UnaryKind::erf:
    return m.fn<math::ErfOp>(x);
  case UnaryKind::floor:
    return m.fn<math::FloorOp>(x);
  case UnaryKind::ceil:
    return m.fn<math::CeilOp>(x);
  case UnaryKind::round:
    return m.fn<math::RoundEvenOp>(x);
  case UnaryKind::sin:
    return m.fn<math::SinOp>(x);
  case UnaryKind::cos:
    return m.fn<math::CosOp>(x);
  case UnaryKind::tan:
    return m.fn<math::TanOp>(x);
  case UnaryKind::asin:
    return m.fn<math::AsinOp>(x);
  case UnaryKind::acos:
    return m.fn<math::AcosOp>(x);
  case UnaryKind::atan:
    return m.fn<math::AtanOp>(x);
  case UnaryKind::sinh:
    return m.fn<math::SinhOp>(x);
  case UnaryKind::cosh:
    return m.fn<math::CoshOp>(x);
  case UnaryKind::asinh:
    return m.fn<math::AsinhOp>(x);
  case UnaryKind::acosh:
    return m.fn<math::AcoshOp>(x);
  case UnaryKind::atanh:
    return m.fn<math::AtanhOp>(x);
  default:
    return {};
  }
}

Value codegen::buildFloatUnary(OpBuilder &b, Location loc, UnaryKind kind,
                               Value x, double alpha, double beta) {
  RealArithmetic real(b, loc);
  auto fn = ::qopt::numerics::parseUnaryFn(stringifyUnaryKind(kind));
  assert(fn && "the dialect's kinds are Numerics' functions");
  if (auto y = ::qopt::numerics::real::evaluate(real, *fn, x))
    return *y;
  FloatMath m(b, loc);
  if (Value y = buildPiecewise(m, kind, x, alpha, beta))
    return y;
  if (Value y = buildExponential(m, kind, x, alpha, beta))
    return y;
  return buildLibrary(m, kind, x);
}

// Remainder with the divisor's sign, as in Python.
static Value buildFloorMod(FloatMath &m, Value x, Value y) {
  Value r = arith::RemFOp::create(m.b, m.loc, x, y);
  Value zero = m.cmp(arith::CmpFPredicate::OEQ, r, m.c(0));
  Value signedZero = math::CopySignOp::create(m.b, m.loc, r, y);
  // Signs are compared through copysign: a NaN stays one either way.
  Value one = m.c(1);
  Value signX = math::CopySignOp::create(m.b, m.loc, one, r);
  Value signY = math::CopySignOp::create(m.b, m.loc, one, y);
  Value differ = m.cmp(arith::CmpFPredicate::ONE, signX, signY);
  return m.select(zero, signedZero, m.select(differ, m.add(r, y), r));
}

Value codegen::buildFloatBinary(OpBuilder &b, Location loc, BinaryKind kind,
                                Value x, Value y) {
  FloatMath m(b, loc);
  switch (kind) {
  case BinaryKind::add:
    return m.add(x, y);
  case BinaryKind::sub:
    return m.sub(x, y);
  case BinaryKind::mul:
    return m.mul(x, y);
  case BinaryKind::div:
    return m.div(x, y);
  case BinaryKind::max:
    return arith::MaximumFOp::create(b, loc, x, y);
  case BinaryKind::min:
    return arith::MinimumFOp::create(b, loc, x, y);
  case BinaryKind::pow:
    return math::PowFOp::create(b, loc, x, y);
  case BinaryKind::prelu:
    return m.select(m.isLess(x, m.c(0)), m.mul(y, x), x);
  case BinaryKind::mod:
    return buildFloorMod(m, x, y);
  case BinaryKind::fmod:
    return arith::RemFOp::create(b, loc, x, y);
  }
  llvm_unreachable("all kinds are handled");
}
