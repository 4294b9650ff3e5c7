// SPDX-License-Identifier: Apache-2.0
// qopt.matmul: one matrix product per index of the broadcast leading dimensions.
#include "Gemm.h"
#include "Linear.h"
#include "MoveElements.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {
/// One product of matrices in weight-only form, in the order of its meaning.
class WeightOnly {
public:
  /// A weight is an element of `values` times the scale of its slot.
  WeightOnly(const Tensor &left, const Tensor &right,
             ArrayRef<int64_t> slots, ArrayRef<float> scales,
             std::vector<float> values)
      : rows(left.getShape()[left.getShape().size() - 2]),
        terms(left.getShape().back()), columns(right.getShape().back()),
        lhs(left.data<float>()), slots(slots), scales(scales),
        values(std::move(values)) {}

  /// total[m][n] += row m of left matrix `l` times column n of right matrix `r`.
  void multiply(int64_t l, int64_t r, float *total) const {
    for (int64_t m = 0; m < rows; ++m)
      for (int64_t n = 0; n < columns; ++n)
        total[m * columns + n] =
            sumRuns(lhs.data() + (l * rows + m) * terms,
                    r * terms * columns + n, total[m * columns + n]);
  }

private:
  float sumRuns(const float *row, int64_t column, float total) const {
    for (int64_t k = 0; k < terms;) {
      int64_t slot = slots[column + k * columns];
      float partial = 0;
      for (; k < terms && slots[column + k * columns] == slot; ++k)
        partial += row[k] * values[column + k * columns];
      total += partial * scales[slot];
    }
    return total;
  }

  int64_t rows, terms, columns;
  ArrayRef<float> lhs;
  ArrayRef<int64_t> slots;
  ArrayRef<float> scales;
  std::vector<float> values; ///< without their scales
};
} // namespace

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
                                      const Tensor &left, const Tensor &right,
                                      const std::vector<T> &start) {
  int64_t K = left.getShape().back(), N = result.getShape().back();
  int64_t M = result.getShape()[result.getRank() - 2];
  ArrayRef<int64_t> batch = result.getShape().drop_back(2);
  std::vector<T> lhs = toNumbers<T>(left), rhs = toNumbers<T>(right);
  std::vector<T> sums = startSums(result.getNumElements(), start), panels;
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

static std::vector<float> multiplyBatches(MatmulOp op,
                                          const WeightOnly &product,
                                          const Tensor &left,
                                          const Tensor &right,
                                          const std::vector<float> &bias) {
  ArrayRef<int64_t> shape = resultType(op).getShape(),
                    batch = shape.drop_back(2);
  std::vector<float> sums =
      startSums(ShapedType::getNumElements(shape), bias);
  auto lhsIndex = batchIndex(batch, left.getShape().drop_back(2));
  auto rhsIndex = batchIndex(batch, right.getShape().drop_back(2));
  int64_t size = shape[shape.size() - 2] * shape.back();
  for (size_t b = 0; b < lhsIndex.size(); ++b)
    product.multiply(lhsIndex[b], rhsIndex[b], sums.data() + b * size);
  return sums;
}

// The values of every code less its zero point.
static std::vector<float> centredValues(const Tensor &right,
                                        ArrayRef<int64_t> slots) {
  std::vector<float> values(right.getNumElements());
  FormatCodec codec(getQType(right.getElementType()).getFormat());
  forEachStored(right, [&](size_t i, auto code) {
    values[i] = codec.centred(static_cast<int64_t>(code),
                              right.params->zeroPoint(slots[i]));
  });
  return values;
}

// Bit `plane` of every code as -1 or 1.
static std::vector<float> planeValues(const Tensor &right, unsigned plane) {
  std::vector<float> values;
  for (uint8_t code : right.data<uint8_t>())
    values.push_back(code >> plane & 1 ? 1.0f : -1.0f);
  return values;
}

static Tensor multiplyWeightOnly(MatmulOp op, const Tensor &left,
                                 const Tensor &right,
                                 const std::vector<float> &bias) {
  std::vector<int64_t> slots = getParamSlots(right);
  const QuantValues &params = *right.params;
  std::vector<float> sums;
  // One more matrix of weights: the first product starts at the bias.
  auto add = [&](ArrayRef<float> scales, std::vector<float> values) {
    WeightOnly product(left, right, slots, scales, std::move(values));
    if (sums.empty()) {
      sums = multiplyBatches(op, product, left, right, bias);
      return;
    }
    std::vector<float> more = multiplyBatches(op, product, left, right, {});
    for (size_t i = 0; i < sums.size(); ++i)
      sums[i] += more[i];
  };
  unsigned planes = getQType(right.getElementType()).getFormat().getNumPlanes();
  if (planes == 0)
    add(params.scales, centredValues(right, slots));
  ArrayRef<float> scales = params.scales;
  for (unsigned p = 0; p < planes; ++p)
    add(scales.slice(p * params.slots(), params.slots()), planeValues(right, p));
  if (planes && params.isReal())
    add(params.realZeroPoints, std::vector<float>(right.getNumElements(), -1.0f));
  return makeFloatTensor(op.getContext(), resultType(op).getShape(), sums);
}

FailureOr<Tensor> mlir::qopt::evaluate(MatmulOp op, const Operands &in) {
  const Tensor &left = in[op.getLhs()], &right = in[op.getRhs()];
  if (isWeightOnly(op))
    return multiplyWeightOnly(op, left, right, readStart<float>(op, in));
  return withSumType(op, left, right, in, left.getShape().back(), 0,
                     [&](auto zero) {
                       using T = decltype(zero);
                       return finishSums(op, in,
                                         multiplyBatches<T>(resultType(op),
                                                            left, right,
                                                            readStart<T>(op, in)));
                     });
}
