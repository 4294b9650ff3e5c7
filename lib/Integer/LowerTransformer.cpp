// SPDX-License-Identifier: Apache-2.0
// Integer form of normalization and rotary embedding: fixed-point gain and bias by
// Numerics, and 16-bit cosines and sines.
#include "Lowering.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// Elements of a constant operand, none where there is no operand.
static std::vector<double> optionalFloats(Value value) {
  auto elements = value ? getConstantFloats(value) : std::nullopt;
  return elements ? std::vector<double>(elements->begin(), elements->end())
                  : std::vector<double>();
}

static LogicalResult requireConstants(Operation *op, ValueRange operands) {
  for (Value operand : operands)
    if (operand && !getConstantFloats(operand))
      return op->emitError() << "expected constant f32 operands beside the input of "
                                "node '"
                             << getNodeName(op) << "', got " << operand.getType()
                             << " known only at run time";
  return success();
}

//===-- Normalization -----------------------------------------------------===//

// Where the integers of a normalization go: codes, or steps of an i16 to be encoded.
namespace {
struct NormSteps {
  double scale;
  int64_t zeroPoint, lo, hi;
  Type element;
};
} // namespace

// Of table formats: an i16 of which the largest value that the format holds is half.
static NormSteps stepsOf(NormOp op, const Coded &result) {
  FormatInterface format = result.format;
  if (format.isUniform())
    return {result.scale(), result.zeroPoint(), format.getMinCode(),
            format.getMaxCode(), format.getStorageType()};
  double largest = 0;
  for (int64_t code = format.getMinCode(); code <= format.getMaxCode(); ++code)
    largest = std::max(largest, std::abs(format.decode(code)));
  return {std::ldexp(result.scale(), std::ilogb(largest) + 2 - 15), 0, INT16_MIN,
          INT16_MAX, IntegerType::get(op.getContext(), 16)};
}

LogicalResult Lowering::lowerNorm(NormOp op) {
  auto input = integers(op, op.getInput());
  auto result = resultParams(op);
  if (failed(input) || failed(result) ||
      failed(requireConstants(op, {op.getGain(), op.getBias()})))
    return failure();
  unsigned bits = input->format.getStorageType().getWidth();
  if (!input->perTensor() || !result->perTensor() || bits > 16)
    return op.emitError() << "expected codes of at most 16 bits with one scale in "
                             "node '"
                          << getNodeName(op) << "', got " << input->format;
  NormSteps steps = stepsOf(op, *result);
  num::NormParams params{op.getKind() == NormKind::rms,
                         op.getEpsilon().convertToDouble(),
                         optionalFloats(op.getGain()), optionalFloats(op.getBias())};
  int64_t n = cast<RankedTensorType>(op.getType()).getShape().back();
  auto norm = num::makeIntegerNorm(params, n, static_cast<int>(bits),
                                   input->scale(), input->zeroPoint(), steps.scale,
                                   steps.zeroPoint, steps.lo, steps.hi);
  if (!norm)
    return op.emitError() << "expected a normalization whose sums fit 64 bits in "
                             "node '"
                          << getNodeName(op) << "', got rows of " << n
                          << " codes of scale " << input->scale()
                          << ", epsilon " << params.epsilon
                          << " and results of scale " << steps.scale;
  Location loc = op.getLoc();
  Value gain = constant(loc, builder.getI32Type(), {n},
                        SmallVector<int64_t>(norm->gain.begin(), norm->gain.end()));
  Value bias = constant(loc, builder.getI64Type(), {n},
                        SmallVector<int64_t>(norm->bias.begin(), norm->bias.end()));
  Value codes = NormOp::create(
      builder, loc, withElement(op.getResult(), steps.element), input->codes, gain,
      bias, Value(), Value(), op.getKind(), op.getEpsilon(),
      NormOp::makeFixedPoint(op.getContext(), norm->spec));
  if (!result->format.isUniform())
    codes = encodeSteps(loc, codes, *result, steps.scale / result->scale());
  define(op, *result, codes);
  return success();
}

//===-- Rotary embedding --------------------------------------------------===//

// The constant table that angles are, or are looked up in at run time (a step model
// reads them at its position).
static Value getAngleTable(Value angles) {
  auto gather = angles.getDefiningOp<GatherOp>();
  return gather && getConstant(gather.getData()) ? gather.getData() : angles;
}

// Fraction bits with which sums of two products of a centred code (`bits` + 1 bits)
// and an angle's cosine or sine stay below 2^30.
static int angleFractionBits(unsigned bits, ArrayRef<double> cos,
                             ArrayRef<double> sin) {
  double largest = 0;
  for (auto [c, s] : llvm::zip_equal(cos, sin))
    largest = std::max(largest, std::abs(c) + std::abs(s));
  int whole = largest > 0 ? std::ilogb(largest) + 1 : 0;
  return std::min(15, 30 - static_cast<int>(bits)) - std::max(whole, 0);
}

LogicalResult Lowering::lowerRotary(RotaryOp op) {
  auto input = integers(op, op.getInput());
  auto result = resultParams(op);
  if (failed(input) || failed(result) ||
      failed(requireConstants(op, {getAngleTable(op.getCos()),
                                   getAngleTable(op.getSin())})))
    return failure();
  if (!input->perTensor() || !result->perTensor())
    return op.emitError() << "expected one scale in node '" << getNodeName(op)
                          << "', got per-channel scales";
  SmallVector<double> cos = *getConstantFloats(getAngleTable(op.getCos()));
  SmallVector<double> sin = *getConstantFloats(getAngleTable(op.getSin()));
  if (cos.size() != sin.size())
    return op.emitError() << "expected cosines and sines of one table size in node '"
                          << getNodeName(op) << "', got " << cos.size() << " and "
                          << sin.size();
  int bits = angleFractionBits(input->format.getStorageType().getWidth(), cos, sin);
  if (bits < 1)
    return op.emitError() << "expected cosines and sines of small magnitude in node '"
                          << getNodeName(op) << "', got up to "
                          << *std::max_element(cos.begin(), cos.end());
  Location loc = op.getLoc();
  Type i32 = builder.getI32Type();
  auto fixed = [&](Value angles, ArrayRef<double> values) -> Value {
    SmallVector<int64_t> rounded;
    for (double v : values)
      rounded.push_back(static_cast<int64_t>(
          num::roundTo(std::ldexp(v, bits), num::RoundingMode::NearestEven)));
    Value table = getAngleTable(angles);
    Value integers = constant(
        loc, i32, cast<RankedTensorType>(table.getType()).getShape(), rounded);
    if (table == angles)
      return integers;
    auto gather = angles.getDefiningOp<GatherOp>();
    return GatherOp::create(builder, loc, withElement(angles, i32), integers,
                            gather.getIndices(), gather.getAxis());
  };
  Value rotated = buildRotation(builder, loc, centred(loc, *input, i32),
                                fixed(op.getCos(), cos), fixed(op.getSin(), sin),
                                op.getInterleaved());
  auto codes =
      finish(op, {rotated, {std::ldexp(input->scale(), -bits)}}, *result);
  if (failed(codes))
    return failure();
  define(op, *result, *codes);
  return success();
}
