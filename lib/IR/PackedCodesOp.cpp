// SPDX-License-Identifier: Apache-2.0
// qopt.packed_codes_matmul: verifier, memory effects and geometry.
#include "BufferEffects.h"

using namespace mlir;
using namespace mlir::qopt;

static ShapedType shaped(Value value) { return cast<ShapedType>(value.getType()); }

CodesGeometry PackedCodesMatmulOp::getGeometry() {
  return {shaped(getInput()).getShape().back(),
          shaped(getInit()).getShape().back(), static_cast<int64_t>(getBits()),
          static_cast<int64_t>(getRun())};
}

//===-- Verifier ----------------------------------------------------------===//

static LogicalResult verifyShapes(PackedCodesMatmulOp op) {
  // packed_codes_matmul_c1
  ArrayRef<int64_t> input = shaped(op.getInput()).getShape();
  ArrayRef<int64_t> result = shaped(op.getInit()).getShape();
  if (input.size() < 2 || input.size() != result.size() ||
      input.drop_back() != result.drop_back() ||
      llvm::is_contained(input, 0) || llvm::is_contained(result, 0))
    return op.emitOpError() << "expected a non-empty input of rank >= 2 and a "
                               "result of its shape but for the last size, got ["
                            << input << "] and [" << result << "]";
  // packed_codes_matmul_c2
  auto bits = static_cast<int64_t>(op.getBits());
  auto run = static_cast<int64_t>(op.getRun());
  if (bits < 1 || bits > 8)
    return op.emitOpError() << "expected bits in [1, 8], got " << bits;
  if (run < 1 || run > input.back())
    return op.emitOpError() << "expected run in [1, " << input.back()
                            << "], got " << run;
  return success();
}

static LogicalResult verifySizes(PackedCodesMatmulOp op) {
  // packed_codes_matmul_c3
  CodesGeometry g = op.getGeometry();
  auto check = [&](Value value, StringRef name, int64_t wanted) {
    if (!value || shaped(value).getShape() == ArrayRef<int64_t>{wanted})
      return success();
    return LogicalResult(op.emitOpError()
                         << "expected " << name << " of shape [" << wanted
                         << "], got [" << shaped(value).getShape() << "]");
  };
  if (failed(check(op.getCodes(), "codes", g.codeCount())) ||
      failed(check(op.getScales(), "scales", g.scaleCount())) ||
      failed(check(op.getZeroPoints(), "zero_points", g.scaleCount())) ||
      failed(check(op.getTable(), "table", int64_t(1) << g.bits)))
    return failure();
  return check(op.getBias(), "bias", g.biasCount());
}

static LogicalResult verifyDecoding(PackedCodesMatmulOp op) {
  // packed_codes_matmul_c4
  int given = bool(op.getTable()) + bool(op.getZeroPoints()) +
              op.getZeroPoint().has_value();
  if (given != 1)
    return op.emitOpError() << "expected one of table, zero_points and "
                               "zero_point, got "
                            << given << " of them";
  if (!op.getZeroPoint())
    return success();
  auto zeroPoint = static_cast<int64_t>(*op.getZeroPoint());
  int64_t count = int64_t(1) << op.getBits();
  if (zeroPoint < 0 || zeroPoint >= count)
    return op.emitOpError() << "expected zero_point in [0, " << count
                            << "), got " << zeroPoint;
  return success();
}

static LogicalResult verifyScales(PackedCodesMatmulOp op) {
  // packed_codes_matmul_c6
  Type element = shaped(op.getScales()).getElementType();
  auto shift = op.getScaleShift();
  bool isInteger = element.isInteger();
  if (shift.has_value() != isInteger)
    return op.emitOpError() << "expected scale_shift beside integer scales only, "
                            << "got scales of " << element
                            << (shift ? " with" : " without") << " it";
  if (!isInteger && op.getScaleFactor())
    return op.emitOpError()
           << "expected scale_factor beside integer scales only, got scales of "
           << element;
  if (!isInteger)
    return success();
  int64_t most = 32 - element.getIntOrFloatBitWidth();
  auto given = static_cast<int64_t>(*shift);
  if (given < 0 || given > most)
    return op.emitOpError() << "expected scale_shift in [0, " << most
                            << "], got " << given;
  auto factor = op.getScaleFactor();
  if (factor && (!factor->isFinite() || factor->isNegative() || factor->isZero()))
    return op.emitOpError() << "expected a positive and finite scale_factor, got "
                            << factor->convertToFloat();
  return success();
}

static LogicalResult verifySemantics(PackedCodesMatmulOp op) {
  // packed_codes_matmul_c5
  Type init = op.getInit().getType();
  bool isBuffer = isa<MemRefType>(init);
  for (Value operand : op->getOperands())
    if (isa<MemRefType>(operand.getType()) != isBuffer)
      return op.emitOpError() << "expected all tensors or all memrefs, got "
                              << operand.getType() << " beside " << init;
  if (isBuffer && op->getNumResults() != 0)
    return op.emitOpError() << "expected no result on memrefs, got "
                            << op->getResult(0).getType();
  if (!isBuffer &&
      (op->getNumResults() != 1 || op->getResult(0).getType() != init))
    return op.emitOpError() << "expected one result of type " << init
                            << ", got " << op->getResultTypes();
  return success();
}

LogicalResult PackedCodesMatmulOp::verify() {
  if (failed(verifySemantics(*this)) || failed(verifyShapes(*this)) ||
      failed(verifySizes(*this)))
    return failure();
  if (failed(verifyDecoding(*this)))
    return failure();
  return verifyScales(*this);
}

//===-- Memory effects ----------------------------------------------------===//

void PackedCodesMatmulOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  addBufferEffects(*this, effects);
}
