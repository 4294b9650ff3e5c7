// SPDX-License-Identifier: Apache-2.0
// qopt.mma_sparse_matmul: verifier and memory effects.
#include "BufferEffects.h"
#include "GpuChecks.h"

using namespace mlir;
using namespace mlir::qopt;

int64_t MmaSparseMatmulOp::getRows() { return shaped(getInit()).getShape().front(); }
int64_t MmaSparseMatmulOp::getColumns() { return shaped(getInit()).getShape().back(); }
int64_t MmaSparseMatmulOp::getDepth() { return shaped(getInput()).getShape().back(); }

// mma_sparse_matmul_c1
static LogicalResult verifyShapes(MmaSparseMatmulOp op) {
  if (failed(verifySizes(op)))
    return failure();
  SparseFragmentGeometry geometry{op.getDepth(), op.getColumns()};
  if (failed(verifyShape(op, op.getValues(), "values", {geometry.valueWords()})) ||
      failed(verifyShape(op, op.getMetadata(), "metadata", {geometry.metadataWords()})))
    return failure();
  return verifyEpilogueShapes(op, shaped(op.getInput()).getShape().front());
}

// mma_sparse_matmul_c8
static LogicalResult verifyMetadata(MmaSparseMatmulOp op) {
  auto words = getConstantInts(op.getMetadata());
  if (!words)
    return success();
  for (size_t i = 0; i < words->size(); ++i) {
    auto word = static_cast<uint32_t>((*words)[i]);
    for (int field = 0; field < 32; field += 4) {
      uint32_t first = word >> field & 3, second = word >> (field + 2) & 3;
      if (first >= second)
        return op.emitOpError() << "expected ascending positions in the metadata, got "
                                << first << " and " << second << " in word " << i;
    }
  }
  return success();
}

LogicalResult MmaSparseMatmulOp::verify() {
  if (failed(verifySemantics(*this)) ||     // mma_sparse_matmul_c4
      failed(verifyShapes(*this)) ||        // mma_sparse_matmul_c1
      failed(verifySign(*this)) ||          // mma_sparse_matmul_c3
      failed(verifyScaleOperands(*this)) || // mma_sparse_matmul_c5
      failed(verifyBias(*this)) ||          // mma_sparse_matmul_c6
      failed(verifyRescaled(*this)) ||      // mma_sparse_matmul_c2
      failed(verifyNarrow(*this)))          // mma_sparse_matmul_c7
    return failure();
  return verifyMetadata(*this);
}

void MmaSparseMatmulOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  addBufferEffects(*this, effects);
}
