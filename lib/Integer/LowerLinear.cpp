// SPDX-License-Identifier: Apache-2.0
// Integer form of convolution and matmul: zero points are factored out, the
// accumulator is proven to fit, one rescale ends it (Jacob et al. 2018, eq. 7).
//   sum (x - zx) w  =  sum x w - zx sum w
#include "Lowering.h"

#include "qopt/Analysis/AccumulatorRange.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::IntRange;

namespace {

// Filter codes minus zero points in [features][terms] order.
struct FilterCodes {
  SmallVector<int64_t> values;
  int64_t features, terms;
};

FilterCodes readFilter(Operation *op, const Coded &filter) {
  SmallVector<int64_t> codes = *getConstantInts(filter.codes);
  auto shape = cast<RankedTensorType>(filter.codes.getType()).getShape();
  FilterCodes result;
  bool conv = isa<ConvOp>(op);
  result.features = conv ? shape.front() : shape.back();
  result.terms = static_cast<int64_t>(codes.size()) / result.features;
  auto zeroPoint = [&](int64_t f) {
    return filter.zeroPoints[filter.zeroPoints.size() == 1 ? 0 : f];
  };
  if (conv) {
    for (int64_t i = 0; i < static_cast<int64_t>(codes.size()); ++i)
      codes[i] -= zeroPoint(i / result.terms);
    result.values = std::move(codes);
    return result;
  }
  result.values.resize(codes.size());
  for (int64_t k = 0; k < result.terms; ++k)
    for (int64_t f = 0; f < result.features; ++f)
      result.values[f * result.terms + k] =
          codes[k * result.features + f] - zeroPoint(f);
  return result;
}

// The filter constant in its own order with zero points subtracted: i8 where
// that fits, i16 otherwise.
Value centredFilter(OpBuilder &builder, Operation *op, const Coded &filter,
                    const FilterCodes &codes) {
  bool isSigned = filter.format.isSignedCode();
  bool zero = llvm::all_of(filter.zeroPoints, [](int64_t z) { return z == 0; });
  if (zero && isSigned)
    return filter.codes;
  SmallVector<int64_t> values(codes.values.size());
  IntRange range{0, 0};
  for (int64_t f = 0; f < codes.features; ++f)
    for (int64_t k = 0; k < codes.terms; ++k) {
      int64_t v = codes.values[f * codes.terms + k];
      range = {std::min(range.min, v), std::max(range.max, v)};
      values[isa<ConvOp>(op) ? f * codes.terms + k : k * codes.features + f] = v;
    }
  unsigned width = bitsOf(range) <= 8 ? 8 : bitsOf(range) <= 16 ? 16 : 32;
  auto shape = cast<RankedTensorType>(filter.codes.getType()).getShape();
  return createIntConstant(builder, filter.codes.getLoc(),
                           builder.getIntegerType(width), shape, values);
}

Value biasOf(Operation *op) {
  return isa<ConvOp>(op) ? cast<ConvOp>(op).getBias()
                         : cast<MatmulOp>(op).getBias();
}

Value createLinear(OpBuilder &builder, Operation *op, Value lhs, Value rhs,
                   Value bias, RankedTensorType type, int64_t padValue) {
  if (auto conv = dyn_cast<ConvOp>(op))
    return ConvOp::create(builder, op->getLoc(), type, lhs, rhs, bias, Value(),
                          Value(), conv.getStrides(), conv.getPadding(),
                          conv.getDilations(), conv.getInputDilations(),
                          conv.getGroups(),
                          builder.getI64IntegerAttr(padValue));
  return MatmulOp::create(builder, op->getLoc(), type, lhs, rhs, bias, Value(),
                          Value());
}

LogicalResult checkAccumulator(Operation *op, IntRange range,
                               LoweringCounts &counts) {
  counts.accumulatorBits = std::max(counts.accumulatorBits, bitsOf(range));
  if (bitsOf(range) <= 32)
    return success();
  return op->emitError()
         << "expected an accumulator that provably fits 32 bits in node '"
         << getNodeName(op) << "', got a range of " << bitsOf(range)
         << " bits; use fewer bits for its input or filter";
}

} // namespace

// How many times a step of sums, scale `step`, goes into `scale`: 2^n, n >= 0. Not 1
// where codes stand for integers times a power of two (E2M1 has halves) and the
// scale was made from the codes' own; rounding of scales to f32 says nothing.
static double stepsIn(double scale, double step) {
  return std::exp2(std::max(std::round(std::log2(scale / step)), 0.0));
}

FailureOr<SmallVector<int64_t>>
Lowering::biasInSteps(Operation *op, const Coded &input, const Coded &filter,
                      int64_t features) {
  Value b = biasOf(op);
  if (!b)
    return SmallVector<int64_t>(features, 0);
  auto codedBias = coded(op, b);
  if (failed(codedBias))
    return failure();
  auto values = getConstantInts(codedBias->codes);
  if (!values)
    return op->emitError() << "expected a constant bias in node '"
                           << getNodeName(op) << "', got one known only at "
                           "run time";
  for (auto [f, value] : llvm::enumerate(*values)) {
    double own = codedBias->scales[codedBias->perTensor() ? 0 : f];
    double step = input.scale() * filter.scales[filter.perTensor() ? 0 : f];
    double steps = static_cast<double>(value) * stepsIn(own, step);
    if (std::abs(steps) > 0x1p62)
      return op->emitError() << "expected a bias of fewer than 2^62 steps of "
                                "its sums in node '"
                             << getNodeName(op) << "', got " << steps;
    value = static_cast<int64_t>(steps);
  }
  return *values;
}

LogicalResult Lowering::lowerLinear(Operation *op) {
  auto input = integers(op, op->getOperand(0));
  auto filter = integers(op, op->getOperand(1));
  auto result = resultParams(op);
  if (failed(input) || failed(filter) || failed(result))
    return failure();
  if (!input->perTensor())
    return op->emitError() << "expected input parameters per tensor in node '"
                           << getNodeName(op) << "', got per channel";
  int64_t rank = cast<RankedTensorType>(filter->codes.getType()).getRank();
  int64_t features = isa<ConvOp>(op) ? 0 : rank - 1;
  if (filter->axis && *filter->axis != features)
    return op->emitError() << "expected filter scales along axis " << features
                           << " (output channels) in node '" << getNodeName(op)
                           << "', got axis " << *filter->axis;
  // A batch of matrices has no one bias to fold the zero point into.
  bool folds = isa<ConvOp>(op) || rank == 2;
  if (!getConstant(filter->codes) || !folds)
    return lowerDynamicLinear(op, *input, *filter, *result);

  FilterCodes codes = readFilter(op, *filter);
  auto readBias = biasInSteps(op, *input, *filter, codes.features);
  if (failed(readBias))
    return failure();
  SmallVector<int64_t> bias = *readBias;
  int64_t zx = input->zeroPoint();
  for (int64_t f = 0; f < codes.features; ++f) {
    int64_t sum = 0;
    for (int64_t k = 0; k < codes.terms; ++k)
      sum += codes.values[f * codes.terms + k];
    bias[f] -= zx * sum;
  }
  LinearBound bound;
  bound.filter = codes.values;
  bound.features = codes.features;
  bound.input = input->codeRange();
  bound.bias = bias;
  if (failed(checkAccumulator(op, boundLinear(bound), counts)))
    return failure();
  Value biasValue;
  if (llvm::any_of(bias, [](int64_t b) { return b != 0; }))
    biasValue = constant(op->getLoc(), builder.getI32Type(), {codes.features}, bias);
  Value accumulator = createLinear(
      builder, op, input->codes, centredFilter(builder, op, *filter, codes),
      biasValue, withElement(op->getResult(0), builder.getI32Type()), zx);
  return finishLinear(op, accumulator, *input, *filter, *result);
}

LogicalResult Lowering::finishLinear(Operation *op, Value accumulator,
                                     const Coded &input, const Coded &filter,
                                     const Coded &result) {
  Unrounded sums{accumulator, {}};
  for (double s : filter.scales)
    sums.scales.push_back(input.scale() * s);
  bool isAccumulator = result.format.getBits() == 32 &&
                       stepsIn(result.scale(), sums.scales.front()) == 1;
  if (isAccumulator) {
    define(op->getResult(0), result, accumulator);
    return success();
  }
  auto codes = finish(op, sums, result);
  if (failed(codes))
    return failure();
  define(op->getResult(0), result, *codes);
  return success();
}

// Both operands known only at run time (attention, or a computed filter), or a batch
// of constant matrices, which may have scales per column.
LogicalResult Lowering::lowerDynamicLinear(Operation *op, const Coded &lhs,
                                           const Coded &rhs,
                                           const Coded &result) {
  if (biasOf(op) || !llvm::all_equal(rhs.zeroPoints))
    return op->emitError() << "expected a filter with one zero point and no bias "
                              "where it is not one constant matrix, in node '"
                           << getNodeName(op) << "'";
  auto rhsShape = cast<RankedTensorType>(rhs.codes.getType()).getShape();
  int64_t terms = 1;
  if (isa<ConvOp>(op)) {
    for (int64_t d : rhsShape.drop_front())
      terms *= d;
  } else {
    terms = rhsShape[rhsShape.size() - 2];
  }
  auto centredRange = [](const Coded &x) {
    IntRange r = x.codeRange();
    return IntRange{r.min - x.zeroPoint(), r.max - x.zeroPoint()};
  };
  IntRange a = centredRange(lhs), b = centredRange(rhs);
  if (failed(checkAccumulator(op, boundProducts(a, b, terms), counts)))
    return failure();
  unsigned width = std::max(bitsOf(a), bitsOf(b)) <= 16 ? 16 : 32;
  Type wide = builder.getIntegerType(width);
  Value accumulator = createLinear(
      builder, op, centred(op->getLoc(), lhs, wide),
      centred(op->getLoc(), rhs, wide), Value(),
      withElement(op->getResult(0), builder.getI32Type()), /*padValue=*/0);
  return finishLinear(op, accumulator, lhs, rhs, result);
}
