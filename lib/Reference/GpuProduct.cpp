// SPDX-License-Identifier: Apache-2.0
// qopt.mma_product on tensors: every sum as written, then Numerics' rescale.
#include "EvaluateGpu.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// Codes less their zero point.
static std::vector<int64_t> readCodes(const Tensor &tensor, bool isUnsigned,
                                      uint64_t zeroPoint) {
  std::vector<int64_t> codes = toInts(tensor);
  for (int64_t &code : codes)
    code = (isUnsigned ? code & 255 : code) - static_cast<int64_t>(zeroPoint);
  return codes;
}

// The rescale of column n's sum; the sum itself where there is none.
static FailureOr<int64_t> finish(MmaProductOp op, const Operands &in, int64_t n,
                                 int64_t sum) {
  sum = num::wrapTo32(sum);
  if (!op.getMultiplier())
    return sum;
  num::FixedPointMultiplier m{in[op.getMultiplier()].data<int32_t>()[n],
                              in[op.getShift()].data<int8_t>()[n]};
  if (!num::isValid(m))
    return op.emitOpError() << "expected multipliers >= 0 and shifts in [0, 62], got "
                            << m.multiplier << " and " << m.shift;
  if (op.getNarrow() &&
      (std::abs(sum) >= (int64_t{1} << 30) || m.shift < 31 || m.shift > 61))
    return op.emitOpError() << "expected |sum| < 2^30 and shifts in [31, 61] of a narrow "
                               "product, got "
                            << sum << " and " << m.shift;
  return num::rescale(sum, /*inZp=*/0, m, toNumerics(*op.getRounding()),
                      static_cast<int64_t>(*op.getOutZp()),
                      static_cast<int64_t>(*op.getLo()),
                      static_cast<int64_t>(*op.getHi()));
}

FailureOr<Tensor> mlir::qopt::evaluate(MmaProductOp op, const Operands &in) {
  if (!op.getResult())
    return op.emitOpError() << "expected a kernel on tensors, got one on "
                            << op.getLeft().getType();
  BatchGeometry g = op.getGeometry();
  std::vector<int64_t> left =
      readCodes(in[op.getLeft()], op.getUnsignedLeft(), op.getLeftZp());
  std::vector<int64_t> right =
      readCodes(in[op.getRight()], op.getUnsignedRight(), op.getRightZp());
  std::vector<int64_t> results(g.count() * g.rows * g.columns);
  for (int64_t i = 0; i < g.count(); ++i)
    for (int64_t m = 0; m < g.rows; ++m)
      for (int64_t n = 0; n < g.columns; ++n) {
        const int64_t *l = &left[g.begin(g.left, i) + m * g.left.row];
        const int64_t *r = &right[g.begin(g.right, i) + n * g.right.row];
        int64_t sum = 0;
        for (int64_t k = 0; k < g.depth; ++k)
          sum += l[k] * r[k];
        FailureOr<int64_t> result = finish(op, in, n, sum);
        if (failed(result))
          return failure();
        results[g.begin(g.result, i) + m * g.result.row + n] = *result;
      }
  return encodeWrapping(op, results);
}
