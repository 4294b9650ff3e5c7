// SPDX-License-Identifier: Apache-2.0
// qopt.mma_product: geometry, verifier and memory effects.
#include "BufferEffects.h"
#include "GpuChecks.h"
#include "KernelChecks.h"
#include "qopt/IR/ProductOps.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace mlir::qopt;

//===-- Geometry ----------------------------------------------------------===//

// Strides of the dimensions that `perm` makes of a dense tensor's; 0 where a dimension
// of 1 serves more.
static BatchGeometry::Side sideOf(Value value, ArrayRef<int64_t> perm,
                                  ArrayRef<int64_t> batch) {
  SmallVector<int64_t> shape = permuted(shaped(value).getShape(), perm);
  SmallVector<int64_t> strides = permuted(computeStrides(shaped(value).getShape()), perm);
  BatchGeometry::Side side{{}, strides[batch.size()]};
  for (size_t d = 0; d < batch.size(); ++d)
    side.batch.push_back(shape[d] == 1 ? 0 : strides[d]);
  return side;
}

BatchGeometry MmaProductOp::getGeometry() {
  SmallVector<int64_t> left = permuted(shaped(getLeft()).getShape(), getLeftPerm());
  SmallVector<int64_t> right = permuted(shaped(getRight()).getShape(), getRightPerm());
  size_t dims = left.size() - 2;
  BatchGeometry g;
  g.batch.assign(left.begin(), left.begin() + dims);
  g.rows = left[dims];
  g.depth = left[dims + 1];
  g.columns = right[dims];
  g.rightDepth = right[dims + 1];
  g.left = sideOf(getLeft(), getLeftPerm(), g.batch);
  g.right = sideOf(getRight(), getRightPerm(), g.batch);
  g.result = sideOf(getInit(), invertPermutationVector(getResultPerm()), g.batch);
  return g;
}

int64_t MmaProductOp::getRows() { return getGeometry().rows; }
int64_t MmaProductOp::getColumns() { return getGeometry().columns; }
int64_t MmaProductOp::getDepth() { return getGeometry().depth; }

//===-- Verifier ----------------------------------------------------------===//

// mma_product_c1
static LogicalResult verifyPerms(MmaProductOp op) {
  int64_t rank = shaped(op.getLeft()).getRank();
  if (rank < 2 || shaped(op.getRight()).getRank() != rank ||
      shaped(op.getInit()).getRank() != rank)
    return op.emitOpError() << "expected left, right and result of one rank >= 2, got "
                            << rank << ", " << shaped(op.getRight()).getRank()
                            << " and " << shaped(op.getInit()).getRank();
  for (ArrayRef<int64_t> perm : {op.getLeftPerm(), op.getRightPerm(), op.getResultPerm()})
    if (static_cast<int64_t>(perm.size()) != rank || !isPermutationVector(perm) ||
        perm.back() != rank - 1)
      return op.emitOpError() << "expected permutations of " << rank
                              << " dimensions that leave the last one, got [" << perm
                              << "]";
  return success();
}

// mma_product_c2
static LogicalResult verifyShapes(MmaProductOp op) {
  SmallVector<int64_t> left = permuted(shaped(op.getLeft()).getShape(), op.getLeftPerm());
  SmallVector<int64_t> right =
      permuted(shaped(op.getRight()).getShape(), op.getRightPerm());
  size_t dims = left.size() - 2;
  SmallVector<int64_t> result(left);
  result.back() = right[dims];
  bool fits = right.back() == left.back() || right.back() == getMmaRowBytes(left.back());
  for (size_t d = 0; d < dims; ++d)
    fits = fits && (right[d] == left[d] || right[d] == 1);
  fits = fits && permuted(result, op.getResultPerm()) ==
                     SmallVector<int64_t>(shaped(op.getInit()).getShape());
  if (!fits || llvm::is_contained(left, 0) || llvm::is_contained(right, 0))
    return op.emitOpError() << "expected [b.., M, K] by [b.., N, K or 16 * ceil(K/16)], "
                               "none of them 0, got ["
                            << left << "] by [" << right << "] to ["
                            << shaped(op.getInit()).getShape() << "]";
  return success();
}

// mma_product_c3
static LogicalResult verifySide(MmaProductOp op, Value codes, uint64_t zeroPoint,
                                bool isUnsigned, StringRef name) {
  if (shaped(codes).getElementType().isUnsignedInteger() && !isUnsigned)
    return op.emitOpError() << "expected unsigned_" << name
                            << " on unsigned codes, got none on " << codes.getType();
  auto code = static_cast<int64_t>(zeroPoint);
  int64_t lowest = isUnsigned ? 0 : -128;
  if (code >= lowest && code <= lowest + 255)
    return success();
  return op.emitOpError() << "expected " << name << "_zp in [" << lowest << ", "
                          << lowest + 255 << "], got " << code;
}

// mma_product_c4
static LogicalResult verifyEpilogue(MmaProductOp op) {
  Type result = shaped(op.getInit()).getElementType();
  if (op.getMultiplier() && result.isSignlessInteger(32))
    return op.emitOpError() << "expected an 8-bit result of a rescale, got " << result;
  int64_t columns = op.getColumns();
  if (failed(verifyShape(op, op.getMultiplier(), "multiplier", {columns})) ||
      failed(verifyShape(op, op.getShift(), "shift", {columns})))
    return failure();
  return verifyRescale(op);
}

LogicalResult MmaProductOp::verify() {
  if (failed(verifySemantics(*this)) || // mma_product_c6
      failed(verifyPerms(*this)) || failed(verifyShapes(*this)) ||
      failed(verifySide(*this, getLeft(), getLeftZp(), getUnsignedLeft(), "left")) ||
      failed(verifySide(*this, getRight(), getRightZp(), getUnsignedRight(), "right")) ||
      failed(verifyEpilogue(*this)))
    return failure();
  return verifyNarrow(*this); // mma_product_c5
}

void MmaProductOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  addBufferEffects(*this, effects);
}
