// SPDX-License-Identifier: Apache-2.0
// What products of GPU kernels have in common: how input is read, and integer epilogues.
#ifndef QOPT_LIB_REFERENCE_GPUEPILOGUE_H
#define QOPT_LIB_REFERENCE_GPUEPILOGUE_H

#include "EvaluateGpu.h"

#include "qopt/Numerics/RunTimeScale.h"

namespace mlir::qopt {

/// Codes of the input, by the op's signedness.
template <typename OpTy>
std::vector<int64_t> readInput(OpTy op, const Operands &in) {
  std::vector<int64_t> input = toInts(in[op.getInput()]);
  if (op.getUnsignedInput())
    for (int64_t &code : input)
      code &= 255;
  return input;
}

/// One per slot, or one for all.
inline float scaleAt(ArrayRef<float> scales, int64_t slot) {
  return scales[scales.size() == 1 ? 0 : slot];
}

template <typename OpTy>
Tensor dequantizeSums(OpTy op, const Operands &in,
                         ArrayRef<int64_t> sums) {
  ArrayRef<float> rows = in[op.getRowScales()].template data<float>();
  ArrayRef<float> columns = in[op.getColumnScales()].template data<float>();
  std::vector<float> results;
  for (int64_t i = 0, e = sums.size(); i < e; ++i) {
    int64_t m = i / op.getColumns(), n = i % op.getColumns();
    float result = ::qopt::numerics::dequantizeSum(static_cast<int32_t>(sums[i]),
                                      scaleAt(rows, m), scaleAt(columns, n));
    results.push_back(op.getBias() ? result + in[op.getBias()].template data<float>()[n]
                                   : result);
  }
  return makeFloatTensor(op.getContext(), resultType(op).getShape(), results);
}

/// The results of wrapped sums, in which an integer bias is already.
template <typename OpTy>
FailureOr<Tensor> finishSums(OpTy op, const Operands &in, std::vector<int64_t> values) {
  namespace num = ::qopt::numerics;
  if (op.getRowScales())
    return dequantizeSums(op, in, values);
  if (!op.getMultiplier())
    return encodeWrapping(op, values);
  ArrayRef<int32_t> multiplier = in[op.getMultiplier()].template data<int32_t>();
  ArrayRef<int8_t> shift = in[op.getShift()].template data<int8_t>();
  num::RequantRounding rounding = toNumerics(*op.getRounding());
  for (size_t i = 0; i < values.size(); ++i) {
    size_t n = i % multiplier.size();
    num::FixedPointMultiplier m{multiplier[n], shift[n]};
    if (!num::isValid(m))
      return op.emitOpError()
             << "expected multipliers >= 0 and shifts in [0, 62], got "
             << m.multiplier << " and " << m.shift;
    values[i] = num::rescale(values[i], /*inZp=*/0, m, rounding,
                             static_cast<int64_t>(*op.getOutZp()),
                             static_cast<int64_t>(*op.getLo()),
                             static_cast<int64_t>(*op.getHi()));
  }
  return encodeWrapping(op, values);
}

/// The integer bias of a column; 0 where there is none.
template <typename OpTy> int64_t biasAt(OpTy op, const Operands &in, int64_t n) {
  return op.getRowScales() ? 0 : in[op.getBias()].template data<int32_t>()[n];
}

/// Kernels on memrefs have no result to evaluate.
template <typename OpTy> LogicalResult checkIsOnTensors(OpTy op) {
  if (op.getResult())
    return success();
  return op.emitOpError() << "expected a kernel on tensors, got one on "
                          << op.getInput().getType();
}

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_GPUEPILOGUE_H
