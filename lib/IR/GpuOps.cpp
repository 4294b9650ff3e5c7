// SPDX-License-Identifier: Apache-2.0
// qopt.mma_matmul: verifier and memory effects.
#include "qopt/IR/GpuOps.h"
#include "BufferEffects.h"

using namespace mlir;
using namespace mlir::qopt;

#define GET_OP_CLASSES
#include "qopt/IR/QOptGpuOps.cpp.inc"

static ShapedType shaped(Value value) {
  return cast<ShapedType>(value.getType());
}

int64_t MmaMatmulOp::getRows() { return shaped(getInit()).getShape().front(); }
int64_t MmaMatmulOp::getColumns() { return shaped(getInit()).getShape().back(); }
int64_t MmaMatmulOp::getDepth() { return shaped(getInput()).getShape().back(); }

// mma_matmul_c1
static LogicalResult verifyShapes(MmaMatmulOp op) {
  for (auto [value, name] : {std::pair(Value(op.getInput()), "input"),
                             std::pair(Value(op.getInit()), "result")})
    if (shaped(value).getRank() != 2 ||
        llvm::is_contained(shaped(value).getShape(), 0))
      return op.emitOpError() << "expected a non-empty " << name
                              << " of rank 2, got " << value.getType();
  int64_t columns = op.getColumns();
  auto check = [&](Value value, StringRef name, ArrayRef<int64_t> wanted) {
    if (!value || shaped(value).getShape() == wanted)
      return success();
    return LogicalResult(op.emitOpError()
                         << "expected " << name << " of shape [" << wanted
                         << "], got [" << shaped(value).getShape() << "]");
  };
  if (failed(check(op.getWeights(), "weights",
                   {columns, getMmaRowBytes(op.getDepth())})) ||
      failed(check(op.getBias(), "bias", {columns})) ||
      failed(check(op.getMultiplier(), "multiplier", {columns})) ||
      failed(check(op.getShift(), "shift", {columns})))
    return failure();
  return check(op.getInit(), "result",
               {shaped(op.getInput()).getShape().front(), columns});
}

// mma_matmul_c2
static LogicalResult verifyEpilogue(MmaMatmulOp op) {
  bool complete = op.getMultiplier() && op.getShift() && op.getOutZp() &&
                  op.getLo() && op.getHi() && op.getRounding();
  bool any = op.getMultiplier() || op.getShift() || op.getOutZp() ||
             op.getLo() || op.getHi() || op.getRounding();
  if (any && !complete)
    return op.emitOpError() << "expected multiplier, shift, out_zp, lo, hi and "
                               "rounding, all or none, got some";
  Type result = shaped(op.getInit()).getElementType();
  if (!any) {
    if (result.isSignlessInteger(32))
      return success();
    return op.emitOpError()
           << "expected an i32 result without a rescale, got " << result;
  }
  auto range = getIntegerRange(result);
  // Signless results hold unsigned codes too, once uiN has become iN.
  int64_t most = result.isSignlessInteger() ? 2 * range.max + 1 : range.max;
  auto lo = static_cast<int64_t>(*op.getLo());
  auto hi = static_cast<int64_t>(*op.getHi());
  if (lo > hi || lo < range.min || hi > most)
    return op.emitOpError() << "expected lo <= hi in [" << range.min << ", "
                            << most << "], got " << lo << " and " << hi;
  return success();
}

// mma_matmul_c4
static LogicalResult verifySemantics(MmaMatmulOp op) {
  Type init = op.getInit().getType();
  bool isBuffer = isa<MemRefType>(init);
  for (Value operand : op->getOperands())
    if (isa<MemRefType>(operand.getType()) != isBuffer)
      return op.emitOpError() << "expected all tensors or all memrefs, got "
                              << operand.getType() << " beside " << init;
  if (isBuffer && op.getResult())
    return op.emitOpError() << "expected no result on memrefs, got "
                            << op.getResult().getType();
  if (!isBuffer && (!op.getResult() || op.getResult().getType() != init))
    return op.emitOpError() << "expected one result of type " << init << ", got "
                            << op->getResultTypes();
  return success();
}

LogicalResult MmaMatmulOp::verify() {
  if (failed(verifySemantics(*this)) || failed(verifyShapes(*this)))
    return failure();
  Type input = shaped(getInput()).getElementType();
  if (input.isUnsignedInteger(8) && !getUnsignedInput()) // mma_matmul_c3
    return emitOpError()
           << "expected unsigned_input on unsigned input, got none on " << input;
  return verifyEpilogue(*this);
}

void MmaMatmulOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  addBufferEffects(*this, effects);
}
