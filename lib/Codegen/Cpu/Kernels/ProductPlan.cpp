// SPDX-License-Identifier: Apache-2.0
// From qopt.product to a kernel plan: strides of permuted buffers.
#include "ProductPlan.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

// Strides by the dimensions behind the permutation; 0 where a batch dimension of 1
// serves all.
static SmallVector<int64_t> permutedStrides(Value buffer, ArrayRef<int64_t> strides,
                                            ArrayRef<int64_t> perm) {
  SmallVector<int64_t> sizes =
      permuted(cast<MemRefType>(buffer.getType()).getShape(), perm);
  SmallVector<int64_t> result = permuted(strides, perm);
  for (size_t i = 0; i + 2 < result.size(); ++i)
    if (sizes[i] == 1)
      result[i] = 0;
  return result;
}

static PositionMap batchMap(const ProductShape &shape, ArrayRef<int64_t> strides) {
  return PositionMap::make(shape.batch, strides.drop_back(2));
}

FailureOr<KernelPlan> mlir::qopt::planProduct(ProductOp op, target::Isa isa) {
  auto leftStrides = stridesOf(op, "the left side", op.getLeft());
  auto rightStrides = stridesOf(op, "the right side", op.getRight());
  auto resultStrides = stridesOf(op, "the result", op.getInit());
  if (failed(leftStrides) || failed(rightStrides) || failed(resultStrides))
    return failure();
  SmallVector<int64_t> left =
      permutedStrides(op.getLeft(), *leftStrides, op.getLeftPerm());
  SmallVector<int64_t> right =
      permutedStrides(op.getRight(), *rightStrides, op.getRightPerm());
  SmallVector<int64_t> result =
      permutedStrides(op.getInit(), *resultStrides,
                      invertPermutationVector(op.getResultPerm()));
  size_t rank = left.size();
  ProductShape shape = op.getProductShape();
  ProductPlan product;
  product.left = batchMap(shape, left);
  product.right = batchMap(shape, right);
  product.result = batchMap(shape, result);
  product.leftRow = left[rank - 2];
  product.rightDepth = right[rank - 2];
  product.rightColumn = right[rank - 1];
  product.resultRow = result[rank - 2];
  product.leftZp = static_cast<int64_t>(op.getLeftZp());
  product.rightZp = static_cast<int64_t>(op.getRightZp()) -
                    (op.getUnsignedRight() ? 128 : 0);
  product.unsignedRight = op.getUnsignedRight();

  KernelPlan plan;
  plan.isa = isa;
  plan.geometry = op.getGeometry();
  plan.unsignedInput = op.getUnsignedLeft();
  plan.resultElement = IntegerType::get(
      op.getContext(), cast<MemRefType>(op.getInit().getType()).getElementTypeBitWidth());
  if (op.getMultiplier())
    plan.rescale = RescalePlan{static_cast<int64_t>(*op.getOutZp()),
                               static_cast<int64_t>(*op.getLo()),
                               static_cast<int64_t>(*op.getHi()),
                               *op.getRounding() == RequantRounding::double_round,
                               op.getNarrow()};
  plan.positions = shape.rows;
  plan.input = PositionMap::make({shape.rows}, {product.leftRow});
  plan.output = PositionMap::make({shape.rows}, {product.resultRow});
  plan.product = product;
  tileRows(plan);
  return plan;
}
