// SPDX-License-Identifier: Apache-2.0
// qopt.softmax: float with the maximum subtracted, and the exact integer forms
// of Numerics' integerSoftmax and integerLogSoftmax.
#include "LinalgLowering.h"
#include "Rows.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "qopt/Numerics/Tables.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;
namespace num = ::qopt::numerics;

namespace {

//===-- Float -------------------------------------------------------------===//

// Whether the element is kept, from the mask's element.
Value isKept(OpBuilder &b, Location loc, Value mask) {
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, mask,
                               intConst(b, loc, 0, 8));
}

// What no element is below, where the mask is 0.
Value maskedInput(OpBuilder &b, Location loc, Value input, Value mask,
                  const AffineMap &identity, TypedAttr least) {
  if (!mask)
    return input;
  auto type = cast<RankedTensorType>(input.getType());
  AffineMap map = getBroadcastMap(
      b.getContext(), cast<RankedTensorType>(mask.getType()).getShape(),
      type.getShape());
  return createElementwise(
      b, loc, type, {input, mask}, {identity, map},
      [&](OpBuilder &n, Location l, ValueRange args) -> Value {
        Value none = arith::ConstantOp::create(n, l, least);
        return arith::SelectOp::create(n, l, isKept(n, l, args[1]), args[0], none);
      });
}

// exp(-infinity - max) of what is masked is 0, but where all of a line is.
Value lowerFloat(OpBuilder &b, SoftmaxOp op, Value input, Value mask) {
  Location loc = op.getLoc();
  auto type = cast<RankedTensorType>(input.getType());
  Rows rows(type, static_cast<int64_t>(op.getAxis()));
  auto infinity = b.getF32FloatAttr(-std::numeric_limits<float>::infinity());
  input = maskedInput(b, loc, input, mask, rows.identity, infinity);
  Type f32 = b.getF32Type(), f64 = b.getF64Type();
  Value max = rows.reduce(
      b, loc, input, rows.identity, f32, infinity,
      [](OpBuilder &n, Location l, ValueRange args) -> Value {
        return arith::MaximumFOp::create(n, l, args[1], args[0]);
      });
  Value shifted = createElementwise(
      b, loc, type, {input, max}, {rows.identity, rows.map},
      [&](OpBuilder &n, Location l, ValueRange args) -> Value {
        Value max = args[1];
        if (mask) // infinity - infinity is no number
          max = arith::MaximumFOp::create(
              n, l, max, floatConst(n, l, std::numeric_limits<float>::lowest()));
        return arith::SubFOp::create(n, l, args[0], max);
      });
  Value exp = createElementwise(
      b, loc, type, shifted, rows.identity,
      [](OpBuilder &n, Location l, ValueRange args) -> Value {
        return buildExp(n, l, args[0]);
      });
  Value sum = rows.sumInLanes(
      b, loc, exp, rows.identity,
      [&](OpBuilder &n, Location l, ValueRange args) -> Value {
        Value wide = arith::ExtFOp::create(n, l, f64, args[0]);
        return arith::AddFOp::create(n, l, args[1], wide);
      });
  bool log = op.getLog();
  return createElementwise(
      b, loc, type, {log ? shifted : exp, sum}, {rows.identity, rows.map},
      [&](OpBuilder &n, Location l, ValueRange args) -> Value {
        Value total = log ? Value(math::LogOp::create(n, l, args[1])) : args[1];
        if (mask) { // nothing kept: all are 0
          Value isZero = arith::CmpFOp::create(n, l, arith::CmpFPredicate::OEQ,
                                               total, doubleConst(n, l, 0));
          total = arith::SelectOp::create(n, l, isZero, doubleConst(n, l, 1), total);
        }
        total = arith::TruncFOp::create(n, l, f32, total);
        if (log)
          return arith::SubFOp::create(n, l, args[0], total);
        return arith::DivFOp::create(n, l, args[0], total);
      });
}

//===-- Integer -----------------------------------------------------------===//

class IntegerSoftmax {
public:
  IntegerSoftmax(OpBuilder &b, SoftmaxOp op, Value input, Value mask,
                 Value table)
      : b(b), op(op), input(input), mask(mask), table(table),
        rows(cast<RankedTensorType>(input.getType()),
             static_cast<int64_t>(op.getAxis())),
        element(getElementTypeOrSelf(op.getInput().getType())) {
    if (mask)
      maskMap = getBroadcastMap(
          b.getContext(), cast<RankedTensorType>(mask.getType()).getShape(),
          cast<RankedTensorType>(input.getType()).getShape());
  }

  Value lower() {
    Value max = rowMax(), weights = rowWeights(max), sum = rowSum(weights);
    auto type = getStorageType(op.getType());
    // What the codes are made of, element by element and line by line.
    SmallVector<Value> inputs = op.getLog() ? SmallVector<Value>{input, max, rowLogSum(sum)}
                                            : SmallVector<Value>{weights, sum};
    SmallVector<AffineMap> maps(inputs.size(), rows.map);
    maps.front() = rows.identity;
    return createElementwise(
        b, op.getLoc(), type, inputs, maps,
        [&](OpBuilder &n, Location loc, ValueRange args) {
          Wide w{n, loc};
          Value code = op.getLog() ? logCode(w, args) : code256(w, args[0], args[1]);
          code = w.add(code, w.c(*op.getZeroCode()));
          code = clampInt(n, loc, code, w.c(*op.getLo()), w.c(*op.getHi()));
          return resizeInt(n, loc, code, n.getI64Type(),
                           type.getElementTypeBitWidth());
        });
  }

private:
  Value rowMax() {
    Type stored = getStorageElement(element);
    unsigned width = stored.getIntOrFloatBitWidth();
    bool isUnsigned = isUnsignedElement(element);
    APInt least = isUnsigned ? APInt::getZero(width)
                             : APInt::getSignedMinValue(width);
    auto start = b.getIntegerAttr(stored, least);
    Value kept = maskedInput(b, op.getLoc(), input, mask, rows.identity, start);
    return rows.reduce(b, op.getLoc(), kept, rows.identity, stored, start,
                       [&](OpBuilder &n, Location loc, ValueRange args) {
                         return buildIntBinary(n, loc, BinaryKind::max,
                                               args[1], args[0], isUnsigned);
                       });
  }

  // max - code, as i64; less than 2^16, so always inside the table.
  Value difference(Wide w, Value code, Value max) {
    return w.sub(resizeInt(w.b, w.loc, max, element, 64),
                 resizeInt(w.b, w.loc, code, element, 64));
  }

  // `kept`: the mask's element, where there is a mask. The difference of a masked
  // element may be negative: it reads entry 0 and counts for nothing.
  Value expOf(Wide w, Value code, Value max, Value kept) {
    Value d = difference(w, code, max);
    Value isIn = kept ? isKept(w.b, w.loc, kept) : Value();
    if (kept)
      d = arith::SelectOp::create(w.b, w.loc, isIn, d, w.c(0));
    d = arith::IndexCastOp::create(w.b, w.loc, w.b.getIndexType(), d);
    Value e = tensor::ExtractOp::create(w.b, w.loc, table, d);
    return kept ? arith::SelectOp::create(w.b, w.loc, isIn, e,
                                          intConst(w.b, w.loc, 0, 32))
                : e;
  }

  // The table's entry of every element, i32: looked up once, read twice.
  Value rowWeights(Value max) {
    SmallVector<Value> inputs = {input, max};
    SmallVector<AffineMap> maps = {rows.identity, rows.map};
    if (mask) {
      inputs.push_back(mask);
      maps.push_back(maskMap);
    }
    auto type = cast<RankedTensorType>(input.getType()).clone(b.getI32Type());
    return createElementwise(b, op.getLoc(), type, inputs, maps,
                             [&](OpBuilder &n, Location loc, ValueRange args) {
                               return expOf(Wide{n, loc}, args[0], args[1],
                                            mask ? args[2] : Value());
                             });
  }

  Value rowSum(Value weights) {
    return rows.reduce(b, op.getLoc(), weights, rows.identity, b.getI64Type(),
                       b.getI64IntegerAttr(0),
                       [&](OpBuilder &n, Location loc, ValueRange args) {
                         Value e = arith::ExtSIOp::create(n, loc, n.getI64Type(), args[0]);
                         return Wide{n, loc}.add(args[1], e);
                       });
  }

  // (e * 2^outShift + sum / 2) / sum. The largest element has e = 2^30 in any
  // sensible table, but a sum of 0 must not divide.
  //
  // Vectors have no integer division. The dividend is below 2^50 and the quotient
  // at most 2^12 + 1, so f64 holds both, and all products of quotient and divisor,
  // exactly: the product with the reciprocal is off by less than 1, and the rest
  // tells by how much. 1 / sum is the same for a line.
  Value code256(Wide w, Value e, Value total) {
    OpBuilder &n = w.b;
    Location loc = w.loc;
    Type f64 = n.getF64Type(), i32 = n.getI32Type();
    Value sum = arith::MaxSIOp::create(n, loc, total, w.c(1));
    Value half = arith::SIToFPOp::create(n, loc, f64, w.shr(sum, w.c(1)));
    Value divisor = arith::SIToFPOp::create(n, loc, f64, sum);
    Value reciprocal = arith::DivFOp::create(n, loc, doubleConst(n, loc, 1), divisor);
    Value scale = doubleConst(n, loc, std::ldexp(1.0, static_cast<int>(*op.getOutShift())));
    Value dividend = arith::SIToFPOp::create(n, loc, f64, e);
    dividend = arith::AddFOp::create(
        n, loc, arith::MulFOp::create(n, loc, dividend, scale), half);
    Value guess = arith::FPToSIOp::create(
        n, loc, i32, arith::MulFOp::create(n, loc, dividend, reciprocal));
    Value product = arith::MulFOp::create(
        n, loc, arith::SIToFPOp::create(n, loc, f64, guess), divisor);
    Value rest = arith::SubFOp::create(n, loc, dividend, product);
    auto one = [&](arith::CmpFPredicate predicate, Value bound) -> Value {
      Value holds = arith::CmpFOp::create(n, loc, predicate, rest, bound);
      return arith::ExtUIOp::create(n, loc, i32, holds);
    };
    Value up = one(arith::CmpFPredicate::OGE, divisor);
    Value down = one(arith::CmpFPredicate::OLT, doubleConst(n, loc, 0));
    guess = arith::SubIOp::create(n, loc, arith::AddIOp::create(n, loc, guess, up), down);
    return arith::ExtSIOp::create(n, loc, n.getI64Type(), guess);
  }

  // ((log2(sum) - 30) * logMul) >> 24, once per row; log2 by repeated squaring
  // as in Numerics' integerLog2.
  Value rowLogSum(Value sum) {
    auto type = rows.typeOf(b.getI64Type());
    return createElementwise(
        b, op.getLoc(), type, sum, b.getMultiDimIdentityMap(type.getRank()),
        [&](OpBuilder &n, Location loc, ValueRange args) {
          Wide w{n, loc};
          int64_t one = static_cast<int64_t>(num::kExpFracBits)
                        << num::kLog2FracBits;
          Value log2 = w.sub(buildLog2(w, args[0]), w.c(one));
          Value product = w.mul(log2, w.c(*op.getLogMultiplier()));
          Value result = w.sar(product, w.c(num::kLog2FracBits));
          Value positive = arith::CmpIOp::create(
              n, loc, arith::CmpIPredicate::sgt, args[0], w.c(0));
          return Value(
              arith::SelectOp::create(n, loc, positive, result, w.c(0)));
        });
  }

  static Value buildLog2(Wide w, Value x) {
    Value safe = arith::MaxSIOp::create(w.b, w.loc, x, w.c(1));
    Value zeros = math::CountLeadingZerosOp::create(w.b, w.loc, safe);
    Value whole = w.sub(w.c(63), zeros);
    // The leading bit moves to bit 63, then the mantissa down to [2^31, 2^32).
    Value mantissa = w.shr(w.shl(safe, zeros), w.c(32));
    Value lower = indexConst(w.b, w.loc, 0), step = indexConst(w.b, w.loc, 1);
    auto loop = scf::ForOp::create(
        w.b, w.loc, lower, indexConst(w.b, w.loc, num::kLog2FracBits), step,
        ValueRange{mantissa, whole},
        [](OpBuilder &n, Location loc, Value, ValueRange args) {
          Wide v{n, loc};
          Value y = v.shr(v.mul(args[0], args[0]), v.c(31));
          Value bit = v.shr(y, v.c(32));
          Value doubled = v.shl(args[1], v.c(1));
          scf::YieldOp::create(
              n, loc, ValueRange{v.shr(y, bit), v.add(doubled, bit)});
        });
    return loop.getResult(1);
  }

  // round(-(d * inMul) - logSum) at 24 fraction bits, ties up.
  Value logCode(Wide w, ValueRange args) {
    Value d = difference(w, args[0], args[1]);
    Value scaled = w.mul(d, w.c(*op.getInMultiplier()));
    Value value = w.sub(w.sub(w.c(0), scaled), args[2]);
    Value half = w.c(int64_t(1) << (num::kLog2FracBits - 1));
    return w.sar(w.add(value, half), w.c(num::kLog2FracBits));
  }

  OpBuilder &b;
  SoftmaxOp op;
  Value input, mask, table;
  AffineMap maskMap;
  Rows rows;
  Type element;
};

struct SoftmaxLowering : OpConversionPattern<SoftmaxOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(SoftmaxOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Stage stage = stageOf(op.getType());
    if (stage == Stage::Quantized)
      return rewriter.notifyMatchFailure(op, "still quantized");
    if (stage == Stage::Float)
      rewriter.replaceOp(op, lowerFloat(rewriter, op, adaptor.getInput(),
                                 adaptor.getMask()));
    else
      rewriter.replaceOp(op, IntegerSoftmax(rewriter, op, adaptor.getInput(),
                                            adaptor.getMask(),
                                            adaptor.getTable())
                                 .lower());
    return success();
  }
};

} // namespace

void codegen::populateSoftmaxPatterns(const TypeConverter &converter,
                                      RewritePatternSet &patterns) {
  patterns.add<SoftmaxLowering>(converter, patterns.getContext());
}
