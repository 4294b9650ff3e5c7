// SPDX-License-Identifier: Apache-2.0
// qopt.packed_sparse_matmul: geometry, verifier and memory effects.
#include "qopt/IR/SparseOps.h"

#include "BufferEffects.h"
#include "KernelChecks.h"
#include "RunsKernelChecks.h"

#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qopt;

#define GET_OP_CLASSES
#include "qopt/IR/QOptSparseOps.cpp.inc"

static ShapedType shaped(Value value) { return cast<ShapedType>(value.getType()); }

KernelGeometry PackedSparseMatmulOp::getGeometry() {
  ArrayRef<int64_t> input = shaped(getInput()).getShape();
  KernelGeometry g;
  g.kernel.assign(input.size() - 2, 1);
  g.strides = g.dilations = g.kernel;
  g.channels = input.back();
  g.features = shaped(getInit()).getShape().back();
  return g;
}

SparseGeometry PackedSparseMatmulOp::getSparseGeometry() {
  SparseGeometry g;
  g.kept = static_cast<int64_t>(getKept());
  g.group = static_cast<int64_t>(getGroup());
  g.depth = shaped(getInput()).getShape().back();
  g.columns = shaped(getInit()).getShape().back();
  return g;
}

//===-- Verifier ----------------------------------------------------------===//

static LogicalResult verifyShapes(PackedSparseMatmulOp op) {
  // packed_sparse_matmul_c1
  ArrayRef<int64_t> input = shaped(op.getInput()).getShape();
  ArrayRef<int64_t> result = shaped(op.getInit()).getShape();
  if (input.size() < 2 || input.size() != result.size() ||
      input.drop_back() != result.drop_back() || llvm::is_contained(input, 0) ||
      llvm::is_contained(result, 0))
    return op.emitOpError() << "expected [.., K] to [.., N] of one rank >= 2, none "
                               "of them 0, got ["
                            << input << "] to [" << result << "]";
  // packed_sparse_matmul_c2
  auto kept = static_cast<int64_t>(op.getKept());
  auto group = static_cast<int64_t>(op.getGroup());
  bool known = (group == 4 || group == 8) &&
               (kept == 1 || kept == 2 || kept == 4) && kept < group;
  if (!known)
    return op.emitOpError() << "expected kept and group to be 1:4, 2:4, 1:8, 2:8 or "
                               "4:8, got "
                            << kept << ":" << group;
  // packed_sparse_matmul_c3
  SmallVector<int64_t> channel = op.getGeometry().channelShape();
  if (failed(verifyPackedShape(op, op.getWeights(), "weights",
                               op.getSparseGeometry().weightShape())) ||
      failed(verifyPackedShape(op, op.getBias(), "bias", channel)) ||
      failed(verifyPackedShape(op, op.getMultiplier(), "multiplier", channel)))
    return failure();
  return verifyPackedShape(op, op.getShift(), "shift", channel);
}

// The bytes of constant weights: empty where they are none, one where all are alike.
static ArrayRef<char> bytesOf(Value weights) {
  ElementsAttr constant = getConstant(weights);
  if (auto dense = dyn_cast_or_null<DenseElementsAttr>(constant))
    return dense.getRawData();
  if (auto resource = dyn_cast_or_null<DenseResourceElementsAttr>(constant))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return blob->getData();
  return {};
}

static LogicalResult verifyMasks(PackedSparseMatmulOp op) {
  // packed_sparse_matmul_c4
  SparseGeometry g = op.getSparseGeometry();
  ArrayRef<char> raw = bytesOf(op.getWeights());
  if (raw.empty())
    return success();
  std::vector<int8_t> splat;
  if (raw.size() == 1)
    splat.assign(static_cast<size_t>(g.bytes()), raw.front());
  auto bad = g.findBadGroup(
      splat.empty() ? ArrayRef(reinterpret_cast<const int8_t *>(raw.data()), raw.size())
                    : ArrayRef(splat));
  if (!bad)
    return success();
  return op.emitOpError() << "expected at most " << g.kept
                          << " bits per column and group, for k < " << g.depth
                          << ", got others in panel " << bad->first << ", group "
                          << bad->second;
}

LogicalResult PackedSparseMatmulOp::verify() {
  if (shaped(getInput()).getElementType().isUnsignedInteger() && !getUnsignedInput())
    return emitOpError() // packed_sparse_matmul_c7
           << "expected unsigned_input on unsigned input, got none on "
           << getInput().getType();
  if (failed(verifyKernelSemantics(*this, getInit())) || // packed_sparse_matmul_c8
      failed(verifyShapes(*this)) || failed(verifyMasks(*this)) ||
      failed(verifyRescale(*this))) // packed_sparse_matmul_c5
    return failure();
  return verifyNarrow(*this); // packed_sparse_matmul_c6
}

void PackedSparseMatmulOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  addBufferEffects(*this, effects);
}
