// SPDX-License-Identifier: Apache-2.0
// Integer form of pooling, reductions and softmax.
#include "Lowering.h"

#include "qopt/Numerics/Tables.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// A sum of `count` codes of `input` times `perUnit`.
static Unrounded sumOf(Value sum, const Coded &input, int64_t count,
                       double perUnit) {
  return {sum, {input.scale() * perUnit}, input.zeroPoint() * count};
}

// Padding that counts, made explicit: the zero point around the codes.
Value Lowering::padForAverage(PoolOp op, const Coded &input) {
  auto type = cast<RankedTensorType>(input.codes.getType());
  size_t spatial = op.getKernel().size();
  SmallVector<int64_t> low(type.getRank(), 0), high(type.getRank(), 0);
  SmallVector<int64_t> shape(type.getShape());
  for (size_t i = 0; i < spatial; ++i) {
    low[i + 1] = op.getPadding()[i];
    high[i + 1] = op.getPadding()[spatial + i];
    shape[i + 1] += low[i + 1] + high[i + 1];
  }
  return PadOp::create(builder, op.getLoc(),
                       RankedTensorType::get(shape, type.getElementType()),
                       input.codes, low, high, PadMode::constant,
                       APFloat(static_cast<double>(input.zeroPoint())));
}

static Value createPool(OpBuilder &builder, PoolOp op, PoolKind kind,
                        Value codes, ArrayRef<int64_t> padding, Type element) {
  auto shape = cast<RankedTensorType>(op.getType()).getShape();
  return PoolOp::create(builder, op.getLoc(),
                        RankedTensorType::get(shape, element), codes, Value(),
                        Value(), kind, op.getKernel(), op.getStrides(), padding,
                        op.getDilations(), /*count_include_pad=*/false);
}

static bool hasPadding(PoolOp op) {
  return llvm::any_of(op.getPadding(), [](int64_t p) { return p != 0; });
}

LogicalResult Lowering::lowerPool(PoolOp op) {
  auto own = coded(op, op.getInput());
  auto input = integers(op, op.getInput());
  if (failed(own) || failed(input))
    return failure();
  if (op.getKind() == PoolKind::max) {
    Value most = createPool(builder, op, PoolKind::max, input->codes,
                            op.getPadding(), input->format.getStorageType());
    if (!own->format.isUniform())
      most = encodeOwn(op.getLoc(), most, *own);
    define(op, *own, most);
    return success();
  }
  auto result = resultParams(op);
  if (failed(result))
    return failure();
  if (op.getKind() == PoolKind::average && own->sameMeaning(*result) &&
      (own->format.isUniform() || hasPartialWindows(op)))
    return averageInPlace(op, *own);
  if (hasPartialWindows(op))
    return op.emitError()
           << "expected a pool whose windows hold different numbers of "
              "elements to average and keep its scale, in node '"
           << getNodeName(op) << "'";
  Value codes = input->codes;
  SmallVector<int64_t> padding(op.getPadding());
  if (op.getCountIncludePad() && hasPadding(op)) {
    codes = padForAverage(op, *input);
    padding.assign(padding.size(), 0);
  }
  int64_t count = 1;
  for (int64_t k : op.getKernel())
    count *= k;
  double perUnit = op.getKind() == PoolKind::average ? 1.0 / count : 1.0;
  Value sum = createPool(builder, op, PoolKind::sum, codes, padding,
                         builder.getI32Type());
  auto scaled = finish(op, sumOf(sum, *input, count, perUnit), *result);
  if (failed(scaled))
    return failure();
  define(op, *result, *scaled);
  return success();
}

// The average keeps the scale, so that windows may hold any number of elements.
// The integers of a table format get what fraction bits there is room for, so that
// rounding to codes decides nearly alone.
LogicalResult Lowering::averageInPlace(PoolOp op, const Coded &own) {
  int fractionBits = 0;
  if (!own.format.isUniform())
    fractionBits = 16 - getIntegerForm(own.format)->bits;
  Coded input = toIntegers(builder, own, fractionBits);
  SmallVector<int64_t> padding(op.getPadding());
  if (op.getCountIncludePad() && hasPadding(op)) {
    input.codes = padForAverage(op, input);
    padding.assign(padding.size(), 0);
  }
  Value average = createPool(builder, op, PoolKind::average, input.codes, padding,
                             input.format.getStorageType());
  if (!own.format.isUniform())
    average = encodeOwn(op.getLoc(), average, own, fractionBits);
  define(op, own, average);
  return success();
}

LogicalResult Lowering::lowerReduce(ReduceOp op) {
  auto own = coded(op, op.getInput());
  auto input = integers(op, op.getInput());
  if (failed(own) || failed(input))
    return failure();
  auto create = [&](ReduceKind kind, Value codes, Type element) {
    return ReduceOp::create(builder, op.getLoc(),
                            withElement(op.getResult(), element), codes,
                            Value(), Value(), kind, op.getAxes())
        .getResult();
  };
  if (op.getKind() == ReduceKind::max || op.getKind() == ReduceKind::min) {
    Value most =
        create(op.getKind(), input->codes, input->format.getStorageType());
    if (!own->format.isUniform())
      most = encodeOwn(op.getLoc(), most, *own);
    define(op, *own, most);
    return success();
  }
  auto result = resultParams(op);
  if (failed(result))
    return failure();
  int64_t count = 1;
  for (int64_t axis : op.getAxes())
    count *= cast<RankedTensorType>(op.getInput().getType()).getDimSize(axis);
  // 2^16 codes of 16 bits, or 2^24 of 8, sum within 32 bits.
  int64_t largest = int64_t{1} << input->format.getBits();
  if (count >= (int64_t{1} << 31) / largest)
    return op.emitError() << "expected fewer than "
                          << (int64_t{1} << 31) / largest
                          << " elements to sum in node '" << getNodeName(op)
                          << "', got " << count;
  double perUnit = op.getKind() == ReduceKind::mean ? 1.0 / count : 1.0;
  Type i32 = builder.getI32Type();
  Value sum = create(ReduceKind::sum, input->codes, i32);
  auto codes = finish(op, sumOf(sum, *input, count, perUnit), *result);
  if (failed(codes))
    return failure();
  define(op, *result, *codes);
  return success();
}

// Where the integers of a softmax go: codes, or steps of an i16 to be encoded.
namespace {
struct SoftmaxSteps {
  double scale;
  int64_t zeroPoint, lo, hi;
  Type element;
};
} // namespace

// Finer than the step of any result, with what log-softmax can reach.
constexpr int kSoftmaxFractionBits = 12;
constexpr int kLogSoftmaxFractionBits = 8;

static SoftmaxSteps stepsOf(SoftmaxOp op, const Coded &result) {
  FormatInterface format = result.format;
  if (format.isUniform())
    return {result.scale(), result.zeroPoint(), format.getMinCode(),
            format.getMaxCode(), format.getStorageType()};
  int bits = op.getLog() ? kLogSoftmaxFractionBits : kSoftmaxFractionBits;
  return {std::ldexp(1.0, -bits), 0, INT16_MIN, INT16_MAX,
          IntegerType::get(op.getContext(), 16)};
}

LogicalResult Lowering::lowerSoftmax(SoftmaxOp op) {
  auto input = integers(op, op.getInput());
  auto result = resultParams(op);
  if (failed(input) || failed(result))
    return failure();
  unsigned bits = input->format.getStorageType().getWidth();
  if (!input->perTensor() || bits > 16)
    return op.emitError() << "expected an input of at most 16 bits with one "
                             "scale in node '"
                          << getNodeName(op) << "', got " << input->format;
  std::vector<int32_t> entries =
      num::buildExpTable(input->scale(), static_cast<int>(bits));
  Value table = constant(op.getLoc(), builder.getI32Type(),
                         {static_cast<int64_t>(entries.size())},
                         SmallVector<int64_t>(entries.begin(), entries.end()));
  auto attr = [&](int64_t v) { return builder.getI64IntegerAttr(v); };
  SoftmaxSteps steps = stepsOf(op, *result);
  IntegerAttr outShift, inMultiplier, logMultiplier;
  if (op.getLog()) {
    auto params = num::makeLogSoftmaxParams(input->scale(), steps.scale,
                                            steps.zeroPoint, steps.lo, steps.hi);
    if (!params)
      return op.emitError() << "expected scales with a fixed-point log-softmax "
                               "in node '"
                            << getNodeName(op) << "', got " << input->scale()
                            << " and " << steps.scale;
    inMultiplier = attr(params->inMul);
    logMultiplier = attr(params->logMul);
  } else {
    int shift = 0;
    while (shift < 12 && steps.scale < 1.0 / (int64_t{1} << shift))
      ++shift;
    if (steps.scale != 1.0 / (int64_t{1} << shift))
      return op.emitError()
             << "expected a power-of-two result scale of at least 2^-12 for "
                "the softmax of node '"
             << getNodeName(op) << "', got " << steps.scale;
    outShift = attr(shift);
  }
  ++counts.tables;
  Value codes = SoftmaxOp::create(
      builder, op.getLoc(), withElement(op.getResult(), steps.element),
      input->codes, op.getMask(), Value(), Value(), table, op.getAxis(), op.getLog(),
      attr(steps.zeroPoint), attr(steps.lo), attr(steps.hi), outShift,
      inMultiplier, logMultiplier);
  if (!result->format.isUniform())
    codes = encodeSteps(op.getLoc(), codes, *result,
                        steps.scale / result->scale());
  define(op, *result, codes);
  return success();
}
