// SPDX-License-Identifier: Apache-2.0
// Integer form of pooling, reductions and softmax.
#include "Lowering.h"

#include "qopt/Numerics/Tables.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// A spec that rescales a sum of `count` codes of `input` times `perUnit`.
static RescaleSpec sumSpec(const Coded &input, const Coded &result,
                           int64_t count, double perUnit) {
  RescaleSpec spec;
  spec.factors = {input.scale() * perUnit / result.scale()};
  spec.inZp = input.zeroPoint() * count;
  spec.outZp = result.zeroPoint();
  spec.lo = result.format.getMinCode();
  spec.hi = result.format.getMaxCode();
  spec.elementType = result.format.getStorageType();
  return spec;
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

LogicalResult Lowering::lowerPool(PoolOp op) {
  auto input = coded(op, op.getInput());
  if (failed(input))
    return failure();
  Value codes = input->codes;
  SmallVector<int64_t> padding(op.getPadding());
  auto create = [&](PoolKind kind, Type element) {
    return PoolOp::create(builder, op.getLoc(),
                          withElement(op.getResult(), element), codes, Value(),
                          Value(), kind, op.getKernel(), op.getStrides(),
                          padding, op.getDilations(),
                          /*count_include_pad=*/false)
        .getResult();
  };
  Type element = input->format.getStorageType();
  if (op.getKind() == PoolKind::max) {
    define(op, *input, create(PoolKind::max, element));
    return success();
  }
  auto result = resultParams(op);
  if (failed(result))
    return failure();
  if (op.getCountIncludePad() &&
      llvm::any_of(padding, [](int64_t p) { return p != 0; })) {
    codes = padForAverage(op, *input);
    padding.assign(padding.size(), 0);
  }
  bool sameScale = input->sameParams(*result) && input->format == result->format;
  if (op.getKind() == PoolKind::average && sameScale) {
    define(op, *result, create(PoolKind::average, element));
    return success();
  }
  if (hasPartialWindows(op))
    return op.emitError()
           << "expected a pool whose windows hold different numbers of "
              "elements to average and keep its scale, in node '"
           << getNodeName(op) << "'";
  int64_t count = 1;
  for (int64_t k : op.getKernel())
    count *= k;
  double perUnit = op.getKind() == PoolKind::average ? 1.0 / count : 1.0;
  auto scaled = rescale(op, create(PoolKind::sum, builder.getI32Type()),
                        sumSpec(*input, *result, count, perUnit));
  if (failed(scaled))
    return failure();
  define(op, *result, *scaled);
  return success();
}

LogicalResult Lowering::lowerReduce(ReduceOp op) {
  auto input = coded(op, op.getInput());
  if (failed(input))
    return failure();
  auto create = [&](ReduceKind kind, Value codes, Type element) {
    return ReduceOp::create(builder, op.getLoc(),
                            withElement(op.getResult(), element), codes,
                            Value(), Value(), kind, op.getAxes())
        .getResult();
  };
  if (op.getKind() == ReduceKind::max || op.getKind() == ReduceKind::min) {
    define(op, *input,
           create(op.getKind(), input->codes, input->format.getStorageType()));
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
  auto codes = rescale(op, create(ReduceKind::sum, input->codes, i32),
                       sumSpec(*input, *result, count, perUnit));
  if (failed(codes))
    return failure();
  define(op, *result, *codes);
  return success();
}

LogicalResult Lowering::lowerSoftmax(SoftmaxOp op) {
  auto input = coded(op, op.getInput());
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
  int64_t lo = result->format.getMinCode(), hi = result->format.getMaxCode();
  IntegerAttr outShift, inMultiplier, logMultiplier;
  if (op.getLog()) {
    auto params = num::makeLogSoftmaxParams(input->scale(), result->scale(),
                                            result->zeroPoint(), lo, hi);
    if (!params)
      return op.emitError() << "expected scales with a fixed-point log-softmax "
                               "in node '"
                            << getNodeName(op) << "', got " << input->scale()
                            << " and " << result->scale();
    inMultiplier = attr(params->inMul);
    logMultiplier = attr(params->logMul);
  } else {
    int shift = 0;
    while (shift < 12 && result->scale() < 1.0 / (int64_t{1} << shift))
      ++shift;
    if (result->scale() != 1.0 / (int64_t{1} << shift))
      return op.emitError()
             << "expected a power-of-two result scale of at least 2^-12 for "
                "the softmax of node '"
             << getNodeName(op) << "', got " << result->scale();
    outShift = attr(shift);
  }
  Type element = result->format.getStorageType();
  ++counts.tables;
  define(op, *result,
         SoftmaxOp::create(builder, op.getLoc(),
                           withElement(op.getResult(), element), input->codes,
                           Value(), Value(), table, op.getAxis(), op.getLog(),
                           attr(result->zeroPoint()), attr(lo), attr(hi),
                           outShift, inMultiplier, logMultiplier));
  return success();
}
