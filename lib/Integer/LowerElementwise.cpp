// SPDX-License-Identifier: Apache-2.0
// Integer form of elementwise ops: tables for functions of one code, clamps,
// and TFLite's rules for add, sub and mul.
#include "Lowering.h"

#include "qopt/IR/FormatCodec.h"
#include "qopt/Numerics/IntegerOps.h"
#include "qopt/Numerics/UnaryFunctions.h"

#include <cfloat>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// The real number of a code, in double.
static double realOf(const FormatCodec &codec, int64_t code, double scale,
                     int64_t zeroPoint) {
  return (codec.decode(code) - static_cast<double>(zeroPoint)) * scale;
}

static LogicalResult requireTableInput(Operation *op, const Coded &input) {
  if (isOneByte(input))
    return success();
  return op->emitError() << "expected an input of at most 8 bits with one "
                            "scale for the table of node '"
                         << getNodeName(op) << "', got " << input.format;
}

Value Lowering::lookUp(Operation *op, const Coded &input, const Coded &result,
                       ArrayRef<std::function<double(double)>> functions) {
  FormatCodec from(input.format), to(result.format);
  int64_t least = getIntegerRange(input.format.getStorageType()).min;
  SmallVector<int64_t> entries;
  for (const auto &function : functions)
    for (int64_t i = 0; i < 256; ++i) {
      double x = realOf(from, least + i, input.scale(), input.zeroPoint());
      entries.push_back(to.encodeReal(function(x), result.scale(),
                                      result.zeroPoint(),
                                      num::RoundingMode::NearestEven, i));
    }
  Type element = result.format.getStorageType();
  Value table = constant(op->getLoc(), element,
                         {static_cast<int64_t>(functions.size()), 256}, entries);
  ++counts.tables;
  return TableOp::create(builder, op->getLoc(),
                         withElement(op->getResult(0), element), input.codes,
                         table);
}

Value Lowering::recode(Location loc, const Coded &from, const Coded &to,
                       num::RoundingMode mode) {
  FormatCodec source(from.format), target(to.format);
  int64_t least = getIntegerRange(from.format.getStorageType()).min;
  SmallVector<int64_t> entries;
  for (int64_t i = 0; i < 256; ++i) {
    float x = source.dequantize(least + i, static_cast<float>(from.scale()),
                                from.zeroPoint());
    entries.push_back(target.quantize(x, static_cast<float>(to.scale()),
                                      to.zeroPoint(), mode, i));
  }
  Type element = to.format.getStorageType();
  Value table = constant(loc, element, {1, 256}, entries);
  ++counts.tables;
  return TableOp::create(builder, loc, withElement(from.codes, element),
                         from.codes, table);
}

LogicalResult Lowering::lowerUnary(UnaryOp op) {
  auto input = coded(op, op.getInput());
  auto result = resultParams(op, /*anyFormat=*/true);
  if (failed(input) || failed(result))
    return failure();
  bool clamp = op.getKind() == UnaryKind::relu || op.getKind() == UnaryKind::clip;
  if (clamp && input->sameMeaning(*result))
    return lowerClamp(op, *input, *result);
  if (failed(requireTableInput(op, *input)))
    return failure();
  auto fn = num::parseUnaryFn(stringifyUnaryKind(op.getKind()).str());
  double alpha = op.getAlpha().convertToDouble();
  double beta = op.getBeta().convertToDouble();
  auto function = [&](double x) {
    return num::evaluateUnary(*fn, x, alpha, beta);
  };
  define(op, *result, lookUp(op, *input, *result, {function}));
  return success();
}

// relu and clip on codes: bounds are the codes of the real bounds.
LogicalResult Lowering::lowerClamp(UnaryOp op, const Coded &input,
                                   const Coded &result) {
  bool relu = op.getKind() == UnaryKind::relu;
  double realLo = relu ? 0.0 : op.getAlpha().convertToDouble();
  double realHi = relu ? DBL_MAX : op.getBeta().convertToDouble();
  auto code = [&](double real) {
    float bounded = static_cast<float>(
        std::max(-static_cast<double>(FLT_MAX),
                 std::min(static_cast<double>(FLT_MAX), real)));
    return result.format.quantize(bounded, static_cast<float>(result.scale()),
                                  result.zeroPoint(),
                                  num::RoundingMode::NearestEven);
  };
  // Where the bounds cross, the upper one wins (ONNX Clip).
  int64_t hi = code(realHi), lo = code(realLo);
  bool isUniform = result.format.isUniform();
  if (isUniform)
    lo = std::min(lo, hi);
  if (clampRescale(op, input, result, lo, hi))
    return success();
  if (!isUniform) {
    if (failed(requireTableInput(op, input)))
      return failure();
    auto function = [&](double x) {
      return std::min(std::max(x, realLo), realHi);
    };
    define(op, result, lookUp(op, input, result, {function}));
    return success();
  }
  Type element = getElementTypeOrSelf(input.codes.getType());
  Type type = input.codes.getType();
  Value codes = BinaryOp::create(builder, op.getLoc(), type, input.codes,
                                 splat(op.getLoc(), element, lo), Value(),
                                 Value(), BinaryKind::max);
  if (hi < result.format.getMaxCode())
    codes = BinaryOp::create(builder, op.getLoc(), type, codes,
                             splat(op.getLoc(), element, hi), Value(), Value(),
                             BinaryKind::min);
  define(op, result, codes);
  return success();
}

// Nobody else sees the unclamped codes: the rescale before clamps for us, and what
// it hands to an encode are integers in the encoder's unit.
bool Lowering::clampRescale(UnaryOp op, const Coded &input,
                            const Coded &result, int64_t lo, int64_t hi) {
  if (!op.getInput().hasOneUse() || sharers[input.codes] != 1)
    return false;
  auto producer = input.codes.getDefiningOp<RescaleOp>();
  if (auto encode = input.codes.getDefiningOp<EncodeOp>()) {
    producer = encode.getInput().getDefiningOp<RescaleOp>();
    auto form = getIntegerForm(result.format);
    if (!producer || !form || !encode.getInput().hasOneUse())
      return false;
    const num::CodeTable &table = *result.format.getTable();
    int64_t unit = int64_t{1} << num::encoderFractionBits(*form);
    hi = table.decodeInteger(static_cast<uint32_t>(hi)) * unit;
    lo = std::min(table.decodeInteger(static_cast<uint32_t>(lo)) * unit, hi);
  }
  if (!producer)
    return false;
  int64_t low = static_cast<int64_t>(producer.getLo());
  int64_t high = static_cast<int64_t>(producer.getHi());
  producer.setLo(std::clamp(low, lo, hi));
  producer.setHi(std::clamp(high, lo, hi));
  --sharers[input.codes]; // the unclamped value is no more
  define(op, result, input.codes);
  return true;
}

LogicalResult Lowering::lowerBinary(BinaryOp op) {
  auto lhs = coded(op, op.getLhs());
  auto rhs = coded(op, op.getRhs());
  auto result = resultParams(op, /*anyFormat=*/true);
  if (failed(lhs) || failed(rhs) || failed(result))
    return failure();
  if (getConstant(rhs->codes) && !getConstant(lhs->codes)) {
    auto done = lowerBinaryByTable(op, *lhs, *rhs, *result);
    if (failed(done) || *done)
      return success(succeeded(done));
  }
  if (op.getKind() == BinaryKind::max || op.getKind() == BinaryKind::min)
    return lowerMaxMin(op, *lhs, *rhs, *result);
  auto a = integers(op, op.getLhs()), b = integers(op, op.getRhs());
  if (failed(a) || failed(b) || failed(resultParams(op)))
    return failure();
  switch (op.getKind()) {
  case BinaryKind::add:
  case BinaryKind::sub:
    return lowerAdd(op, *a, *b, *result);
  case BinaryKind::mul:
    return lowerMul(op, *a, *b, *result);
  default:
    return op.emitError() << "expected a binary op with an integer form in "
                             "node '"
                          << getNodeName(op) << "', got "
                          << stringifyBinaryKind(op.getKind());
  }
}

// Codes are compared where they are numbers, else the integers they stand for.
LogicalResult Lowering::lowerMaxMin(BinaryOp op, const Coded &lhs,
                                    const Coded &rhs, const Coded &result) {
  SmallVector<Coded, 2> operands;
  for (const Coded *from : {&lhs, &rhs}) {
    auto codes = convertTo(op, *from, result);
    if (failed(codes))
      return failure();
    Coded converted = result;
    converted.codes = *codes;
    operands.push_back(toIntegers(builder, converted));
    if (!operands.back().codes)
      return op.emitError() << "expected a format of integers of at most 16 "
                               "bits in node '"
                            << getNodeName(op) << "', got " << result.format;
  }
  Type element = getElementTypeOrSelf(operands[0].codes.getType());
  Value codes = BinaryOp::create(
      builder, op.getLoc(), withElement(op.getResult(), element),
      operands[0].codes, operands[1].codes, Value(), Value(), op.getKind());
  if (!result.format.isUniform())
    codes = encodeOwn(op.getLoc(), codes, result);
  define(op, result, codes);
  return success();
}

// x op constant is a function of one code: exact to the last half step. Used
// for scalars, and where no arithmetic form exists (prelu, div).
FailureOr<bool> Lowering::lowerBinaryByTable(BinaryOp op, const Coded &data,
                                             const Coded &constantOperand,
                                             const Coded &result) {
  bool needsTable =
      op.getKind() == BinaryKind::prelu || op.getKind() == BinaryKind::div;
  auto type = cast<RankedTensorType>(constantOperand.codes.getType());
  auto resultType = cast<RankedTensorType>(op.getType());
  bool small = isOneByte(data);
  bool scalar = type.getNumElements() == 1;
  if (!needsTable && (!small || !scalar))
    return false;
  if (op.getLhs().getType() != op.getType() &&
      cast<RankedTensorType>(op.getLhs().getType()).getShape() !=
          resultType.getShape())
    return op.emitError() << "expected a constant that does not enlarge its "
                             "operand in node '"
                          << getNodeName(op) << "', got " << type;
  if (failed(requireTableInput(op, data)))
    return failure();
  for (int64_t d : type.getShape().drop_back(type.getRank() ? 1 : 0))
    if (d != 1)
      return op.emitError() << "expected a constant per channel (last "
                               "dimension) in node '"
                            << getNodeName(op) << "', got " << type;
  auto fn = num::parseBinaryFn(stringifyBinaryKind(op.getKind()).str());
  FormatCodec codec(constantOperand.format);
  SmallVector<std::function<double(double)>> functions;
  for (auto [i, code] : llvm::enumerate(*getConstantInts(constantOperand.codes))) {
    size_t p = constantOperand.scales.size() == 1 ? 0 : i;
    double y = realOf(codec, code, constantOperand.scales[p],
                      constantOperand.zeroPoints[p]);
    functions.push_back([=](double x) { return num::evaluateBinary(*fn, x, y); });
  }
  define(op, result, lookUp(op, data, result, functions));
  return true;
}

// TFLite: both operands to 1/2^shift of twice the larger scale, add, rescale.
LogicalResult Lowering::lowerAdd(BinaryOp op, const Coded &lhs,
                                 const Coded &rhs, const Coded &result) {
  if (!lhs.perTensor() || !rhs.perTensor())
    return op.emitError() << "expected operands with one scale in node '"
                          << getNodeName(op) << "', got per-channel scales";
  unsigned bits = std::max(lhs.format.getBits(), rhs.format.getBits());
  if (result.format.isUniform())
    bits = std::max(bits, result.format.getBits());
  int leftShift = num::addLeftShift(static_cast<int>(bits));
  double twice = 2.0 * std::max(lhs.scale(), rhs.scale());
  auto widen = [&](const Coded &x) {
    RescaleSpec spec;
    spec.factors = {x.scale() / twice};
    spec.lo = INT32_MIN;
    spec.hi = INT32_MAX;
    spec.elementType = builder.getI32Type();
    if (rounding == RequantRounding::single) {
      // (d << n) * m >> s is d * m >> (s - n), the rounding included.
      spec.inZp = x.zeroPoint();
      spec.leftShift = leftShift;
      return rescale(op, x.codes, spec);
    }
    // Double rounding sees the shifted value: shift for real.
    Type i32 = builder.getI32Type();
    Value difference = centred(op.getLoc(), x, i32);
    Value shifted = BinaryOp::create(
        builder, op.getLoc(), difference.getType(), difference,
        splat(op.getLoc(), i32, int64_t{1} << leftShift), Value(), Value(),
        BinaryKind::mul);
    return rescale(op, shifted, spec);
  };
  auto a = widen(lhs), b = widen(rhs);
  if (failed(a) || failed(b))
    return failure();
  Value sum = BinaryOp::create(
      builder, op.getLoc(), withElement(op.getResult(), builder.getI32Type()),
      *a, *b, Value(), Value(), op.getKind());
  double unit = twice / static_cast<double>(int64_t{1} << leftShift);
  auto codes = finish(op, {sum, {unit}}, result);
  if (failed(codes))
    return failure();
  define(op, result, *codes);
  return success();
}

LogicalResult Lowering::lowerMul(BinaryOp op, const Coded &lhs,
                                 const Coded &rhs, const Coded &result) {
  if (!lhs.perTensor() || !rhs.perTensor() ||
      lhs.format.getBits() + rhs.format.getBits() > 30)
    return op.emitError()
           << "expected operands with one scale and at most 30 bits together "
              "in node '"
           << getNodeName(op) << "', got " << lhs.format << " and "
           << rhs.format;
  Type i32 = builder.getI32Type();
  Value product = BinaryOp::create(
      builder, op.getLoc(), withElement(op.getResult(), i32),
      centred(op.getLoc(), lhs, i32), centred(op.getLoc(), rhs, i32), Value(),
      Value(), BinaryKind::mul);
  auto codes = finish(op, {product, {lhs.scale() * rhs.scale()}}, result);
  if (failed(codes))
    return failure();
  define(op, result, *codes);
  return success();
}
