// SPDX-License-Identifier: Apache-2.0
// qopt.softmax: in double, or by Numerics' integer algorithm.
#include "Broadcast.h"
#include "Evaluate.h"
#include "Visit.h"

#include "qopt/Numerics/RealFunctions.h"
#include "qopt/Numerics/Tables.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// Applies fn(row, kept, n) in place to every line of `values` along `axis`; `mask`
// has an entry per value, or none at all (then kept is null).
template <typename T, typename Fn>
static void forEachLine(std::vector<T> &values, ArrayRef<int8_t> mask,
                        ArrayRef<int64_t> shape, int64_t axis, Fn fn) {
  int64_t n = shape[axis];
  int64_t inner = ShapedType::getNumElements(shape.drop_front(axis + 1));
  int64_t outer = ShapedType::getNumElements(shape.take_front(axis));
  std::vector<T> line(n);
  std::vector<int8_t> kept(mask.empty() ? 0 : n);
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < inner; ++i) {
      T *start = values.data() + o * n * inner + i;
      for (int64_t k = 0; k < n; ++k)
        line[k] = start[k * inner];
      for (size_t k = 0; k < kept.size(); ++k)
        kept[k] = mask[o * n * inner + i + static_cast<int64_t>(k) * inner];
      fn(line.data(), kept.empty() ? nullptr : kept.data(), n);
      for (int64_t k = 0; k < n; ++k)
        start[k * inner] = line[k];
    }
}

static void logSoftmaxLine(double *x, int64_t n) {
  double top = -std::numeric_limits<double>::infinity(), sum = 0;
  for (int64_t k = 0; k < n; ++k)
    top = std::max(top, x[k]); // a NaN reaches the result through exp
  for (int64_t k = 0; k < n; ++k)
    sum += std::exp(x[k] - top);
  double logSum = std::log(sum);
  for (int64_t k = 0; k < n; ++k)
    x[k] = x[k] - top - logSum;
}

static void softmaxLine(double *x, const int8_t *kept, int64_t n) {
  auto isKept = [&](int64_t k) { return !kept || kept[k] != 0; };
  double top = -std::numeric_limits<double>::infinity(), sum = 0;
  for (int64_t k = 0; k < n; ++k)
    if (isKept(k))
      top = std::max(top, x[k]); // a NaN reaches the result through exp
  for (int64_t k = 0; k < n; ++k)
    sum += x[k] = isKept(k) ? std::exp(x[k] - top) : 0;
  if (sum == 0) // nothing kept: all are 0
    sum = 1;
  for (int64_t k = 0; k < n; ++k)
    x[k] /= sum;
}

// Softmax as f32 is defined (qopt.softmax): differences and quotients are rounded to
// f32, exponentials are Numerics' realExp, the sum is taken in lanes in f64.
static void softmaxFloats(double *x, const int8_t *kept, int64_t n) {
  auto isKept = [&](int64_t k) { return !kept || kept[k] != 0; };
  constexpr float infinity = std::numeric_limits<float>::infinity();
  float top = -infinity;
  for (int64_t k = 0; k < n; ++k) {
    auto value = isKept(k) ? static_cast<float>(x[k]) : -infinity;
    top = value != value || top != top ? std::numeric_limits<float>::quiet_NaN()
                                       : std::max(top, value);
  }
  if (kept) // infinity - infinity is no number
    top = top != top ? top : std::max(top, std::numeric_limits<float>::lowest());
  std::vector<float> exponentials(n);
  for (int64_t k = 0; k < n; ++k)
    exponentials[k] =
        num::realExp((isKept(k) ? static_cast<float>(x[k]) : -infinity) - top);
  double sum = num::laneSum(n, [&](size_t k) { return double(exponentials[k]); });
  if (kept && sum == 0) // nothing kept: all are 0
    sum = 1;
  for (int64_t k = 0; k < n; ++k)
    x[k] = exponentials[k] / static_cast<float>(sum);
}

// The mask with an entry per element of the input; empty where there is none.
static std::vector<int8_t> spreadMask(SoftmaxOp op, const Operands &in,
                                      ArrayRef<int64_t> shape) {
  if (!op.getMask())
    return {};
  const Tensor &mask = in[op.getMask()];
  ArrayRef<int8_t> values = mask.data<int8_t>();
  std::vector<int8_t> spread;
  spread.reserve(ShapedType::getNumElements(shape));
  for (int64_t i : broadcastIndices(mask.getShape(), shape))
    spread.push_back(values[i]);
  return spread;
}

static int64_t value(std::optional<uint64_t> attribute) {
  return static_cast<int64_t>(*attribute); // there in integer form: softmax_c4
}

// The multipliers of log-softmax where Numerics' sums stay within int64.
static LogicalResult checkMultipliers(SoftmaxOp op) {
  int64_t in = value(op.getInMultiplier()), log = value(op.getLogMultiplier());
  constexpr int64_t maxIn = int64_t{1} << 44, maxLog = int64_t{1} << 32;
  if (in < 0 || in > maxIn || log < 0 || log > maxLog)
    return op.emitOpError() << "expected in_multiplier in [0, " << maxIn
                            << "] and log_multiplier in [0, " << maxLog
                            << "], got " << in << " and " << log;
  return success();
}

static FailureOr<Tensor> softmaxIntegers(SoftmaxOp op, const Tensor &input,
                                         ArrayRef<int8_t> mask,
                                         const Tensor &tableTensor) {
  if (op.getLog() && failed(checkMultipliers(op)))
    return failure();
  ArrayRef<int32_t> entries = tableTensor.data<int32_t>();
  std::vector<int32_t> table(entries.begin(), entries.end());
  std::vector<int64_t> wide = toInts(input);
  std::vector<int32_t> codes(wide.begin(), wide.end());
  int64_t zp = value(op.getZeroCode());
  int64_t lo = value(op.getLo()), hi = value(op.getHi());
  forEachLine(codes, mask, input.getShape(), op.getAxis(),
              [&](int32_t *line, const int8_t *kept, int64_t n) {
                if (op.getLog())
                  num::integerLogSoftmax(line, n, table, line,
                                         {value(op.getInMultiplier()),
                                          value(op.getLogMultiplier()), zp, lo,
                                          hi});
                else
                  num::integerSoftmax(
                      line, n, table, line,
                      {static_cast<int>(value(op.getOutShift())), zp, lo, hi},
                      kept);
              });
  wide.assign(codes.begin(), codes.end());
  return encodeWrapping(op, wide);
}

FailureOr<Tensor> mlir::qopt::evaluate(SoftmaxOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  std::vector<int8_t> mask = spreadMask(op, in, input.getShape());
  if (stageOf(op.getType()) == Stage::Integer)
    return softmaxIntegers(op, input, mask, in[op.getTable()]);
  auto params = getResultParams(op, in, input);
  if (failed(params))
    return failure();
  std::vector<double> values = toReals(input);
  bool isFloat = stageOf(op.getType()) == Stage::Float;
  forEachLine(values, mask, input.getShape(), op.getAxis(),
              [&](double *line, const int8_t *kept, int64_t n) {
                if (op.getLog())
                  logSoftmaxLine(line, n);
                else if (isFloat)
                  softmaxFloats(line, kept, n);
                else
                  softmaxLine(line, kept, n);
              });
  return encodeReals(op, values, *params);
}
