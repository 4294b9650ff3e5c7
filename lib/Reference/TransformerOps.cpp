// SPDX-License-Identifier: Apache-2.0
// qopt.norm in double or by Numerics' integer algorithm, and qopt.rotary.
#include "Broadcast.h"
#include "Evaluate.h"
#include "Visit.h"

#include "qopt/IR/TransformerOps.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

//===-- qopt.norm ---------------------------------------------------------===//

static std::vector<double> optionalReals(Value value, const Operands &in) {
  return value ? toReals(in[value]) : std::vector<double>();
}

// One row; every operation rounds to double, sums run in index order.
static void normalizeRow(double *x, int64_t n, bool rms, double epsilon,
                         ArrayRef<double> gain, ArrayRef<double> bias) {
  double sum = 0, squares = 0;
  if (!rms) {
    for (int64_t j = 0; j < n; ++j)
      sum += x[j];
    double mean = sum / static_cast<double>(n);
    for (int64_t j = 0; j < n; ++j)
      x[j] -= mean;
  }
  for (int64_t j = 0; j < n; ++j) {
    double square = x[j] * x[j];
    squares += square;
  }
  double factor = 1 / std::sqrt(squares / static_cast<double>(n) + epsilon);
  for (int64_t j = 0; j < n; ++j) {
    x[j] *= factor;
    if (!gain.empty())
      x[j] *= gain[j];
    if (!bias.empty())
      x[j] += bias[j];
  }
}

static Tensor normalizeIntegers(NormOp op, const Tensor &input,
                                const Operands &in) {
  ArrayRef<int32_t> gain = in[op.getGain()].data<int32_t>();
  ArrayRef<int64_t> bias = in[op.getBias()].data<int64_t>();
  num::IntegerNorm norm{op.getIntegerSpec(), gain.vec(), bias.vec()};
  std::vector<int64_t> wide = toInts(input);
  std::vector<int32_t> codes(wide.begin(), wide.end());
  for (size_t row = 0; row < codes.size(); row += gain.size())
    num::integerNorm(codes.data() + row, norm, codes.data() + row);
  wide.assign(codes.begin(), codes.end());
  return encodeWrapping(op, wide);
}

FailureOr<Tensor> mlir::qopt::evaluate(NormOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  if (stageOf(op.getType()) == Stage::Integer)
    return normalizeIntegers(op, input, in);
  auto params = getResultParams(op, in, input);
  if (failed(params))
    return failure();
  std::vector<double> gain = optionalReals(op.getGain(), in);
  std::vector<double> bias = optionalReals(op.getBias(), in);
  std::vector<double> values = toReals(input);
  int64_t n = input.getShape().back();
  for (size_t row = 0; row < values.size(); row += n)
    normalizeRow(values.data() + row, n, op.getKind() == NormKind::rms,
                 op.getEpsilon().convertToDouble(), gain, bias);
  return encodeReals(op, values, *params);
}

//===-- qopt.rotary -------------------------------------------------------===//

FailureOr<Tensor> mlir::qopt::evaluate(RotaryOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()], &cosines = in[op.getCos()];
  auto params = getResultParams(op, in, input);
  if (failed(params))
    return failure();
  ArrayRef<float> cos = cosines.data<float>();
  ArrayRef<float> sin = in[op.getSin()].data<float>();
  SmallVector<int64_t> pairs(input.getShape());
  int64_t size = pairs.back(), half = pairs.back() = size / 2;
  std::vector<double> values = toReals(input);
  std::vector<int64_t> angles = broadcastIndices(cosines.getShape(), pairs);
  bool interleaved = op.getInterleaved();
  for (size_t pair = 0; pair < angles.size(); ++pair) {
    int64_t row = static_cast<int64_t>(pair) / half * size;
    int64_t i = static_cast<int64_t>(pair) % half;
    double &a = values[row + (interleaved ? 2 * i : i)];
    double &b = values[row + (interleaved ? 2 * i + 1 : i + half)];
    auto x = static_cast<float>(a), y = static_cast<float>(b);
    float c = cos[angles[pair]], s = sin[angles[pair]];
    float xc = x * c, ys = y * s, yc = y * c, xs = x * s;
    a = xc - ys;
    b = yc + xs;
  }
  return encodeReals(op, values, *params);
}
