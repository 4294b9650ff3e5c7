// SPDX-License-Identifier: Apache-2.0
// The arithmetic of Numerics' quantize and dequantize as scalar ops: no step can
// overflow a conversion, whatever the number and the zero point are.
#include "QuantArithmetic.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::qopt;
using arith::CmpFPredicate;

// Codes of 16 bits and zero points up to this: 32-bit sums, with quotients up
// to 2^23, which f32 holds exactly and which saturate whatever the zero point
// is.
static constexpr int64_t kNarrowZeroPoint = int64_t(1) << 22;

QuantArithmetic::QuantArithmetic(const UniformType &type, Rounding rounding)
    : type(type), rounding(rounding) {
  MLIRContext *context = type.expressed.getContext();
  real = type.expressed.isF64() ? FloatType(Float64Type::get(context))
                                : FloatType(Float32Type::get(context));
  bool narrow = type.storage.getWidth() <= 16 &&
                llvm::all_of(type.zeroPoints, [](int64_t z) {
                  return std::abs(z) <= kNarrowZeroPoint;
                });
  wide = IntegerType::get(context, narrow ? 32 : 64);
}

static Value makeFloat(OpBuilder &b, Location loc, FloatType type, double x) {
  return arith::ConstantOp::create(b, loc, b.getFloatAttr(type, x));
}
static Value makeInt(OpBuilder &b, Location loc, IntegerType type, int64_t x) {
  return arith::ConstantOp::create(b, loc, b.getIntegerAttr(type, x));
}

/// To the larger of two neighbours at a tie: floor(x), and one more where the
/// rest, which is exact there, is at least a half.
static Value roundUp(OpBuilder &b, Location loc, Value x, FloatType real) {
  Value down = math::FloorOp::create(b, loc, x);
  Value rest = arith::SubFOp::create(b, loc, x, down);
  Value isUp = arith::CmpFOp::create(b, loc, CmpFPredicate::OGE, rest,
                                     makeFloat(b, loc, real, 0.5));
  Value up = arith::AddFOp::create(b, loc, down, makeFloat(b, loc, real, 1.0));
  return arith::SelectOp::create(b, loc, isUp, up, down);
}

static Value buildRounding(OpBuilder &b, Location loc, Rounding rounding,
                           Value x, FloatType real) {
  switch (rounding) {
  case Rounding::nearest_even:
    return math::RoundEvenOp::create(b, loc, x);
  case Rounding::nearest_away:
    return math::RoundOp::create(b, loc, x);
  case Rounding::nearest_up:
    return roundUp(b, loc, x, real);
  case Rounding::toward_zero:
    return math::TruncOp::create(b, loc, x);
  case Rounding::floor:
    return math::FloorOp::create(b, loc, x);
  case Rounding::stochastic:
    break;
  }
  llvm_unreachable("stochastic rounding is refused before");
}

static Value replaceWhere(OpBuilder &b, Location loc, CmpFPredicate predicate,
                          Value x, Value than, Value by) {
  Value hit = arith::CmpFOp::create(b, loc, predicate, x, than);
  return arith::SelectOp::create(b, loc, hit, by, x);
}

Value QuantArithmetic::quantize(OpBuilder &b, Location loc, Value x,
                                Value scale, Value zeroPoint) const {
  if (x.getType() != real)
    x = arith::ExtFOp::create(b, loc, real, x);
  Value ratio = arith::DivFOp::create(b, loc, x, scale);
  Value r = buildRounding(b, loc, rounding, ratio, real);
  // Conversions of NaN and of what does not fit are undefined.
  r = replaceWhere(b, loc, CmpFPredicate::UNO, r, r,
                   makeFloat(b, loc, real, 0));
  double limit = wide.getWidth() == 32 ? 0x1p23 : 0x1p62;
  Value low = makeFloat(b, loc, real, -limit);
  Value high = makeFloat(b, loc, real, limit);
  r = replaceWhere(b, loc, CmpFPredicate::OLT, r, low, low);
  r = replaceWhere(b, loc, CmpFPredicate::OGT, r, high, high);
  Value code = arith::FPToSIOp::create(b, loc, wide, r);
  code = arith::AddIOp::create(b, loc, code, zeroPoint);
  code =
      arith::MaxSIOp::create(b, loc, code, makeInt(b, loc, wide, type.minCode));
  code =
      arith::MinSIOp::create(b, loc, code, makeInt(b, loc, wide, type.maxCode));
  return arith::TruncIOp::create(b, loc, type.storage, code);
}

Value QuantArithmetic::dequantize(OpBuilder &b, Location loc, Value code,
                                  Value scale, Value zeroPoint) const {
  Value wideCode = type.isSigned
                       ? Value(arith::ExtSIOp::create(b, loc, wide, code))
                       : Value(arith::ExtUIOp::create(b, loc, wide, code));
  Value steps = arith::SubIOp::create(b, loc, wideCode, zeroPoint);
  Value number = arith::SIToFPOp::create(b, loc, real, steps);
  Value x = arith::MulFOp::create(b, loc, number, scale);
  return x.getType() == type.expressed
             ? x
             : Value(arith::TruncFOp::create(b, loc, type.expressed, x));
}
