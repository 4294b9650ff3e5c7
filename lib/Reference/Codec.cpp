// SPDX-License-Identifier: Apache-2.0
// From numbers to result tensors: the only place where results are rounded,
// saturated, wrapped or refused.
#include "Evaluate.h"
#include "Visit.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

FailureOr<ParamsPtr> mlir::qopt::readParams(Operation *op, const Tensor &scale,
                                            const Tensor &zeroPoint,
                                            QType type) {
  auto params = std::make_shared<QuantValues>();
  ArrayRef<float> scales = scale.data<float>();
  params->scales.assign(scales.begin(), scales.end());
  if (zeroPoint.getElementType().isF32()) {
    ArrayRef<float> reals = zeroPoint.data<float>();
    params->realZeroPoints.assign(reals.begin(), reals.end());
    params->zeroPoints.assign(reals.size(), 0);
    return ParamsPtr(params);
  }
  params->zeroPoints = toInts(zeroPoint);
  FormatInterface format = type.getFormat();
  int64_t min = 0, max = 0;
  if (format.isUniform()) {
    min = format.getMinCode();
    max = format.getMaxCode();
  }
  for (int64_t z : params->zeroPoints)
    if (z < min || z > max)
      return op->emitOpError() << "expected zero points in [" << min << ", "
                               << max << "], got " << z;
  return ParamsPtr(params);
}

// The operand's parameters, taken over, must be as many as the result needs.
static LogicalResult checkCount(Operation *op, const ParamsPtr &params) {
  RankedTensorType type = resultType(op);
  int64_t wanted = ShapedType::getNumElements(getScaleShape(type));
  if (static_cast<int64_t>(params->scales.size()) == wanted)
    return success();
  return op->emitOpError()
         << "expected " << wanted << " scales for a result of type " << type
         << ", got " << params->scales.size() << " from the operand";
}

FailureOr<Tensor> mlir::qopt::withResultParams(Operation *op,
                                               const Tensor &codes,
                                               ParamsPtr params) {
  RankedTensorType type = resultType(op);
  Tensor result = codes.withType(type.getElementType(), type.getShape());
  if (!getQType(type))
    return result;
  if (failed(checkCount(op, params)))
    return failure();
  result.params = std::move(params);
  return result;
}

//===-- Real numbers ------------------------------------------------------===//

FailureOr<Tensor> mlir::qopt::encodeReals(Operation *op,
                                          ArrayRef<double> reals,
                                          ParamsPtr params,
                                          num::RoundingMode mode) {
  RankedTensorType type = resultType(op);
  Tensor result(type.getElementType(), type.getShape());
  QType q = getQType(type);
  if (!q) {
    MutableArrayRef<float> out = result.mutableData<float>();
    for (size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<float>(reals[i]);
    return result;
  }
  if (failed(checkCount(op, params)))
    return failure();
  FormatCodec codec(q.getFormat());
  dispatchStorage(result.getStorageType(), [&](auto zero) {
    auto out = result.mutableData<decltype(zero)>();
    forEachParamRun(q.getGranularity(), type.getShape(),
                    [&](int64_t begin, int64_t end, int64_t slot) {
                      double scale = params->scales[slot];
                      num::ZeroPoint zp = params->zeroPoint(slot);
                      for (int64_t i = begin; i < end; ++i)
                        out[i] = static_cast<decltype(zero)>(
                            codec.encodeReal(reals[i], scale, zp, mode, i));
                    });
  });
  result.params = std::move(params);
  return result;
}

//===-- Integers ----------------------------------------------------------===//

static std::string toText(double value) {
  return std::to_string(static_cast<int64_t>(value));
}
static std::string toText(__int128 value) {
  bool negative = value < 0;
  std::string text;
  do {
    int digit = static_cast<int>(value % 10);
    text.insert(text.begin(), static_cast<char>('0' + (digit < 0 ? -digit : digit)));
    value /= 10;
  } while (value != 0);
  return negative ? "-" + text : text;
}

template <typename T>
static FailureOr<Tensor> encodeInRange(Operation *op, ArrayRef<T> integers,
                                       StringRef what) {
  RankedTensorType type = resultType(op);
  Tensor result(type.getElementType(), type.getShape());
  bool isUnsigned = type.getElementType().isUnsignedInteger();
  unsigned width = type.getElementTypeBitWidth();
  // 2^width may not exist in int64; both types here hold it exactly.
  T span = 1;
  for (unsigned i = 0; i < width; ++i)
    span *= 2;
  T low = isUnsigned ? T(0) : -(span / 2), end = low + span;
  std::optional<size_t> bad;
  dispatchStorage(type.getElementType(), [&](auto zero) {
    auto out = result.mutableData<decltype(zero)>();
    for (size_t i = 0; i < integers.size(); ++i) {
      if (!(integers[i] >= low && integers[i] < end)) {
        bad = i;
        return;
      }
      out[i] = static_cast<decltype(zero)>(integers[i]);
    }
  });
  if (bad)
    return op->emitOpError()
           << "expected every " << what << " to fit "
           << type.getElementType() << ", got " << toText(integers[*bad])
           << " at element " << *bad;
  return result;
}

FailureOr<Tensor> mlir::qopt::encodeExact(Operation *op,
                                          ArrayRef<double> integers,
                                          StringRef what) {
  return encodeInRange(op, integers, what);
}

FailureOr<Tensor> mlir::qopt::encodeExact(Operation *op,
                                          ArrayRef<__int128> integers,
                                          StringRef what) {
  return encodeInRange(op, integers, what);
}

Tensor mlir::qopt::encodeWrapping(Operation *op, ArrayRef<int64_t> integers) {
  RankedTensorType type = resultType(op);
  return makeIntTensor(type.getElementType(), type.getShape(), integers);
}
