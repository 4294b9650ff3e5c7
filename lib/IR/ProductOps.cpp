// SPDX-License-Identifier: Apache-2.0
// qopt.product: sizes, verifier and memory effects.
#include "qopt/IR/ProductOps.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace mlir::qopt;

#define GET_OP_CLASSES
#include "qopt/IR/QOptProductOps.cpp.inc"

static ShapedType shaped(Value value) { return cast<ShapedType>(value.getType()); }

int64_t ProductShape::batchCount() const {
  return ShapedType::getNumElements(batch);
}

SmallVector<int64_t> mlir::qopt::permuted(ArrayRef<int64_t> shape,
                                          ArrayRef<int64_t> perm) {
  return applyPermutation(shape, perm);
}

ProductShape ProductOp::getProductShape() {
  SmallVector<int64_t> left = permuted(shaped(getLeft()).getShape(), getLeftPerm());
  SmallVector<int64_t> right = permuted(shaped(getRight()).getShape(), getRightPerm());
  ProductShape shape{{}, left[left.size() - 2], left.back(), right.back()};
  shape.batch.assign(left.begin(), left.end() - 2);
  return shape;
}

KernelGeometry ProductOp::getGeometry() {
  ProductShape shape = getProductShape();
  KernelGeometry g;
  g.groups = shape.batchCount();
  g.channels = g.groups * shape.depth;
  g.features = g.groups * shape.columns;
  return g;
}

int64_t ProductOp::sumCount() {
  KernelGeometry g = getGeometry();
  return g.groups * (g.panels() * g.kColumns + getProductShape().rows);
}

//===-- Verifier ----------------------------------------------------------===//

static LogicalResult verifyPerms(ProductOp op) {
  // product_c1
  int64_t rank = shaped(op.getLeft()).getRank();
  if (rank < 2 || shaped(op.getRight()).getRank() != rank ||
      shaped(op.getInit()).getRank() != rank)
    return op.emitOpError() << "expected left, right and result of one rank >= 2, got "
                            << rank << ", " << shaped(op.getRight()).getRank()
                            << " and " << shaped(op.getInit()).getRank();
  for (ArrayRef<int64_t> perm :
       {op.getLeftPerm(), op.getRightPerm(), op.getResultPerm()})
    if (static_cast<int64_t>(perm.size()) != rank || !isPermutationVector(perm))
      return op.emitOpError() << "expected permutations of " << rank
                              << " dimensions, got [" << perm << "]";
  // product_c3
  int64_t last = rank - 1;
  if (op.getLeftPerm().back() != last || op.getResultPerm().back() != last)
    return op.emitOpError() << "expected left_perm and result_perm to leave the last "
                               "dimension in its place, got ["
                            << op.getLeftPerm() << "] and [" << op.getResultPerm()
                            << "]";
  if (op.getRightPerm()[last] != last && op.getRightPerm()[last - 1] != last)
    return op.emitOpError() << "expected right_perm to move the last dimension to K "
                               "or N, got ["
                            << op.getRightPerm() << "]";
  return success();
}

static LogicalResult verifyProductShape(ProductOp op) {
  // product_c2
  SmallVector<int64_t> left = permuted(shaped(op.getLeft()).getShape(), op.getLeftPerm());
  SmallVector<int64_t> right =
      permuted(shaped(op.getRight()).getShape(), op.getRightPerm());
  SmallVector<int64_t> result(left);
  result.back() = right.back();
  bool fits = right[right.size() - 2] == left.back();
  for (size_t i = 0; i + 2 < left.size(); ++i)
    fits = fits && (right[i] == left[i] || right[i] == 1);
  fits = fits && permuted(result, op.getResultPerm()) ==
                     SmallVector<int64_t>(shaped(op.getInit()).getShape());
  if (!fits || llvm::is_contained(left, 0) || llvm::is_contained(right, 0))
    return op.emitOpError() << "expected [b.., M, K] by [b.., K, N], none of them 0, "
                               "got ["
                            << left << "] by [" << right << "] to ["
                            << shaped(op.getInit()).getShape() << "]";
  return success();
}

static LogicalResult verifyCodes(ProductOp op) {
  // product_c4
  auto check = [&](Value operand, uint64_t zp, bool isUnsigned, StringRef name) {
    if (shaped(operand).getElementType().isUnsignedInteger() && !isUnsigned)
      return LogicalResult(op.emitOpError() << "expected unsigned_" << name
                                            << " on unsigned codes, got none on "
                                            << operand.getType());
    auto code = static_cast<int64_t>(zp);
    auto range = ::qopt::numerics::intRange(8, !isUnsigned, false);
    if (range.contains(code))
      return success();
    return LogicalResult(op.emitOpError() << "expected " << name << "_zp in ["
                                          << range.min << ", " << range.max
                                          << "], got " << code);
  };
  if (failed(check(op.getLeft(), op.getLeftZp(), op.getUnsignedLeft(), "left")))
    return failure();
  return check(op.getRight(), op.getRightZp(), op.getUnsignedRight(), "right");
}

static LogicalResult verifyEpilogue(ProductOp op) {
  // product_c5
  Type result = shaped(op.getInit()).getElementType();
  int given = bool(op.getMultiplier()) + bool(op.getShift()) + bool(op.getOutZp()) +
              bool(op.getLo()) + bool(op.getHi()) + bool(op.getRounding());
  if (given != 0 && given != 6)
    return op.emitOpError() << "expected multiplier, shift, out_zp, lo, hi and "
                               "rounding, all or none, got some";
  if (given == 0 && (op.getNarrow() || !result.isSignlessInteger(32)))
    return op.emitOpError() << "expected an i32 result without a rescale and not "
                               "narrow, got "
                            << result;
  if (given == 0)
    return success();
  for (Value panel : {op.getMultiplier(), op.getShift()})
    if (shaped(panel).getShape() != ArrayRef<int64_t>{KernelGeometry::kColumns})
      return op.emitOpError() << "expected a multiplier and a shift for 16 columns, "
                                 "got "
                              << panel.getType();
  auto range = getIntegerRange(result);
  // Signless results hold unsigned codes too, once uiN has become iN.
  int64_t most = result.isSignlessInteger() ? 2 * range.max + 1 : range.max;
  auto lo = static_cast<int64_t>(*op.getLo()), hi = static_cast<int64_t>(*op.getHi());
  if (lo > hi || lo < range.min || hi > most)
    return op.emitOpError() << "expected lo <= hi in [" << range.min << ", " << most
                            << "], got " << lo << " and " << hi;
  return success();
}

static LogicalResult verifyBuffers(ProductOp op) {
  // product_c6
  Type init = op.getInit().getType();
  bool isBuffer = isa<MemRefType>(init);
  for (Value operand : op->getOperands())
    if (isa<MemRefType>(operand.getType()) != isBuffer)
      return op.emitOpError() << "expected all tensors or all memrefs, got "
                              << operand.getType() << " beside " << init;
  bool scratch = op.getPacked() && op.getSums();
  bool none = !op.getPacked() && !op.getSums();
  if (isBuffer ? !scratch || op->getNumResults() != 0
               : !none || op->getNumResults() != 1 ||
                     op->getResult(0).getType() != init)
    return op.emitOpError() << "expected one result of type " << init
                            << " on tensors, or scratch and no result on memrefs, got "
                            << op->getResultTypes();
  if (!isBuffer)
    return success();
  int64_t bytes = ShapedType::getNumElements(op.getGeometry().weightShape());
  if (shaped(op.getPacked()).getShape() != ArrayRef<int64_t>{bytes} ||
      shaped(op.getSums()).getShape() != ArrayRef<int64_t>{op.sumCount()})
    return op.emitOpError() << "expected scratch of " << bytes << " bytes and "
                            << op.sumCount() << " sums, got "
                            << op.getPacked().getType() << " and "
                            << op.getSums().getType();
  return success();
}

LogicalResult ProductOp::verify() {
  if (failed(verifyPerms(*this)) || failed(verifyProductShape(*this)) ||
      failed(verifyCodes(*this)) || failed(verifyEpilogue(*this)))
    return failure();
  return verifyBuffers(*this);
}

//===-- Memory effects ----------------------------------------------------===//

// Scratch is written first and read then: what it held does not matter.
void ProductOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  for (OpOperand &operand : (*this)->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    bool isScratch = operand.get() == getPacked() || operand.get() == getSums();
    bool isInit = isDpsInit(&operand);
    if (isScratch || isInit)
      effects.emplace_back(MemoryEffects::Write::get(), &operand,
                           SideEffects::DefaultResource::get());
    if (!isInit)
      effects.emplace_back(MemoryEffects::Read::get(), &operand,
                           SideEffects::DefaultResource::get());
  }
}
