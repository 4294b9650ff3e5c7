// SPDX-License-Identifier: Apache-2.0
// What convolution and matrix product share: their operands as numbers, and the
// choice of a number type: f32 for float, one in which integer sums are exact.
#ifndef QOPT_LIB_REFERENCE_LINEAR_H
#define QOPT_LIB_REFERENCE_LINEAR_H

#include "Evaluate.h"
#include "Visit.h"

namespace mlir::qopt {

/// Elements as T: the real numbers of f32 and quantized tensors (T = double),
/// the integers of others.
template <typename T> std::vector<T> toNumbers(const Tensor &tensor) {
  if constexpr (std::is_same_v<T, double>)
    if (getQType(tensor.getElementType()))
      return toReals(tensor);
  std::vector<T> numbers(tensor.getNumElements());
  forEachStored(tensor, [&](size_t i, auto v) {
    numbers[i] = static_cast<T>(v);
  });
  return numbers;
}

/// `count` sums that start at their feature's entry of `start` (the last
/// dimension), or at 0 where that is empty.
template <typename T>
std::vector<T> startSums(int64_t count, const std::vector<T> &start) {
  std::vector<T> sums(count, T(0));
  for (size_t i = 0; !start.empty() && i < sums.size(); i += start.size())
    std::copy(start.begin(), start.end(), sums.begin() + i);
  return sums;
}

/// What the sums of a linear op start at: the bias of a float op. Others add it
/// to the exact sum (finishSums).
template <typename T, typename Op>
std::vector<T> readStart(Op op, const Operands &in) {
  if (std::is_same_v<T, float> && op.getBias())
    return toNumbers<T>(in[op.getBias()]);
  return {};
}

/// Largest magnitude of an integer tensor's elements; 0 when it has none.
double largestMagnitude(const Tensor &tensor);

/// How sums of `terms` products plus a bias are to be computed.
enum class SumKind {
  Double,  ///< quantized, and integer sums that stay below 2^53
  Int128,  ///< integer sums below 2^126
  Refused, ///< beyond (64-bit operands of absurd values)
};

/// `left` and `right` are bounds on the factors' magnitudes.
SumKind chooseSum(double left, double right, int64_t terms, double bias);

/// The result of a linear op from its sums: float sums as they are; others with
/// the bias added, rounded once for quantized results, checked to fit for integer
/// ones.
template <typename Op, typename T>
FailureOr<Tensor> finishSums(Op op, const Operands &in, std::vector<T> sums) {
  if constexpr (std::is_same_v<T, float>)
    return makeFloatTensor(op.getContext(), resultType(op).getShape(), sums);
  else {
    if (op.getBias()) {
      std::vector<T> bias = toNumbers<T>(in[op.getBias()]);
      for (size_t i = 0; i < sums.size(); i += bias.size())
        for (size_t f = 0; f < bias.size(); ++f)
          sums[i + f] += bias[f];
    }
    if constexpr (std::is_same_v<T, double>)
      if (stageOf(op.getType()) == Stage::Quantized) {
        auto params = getResultParams(op, in, Tensor());
        if (failed(params))
          return failure();
        return encodeReals(op, sums, *params);
      }
    return encodeExact(op, ArrayRef<T>(sums), "sum");
  }
}

/// Runs compute(T()) with the number type of the op's stage: float for float
/// (each product and sum rounded), double for quantized, and for integers one
/// that is exact for the values; `extra` is one more left operand (the value of padding).
template <typename Op, typename Compute>
FailureOr<Tensor> withSumType(Op op, const Tensor &left, const Tensor &right,
                              const Operands &in, int64_t terms, double extra,
                              Compute compute) {
  if (stageOf(op.getType()) == Stage::Float)
    return compute(float());
  if (stageOf(op.getType()) == Stage::Quantized)
    return compute(double());
  double bias = op.getBias() ? largestMagnitude(in[op.getBias()]) : 0;
  switch (chooseSum(std::max(largestMagnitude(left), extra),
                    largestMagnitude(right), terms, bias)) {
  case SumKind::Double:
    return compute(double());
  case SumKind::Int128:
    return compute(__int128());
  case SumKind::Refused:
    break;
  }
  return op.emitOpError() << "expected sums below 2^126, got operands of larger "
                             "magnitude: "
                          << left.getType() << " and " << right.getType();
}

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_LINEAR_H
