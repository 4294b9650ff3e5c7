// SPDX-License-Identifier: Apache-2.0
// qopt.product on tensors: every sum as written, then Numerics' rescale.
#include "EvaluateProduct.h"
#include "Visit.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {
/// The transposed codes of one operand: their strides in memory, less their zero
/// point.
struct Side {
  Side(const Tensor &tensor, ArrayRef<int64_t> perm, bool isUnsigned, int64_t zp)
      : codes(toInts(tensor)),
        shape(permuted(tensor.getShape(), perm)),
        strides(permuted(computeStrides(tensor.getShape()), perm)) {
    for (int64_t &code : codes)
      code = (isUnsigned && code < 0 ? code + 256 : code) - zp;
  }

  // First element of batch element `index`; a dimension of 1 is broadcast.
  int64_t begin(ArrayRef<int64_t> index) const {
    int64_t at = 0;
    for (auto [i, size, stride] : llvm::zip(index, shape, strides))
      at += size == 1 ? 0 : i * stride;
    return at;
  }

  std::vector<int64_t> codes;
  SmallVector<int64_t> shape, strides;
};
} // namespace

namespace {
/// What becomes of a sum.
struct Finish {
  Finish(ProductOp op, const Operands &in) : op(op) {
    if (op.getMultiplier())
      m = {static_cast<int32_t>(toInts(in[op.getMultiplier()]).front()),
           static_cast<int32_t>(toInts(in[op.getShift()]).front())};
  }

  LogicalResult check() const {
    if (!op.getMultiplier() || num::isValid(m))
      return success();
    return op.emitOpError() << "expected a multiplier >= 0 and a shift in [0, 62], got "
                            << m.multiplier << " and " << m.shift;
  }

  FailureOr<int64_t> operator()(int64_t sum) const {
    sum = num::wrapTo32(sum);
    if (!op.getMultiplier())
      return sum;
    if (op.getNarrow() &&
        (std::abs(sum) >= (int64_t{1} << 30) || m.shift < 31 || m.shift > 61))
      return op.emitOpError() << "expected |sum| < 2^30 and a shift in [31, 61] of a "
                                 "narrow product, got "
                              << sum << " and " << m.shift;
    return num::rescale(sum, /*inZp=*/0, m, toNumerics(*op.getRounding()),
                        static_cast<int64_t>(*op.getOutZp()),
                        static_cast<int64_t>(*op.getLo()),
                        static_cast<int64_t>(*op.getHi()));
  }

  mutable ProductOp op;
  num::FixedPointMultiplier m;
};
} // namespace

FailureOr<Tensor> mlir::qopt::evaluate(ProductOp op, const Operands &in) {
  if (!op.getResult())
    return op.emitOpError() << "expected a product on tensors, got one on "
                            << op.getLeft().getType();
  Side left(in[op.getLeft()], op.getLeftPerm(), op.getUnsignedLeft(),
            static_cast<int64_t>(op.getLeftZp()));
  Side right(in[op.getRight()], op.getRightPerm(), op.getUnsignedRight(),
             static_cast<int64_t>(op.getRightZp()));
  Finish finish(op, in);
  if (failed(finish.check()))
    return failure();
  ProductShape shape = op.getProductShape();
  size_t rank = left.shape.size();
  SmallVector<int64_t> logical(left.shape);
  logical.back() = shape.columns;
  // Strides of the result by the dimensions before its transposition.
  SmallVector<int64_t> strides =
      permuted(computeStrides(resultType(op).getShape()),
               invertPermutationVector(op.getResultPerm()));
  std::vector<int64_t> results(ShapedType::getNumElements(logical));
  SmallVector<int64_t> order = computeStrides(logical);
  for (int64_t i = 0, e = static_cast<int64_t>(results.size()); i < e; ++i) {
    SmallVector<int64_t> index = delinearize(i, order);
    ArrayRef<int64_t> batch = ArrayRef(index).drop_back(2);
    int64_t l = left.begin(batch) + index[rank - 2] * left.strides[rank - 2];
    int64_t r = right.begin(batch) + index[rank - 1] * right.strides[rank - 1];
    int64_t sum = 0;
    for (int64_t k = 0; k < shape.depth; ++k)
      sum += left.codes[l + k * left.strides[rank - 1]] *
             right.codes[r + k * right.strides[rank - 2]];
    FailureOr<int64_t> result = finish(sum);
    if (failed(result))
      return failure();
    results[linearize(index, strides)] = *result;
  }
  return encodeWrapping(op, results);
}
