// SPDX-License-Identifier: Apache-2.0
// qopt.quantize, dequantize, requantize, assemble and codes: the border between
// numbers and codes, in Numerics' arithmetic.
#include "Evaluate.h"
#include "Visit.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

static num::IntFormat toIntFormat(FormatInterface format) {
  int bits = static_cast<int>(format.getBits());
  bool isSigned = format.isSignedCode();
  bool narrow = format.getMinCode() != num::intRange(bits, isSigned, false).min;
  return {bits, isSigned, narrow};
}

FailureOr<Tensor> mlir::qopt::evaluate(QuantizeOp op, const Operands &in) {
  RankedTensorType type = resultType(op);
  QType q = getQType(type);
  auto params = readParams(op, in[op.getScale()], in[op.getZeroPoint()], q);
  if (failed(params))
    return failure();
  FormatInterface format = q.getFormat();
  num::RoundingMode mode = toNumerics(op.getRounding());
  ArrayRef<float> input = in[op.getInput()].data<float>();
  auto encode = [&](float x, float scale, int64_t zp, int64_t i) {
    if (format.isUniform())
      return num::quantize(x, scale, zp, toIntFormat(format), mode, /*seed=*/0,
                           static_cast<uint64_t>(i));
    return format.encode(static_cast<double>(x / scale) + zp, mode);
  };
  Tensor result(type.getElementType(), type.getShape());
  dispatchStorage(result.getStorageType(), [&](auto zero) {
    auto out = result.mutableData<decltype(zero)>();
    forEachParamRun(q.getGranularity(), type.getShape(),
                    [&](int64_t begin, int64_t end, int64_t slot) {
                      float scale = (*params)->scales[slot];
                      int64_t zp = (*params)->zeroPoints[slot];
                      for (int64_t i = begin; i < end; ++i)
                        out[i] = static_cast<decltype(zero)>(
                            encode(input[i], scale, zp, i));
                    });
  });
  result.params = *params;
  return result;
}

FailureOr<Tensor> mlir::qopt::evaluate(DequantizeOp op, const Operands &in) {
  const Tensor &input = in[op.getInput()];
  QType q = getQType(input.getElementType());
  FormatInterface format = q.getFormat();
  auto decode = [&](int64_t code, float scale, int64_t zp) {
    if (format.isUniform())
      return num::dequantize(code, scale, zp);
    return static_cast<float>(format.decode(code) - static_cast<double>(zp)) *
           scale;
  };
  RankedTensorType type = resultType(op);
  Tensor result(type.getElementType(), type.getShape());
  MutableArrayRef<float> out = result.mutableData<float>();
  dispatchStorage(input.getStorageType(), [&](auto zero) {
    auto codes = input.data<decltype(zero)>();
    forEachParamRun(q.getGranularity(), type.getShape(),
                    [&](int64_t begin, int64_t end, int64_t slot) {
                      float scale = input.params->scales[slot];
                      int64_t zp = input.params->zeroPoints[slot];
                      for (int64_t i = begin; i < end; ++i)
                        out[i] = decode(static_cast<int64_t>(codes[i]), scale,
                                        zp);
                    });
  });
  return result;
}

FailureOr<Tensor> mlir::qopt::evaluate(RequantizeOp op, const Operands &in) {
  auto params = readParams(op, in[op.getScale()], in[op.getZeroPoint()],
                           getQType(resultType(op)));
  if (failed(params))
    return failure();
  return encodeReals(op, toReals(in[op.getInput()]), *params,
                     toNumerics(op.getRounding()));
}

FailureOr<Tensor> mlir::qopt::evaluate(AssembleOp op, const Operands &in) {
  QType q = getQType(resultType(op));
  auto params = readParams(op, in[op.getScale()], in[op.getZeroPoint()], q);
  if (failed(params))
    return failure();
  const Tensor &codes = in[op.getCodes()];
  int64_t min = q.getFormat().getMinCode(), max = q.getFormat().getMaxCode();
  std::optional<int64_t> bad;
  forEachStored(codes, [&](size_t, auto v) {
    int64_t code = static_cast<int64_t>(v);
    if ((code < min || code > max) && !bad)
      bad = code;
  });
  if (bad)
    return op.emitOpError() << "expected codes in [" << min << ", " << max
                            << "], got " << *bad;
  return withResultParams(op, codes, *params);
}

FailureOr<Tensor> mlir::qopt::evaluate(CodesOp op, const Operands &in) {
  RankedTensorType type = resultType(op);
  return in[op.getInput()].withType(type.getElementType(), type.getShape());
}
