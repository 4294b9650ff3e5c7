// SPDX-License-Identifier: Apache-2.0
// qopt.norm, float in f64 and Numerics' integerNorm, and qopt.rotary by the ops it
// stands for.
#include "Rows.h"

#include "qopt/IR/TransformerOps.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;
namespace num = ::qopt::numerics;

namespace {

Rows rowsOf(Value input) {
  auto type = cast<RankedTensorType>(input.getType());
  return Rows(type, type.getRank() - 1);
}

// Reads gain and bias, which have the last dimension alone.
AffineMap lastDimMap(Builder &b, int64_t rank) {
  return AffineMap::get(rank, 0, b.getAffineDimExpr(rank - 1), b.getContext());
}

//===-- Float -------------------------------------------------------------===//

// One rounding to f64 per operation and sums in lanes, as in the interpreter.
class FloatNorm {
public:
  FloatNorm(OpBuilder &b, NormOp op, Value input, Value gain, Value bias)
      : b(b), op(op), input(input), gain(gain), bias(bias), rows(rowsOf(input)),
        n(cast<RankedTensorType>(input.getType()).getShape().back()) {}

  Value lower() {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(input.getType());
    Value mean = op.getKind() == NormKind::layer ? rowMean() : Value();
    Value factor = rowFactor(mean);
    SmallVector<Value> inputs = {input, factor};
    SmallVector<AffineMap> maps = {rows.identity, rows.map};
    auto add = [&](Value value, AffineMap map) {
      if (!value)
        return;
      inputs.push_back(value);
      maps.push_back(map);
    };
    add(mean, rows.map);
    add(gain, lastDimMap(b, type.getRank()));
    add(bias, lastDimMap(b, type.getRank()));
    return createElementwise(
        b, loc, type, inputs, maps,
        [&](OpBuilder &m, Location l, ValueRange args) -> Value {
          size_t next = 2;
          Value x = centred(m, l, args[0], mean ? args[next++] : Value());
          x = arith::MulFOp::create(m, l, x, args[1]);
          if (gain)
            x = arith::MulFOp::create(m, l, x, wide(m, l, args[next++]));
          if (bias)
            x = arith::AddFOp::create(m, l, x, wide(m, l, args[next++]));
          return arith::TruncFOp::create(m, l, m.getF32Type(), x);
        });
  }

private:
  static Value wide(OpBuilder &m, Location l, Value x) {
    return arith::ExtFOp::create(m, l, m.getF64Type(), x);
  }

  static Value centred(OpBuilder &m, Location l, Value x, Value mean) {
    x = wide(m, l, x);
    return mean ? arith::SubFOp::create(m, l, x, mean) : x;
  }

  Value perRow(Value value, Body body) {
    auto type = rows.typeOf(b.getF64Type());
    return createElementwise(b, op.getLoc(), type, value,
                             b.getMultiDimIdentityMap(type.getRank()), body);
  }

  Value rowMean() {
    Value sum = rows.sumInLanes(
        b, op.getLoc(), input, rows.identity,
        [](OpBuilder &m, Location l, ValueRange args) -> Value {
          return arith::AddFOp::create(m, l, args[1], wide(m, l, args[0]));
        });
    return perRow(sum, [&](OpBuilder &m, Location l, ValueRange args) -> Value {
      return arith::DivFOp::create(m, l, args[0], length(m, l));
    });
  }

  Value rowFactor(Value mean) {
    SmallVector<Value> inputs = {input};
    SmallVector<AffineMap> maps = {rows.identity};
    if (mean) {
      inputs.push_back(mean);
      maps.push_back(rows.map);
    }
    Value squares = rows.sumInLanes(
        b, op.getLoc(), inputs, maps,
        [&](OpBuilder &m, Location l, ValueRange args) -> Value {
          Value c = centred(m, l, args[0], mean ? args[1] : Value());
          Value square = arith::MulFOp::create(m, l, c, c);
          return arith::AddFOp::create(m, l, args[inputs.size()], square);
        });
    return perRow(squares, [&](OpBuilder &m, Location l, ValueRange args) -> Value {
      Value v = arith::DivFOp::create(m, l, args[0], length(m, l));
      Value epsilon = doubleConst(m, l, op.getEpsilon().convertToDouble());
      Value root =
          math::SqrtOp::create(m, l, arith::AddFOp::create(m, l, v, epsilon));
      return arith::DivFOp::create(m, l, doubleConst(m, l, 1), root);
    });
  }

  Value length(OpBuilder &m, Location l) {
    return doubleConst(m, l, static_cast<double>(n));
  }

  OpBuilder &b;
  NormOp op;
  Value input, gain, bias;
  Rows rows;
  int64_t n;
};

//===-- Integer -----------------------------------------------------------===//

// floor(sqrt(x)) of an unsigned i64, bit by bit as Numerics' integerSqrt.
Value buildIntegerSqrt(Wide w, Value x) {
  Value lower = indexConst(w.b, w.loc, 0), upper = indexConst(w.b, w.loc, 32);
  auto loop = scf::ForOp::create(
      w.b, w.loc, lower, upper, indexConst(w.b, w.loc, 1),
      ValueRange{w.c(0), w.c(int64_t{1} << 31)},
      [&](OpBuilder &n, Location loc, Value, ValueRange args) {
        Wide v{n, loc};
        Value next = arith::OrIOp::create(n, loc, args[0], args[1]);
        Value fits = arith::CmpIOp::create(n, loc, arith::CmpIPredicate::ule,
                                           v.mul(next, next), x);
        Value root = arith::SelectOp::create(n, loc, fits, next, args[0]);
        scf::YieldOp::create(n, loc, ValueRange{root, v.shr(args[1], v.c(1))});
      });
  return loop.getResult(0);
}

// (x + 2^(shift - 1)) >> shift: to nearest, ties up; shift >= 1.
Value roundShift(Wide w, Value x, Value shift) {
  Value half = w.shl(w.c(1), w.sub(shift, w.c(1)));
  return w.sar(w.add(x, half), shift);
}

class NormOfCodes {
public:
  NormOfCodes(OpBuilder &b, NormOp op, Value input, Value gain, Value bias)
      : b(b), op(op), spec(op.getIntegerSpec()), input(input), gain(gain),
        bias(bias), rows(rowsOf(input)),
        element(getElementTypeOrSelf(op.getInput().getType())) {}

  Value lower() {
    auto type = getStorageType(op.getType());
    Value mean = spec.rms ? Value() : rowCentre();
    Value sum = rowSquares(mean);
    Value halfShift = rowHalfShift(sum), factor = rowReciprocal(sum, halfShift);
    AffineMap last = lastDimMap(b, type.getRank());
    SmallVector<Value> inputs = {input, factor, halfShift, gain, bias};
    SmallVector<AffineMap> maps = {rows.identity, rows.map, rows.map, last, last};
    addMean(mean, inputs, maps);
    return createElementwise(
        b, op.getLoc(), type, inputs, maps,
        [&](OpBuilder &n, Location loc, ValueRange args) {
          Wide w{n, loc};
          Value c = centred(w, args[0], mean ? args[5] : Value());
          Value t = roundShift(w, w.mul(c, args[1]), w.sub(w.c(32), args[2]));
          Value g = arith::ExtSIOp::create(n, loc, n.getI64Type(), args[3]);
          Value y = roundShift(w, w.add(w.mul(t, g), args[4]), w.c(spec.outShift));
          y = clampInt(n, loc, w.add(y, w.c(spec.outZp)), w.c(spec.lo),
                       w.c(spec.hi));
          return resizeInt(n, loc, y, n.getI64Type(), type.getElementTypeBitWidth());
        });
  }

private:
  void addMean(Value mean, SmallVector<Value> &inputs,
               SmallVector<AffineMap> &maps) {
    if (!mean)
      return;
    inputs.push_back(mean);
    maps.push_back(rows.map);
  }

  // code * 2^F less the centre.
  Value centred(Wide w, Value code, Value mean) {
    Value wide = w.shl(resizeInt(w.b, w.loc, code, element, 64),
                       w.c(spec.fractionBits));
    int64_t zero = spec.inZp * (int64_t{1} << spec.fractionBits);
    return w.sub(wide, mean ? mean : w.c(zero));
  }

  Value perRow(ValueRange values, Body body) {
    auto type = rows.typeOf(b.getI64Type());
    SmallVector<AffineMap> maps(values.size(),
                                b.getMultiDimIdentityMap(type.getRank()));
    return createElementwise(b, op.getLoc(), type, values, maps, body);
  }

  Value rowCentre() {
    Value sum = rows.reduce(b, op.getLoc(), input, rows.identity, b.getI64Type(),
                            b.getI64IntegerAttr(0),
                            [&](OpBuilder &n, Location loc, ValueRange args) {
                              Wide w{n, loc};
                              return w.add(args[1], resizeInt(n, loc, args[0],
                                                              element, 64));
                            });
    int64_t length = cast<RankedTensorType>(input.getType()).getShape().back();
    return perRow(sum, [&](OpBuilder &n, Location loc, ValueRange args) {
      Wide w{n, loc};
      return buildAverageRound(n, loc, w.shl(args[0], w.c(spec.fractionBits)),
                               w.c(length));
    });
  }

  Value rowSquares(Value mean) {
    SmallVector<Value> inputs = {input};
    SmallVector<AffineMap> maps = {rows.identity};
    addMean(mean, inputs, maps);
    return rows.reduce(b, op.getLoc(), inputs, maps, b.getI64Type(),
                       b.getI64IntegerAttr(spec.epsilon),
                       [&](OpBuilder &n, Location loc, ValueRange args) {
                         Wide w{n, loc};
                         Value c = centred(w, args[0], mean ? args[1] : Value());
                         return w.add(args[inputs.size()], w.mul(c, c));
                       });
  }

  static Value atLeastOne(Wide w, Value sum) {
    return arith::MaxSIOp::create(w.b, w.loc, sum, w.c(1));
  }

  Value rowHalfShift(Value sum) {
    return perRow(sum, [](OpBuilder &n, Location loc, ValueRange args) {
      Wide w{n, loc};
      Value zeros =
          math::CountLeadingZerosOp::create(n, loc, atLeastOne(w, args[0]));
      return w.shr(zeros, w.c(1));
    });
  }

  Value rowReciprocal(Value sum, Value halfShift) {
    return perRow({sum, halfShift}, [](OpBuilder &n, Location loc,
                                       ValueRange args) -> Value {
      Wide w{n, loc};
      Value wide = w.shl(atLeastOne(w, args[0]), w.shl(args[1], w.c(1)));
      return arith::DivUIOp::create(n, loc, w.c(int64_t{1} << 62),
                                    buildIntegerSqrt(w, wide));
    });
  }

  OpBuilder &b;
  NormOp op;
  num::IntegerNormSpec spec;
  Value input, gain, bias;
  Rows rows;
  Type element;
};

//===-- Patterns ----------------------------------------------------------===//

struct NormLowering : OpConversionPattern<NormOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(NormOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Stage stage = stageOf(op.getType());
    if (stage == Stage::Quantized)
      return rewriter.notifyMatchFailure(op, "still quantized");
    Value input = adaptor.getInput(), gain = adaptor.getGain(),
          bias = adaptor.getBias();
    rewriter.replaceOp(op,
                       stage == Stage::Float
                           ? FloatNorm(rewriter, op, input, gain, bias).lower()
                           : NormOfCodes(rewriter, op, input, gain, bias).lower());
    return success();
  }
};

struct RotaryLowering : OpConversionPattern<RotaryOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(RotaryOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (stageOf(op.getType()) != Stage::Float)
      return rewriter.notifyMatchFailure(op, "still quantized");
    rewriter.replaceOp(op, buildRotation(rewriter, op.getLoc(), adaptor.getInput(),
                                         adaptor.getCos(), adaptor.getSin(),
                                         op.getInterleaved()));
    return success();
  }
};

} // namespace

void codegen::populateTransformerPatterns(const TypeConverter &converter,
                                          RewritePatternSet &patterns) {
  patterns.add<NormLowering, RotaryLowering>(converter, patterns.getContext());
}
