// SPDX-License-Identifier: Apache-2.0
// The one loop of all element-moving ops, and scales that move with elements.
#include "MoveElements.h"
#include "Visit.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

SmallVector<int64_t> mlir::qopt::getStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t d = shape.size(); d-- > 1;)
    strides[d - 1] = strides[d] * shape[d];
  return strides;
}

// out[i] = source of element i, or fill(i).
template <typename T, typename Fill>
static void moveInto(const Movement &movement, ArrayRef<T> source,
                     MutableArrayRef<T> out, Fill fill) {
  if (out.empty())
    return;
  size_t rank = movement.shape.size();
  if (rank == 0) {
    out[0] = source[0];
    return;
  }
  const std::vector<int64_t> &last = movement.tables.back();
  SmallVector<int64_t> index(rank, 0);
  for (size_t at = 0; at < out.size(); at += last.size()) {
    int64_t base = 0;
    bool outside = false;
    for (size_t d = 0; d + 1 < rank; ++d) {
      int64_t offset = movement.tables[d][index[d]];
      outside |= offset == Movement::kFill;
      base += offset;
    }
    for (size_t j = 0; j < last.size(); ++j)
      out[at + j] = outside || last[j] == Movement::kFill
                        ? fill(at + j)
                        : source[base + last[j]];
    for (size_t d = rank - 1; d-- > 0;) {
      if (++index[d] < movement.shape[d])
        break;
      index[d] = 0;
    }
  }
}

std::vector<int64_t> mlir::qopt::getParamSlots(const Tensor &tensor) {
  std::vector<int64_t> slots(tensor.getNumElements());
  forEachParamRun(getQType(tensor.getElementType()).getGranularity(),
                  tensor.getShape(),
                  [&](int64_t begin, int64_t end, int64_t slot) {
                    std::fill(slots.begin() + begin, slots.begin() + end, slot);
                  });
  return slots;
}

FailureOr<ParamsPtr> mlir::qopt::deriveParams(Operation *op,
                                              ArrayRef<int64_t> slots,
                                              const QuantValues &source) {
  RankedTensorType type = resultType(op);
  Attribute granularity = getQType(type).getGranularity();
  int64_t count = ShapedType::getNumElements(
      getScaleShape(granularity, type.getShape()));
  std::vector<int64_t> origin(count, -1);
  bool conflict = false;
  forEachParamRun(granularity, type.getShape(),
                  [&](int64_t begin, int64_t end, int64_t slot) {
    for (int64_t i = begin; i < end; ++i) {
      int64_t from = slots[i], &have = origin[slot];
      if (from == Movement::kFill || from == have)
        continue;
      conflict |= have >= 0 && !source.sameSlot(from, have);
      have = from;
    }
  });
  if (conflict)
    return op->emitOpError() << "expected elements that share a scale of "
                             << type << " to share one in the operand";
  if (llvm::is_contained(origin, -1))
    return op->emitOpError() << "expected every scale of " << type
                             << " to have elements of the operand, got one "
                                "that has none";
  return ParamsPtr(std::make_shared<QuantValues>(source.select(origin)));
}

// Parameters of the result; one scale simply stays.
static FailureOr<ParamsPtr> moveParams(Operation *op, const Tensor &input,
                                       const Movement &movement) {
  if (!input.params || isa<TensorGranularityAttr>(
                           getQType(input.getElementType()).getGranularity()))
    return input.params;
  std::vector<int64_t> from = getParamSlots(input);
  std::vector<int64_t> slots(resultType(op).getNumElements());
  moveInto<int64_t>(movement, from, slots,
                    [](size_t) { return Movement::kFill; });
  return deriveParams(op, slots, *input.params);
}

// The stored value of the filling, element by element (scales may differ).
static FailureOr<std::vector<int64_t>>
encodeFill(Operation *op, const Tensor &result, double fill) {
  if (QType q = getQType(result.getElementType())) {
    if (q.getFormat().getNumPlanes()) {
      if (!isa<PadOp>(op)) // nothing is filled
        return std::vector<int64_t>{0};
      return op->emitOpError()
             << "expected a format with one scale per slot to fill with, got "
             << result.getType();
    }
    FormatCodec codec(q.getFormat());
    std::vector<int64_t> codes;
    for (size_t i = 0; i < result.params->scales.size(); ++i)
      codes.push_back(codec.encodeReal(fill, result.params->scales[i],
                                       result.params->zeroPoint(i),
                                       num::RoundingMode::NearestEven, i));
    return codes;
  }
  num::IntRange range = getIntegerRange(result.getElementType());
  int64_t code = num::saturateFromDouble(fill, range);
  if (static_cast<double>(code) != fill)
    return op->emitOpError() << "expected a fill value of type "
                             << result.getElementType() << ", got " << fill;
  return std::vector<int64_t>{code};
}

FailureOr<Tensor> mlir::qopt::moveElements(Operation *op, const Tensor &input,
                                           const Movement &movement,
                                           double fill) {
  RankedTensorType type = resultType(op);
  auto params = moveParams(op, input, movement);
  if (failed(params))
    return failure();
  Tensor result(type.getElementType(), type.getShape());
  result.params = *params;
  if (isa<FloatType>(type.getElementType())) {
    moveInto<float>(movement, input.data<float>(), result.mutableData<float>(),
                    [&](size_t) { return static_cast<float>(fill); });
    return result;
  }
  auto fills = encodeFill(op, result, fill);
  if (failed(fills))
    return failure();
  std::vector<int64_t> slots;
  if (fills->size() > 1)
    slots = getParamSlots(result);
  dispatchStorage(result.getStorageType(), [&](auto zero) {
    using T = decltype(zero);
    moveInto<T>(movement, input.data<T>(), result.mutableData<T>(),
                [&](size_t i) {
                  return static_cast<T>((*fills)[slots.empty() ? 0 : slots[i]]);
                });
  });
  return result;
}
