// SPDX-License-Identifier: Apache-2.0
// qopt.pack_rows and qopt.packed_matmul_runs: verifiers, memory effects, geometry.
#include "BufferEffects.h"
#include "RunsKernelChecks.h"

using namespace mlir;
using namespace mlir::qopt;

static ShapedType shaped(Value value) { return cast<ShapedType>(value.getType()); }

// pack_rows_c3, packed_matmul_runs_c5
LogicalResult mlir::qopt::verifyKernelSemantics(Operation *op, Value init) {
  bool isBuffer = isa<MemRefType>(init.getType());
  for (Value operand : op->getOperands())
    if (isa<MemRefType>(operand.getType()) != isBuffer)
      return op->emitOpError() << "expected all tensors or all memrefs, got "
                               << operand.getType() << " beside "
                               << init.getType();
  if (isBuffer && op->getNumResults() != 0)
    return op->emitOpError() << "expected no result on memrefs, got "
                             << op->getResult(0).getType();
  if (!isBuffer && (op->getNumResults() != 1 ||
                    op->getResult(0).getType() != init.getType()))
    return op->emitOpError() << "expected one result of type " << init.getType()
                             << ", got " << op->getResultTypes();
  return success();
}

//===-- qopt.pack_rows ----------------------------------------------------===//

int64_t PackRowsOp::getRowCount() {
  return ShapedType::getNumElements(shaped(getInput()).getShape().drop_back());
}

RunsGeometry PackRowsOp::getGeometry() {
  return {shaped(getInput()).getShape().back(), 0, 1,
          static_cast<int64_t>(getRun())};
}

LogicalResult PackRowsOp::verify() {
  ArrayRef<int64_t> input = shaped(getInput()).getShape();
  if (input.empty() || llvm::is_contained(input, 0)) // pack_rows_c1
    return emitOpError() << "expected a non-empty input of rank >= 1, got "
                         << getInput().getType();
  auto run = static_cast<int64_t>(getRun());
  if (run < 1 || run > input.back()) // pack_rows_c2
    return emitOpError() << "expected run in [1, " << input.back() << "], got "
                         << run;
  int64_t wanted = getGeometry().rowWords(getRowCount());
  if (shaped(getInit()).getShape() != ArrayRef<int64_t>{wanted}) // pack_rows_c1
    return emitOpError() << "expected a result of shape [" << wanted
                         << "], got [" << shaped(getInit()).getShape() << "]";
  return verifyKernelSemantics(*this, getInit());
}

void PackRowsOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  addBufferEffects(*this, effects);
}

//===-- qopt.packed_matmul_runs -------------------------------------------===//

int64_t PackedMatmulRunsOp::getRowCount() {
  return ShapedType::getNumElements(shaped(getInit()).getShape().drop_back());
}

RunsGeometry PackedMatmulRunsOp::getGeometry() {
  return {static_cast<int64_t>(getDepth()), shaped(getInit()).getShape().back(),
          static_cast<int64_t>(getBits()), static_cast<int64_t>(getRun())};
}

static LogicalResult verifyNumbers(PackedMatmulRunsOp op) {
  ArrayRef<int64_t> result = shaped(op.getInit()).getShape();
  if (result.size() < 2 || llvm::is_contained(result, 0)) // packed_matmul_runs_c1
    return op.emitOpError() << "expected a non-empty result of rank >= 2, got "
                            << op.getInit().getType();
  // packed_matmul_runs_c2
  auto depth = static_cast<int64_t>(op.getDepth());
  auto bits = static_cast<int64_t>(op.getBits());
  auto run = static_cast<int64_t>(op.getRun());
  if (bits < 1 || bits > 8)
    return op.emitOpError() << "expected bits in [1, 8], got " << bits;
  if (run < 1 || run > depth)
    return op.emitOpError() << "expected run in [1, " << depth << "], got " << run;
  auto table = op.getTable();
  if (!table)
    return success();
  bool isTable = bits <= 4 && int64_t(table->size()) == int64_t(1) << bits &&
                 llvm::all_of(*table, [](int32_t t) { return t >= 0 && t <= 255; });
  if (!isTable) // packed_matmul_runs_c4
    return op.emitOpError() << "expected a table of 2^bits entries in [0, 255] with "
                               "at most 4 bits, got "
                            << table->size() << " entries with " << bits << " bits";
  return success();
}

static LogicalResult verifySizes(PackedMatmulRunsOp op) {
  // packed_matmul_runs_c3
  RunsGeometry g = op.getGeometry();
  int64_t rows = op.getRowCount();
  auto check = [&](Value value, StringRef name, int64_t wanted) {
    if (!value || shaped(value).getShape() == ArrayRef<int64_t>{wanted})
      return success();
    return LogicalResult(op.emitOpError()
                         << "expected " << name << " of shape [" << wanted
                         << "], got [" << shaped(value).getShape() << "]");
  };
  if (failed(check(op.getInput(), "input", g.rowWords(rows))) ||
      failed(check(op.getCodes(), "codes", g.codeCount())) ||
      failed(check(op.getScales(), "scales", g.panels().scaleCount())) ||
      failed(check(op.getZeroPoints(), "zero_points", g.panels().scaleCount())) ||
      failed(check(op.getBias(), "bias", g.panels().biasCount())))
    return failure();
  int64_t scales = shaped(op.getRows()).getNumElements();
  if (scales != 1 && scales != rows)
    return op.emitOpError() << "expected row scales of 1 or " << rows
                            << " elements, got " << scales;
  return success();
}

LogicalResult mlir::qopt::verifyStoredScales(Operation *op, Value scales,
                                             std::optional<uint64_t> shift,
                                             std::optional<APFloat> factor) {
  Type element = shaped(scales).getElementType();
  if (shift.has_value() != element.isInteger())
    return op->emitOpError() << "expected scale_shift beside integer scales only, "
                             << "got scales of " << element
                             << (shift ? " with" : " without") << " it";
  if (factor && (!element.isInteger() || !factor->isFinite() ||
                 factor->isNegative() || factor->isZero()))
    return op->emitOpError() << "expected a positive and finite scale_factor beside "
                                "integer scales only, got "
                             << factor->convertToFloat() << " beside scales of "
                             << element;
  int64_t most = 32 - element.getIntOrFloatBitWidth();
  auto given = static_cast<int64_t>(shift.value_or(0));
  if (given < 0 || given > most)
    return op->emitOpError() << "expected scale_shift in [0, " << most
                             << "], got " << given;
  return success();
}

LogicalResult PackedMatmulRunsOp::verify() {
  if (failed(verifyKernelSemantics(*this, getInit())) || failed(verifyNumbers(*this)) ||
      failed(verifySizes(*this)))
    return failure();
  // packed_matmul_runs_c6
  return verifyStoredScales(*this, getScales(), getScaleShift(), getScaleFactor());
}

void PackedMatmulRunsOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  addBufferEffects(*this, effects);
}
