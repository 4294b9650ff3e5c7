// SPDX-License-Identifier: Apache-2.0
// Comparisons and qopt.select.
#include "Broadcast.h"
#include "Evaluate.h"
#include "Visit.h"

#include <cstring>

using namespace mlir;
using namespace mlir::qopt;

// holds(a, b) on elements in their own type, so that 64-bit integers stay exact.
template <typename Fn>
static Tensor compare(Operation *op, const Tensor &lhs, const Tensor &rhs,
                      Fn holds) {
  ArrayRef<int64_t> shape = resultType(op).getShape();
  std::vector<int64_t> left = broadcastIndices(lhs.getShape(), shape),
                       right = broadcastIndices(rhs.getShape(), shape);
  std::vector<int64_t> flags(left.size());
  dispatchStorage(lhs.getStorageType(), [&](auto zero) {
    using T = decltype(zero);
    ArrayRef<T> a = lhs.data<T>(), b = rhs.data<T>();
    for (size_t i = 0; i < flags.size(); ++i)
      flags[i] = holds(a[left[i]], b[right[i]]);
  });
  return encodeWrapping(op, flags);
}

FailureOr<Tensor> mlir::qopt::evaluate(EqualOp op, const Operands &in) {
  return compare(op, in[op.getLhs()], in[op.getRhs()],
                 [](auto a, auto b) { return a == b; });
}
FailureOr<Tensor> mlir::qopt::evaluate(LessOp op, const Operands &in) {
  return compare(op, in[op.getLhs()], in[op.getRhs()],
                 [](auto a, auto b) { return a < b; });
}
FailureOr<Tensor> mlir::qopt::evaluate(LessOrEqualOp op, const Operands &in) {
  return compare(op, in[op.getLhs()], in[op.getRhs()],
                 [](auto a, auto b) { return a <= b; });
}

FailureOr<Tensor> mlir::qopt::evaluate(SelectOp op, const Operands &in) {
  const Tensor &condition = in[op.getCondition()];
  const Tensor &lhs = in[op.getLhs()], &rhs = in[op.getRhs()];
  RankedTensorType type = resultType(op);
  ArrayRef<int64_t> shape = type.getShape();
  std::vector<int64_t> flag = broadcastIndices(condition.getShape(), shape),
                       left = broadcastIndices(lhs.getShape(), shape),
                       right = broadcastIndices(rhs.getShape(), shape);
  Tensor result(type.getElementType(), shape);
  ArrayRef<uint8_t> flags = condition.data<uint8_t>();
  dispatchStorage(lhs.getStorageType(), [&](auto zero) {
    using T = decltype(zero);
    ArrayRef<T> a = lhs.data<T>(), b = rhs.data<T>();
    MutableArrayRef<T> out = result.mutableData<T>();
    for (size_t i = 0; i < flag.size(); ++i)
      out[i] = flags[flag[i]] ? a[left[i]] : b[right[i]];
  });
  return result;
}
