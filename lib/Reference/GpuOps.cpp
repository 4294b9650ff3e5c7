// SPDX-License-Identifier: Apache-2.0
// qopt.mma_matmul and qopt.mma_matmul_runs on tensors.
#include "GpuEpilogue.h"

#include "qopt/Numerics/RunSums.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

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
  std::vector<int64_t> sums(rows * columns);
  for (int64_t m = 0; m < rows; ++m)
    for (int64_t n = 0; n < columns; ++n) {
      int64_t sum = biasAt(op, in, n);
      for (int64_t k = 0; k < depth; ++k)
        sum += input[m * depth + k] * weights[n * rowBytes + k];
      sums[m * columns + n] = num::wrapTo32(sum);
    }
  return sums;
}

FailureOr<Tensor> mlir::qopt::evaluate(MmaMatmulOp op, const Operands &in) {
  if (failed(checkIsOnTensors(op)))
    return failure();
  return finishSums(op, in, sumProducts(op, in));
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
  if (failed(checkIsOnTensors(op)))
    return failure();
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
