// SPDX-License-Identifier: Apache-2.0
// qopt.mma_matmul on tensors.
#include "EvaluateGpu.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// bias[n] + sum over k, exact in 64 bits, then wrapped as accumulators are.
static std::vector<int64_t> sumProducts(MmaMatmulOp op, const Operands &in) {
  int64_t rows = op.getRows(), columns = op.getColumns(), depth = op.getDepth();
  int64_t rowBytes = getMmaRowBytes(depth);
  std::vector<int64_t> input = toInts(in[op.getInput()]);
  ArrayRef<int8_t> weights = in[op.getWeights()].data<int8_t>();
  ArrayRef<int32_t> bias = in[op.getBias()].data<int32_t>();
  if (op.getUnsignedInput())
    for (int64_t &code : input)
      code &= 255;
  std::vector<int64_t> sums(rows * columns);
  for (int64_t m = 0; m < rows; ++m)
    for (int64_t n = 0; n < columns; ++n) {
      int64_t sum = bias[n];
      for (int64_t k = 0; k < depth; ++k)
        sum += input[m * depth + k] * weights[n * rowBytes + k];
      sums[m * columns + n] = num::wrapTo32(sum);
    }
  return sums;
}

FailureOr<Tensor> mlir::qopt::evaluate(MmaMatmulOp op, const Operands &in) {
  if (!op.getResult())
    return op.emitOpError() << "expected a kernel on tensors, got one on "
                            << op.getInput().getType();
  std::vector<int64_t> values = sumProducts(op, in);
  if (!op.getMultiplier())
    return encodeWrapping(op, values);
  ArrayRef<int32_t> multiplier = in[op.getMultiplier()].data<int32_t>();
  ArrayRef<int8_t> shift = in[op.getShift()].data<int8_t>();
  num::RequantRounding rounding = toNumerics(*op.getRounding());
  for (size_t i = 0; i < values.size(); ++i) {
    size_t n = i % multiplier.size();
    num::FixedPointMultiplier m{multiplier[n], shift[n]};
    if (!num::isValid(m))
      return op.emitOpError()
             << "expected multipliers >= 0 and shifts in [0, 62], got "
             << m.multiplier << " and " << m.shift;
    values[i] = num::rescale(values[i], /*inZp=*/0, m, rounding,
                             static_cast<int64_t>(*op.getOutZp()),
                             static_cast<int64_t>(*op.getLo()),
                             static_cast<int64_t>(*op.getHi()));
  }
  return encodeWrapping(op, values);
}
