// SPDX-License-Identifier: Apache-2.0
// qopt.mma_sparse_matmul on tensors.
#include "GpuEpilogue.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;
using Geometry = SparseFragmentGeometry;

namespace {
struct Weight {
  int64_t k, value;
};
} // namespace

// The stored weights of column n; k may be beyond K.
static FailureOr<std::vector<Weight>> unpackColumn(MmaSparseMatmulOp op, const Operands &in,
                                                   int64_t n) {
  Geometry geometry{op.getDepth(), op.getColumns()};
  ArrayRef<uint32_t> values = in[op.getValues()].data<uint32_t>();
  ArrayRef<uint32_t> metadata = in[op.getMetadata()].data<uint32_t>();
  std::vector<Weight> weights;
  for (int64_t group = 0; group < geometry.groups(); ++group) {
    uint32_t positions[Geometry::kKept];
    for (int64_t j = 0; j < Geometry::kKept; ++j) {
      Geometry::Place at = geometry.position(n, group, j);
      positions[j] = metadata[at.word] >> at.shift & (Geometry::kGroup - 1);
      at = geometry.value(n, group, j);
      auto value = static_cast<int8_t>(values[at.word] >> at.shift);
      weights.push_back({group * Geometry::kGroup + positions[j], value});
    }
    if (positions[0] >= positions[1])
      return op.emitOpError() << "expected ascending positions in the metadata, got "
                              << positions[0] << " and " << positions[1] << " in group "
                              << group << " of column " << n;
  }
  return weights;
}

FailureOr<Tensor> mlir::qopt::evaluate(MmaSparseMatmulOp op, const Operands &in) {
  if (failed(checkIsOnTensors(op)))
    return failure();
  int64_t rows = op.getRows(), columns = op.getColumns(), depth = op.getDepth();
  std::vector<int64_t> input = readInput(op, in), sums(rows * columns);
  for (int64_t n = 0; n < columns; ++n) {
    auto weights = unpackColumn(op, in, n);
    if (failed(weights))
      return failure();
    for (int64_t m = 0; m < rows; ++m) {
      int64_t sum = biasAt(op, in, n);
      for (Weight w : *weights)
        if (w.k < depth)
          sum += input[m * depth + w.k] * w.value;
      sums[m * columns + n] = num::wrapTo32(sum);
    }
  }
  return finishSums(op, in, std::move(sums));
}
