// SPDX-License-Identifier: Apache-2.0
// qopt.norm and qopt.rotary, by Numerics' meaning of a row and of a pair.
#include "Broadcast.h"
#include "Evaluate.h"
#include "Visit.h"

#include "qopt/IR/TransformerOps.h"
#include "qopt/Numerics/RealNorm.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

//===-- qopt.norm ---------------------------------------------------------===//

static std::vector<double> optionalReals(Value value, const Operands &in) {
  return value ? toReals(in[value]) : std::vector<double>();
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
  std::vector<double> values = toReals(input);
  num::NormParams norm{op.getKind() == NormKind::rms,
                       op.getEpsilon().convertToDouble(),
                       optionalReals(op.getGain(), in), optionalReals(op.getBias(), in)};
  auto n = static_cast<size_t>(input.getShape().back());
  for (size_t row = 0; row < values.size(); row += n)
    num::realNorm(values.data() + row, n, norm);
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
    num::Rotated rotated = num::rotate(x, y, c, s);
    a = rotated.first;
    b = rotated.second;
  }
  return encodeReals(op, values, *params);
}
