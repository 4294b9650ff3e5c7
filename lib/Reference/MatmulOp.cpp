// SPDX-License-Identifier: Apache-2.0
// qopt.matmul: one matrix product per index of the broadcast leading dimensions.
#include "Gemm.h"
#include "Linear.h"

using namespace mlir;
using namespace mlir::qopt;

// For each index of the batch shape (row-major): which matrix of `operand` it
// takes, dimensions of size 1 and missing ones being repeated.
static std::vector<int64_t> batchIndex(ArrayRef<int64_t> batch,
                                       ArrayRef<int64_t> operand) {
  std::vector<int64_t> index(1, 0);
  size_t missing = batch.size() - operand.size();
  for (size_t d = 0; d < batch.size(); ++d) {
    int64_t size = d < missing ? 1 : operand[d - missing];
    std::vector<int64_t> next;
    for (int64_t base : index)
      for (int64_t i = 0; i < batch[d]; ++i)
        next.push_back(base * size + (size == 1 ? 0 : i));
    index.swap(next);
  }
  return index;
}

template <typename T>
static std::vector<T> multiplyBatches(RankedTensorType result,
                                      const Tensor &left,
                                      const Tensor &right) {
  int64_t K = left.getShape().back(), N = result.getShape().back();
  int64_t M = result.getShape()[result.getRank() - 2];
  ArrayRef<int64_t> batch = result.getShape().drop_back(2);
  std::vector<T> lhs = toNumbers<T>(left), rhs = toNumbers<T>(right);
  std::vector<T> sums(result.getNumElements(), T(0)), panels;
  auto lhsIndex = batchIndex(batch, left.getShape().drop_back(2));
  auto rhsIndex = batchIndex(batch, right.getShape().drop_back(2));
  int64_t packed = -1;
  for (size_t b = 0; b < lhsIndex.size(); ++b) {
    if (packed != rhsIndex[b])
      panels = packPanels(rhs.data() + rhsIndex[b] * K * N, K, N, N, 1);
    packed = rhsIndex[b];
    multiply(lhs.data() + lhsIndex[b] * M * K, K, panels, M, N, K,
             sums.data() + b * M * N, N);
  }
  return sums;
}

FailureOr<Tensor> mlir::qopt::evaluate(MatmulOp op, const Operands &in) {
  const Tensor &left = in[op.getLhs()], &right = in[op.getRhs()];
  return withSumType(op, left, right, in, left.getShape().back(), 0,
                     [&](auto zero) {
                       using T = decltype(zero);
                       return finishSums(op, in,
                                         multiplyBatches<T>(resultType(op),
                                                            left, right));
                     });
}
