// SPDX-License-Identifier: Apache-2.0
// qopt.quantize, dequantize, requantize, assemble and codes: the border between
// numbers and codes, in Numerics' arithmetic.
#include "Evaluate.h"
#include "Visit.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// Codes of f32 numbers in the element type of the op's result.
static Tensor quantizeFloats(RankedTensorType type, ArrayRef<float> input,
                             ParamsPtr params, num::RoundingMode mode) {
  QType q = getQType(type);
  FormatCodec codec(q.getFormat());
  Tensor result(type.getElementType(), type.getShape());
  dispatchStorage(result.getStorageType(), [&](auto zero) {
    auto out = result.mutableData<decltype(zero)>();
    forEachParamRun(q.getGranularity(), type.getShape(),
                    [&](int64_t begin, int64_t end, int64_t slot) {
                      float scale = params->scales[slot];
                      int64_t zp = params->zeroPoints[slot];
                      for (int64_t i = begin; i < end; ++i)
                        out[i] = static_cast<decltype(zero)>(
                            codec.quantize(input[i], scale, zp, mode, i));
                    });
  });
  result.params = std::move(params);
  return result;
}

// The f32 numbers of codes, as a tensor of the element type f32.
static Tensor dequantizeCodes(const Tensor &input, Type f32) {
  QType q = getQType(input.getElementType());
  FormatCodec codec(q.getFormat());
  Tensor result(f32, input.getShape());
  MutableArrayRef<float> out = result.mutableData<float>();
  dispatchStorage(input.getStorageType(), [&](auto zero) {
    auto codes = input.data<decltype(zero)>();
    forEachParamRun(q.getGranularity(), input.getShape(),
                    [&](int64_t begin, int64_t end, int64_t slot) {
                      float scale = input.params->scales[slot];
                      int64_t zp = input.params->zeroPoints[slot];
                      for (int64_t i = begin; i < end; ++i)
                        out[i] = codec.dequantize(
                            static_cast<int64_t>(codes[i]), scale, zp);
                    });
  });
  return result;
}

FailureOr<Tensor> mlir::qopt::evaluate(QuantizeOp op, const Operands &in) {
  RankedTensorType type = resultType(op);
  auto params =
      readParams(op, in[op.getScale()], in[op.getZeroPoint()], getQType(type));
  if (failed(params))
    return failure();
  return quantizeFloats(type, in[op.getInput()].data<float>(), *params,
                        toNumerics(op.getRounding()));
}

FailureOr<Tensor> mlir::qopt::evaluate(DequantizeOp op, const Operands &in) {
  return dequantizeCodes(in[op.getInput()], resultType(op).getElementType());
}

FailureOr<Tensor> mlir::qopt::evaluate(RequantizeOp op, const Operands &in) {
  RankedTensorType type = resultType(op);
  auto params =
      readParams(op, in[op.getScale()], in[op.getZeroPoint()], getQType(type));
  if (failed(params))
    return failure();
  Tensor reals = dequantizeCodes(in[op.getInput()],
                                 Float32Type::get(op.getContext()));
  return quantizeFloats(type, reals.data<float>(), *params,
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
