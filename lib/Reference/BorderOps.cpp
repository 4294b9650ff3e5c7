// SPDX-License-Identifier: Apache-2.0
// qopt.quantize, dequantize, requantize, assemble and codes: the border between
// numbers and codes, in Numerics' arithmetic.
#include "Evaluate.h"
#include "Visit.h"
#include "qopt/IR/Sparsity.h"
#include "qopt/Numerics/Formats/Bcq.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

//===-- Several planes ----------------------------------------------------===//

// Greedy bits under the scales of the slot's planes, lists of `slots` each.
static void encodePlanes(QType q, ArrayRef<float> input, const QuantValues &params,
                         RankedTensorType type, MutableArrayRef<uint8_t> out) {
  int planes = static_cast<int>(q.getFormat().getNumPlanes());
  forEachParamRun(q.getGranularity(), type.getShape(),
                  [&](int64_t begin, int64_t end, int64_t slot) {
    const float *scales = params.scales.data() + slot;
    for (int64_t i = begin; i < end; ++i) {
      float x = params.isReal() ? input[i] + params.realZeroPoints[slot]
                                : input[i];
      out[i] = static_cast<uint8_t>(
          num::encodeBcq(x, scales, params.slots(), planes));
    }
  });
}

static void decodePlanes(QType q, const Tensor &input,
                         MutableArrayRef<float> out) {
  int planes = static_cast<int>(q.getFormat().getNumPlanes());
  const QuantValues &params = *input.params;
  ArrayRef<uint8_t> codes = input.data<uint8_t>();
  forEachParamRun(q.getGranularity(), input.getShape(),
                  [&](int64_t begin, int64_t end, int64_t slot) {
    const float *scales = params.scales.data() + slot;
    for (int64_t i = begin; i < end; ++i) {
      float sum = num::decodeBcq(codes[i], scales, params.slots(), planes);
      out[i] = params.isReal() ? sum - params.realZeroPoints[slot] : sum;
    }
  });
}

//===-- Ops ---------------------------------------------------------------===//

// Codes of f32 numbers in the element type of the op's result.
static Tensor quantizeFloats(RankedTensorType type, ArrayRef<float> input,
                             ParamsPtr params, num::RoundingMode mode) {
  QType q = getQType(type);
  Tensor result(type.getElementType(), type.getShape());
  if (q.getFormat().getNumPlanes()) {
    encodePlanes(q, input, *params, type, result.mutableData<uint8_t>());
    result.params = std::move(params);
    return result;
  }
  FormatCodec codec(q.getFormat());
  std::vector<bool> keep(input.size(), true);
  if (SparsityAttr sparsity = q.getNofM())
    keep = keepLargest(sparsity, type.getShape(), input);
  dispatchStorage(result.getStorageType(), [&](auto zero) {
    auto out = result.mutableData<decltype(zero)>();
    forEachParamRun(q.getGranularity(), type.getShape(),
                    [&](int64_t begin, int64_t end, int64_t slot) {
                      float scale = params->scales[slot];
                      num::ZeroPoint zp = params->zeroPoint(slot);
                      for (int64_t i = begin; i < end; ++i)
                        out[i] = static_cast<decltype(zero)>(
                            keep[i]
                                ? codec.quantize(input[i], scale, zp, mode, i)
                                : codec.zeroCode(zp.integer));
                    });
  });
  result.params = std::move(params);
  return result;
}

// The f32 numbers of codes, as a tensor of the element type f32.
static Tensor dequantizeCodes(const Tensor &input, Type f32) {
  QType q = getQType(input.getElementType());
  Tensor result(f32, input.getShape());
  MutableArrayRef<float> out = result.mutableData<float>();
  if (q.getFormat().getNumPlanes()) {
    decodePlanes(q, input, out);
    return result;
  }
  FormatCodec codec(q.getFormat());
  dispatchStorage(input.getStorageType(), [&](auto zero) {
    auto codes = input.data<decltype(zero)>();
    forEachParamRun(q.getGranularity(), input.getShape(),
                    [&](int64_t begin, int64_t end, int64_t slot) {
                      float scale = input.params->scales[slot];
                      num::ZeroPoint zp = input.params->zeroPoint(slot);
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

// Codes known only now obey the type, too.
static LogicalResult checkSparsity(AssembleOp op, const Tensor &codes,
                                   const QuantValues &params) {
  QType q = getQType(op.getType());
  if (!q.getNofM())
    return success();
  auto dense = findDenseRun(q, op.getType().getShape(), toInts(codes),
                            params.zeroPoints);
  if (!dense)
    return success();
  return op.emitOpError() << "expected codes that obey " << q.getNofM()
                          << ", got a run from element " << *dense
                          << " on that does not";
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
  if (failed(checkSparsity(op, codes, **params)))
    return failure();
  return withResultParams(op, codes, *params);
}

FailureOr<Tensor> mlir::qopt::evaluate(CodesOp op, const Operands &in) {
  RankedTensorType type = resultType(op);
  return in[op.getInput()].withType(type.getElementType(), type.getShape());
}
