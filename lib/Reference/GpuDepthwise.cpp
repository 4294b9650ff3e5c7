// SPDX-License-Identifier: Apache-2.0
// qopt.dot_depthwise on tensors.
#include "EvaluateGpu.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

static std::vector<int64_t> sumTaps(DotDepthwiseOp op, const Operands &in) {
  PixelGeometry pixels = op.getPixels();
  std::vector<int64_t> codes = toInts(in[op.getInput()]);
  ArrayRef<int8_t> weights = in[op.getWeights()].data<int8_t>();
  ArrayRef<int32_t> bias = in[op.getBias()].data<int32_t>();
  std::vector<int64_t> sums;
  for (int64_t m = 0; m < pixels.rows(); ++m)
    for (int64_t c = 0; c < pixels.channels; ++c) {
      int64_t sum = bias[c];
      for (int64_t t = 0; t < pixels.taps(); ++t) {
        int64_t k = t * pixels.channels + c, at = pixels.place(m, k);
        int64_t code = at < 0 ? pixels.padValue : codes[at];
        sum += (op.getUnsignedInput() ? code & 255 : code) * weights[k];
      }
      sums.push_back(num::wrapTo32(sum));
    }
  return sums;
}

FailureOr<Tensor> mlir::qopt::evaluate(DotDepthwiseOp op, const Operands &in) {
  if (!op.getResult())
    return op.emitOpError() << "expected a kernel on tensors, got one on "
                            << op.getInput().getType();
  std::vector<int64_t> values = sumTaps(op, in);
  if (!op.getMultiplier())
    return encodeWrapping(op, values);
  ArrayRef<int32_t> multiplier = in[op.getMultiplier()].data<int32_t>();
  ArrayRef<int8_t> shift = in[op.getShift()].data<int8_t>();
  for (size_t i = 0; i < values.size(); ++i) {
    size_t c = i % multiplier.size();
    num::FixedPointMultiplier m{multiplier[c], shift[c]};
    if (!num::isValid(m))
      return op.emitOpError() << "expected multipliers >= 0 and shifts in [0, 62], got "
                              << m.multiplier << " and " << m.shift;
    values[i] = num::rescale(values[i], /*inZp=*/0, m, toNumerics(*op.getRounding()),
                             static_cast<int64_t>(*op.getOutZp()),
                             static_cast<int64_t>(*op.getLo()),
                             static_cast<int64_t>(*op.getHi()));
  }
  return encodeWrapping(op, values);
}
