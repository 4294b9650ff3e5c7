// SPDX-License-Identifier: Apache-2.0
// qopt.norm and qopt.rotary: verifiers, the fixed-point constants of a norm, and the
// rotation in other ops.
#include "qopt/IR/TransformerOps.h"
#include "qopt/IR/VerifyStage.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

#define GET_OP_CLASSES
#include "qopt/IR/QOptTransformerOps.cpp.inc"

//===-- qopt.norm ---------------------------------------------------------===//

// The entries of `fixed_point`, which are the members of IntegerNormSpec but `rms`.
static constexpr StringLiteral kFixedPointNames[] = {
    "epsilon", "fraction_bits", "hi", "in_zp", "lo", "out_shift", "zero_code"};

static bool hasAllEntries(DictionaryAttr entries) {
  return entries.size() == std::size(kFixedPointNames) &&
         llvm::all_of(kFixedPointNames, [&](StringRef name) {
           return entries.getAs<IntegerAttr>(name) != nullptr;
         });
}

num::IntegerNormSpec NormOp::getIntegerSpec() {
  DictionaryAttr entries = *getFixedPoint();
  auto at = [&](StringRef name) {
    return entries.getAs<IntegerAttr>(name).getInt();
  };
  return {getKind() == NormKind::rms,
          static_cast<int>(at("fraction_bits")),
          at("in_zp"),
          at("epsilon"),
          static_cast<int>(at("out_shift")),
          at("zero_code"),
          at("lo"),
          at("hi")};
}

DictionaryAttr NormOp::makeFixedPoint(MLIRContext *context,
                                      const num::IntegerNormSpec &spec) {
  Builder b(context);
  auto entry = [&](StringRef name, int64_t value) {
    return b.getNamedAttr(name, b.getI64IntegerAttr(value));
  };
  return b.getDictionaryAttr(
      {entry("epsilon", spec.epsilon), entry("fraction_bits", spec.fractionBits),
       entry("hi", spec.hi), entry("in_zp", spec.inZp), entry("lo", spec.lo),
       entry("out_shift", spec.outShift), entry("zero_code", spec.outZp)});
}

// norm_c2
static LogicalResult verifyPerElement(NormOp op, StringRef name, Value operand,
                                      int64_t n) {
  if (!operand)
    return success();
  auto type = cast<RankedTensorType>(operand.getType());
  if (type.getShape() != ArrayRef<int64_t>(n))
    return op.emitOpError() << "expected " << name << " of shape [" << n
                            << "], got " << type;
  return success();
}

// norm_c3: of gain and bias; norm_c6.
static LogicalResult verifyForm(NormOp op, RankedTensorType input) {
  bool integer = stageOf(input) == Stage::Integer;
  for (Value operand : {op.getGain(), op.getBias()})
    if (operand && isa<IntegerType>(getElementTypeOrSelf(operand)) != integer)
      return op.emitOpError()
             << "expected gain and bias in "
             << (integer ? "fixed point" : "f32") << " beside " << input
             << ", got " << operand.getType();
  if (!integer && op.getFixedPoint())
    return op.emitOpError() << "expected fixed_point in integer form only, got it on "
                            << input;
  if (!integer)
    return success();
  auto bits = input.getElementType().getIntOrFloatBitWidth();
  if (!op.getGain() || !op.getBias() || !op.getFixedPoint() ||
      !hasAllEntries(*op.getFixedPoint()))
    return op.emitOpError() << "expected gain, bias and a complete fixed_point in "
                               "integer form, got an incomplete set on "
                            << input;
  if (!num::isValid(op.getIntegerSpec(), static_cast<int>(bits),
                    input.getShape().back()))
    return op.emitOpError() << "expected fixed-point numbers that keep sums within "
                               "64 bits, got "
                            << *op.getFixedPoint() << " for " << input;
  return success();
}

LogicalResult NormOp::verify() {
  auto input = cast<RankedTensorType>(getInput().getType());
  if (failed(verifyResultShape(*this, input.getShape())))
    return failure();
  if (input.getRank() == 0) // norm_c1
    return emitOpError() << "expected a rank of at least 1, got " << input;
  int64_t n = input.getShape().back();
  if (failed(verifyPerElement(*this, "gain", getGain(), n)) ||
      failed(verifyPerElement(*this, "bias", getBias(), n)) ||
      failed(verifyOneStage(*this, {input, getType()})) || // norm_c3
      failed(verifyResultParams(*this, getResultScale(),   // norm_c4
                                getResultZeroPoint())))
    return failure();
  double epsilon = getEpsilon().convertToDouble(); // norm_c5
  if (!(epsilon >= 0 && std::isfinite(epsilon)))
    return emitOpError() << "expected a finite epsilon of at least 0, got "
                         << epsilon;
  return verifyForm(*this, input);
}

//===-- qopt.rotary -------------------------------------------------------===//

// rotary_c2
static LogicalResult verifyAngles(RotaryOp op, RankedTensorType input) {
  auto cos = cast<RankedTensorType>(op.getCos().getType());
  auto sin = cast<RankedTensorType>(op.getSin().getType());
  SmallVector<int64_t> pairs(input.getShape());
  pairs.back() /= 2;
  auto both = broadcastShapes(cos.getShape(), pairs);
  if (cos != sin || cos.getRank() == 0 || cos.getShape().back() != pairs.back() ||
      failed(both) || *both != pairs)
    return op.emitOpError()
           << "expected cos and sin of one shape that ends in " << pairs.back()
           << " and broadcasts to the pairs of " << input << ", got " << cos
           << " and " << sin;
  return success();
}

LogicalResult RotaryOp::verify() {
  auto input = cast<RankedTensorType>(getInput().getType());
  if (failed(verifyResultShape(*this, input.getShape())))
    return failure();
  if (input.getRank() == 0 || input.getShape().back() % 2 != 0) // rotary_c1
    return emitOpError() << "expected an even last size, got " << input;
  if (failed(verifyAngles(*this, input)) ||
      failed(verifyOneStage(*this, {input, getType()})))
    return failure();
  if (stageOf(input) == Stage::Integer) // rotary_c3
    return emitOpError() << "expected f32 or a quantized input, got " << input;
  return verifyResultParams(*this, getResultScale(), // rotary_c4
                            getResultZeroPoint());
}

namespace {
/// Builds ops on tensors of one element type.
struct RotationBuilder {
  Value slice(Value input, int64_t start, int64_t step, int64_t size) {
    auto type = cast<RankedTensorType>(input.getType());
    SmallVector<int64_t> shape(type.getShape()), starts(type.getRank(), 0);
    SmallVector<int64_t> steps(type.getRank(), 1);
    shape.back() = size;
    starts.back() = start;
    steps.back() = step;
    return SliceOp::create(b, loc, type.clone(shape), input, starts, steps);
  }
  Value binary(BinaryKind kind, Value lhs, Value rhs) {
    auto shape = broadcastShapes(cast<RankedTensorType>(lhs.getType()).getShape(),
                                 cast<RankedTensorType>(rhs.getType()).getShape());
    auto type = cast<RankedTensorType>(lhs.getType()).clone(*shape);
    return BinaryOp::create(b, loc, type, lhs, rhs, Value(), Value(), kind);
  }
  Value concat(Value first, Value second, RankedTensorType type) {
    return ConcatOp::create(b, loc, type, ValueRange{first, second},
                            type.getRank() - 1);
  }
  Value reshape(Value input, ArrayRef<int64_t> shape) {
    auto type = cast<RankedTensorType>(input.getType()).clone(shape);
    return ReshapeOp::create(b, loc, type, input);
  }

  OpBuilder &b;
  Location loc;
};
} // namespace

Value mlir::qopt::buildRotation(OpBuilder &builder, Location loc, Value input,
                                Value cos, Value sin, bool interleaved) {
  RotationBuilder r{builder, loc};
  auto type = cast<RankedTensorType>(input.getType());
  int64_t half = type.getShape().back() / 2;
  Value a = r.slice(input, 0, interleaved ? 2 : 1, half);
  Value b = r.slice(input, interleaved ? 1 : half, interleaved ? 2 : 1, half);
  constexpr auto add = BinaryKind::add, sub = BinaryKind::sub, mul = BinaryKind::mul;
  Value first = r.binary(sub, r.binary(mul, a, cos), r.binary(mul, b, sin));
  Value second = r.binary(add, r.binary(mul, b, cos), r.binary(mul, a, sin));
  if (!interleaved)
    return r.concat(first, second, type);
  SmallVector<int64_t> apart(cast<RankedTensorType>(first.getType()).getShape());
  apart.push_back(1);
  SmallVector<int64_t> pairs(apart);
  pairs.back() = 2;
  Value both = r.concat(r.reshape(first, apart), r.reshape(second, apart),
                        type.clone(pairs));
  return r.reshape(both, type.getShape());
}
