// SPDX-License-Identifier: Apache-2.0
// Integer form of elementwise ops: tables for functions of one code, clamps,
// and TFLite's rules for add, sub and mul.
#include "Lowering.h"

#include "qopt/Numerics/IntegerOps.h"
#include "qopt/Numerics/Tables.h"
#include "qopt/Numerics/UnaryFunctions.h"

#include <cfloat>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {

num::IntFormat storageFormat(const Coded &x) {
  auto type = x.format.getStorageType();
  return {static_cast<int>(type.getWidth()), x.format.isSignedCode(), false};
}

num::IntFormat codeFormat(const Coded &x) {
  return {static_cast<int>(x.format.getBits()), x.format.isSignedCode(),
          x.format.getMinCode() != num::intRange(x.format.getBits(),
                                                 x.format.isSignedCode(), false)
                                       .min};
}

// 256 output codes of `f`, for every code of the input's 8-bit storage.
SmallVector<int64_t> tabulate(const std::function<double(double)> &f,
                              const Coded &input, const Coded &result) {
  std::vector<int32_t> table = num::buildUnaryTable(
      f, input.scale(), input.zeroPoint(), storageFormat(input), result.scale(),
      result.zeroPoint(), codeFormat(result), num::RoundingMode::NearestEven);
  return SmallVector<int64_t>(table.begin(), table.end());
}

LogicalResult requireTableInput(Operation *op, const Coded &input) {
  if (input.perTensor() && input.format.getStorageType().getWidth() == 8)
    return success();
  return op->emitError() << "expected an input of at most 8 bits with one "
                            "scale for the table of node '"
                         << getNodeName(op) << "', got " << input.format;
}

} // namespace

LogicalResult Lowering::lowerUnary(UnaryOp op) {
  auto input = coded(op, op.getInput());
  auto result = resultParams(op);
  if (failed(input) || failed(result))
    return failure();
  bool clamp = op.getKind() == UnaryKind::relu || op.getKind() == UnaryKind::clip;
  if (clamp && input->sameParams(*result) && input->format == result->format)
    return lowerClamp(op, *input, *result);
  if (failed(requireTableInput(op, *input)))
    return failure();
  auto fn = num::parseUnaryFn(stringifyUnaryKind(op.getKind()).str());
  double alpha = op.getAlpha().convertToDouble();
  double beta = op.getBeta().convertToDouble();
  SmallVector<int64_t> entries = tabulate(
      [&](double x) { return num::evaluateUnary(*fn, x, alpha, beta); }, *input,
      *result);
  Type element = result->format.getStorageType();
  Value table = constant(op.getLoc(), element, {1, 256}, entries);
  ++counts.tables;
  define(op, *result,
         TableOp::create(builder, op.getLoc(),
                         withElement(op.getResult(), element), input->codes,
                         table));
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
  int64_t hi = code(realHi), lo = std::min(code(realLo), hi);
  auto producer = input.codes.getDefiningOp<RescaleOp>();
  if (producer && op.getInput().hasOneUse() && sharers[input.codes] == 1) {
    // Nobody else sees the unclamped codes: the rescale clamps for us.
    int64_t low = static_cast<int64_t>(producer.getLo());
    int64_t high = static_cast<int64_t>(producer.getHi());
    producer.setLo(std::clamp(low, lo, hi));
    producer.setHi(std::clamp(high, lo, hi));
    --sharers[input.codes]; // the unclamped value is no more
    define(op, result, input.codes);
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

LogicalResult Lowering::lowerBinary(BinaryOp op) {
  auto lhs = coded(op, op.getLhs());
  auto rhs = coded(op, op.getRhs());
  auto result = resultParams(op);
  if (failed(lhs) || failed(rhs) || failed(result))
    return failure();
  if (getConstant(rhs->codes) && !getConstant(lhs->codes)) {
    auto done = lowerBinaryByTable(op, *lhs, *rhs, *result);
    if (failed(done) || *done)
      return success(succeeded(done));
  }
  switch (op.getKind()) {
  case BinaryKind::add:
  case BinaryKind::sub:
    return lowerAdd(op, *lhs, *rhs, *result);
  case BinaryKind::mul:
    return lowerMul(op, *lhs, *rhs, *result);
  case BinaryKind::max:
  case BinaryKind::min: {
    auto a = rescaleTo(op, *lhs, *result), b = rescaleTo(op, *rhs, *result);
    if (failed(a) || failed(b))
      return failure();
    Type element = result->format.getStorageType();
    define(op, *result,
           BinaryOp::create(builder, op.getLoc(),
                            withElement(op.getResult(), element), *a, *b,
                            Value(), Value(), op.getKind()));
    return success();
  }
  default:
    return op.emitError() << "expected a binary op with an integer form in "
                             "node '"
                          << getNodeName(op) << "', got "
                          << stringifyBinaryKind(op.getKind());
  }
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
  bool small = data.perTensor() && data.format.getStorageType().getWidth() == 8;
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
  SmallVector<int64_t> entries;
  SmallVector<int64_t> codes = *getConstantInts(constantOperand.codes);
  for (auto [i, c] : llvm::enumerate(codes)) {
    size_t p = constantOperand.scales.size() == 1 ? 0 : i;
    double y = static_cast<double>(c - constantOperand.zeroPoints[p]) *
               constantOperand.scales[p];
    llvm::append_range(
        entries,
        tabulate([&](double x) { return num::evaluateBinary(*fn, x, y); }, data,
                 result));
  }
  Type element = result.format.getStorageType();
  Value table = constant(op.getLoc(), element,
                         {static_cast<int64_t>(codes.size()), 256}, entries);
  ++counts.tables;
  define(op, result,
         TableOp::create(builder, op.getLoc(),
                         withElement(op.getResult(), element), data.codes,
                         table));
  return true;
}

// TFLite: both operands to 1/2^shift of twice the larger scale, add, rescale.
LogicalResult Lowering::lowerAdd(BinaryOp op, const Coded &lhs,
                                 const Coded &rhs, const Coded &result) {
  if (!lhs.perTensor() || !rhs.perTensor())
    return op.emitError() << "expected operands with one scale in node '"
                          << getNodeName(op) << "', got per-channel scales";
  unsigned bits = std::max({lhs.format.getBits(), rhs.format.getBits(),
                            result.format.getBits()});
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
  RescaleSpec spec;
  spec.factors = {twice / (static_cast<double>(int64_t{1} << leftShift) *
                           result.scale())};
  spec.outZp = result.zeroPoint();
  spec.lo = result.format.getMinCode();
  spec.hi = result.format.getMaxCode();
  spec.elementType = result.format.getStorageType();
  auto codes = rescale(op, sum, spec);
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
  RescaleSpec spec;
  spec.factors = {lhs.scale() * rhs.scale() / result.scale()};
  spec.outZp = result.zeroPoint();
  spec.lo = result.format.getMinCode();
  spec.hi = result.format.getMaxCode();
  spec.elementType = result.format.getStorageType();
  auto codes = rescale(op, product, spec);
  if (failed(codes))
    return failure();
  define(op, result, *codes);
  return success();
}
