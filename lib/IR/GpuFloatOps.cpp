// SPDX-License-Identifier: Apache-2.0
// qopt.mma_float_matmul: verifier and memory effects.
#include "BufferEffects.h"
#include "GpuChecks.h"

using namespace mlir;
using namespace mlir::qopt;

int64_t MmaFloatMatmulOp::getRows() { return shaped(getInit()).getShape().front(); }
int64_t MmaFloatMatmulOp::getColumns() { return shaped(getInit()).getShape().back(); }
int64_t MmaFloatMatmulOp::getDepth() { return shaped(getInput()).getShape().back(); }
int64_t MmaFloatMatmulOp::getElementBytes() {
  return shaped(getInput()).getElementTypeBitWidth() / 8;
}
int64_t MmaFloatMatmulOp::getRowElements() {
  return getMmaRowBytes(getDepth() * getElementBytes()) / getElementBytes();
}

// mma_float_matmul_c1
static LogicalResult verifyShapes(MmaFloatMatmulOp op) {
  if (failed(verifySizes(op)))
    return failure();
  int64_t rows = shaped(op.getInput()).getShape().front(), columns = op.getColumns();
  if (failed(verifyShape(op, op.getWeights(), "weights", {columns, op.getRowElements()})) ||
      failed(verifyShape(op, op.getBias(), "bias", {columns})) ||
      failed(verifyScales(op, op.getRowScales(), "row_scales", rows)) ||
      failed(verifyScales(op, op.getColumnScales(), "column_scales", columns)))
    return failure();
  return verifyShape(op, op.getInit(), "result", {rows, columns});
}

// mma_float_matmul_c2
static LogicalResult verifyTypes(MmaFloatMatmulOp op) {
  auto isSmall = [](Type type) { return isa<Float8E4M3FNType, Float8E5M2Type>(type); };
  Type x = op.getInputType(), w = op.getWeightType();
  bool isHalf = x == w && isa<Float16Type, BFloat16Type>(x);
  if (!(isSmall(x) && isSmall(w)) && !isHalf)
    return op.emitOpError() << "expected types f8E4M3FN or f8E5M2 in any mixture, or both f16 "
                               "or both bf16, got "
                            << x << " and " << w;
  unsigned bits = x.getIntOrFloatBitWidth();
  for (Value codes : {Value(op.getInput()), Value(op.getWeights())})
    if (shaped(codes).getElementTypeBitWidth() != bits)
      return op.emitOpError() << "expected codes of " << bits << " bits for " << x << ", got "
                              << codes.getType();
  return success();
}

LogicalResult MmaFloatMatmulOp::verify() {
  if (failed(verifySemantics(*this)) || failed(verifyTypes(*this)) || // mma_float_matmul_c5
      failed(verifyShapes(*this)))
    return failure();
  auto block = static_cast<int64_t>(getBlock()), promote = static_cast<int64_t>(getPromote());
  if (block != 16 && (block != 32 || getElementBytes() != 1)) // mma_float_matmul_c3
    return emitOpError() << "expected blocks of 16 k, or of 32 of 8 bits, got " << block << " of "
                         << getInputType();
  if (promote < 0 || promote % 64 != 0) // mma_float_matmul_c4
    return emitOpError() << "expected promote to be 0 or a positive multiple of 64, got "
                         << promote;
  if (!getRowScales() != !getColumnScales()) // mma_float_matmul_c6
    return emitOpError() << "expected row_scales and column_scales, both or none, got one";
  return success();
}

void MmaFloatMatmulOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  addBufferEffects(*this, effects);
}
