// SPDX-License-Identifier: Apache-2.0
// qopt.subset_sums and qopt.packed_matmul_bits: verifiers, memory effects, geometry.
#include "BufferEffects.h"
#include "RunsKernelChecks.h"

using namespace mlir;
using namespace mlir::qopt;

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<ShapedType>(value.getType()).getShape();
}

static bool isOneRow(ArrayRef<int64_t> shape) {
  return !shape.empty() && shape.back() > 0 &&
         llvm::all_of(shape.drop_back(), [](int64_t size) { return size == 1; });
}

//===-- qopt.subset_sums --------------------------------------------------===//

BitsGeometry SubsetSumsOp::getGeometry() { return {shapeOf(getInput()).back(), 0}; }

LogicalResult SubsetSumsOp::verify() {
  if (!isOneRow(shapeOf(getInput()))) // subset_sums_c1
    return emitOpError() << "expected one row of codes, got " << getInput().getType();
  int64_t wanted = getGeometry().sumWords();
  if (shapeOf(getInit()) != ArrayRef<int64_t>{wanted}) // subset_sums_c1
    return emitOpError() << "expected a result of shape [" << wanted << "], got ["
                         << shapeOf(getInit()) << "]";
  return verifyKernelSemantics(*this, getInit()); // subset_sums_c2
}

void SubsetSumsOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  addBufferEffects(*this, effects);
}

//===-- qopt.packed_matmul_bits -------------------------------------------===//

BitsGeometry PackedMatmulBitsOp::getGeometry() {
  return {static_cast<int64_t>(getDepth()), shapeOf(getInit()).back()};
}

static LogicalResult verifySizes(PackedMatmulBitsOp op) {
  BitsGeometry g = op.getGeometry();
  auto check = [&](Value value, StringRef name, int64_t wanted) {
    if (!value || shapeOf(value) == ArrayRef<int64_t>{wanted})
      return success();
    return LogicalResult(op.emitOpError() << "expected " << name << " of shape ["
                                          << wanted << "], got [" << shapeOf(value)
                                          << "]");
  };
  // packed_matmul_bits_c3
  if (failed(check(op.getInput(), "input", g.sumWords())) ||
      failed(check(op.getCodes(), "codes", g.wordCount())) ||
      failed(check(op.getScales(), "scales", g.paddedColumns())) ||
      failed(check(op.getBias(), "bias", g.paddedColumns())))
    return failure();
  int64_t scales = ShapedType::getNumElements(shapeOf(op.getRows()));
  if (scales != 1)
    return op.emitOpError() << "expected one row scale, got " << scales;
  return success();
}

LogicalResult PackedMatmulBitsOp::verify() {
  if (failed(verifyKernelSemantics(*this, getInit()))) // packed_matmul_bits_c4
    return failure();
  ArrayRef<int64_t> result = shapeOf(getInit());
  if (result.size() < 2 || !isOneRow(result)) // packed_matmul_bits_c1
    return emitOpError() << "expected a result of rank >= 2 that is one row, got "
                         << getInit().getType();
  auto depth = static_cast<int64_t>(getDepth()), step = static_cast<int64_t>(getStep());
  if (depth < 1 || step < 1 || step > 255) // packed_matmul_bits_c2
    return emitOpError() << "expected a positive depth and a step in [1, 255], got "
                         << depth << " and " << step;
  if (failed(verifySizes(*this)))
    return failure();
  // packed_matmul_bits_c5
  return verifyStoredScales(*this, getScales(), getScaleShift(), getScaleFactor());
}

void PackedMatmulBitsOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  addBufferEffects(*this, effects);
}
