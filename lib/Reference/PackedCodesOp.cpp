// SPDX-License-Identifier: Apache-2.0
// qopt.packed_codes_matmul on tensors: every weight is fetched from its place by
// CodesGeometry, then summed in the order of the weight-only matmul.
#include "Evaluate.h"

#include "llvm/ADT/bit.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {
class PackedCodes {
public:
  PackedCodes(PackedCodesMatmulOp op, const Operands &in)
      : g(op.getGeometry()), zeroPoint(op.getZeroPoint().value_or(0)), codes(in[op.getCodes()].data<uint32_t>()),
        scales(in[op.getScales()]), shift(op.getScaleShift().value_or(0)) {
    if (op.getScaleFactor())
      factor = op.getScaleFactor()->convertToFloat();
    if (op.getTable())
      table = in[op.getTable()].data<float>();
    if (op.getZeroPoints())
      zeroPoints = in[op.getZeroPoints()].data<uint8_t>();
  }

  /// The weight without its scale.
  float weight(int64_t k, int64_t column) const {
    CodesGeometry::Place at = g.place(k, column);
    uint64_t bits = uint64_t(codes[at.lastWord]) << CodesGeometry::kWordBits |
                    codes[at.word];
    uint32_t field = bits >> at.shift & ((1u << g.bits) - 1);
    if (!table.empty())
      return table[field];
    int64_t zero = zeroPoints.empty()
                       ? zeroPoint
                       : int64_t(zeroPoints[g.scaleIndex(k, column)]);
    return static_cast<float>(int64_t(field) - zero);
  }

  float scale(int64_t k, int64_t column) const {
    int64_t at = g.scaleIndex(k, column);
    if (scales.getElementType().isF32())
      return scales.data<float>()[at];
    uint32_t bits = scales.getElementType().isInteger(8)
                        ? scales.data<uint8_t>()[at]
                        : scales.data<uint16_t>()[at];
    float value = llvm::bit_cast<float>(bits << shift);
    return factor ? value * *factor : value;
  }

  /// One result: the weights and scales of a column are `values` and `factors`.
  float sum(const float *row, ArrayRef<float> values, ArrayRef<float> factors,
            float total) const {
    for (int64_t r = 0; r < g.runs(); ++r) {
      float partial = 0;
      for (int64_t k = r * g.run, e = k + g.runLength(r); k < e; ++k)
        partial += row[k] * values[k];
      total += partial * factors[r];
    }
    return total;
  }

  CodesGeometry g;

private:
  int64_t zeroPoint;
  ArrayRef<uint32_t> codes;
  const Tensor &scales;
  int64_t shift;
  std::optional<float> factor;
  ArrayRef<float> table;
  ArrayRef<uint8_t> zeroPoints;
};
} // namespace

FailureOr<Tensor> mlir::qopt::evaluate(PackedCodesMatmulOp op,
                                       const Operands &in) {
  if (!op.getResult())
    return op.emitOpError() << "expected a kernel on tensors, got one on "
                            << op.getInput().getType();
  PackedCodes packed(op, in);
  const CodesGeometry &g = packed.g;
  ArrayRef<float> input = in[op.getInput()].data<float>();
  ArrayRef<float> bias = in[op.getBias()].data<float>();
  std::vector<float> results(input.size() / g.depth * g.columns);
  std::vector<float> values(g.depth), factors(g.runs());
  for (int64_t n = 0; n < g.columns; ++n) {
    for (int64_t k = 0; k < g.depth; ++k)
      values[k] = packed.weight(k, n);
    for (int64_t r = 0; r < g.runs(); ++r)
      factors[r] = packed.scale(r * g.run, n);
    for (size_t m = 0; m * g.depth < input.size(); ++m)
      results[m * g.columns + n] =
          packed.sum(input.data() + m * g.depth, values, factors, bias[n]);
  }
  return makeFloatTensor(
      op.getContext(),
      cast<RankedTensorType>(op.getInit().getType()).getShape(), results);
}
