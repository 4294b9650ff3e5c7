// SPDX-License-Identifier: Apache-2.0
// Lanes, tables and the update rules. Every arith op here is one f32 operation
// of Numerics, in its order; no fast-math flag may be added.
#include "OptimizerMath.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;
namespace num = ::qopt::numerics;

//===-- Lanes -------------------------------------------------------------===//

Type Lanes::typeOf(Type scalar) const {
  return width == 1 ? scalar : VectorType::get({width}, scalar);
}

static Value splat(const Lanes &lanes, TypedAttr value) {
  if (lanes.width != 1)
    value = DenseElementsAttr::get(
        cast<VectorType>(lanes.typeOf(value.getType())), value);
  return arith::ConstantOp::create(lanes.b, value);
}

Value Lanes::constant(float value) const {
  return splat(*this, b.getF32FloatAttr(value));
}

Value Lanes::constant(int64_t value, unsigned bits) const {
  return splat(*this, b.getIntegerAttr(b.getIntegerType(bits), value));
}

Value Lanes::broadcast(Value scalar) const {
  if (width == 1)
    return scalar;
  return vector::BroadcastOp::create(b, typeOf(scalar.getType()), scalar);
}

Value Lanes::load(Value memref, Value position) const {
  if (width == 1)
    return memref::LoadOp::create(b, memref, position);
  Type element = cast<MemRefType>(memref.getType()).getElementType();
  return vector::LoadOp::create(b, cast<VectorType>(typeOf(element)), memref,
                                position);
}

void Lanes::store(Value lanes, Value memref, Value position) const {
  if (width == 1)
    memref::StoreOp::create(b, lanes, memref, position);
  else
    vector::StoreOp::create(b, lanes, memref, position);
}

Value Lanes::gather(Value memref, Value index) const {
  if (width == 1) {
    Value at = arith::IndexCastUIOp::create(b, b.getIndexType(), index);
    return memref::LoadOp::create(b, memref, at);
  }
  Type element = cast<MemRefType>(memref.getType()).getElementType();
  auto type = cast<VectorType>(typeOf(element));
  Value zero = arith::ConstantIndexOp::create(b, 0);
  Value all = constant(1, 1);
  Value none = arith::ConstantOp::create(b, b.getZeroAttr(type));
  return vector::GatherOp::create(b, type, memref, ValueRange{zero}, index, all,
                                  none);
}

Value Lanes::reduceMax(Value lanes) const {
  if (width == 1)
    return lanes;
  return vector::ReductionOp::create(b, vector::CombiningKind::MAXUI, lanes);
}

Value Lanes::add(Value x, Value y) const {
  return arith::AddFOp::create(b, x, y);
}
Value Lanes::sub(Value x, Value y) const {
  return arith::SubFOp::create(b, x, y);
}
Value Lanes::mul(Value x, Value y) const {
  return arith::MulFOp::create(b, x, y);
}
Value Lanes::div(Value x, Value y) const {
  return arith::DivFOp::create(b, x, y);
}
Value Lanes::abs(Value x) const { return math::AbsFOp::create(b, x); }
Value Lanes::sqrt(Value x) const { return math::SqrtOp::create(b, x); }
Value Lanes::compare(arith::CmpFPredicate predicate, Value x, Value y) const {
  return arith::CmpFOp::create(b, predicate, x, y);
}
Value Lanes::select(Value condition, Value x, Value y) const {
  return arith::SelectOp::create(b, condition, x, y);
}

//===-- Codes -------------------------------------------------------------===//

Value codegen::buildDecode(const Lanes &lanes, const StateTables &tables,
                           Value codes, Value absmax) {
  Value index = arith::ExtUIOp::create(
      lanes.b, lanes.typeOf(lanes.b.getI32Type()), codes);
  return lanes.mul(lanes.gather(tables.values, index),
                   lanes.broadcast(absmax));
}

// StateEncoder::encode as i32 lanes.
static Value buildRank(const Lanes &lanes, const StateTables &tables, Value x) {
  ImplicitLocOpBuilder &b = lanes.b;
  const num::StateEncoder &encoder = *tables.encoder;
  auto c = [&](int64_t value) { return lanes.constant(value, 32); };
  auto bitAnd = [&](Value value, int64_t mask) -> Value {
    return arith::AndIOp::create(b, value, c(mask));
  };
  Value bits =
      arith::BitcastOp::create(b, lanes.typeOf(b.getI32Type()), x);
  // All ones where x is negative. An unsigned code has no use for it: there
  // negative bits are below `least` as integers.
  Value sign = arith::ShRSIOp::create(b, bits, c(31));
  bool isSigned = encoder.half != 0;
  Value magnitude = isSigned ? bitAnd(bits, 0x7fffffff) : bits;
  magnitude = arith::MaxSIOp::create(b, magnitude, c(encoder.least));
  magnitude = arith::MinSIOp::create(b, magnitude, c(encoder.most));
  Value bucket = arith::ShRUIOp::create(b, magnitude, c(encoder.shift));
  bucket = arith::SubIOp::create(b, bucket,
                                 c(encoder.least >> encoder.shift));
  if (isSigned)
    bucket = arith::AddIOp::create(b, bucket, bitAnd(sign, encoder.half));
  Value entry = lanes.gather(tables.entries, bucket);
  Value beyond = arith::CmpIOp::create(
      b, arith::CmpIPredicate::uge,
      bitAnd(magnitude, (int64_t{1} << encoder.shift) - 1),
      arith::ShRUIOp::create(b, entry, c(8)));
  Value code = bitAnd(entry, 255);
  Value step = isSigned ? Value(arith::OrIOp::create(b, sign, c(1))) : c(1);
  Value next = arith::AddIOp::create(b, code, step);
  return lanes.select(beyond, next, code);
}

Value codegen::buildEncode(const Lanes &lanes, const StateTables &tables,
                           Value scaled, Value states, num::ZeroRule rule) {
  ImplicitLocOpBuilder &b = lanes.b;
  Value rank = buildRank(lanes, tables, scaled);
  if (rule != num::ZeroRule::Nearest) {
    int64_t zero = tables.code->zero;
    Value zeroFloat = lanes.constant(0.0f);
    Value isZero = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, rank,
                                         lanes.constant(zero, 32));
    auto nudge = [&](arith::CmpFPredicate side, int64_t code) {
      Value applies = arith::AndIOp::create(
          b, isZero, lanes.compare(side, states, zeroFloat));
      rank = lanes.select(applies, lanes.constant(code, 32), rank);
    };
    if (zero > 0)
      nudge(arith::CmpFPredicate::OLT, zero - 1);
    if (rule == num::ZeroRule::KeepSign)
      nudge(arith::CmpFPredicate::OGT, zero + 1);
  }
  return arith::TruncIOp::create(b, lanes.typeOf(b.getI8Type()), rank);
}

//===-- The step ----------------------------------------------------------===//

// beta * state + next
Value OptimizerMath::moving(double beta, Value state, Value next) const {
  return l.add(l.mul(l.constant(float(beta)), state), next);
}

// beta2 * v + (c2 * g) * g
Value OptimizerMath::variance(Value state, Value g) const {
  Value part = l.mul(l.constant(float(1 - spec.beta2)), g);
  return limit(moving(spec.beta2, state, l.mul(part, g)));
}

Value OptimizerMath::limit(Value x) const {
  constexpr float most = std::numeric_limits<float>::max();
  Value high = l.constant(most), low = l.constant(-most);
  Value above = l.compare(arith::CmpFPredicate::OGT, x, high);
  Value below = l.compare(arith::CmpFPredicate::OLT, x, low);
  return l.select(above, high, l.select(below, low, x));
}

Value OptimizerMath::denominator(Value v) const {
  Value eps = l.constant(float(spec.eps));
  switch (spec.epsRule) {
  case num::EpsRule::Outside: {
    Value deviation = l.sqrt(v);
    return l.add(root ? l.div(deviation, root) : deviation, eps);
  }
  case num::EpsRule::Scaled:
    return l.add(l.sqrt(v), l.mul(root, eps));
  case num::EpsRule::InsideRoot:
    return l.sqrt(l.add(v, root ? l.mul(l.mul(root, root), eps) : eps));
  }
  llvm_unreachable("all eps rules are above");
}

// Moves the states on; what is subtracted from the parameter.
Value OptimizerMath::change(Value g, SmallVectorImpl<Value> &s) const {
  Value rest1 = l.constant(float(1 - spec.beta1));
  switch (spec.kind) {
  case num::OptimizerKind::Adam:
    s[0] = limit(moving(spec.beta1, s[0], l.mul(rest1, g)));
    s[1] = variance(s[1], g);
    return l.div(l.mul(step, s[0]), denominator(s[1]));
  case num::OptimizerKind::Momentum:
    s[0] = limit(moving(spec.beta1, s[0], g));
    return l.mul(step, s[0]);
  case num::OptimizerKind::Lion: {
    Value direction = moving(spec.beta1, s[0], l.mul(rest1, g));
    Value rest2 = l.constant(float(1 - spec.beta2));
    s[0] = limit(moving(spec.beta2, s[0], l.mul(rest2, g)));
    Value zero = l.constant(0.0f);
    Value up = l.compare(arith::CmpFPredicate::OGT, direction, zero);
    Value down = l.compare(arith::CmpFPredicate::OLT, direction, zero);
    Value negative = arith::NegFOp::create(l.b, step);
    return l.select(up, step, l.select(down, negative, zero));
  }
  case num::OptimizerKind::RmsProp:
    s[0] = variance(s[0], g);
    return l.div(l.mul(step, g), denominator(s[0]));
  case num::OptimizerKind::Adagrad:
    s[0] = limit(l.add(s[0], l.mul(g, g)));
    return l.div(l.mul(step, g), denominator(s[0]));
  }
  llvm_unreachable("all kinds are above");
}

Value OptimizerMath::build(Value parameter, Value gradient,
                           SmallVectorImpl<Value> &states) const {
  Value g = gradient, p = parameter;
  if (spec.decay == num::DecayRule::Coupled && float(spec.weightDecay) != 0)
    g = l.add(g, l.mul(l.constant(float(spec.weightDecay)), p));
  Value usable = l.compare(arith::CmpFPredicate::OLE, l.abs(g),
                           l.constant(std::numeric_limits<float>::max()));
  if (spec.decay == num::DecayRule::Before)
    p = l.mul(p, keep);
  p = l.sub(p, change(g, states));
  if (spec.decay == num::DecayRule::After)
    p = l.mul(p, keep);
  Value zero = l.constant(0.0f);
  for (Value &state : states)
    state = l.select(usable, state, zero);
  return l.select(usable, p, parameter);
}
