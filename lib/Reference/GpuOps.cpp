// SPDX-License-Identifier: Apache-2.0
// qopt.mma_matmul and qopt.mma_matmul_runs on tensors.
#include "EvaluateGpu.h"

#include "qopt/Numerics/RunSums.h"
#include "qopt/Numerics/RunTimeScale.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

template <typename OpTy>
static std::vector<int64_t> readInput(OpTy op, const Operands &in) {
  std::vector<int64_t> input = toInts(in[op.getInput()]);
  if (op.getUnsignedInput())
    for (int64_t &code : input)
      code &= 255;
  return input;
}

// Rows of codes, M * K: where they are those of a convolution, laid out.
static std::vector<int64_t> readRows(MmaMatmulOp op, const Operands &in) {
  std::vector<int64_t> codes = readInput(op, in);
  std::optional<PixelGeometry> pixels = op.getPixels();
  if (!pixels)
    return codes;
  std::vector<int64_t> rows;
  for (int64_t m = 0; m < pixels->rows(); ++m)
    for (int64_t k = 0; k < pixels->depth(); ++k) {
      int64_t at = pixels->place(m, k);
      rows.push_back(at < 0 ? pixels->padValue : codes[at]);
    }
  return rows;
}

// The sums with their integer bias, where there is one: exact in 64 bits, then wrapped
// as accumulators are.
static std::vector<int64_t> sumProducts(MmaMatmulOp op, const Operands &in) {
  int64_t rows = op.getRows(), columns = op.getColumns(), depth = op.getDepth();
  int64_t rowBytes = getMmaRowBytes(depth);
  std::vector<int64_t> input = readRows(op, in);
  ArrayRef<int8_t> weights = in[op.getWeights()].data<int8_t>();
  ArrayRef<int32_t> bias;
  if (!op.getRowScales())
    bias = in[op.getBias()].data<int32_t>();
  std::vector<int64_t> sums(rows * columns);
  for (int64_t m = 0; m < rows; ++m)
    for (int64_t n = 0; n < columns; ++n) {
      int64_t sum = bias.empty() ? 0 : bias[n];
      for (int64_t k = 0; k < depth; ++k)
        sum += input[m * depth + k] * weights[n * rowBytes + k];
      sums[m * columns + n] = num::wrapTo32(sum);
    }
  return sums;
}

// One per slot, or one for all.
static float scaleAt(ArrayRef<float> scales, int64_t slot) {
  return scales[scales.size() == 1 ? 0 : slot];
}

static Tensor dequantize(MmaMatmulOp op, const Operands &in,
                         ArrayRef<int64_t> sums) {
  ArrayRef<float> rows = in[op.getRowScales()].data<float>();
  ArrayRef<float> columns = in[op.getColumnScales()].data<float>();
  std::vector<float> results;
  for (int64_t i = 0, e = sums.size(); i < e; ++i) {
    int64_t m = i / op.getColumns(), n = i % op.getColumns();
    float result = num::dequantizeSum(static_cast<int32_t>(sums[i]),
                                      scaleAt(rows, m), scaleAt(columns, n));
    results.push_back(op.getBias() ? result + in[op.getBias()].data<float>()[n]
                                   : result);
  }
  return makeFloatTensor(op.getContext(), resultType(op).getShape(), results);
}

FailureOr<Tensor> mlir::qopt::evaluate(MmaMatmulOp op, const Operands &in) {
  if (!op.getResult())
    return op.emitOpError() << "expected a kernel on tensors, got one on "
                            << op.getInput().getType();
  std::vector<int64_t> values = sumProducts(op, in);
  if (op.getRowScales())
    return dequantize(op, in, values);
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

//===-- Runs --------------------------------------------------------------===//

// w[n * K + k].
static std::vector<int64_t> unpackCodes(MmaMatmulRunsOp op, const Operands &in) {
  int64_t columns = op.getColumns(), depth = op.getDepth();
  FragmentGeometry geometry{depth, columns, op.getTable().has_value()};
  ArrayRef<uint32_t> words = in[op.getCodes()].data<uint32_t>();
  SmallVector<int8_t> integers = op.getIntegers();
  std::vector<int64_t> weights;
  for (int64_t n = 0; n < columns; ++n)
    for (int64_t k = 0; k < depth; ++k) {
      FragmentGeometry::Place at = geometry.place(k, n);
      weights.push_back(integers[words[at.word] >> at.shift & 15]);
    }
  return weights;
}

FailureOr<Tensor> mlir::qopt::evaluate(MmaMatmulRunsOp op, const Operands &in) {
  if (!op.getResult())
    return op.emitOpError() << "expected a kernel on tensors, got one on "
                            << op.getInput().getType();
  int64_t columns = op.getColumns(), depth = op.getDepth();
  auto run = static_cast<int64_t>(op.getRun());
  std::vector<int64_t> input = readInput(op, in), weights = unpackCodes(op, in);
  ArrayRef<float> rows = in[op.getRowScales()].data<float>();
  ArrayRef<float> scales = in[op.getScales()].data<float>();
  std::vector<float> results;
  for (int64_t m = 0; m < op.getRows(); ++m)
    for (int64_t n = 0; n < columns; ++n) {
      float total = 0;
      for (int64_t begin = 0; begin < depth; begin += run) {
        int64_t sum = 0;
        for (int64_t k = begin, e = std::min(depth, begin + run); k < e; ++k)
          sum += input[m * depth + k] * weights[n * depth + k];
        total = num::addRun(total, static_cast<int32_t>(sum),
                            scales[begin / run * columns + n]);
      }
      results.push_back(num::finishRuns(
          total, scaleAt(rows, m),
          op.getBias() ? &in[op.getBias()].data<float>()[n] : nullptr));
    }
  return makeFloatTensor(op.getContext(), resultType(op).getShape(), results);
}
