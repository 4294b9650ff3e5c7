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

BitsGeometry SubsetSumsOp::getGeometry() {
  return {shapeOf(getInput()).back(), 0, static_cast<int64_t>(getRun()), 1};
}

LogicalResult SubsetSumsOp::verify() {
  if (!isOneRow(shapeOf(getInput()))) // subset_sums_c1
    return emitOpError() << "expected one row of codes, got " << getInput().getType();
  int64_t depth = shapeOf(getInput()).back(), run = static_cast<int64_t>(getRun());
  if (run < 1 || run > depth) // subset_sums_c3
    return emitOpError() << "expected run in [1, " << depth << "], got " << run;
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
  return {static_cast<int64_t>(getDepth()), shapeOf(getInit()).back(),
          static_cast<int64_t>(getRun()), static_cast<int64_t>(getPlanes())};
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
      failed(check(op.getScales(), "scales", g.scaleCount())) ||
      failed(check(op.getOffsets(), "offsets", g.offsetCount())) ||
      failed(check(op.getBias(), "bias", g.paddedColumns())))
    return failure();
  int64_t scales = ShapedType::getNumElements(shapeOf(op.getRows()));
  if (scales != 1)
    return op.emitOpError() << "expected one row scale, got " << scales;
  return success();
}

static LogicalResult verifyNumbers(PackedMatmulBitsOp op) {
  // packed_matmul_bits_c2
  auto check = [&](StringRef name, uint64_t given, int64_t most) {
    auto value = static_cast<int64_t>(given);
    if (value >= 1 && value <= most)
      return success();
    return LogicalResult(op.emitOpError() << "expected " << name << " in [1, " << most
                                          << "], got " << value);
  };
  if (failed(check("run", op.getRun(), static_cast<int64_t>(op.getDepth()))) ||
      failed(check("planes", op.getPlanes(), 8)))
    return failure();
  return check("step", op.getStep(), 255);
}

LogicalResult PackedMatmulBitsOp::verify() {
  if (failed(verifyKernelSemantics(*this, getInit()))) // packed_matmul_bits_c4
    return failure();
  ArrayRef<int64_t> result = shapeOf(getInit());
  if (result.size() < 2 || !isOneRow(result)) // packed_matmul_bits_c1
    return emitOpError() << "expected a result of rank >= 2 that is one row, got "
                         << getInit().getType();
  if (failed(verifyNumbers(*this)) || failed(verifySizes(*this)))
    return failure();
  // packed_matmul_bits_c5
  return verifyStoredScales(*this, getScales(), getScaleShift(), getScaleFactor());
}

void PackedMatmulBitsOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  addBufferEffects(*this, effects);
}
