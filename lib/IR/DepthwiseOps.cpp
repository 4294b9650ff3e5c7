// SPDX-License-Identifier: Apache-2.0
// qopt.dot_depthwise: geometry, verifier and memory effects.
#include "qopt/IR/DepthwiseOps.h"
#include "BufferEffects.h"
#include "GpuChecks.h"
#include "KernelChecks.h"

using namespace mlir;
using namespace mlir::qopt;

#define GET_OP_CLASSES
#include "qopt/IR/QOptDepthwiseOps.cpp.inc"

// Taps are unrolled.
constexpr int64_t kMostTaps = 64;

std::string mlir::qopt::refuseDepthwise(const PixelGeometry &pixels) {
  std::string reason = refusePixels(pixels);
  if (reason.empty() && pixels.taps() > kMostTaps)
    reason = "expected a filter of at most " + std::to_string(kMostTaps) + " taps, got " +
             std::to_string(pixels.taps());
  return reason;
}

PixelGeometry DotDepthwiseOp::getPixels() {
  return pixelsOf(shaped(getInput()).getShape(), getKernel(), getStrides(), getDilations(),
                  getPadding(), static_cast<int64_t>(getPadValue().value_or(0)));
}
int64_t DotDepthwiseOp::getRows() { return shaped(getInit()).getShape().front(); }
int64_t DotDepthwiseOp::getColumns() { return shaped(getInit()).getShape().back(); }

// dot_depthwise_c1
static LogicalResult verifyShapes(DotDepthwiseOp op, const PixelGeometry &pixels) {
  int64_t channels = pixels.channels;
  if (failed(verifyShape(op, op.getWeights(), "weights", {pixels.taps(), channels})) ||
      failed(verifyShape(op, op.getBias(), "bias", {channels})) ||
      failed(verifyShape(op, op.getMultiplier(), "multiplier", {channels})) ||
      failed(verifyShape(op, op.getShift(), "shift", {channels})))
    return failure();
  return verifyShape(op, op.getInit(), "result", {pixels.rows(), channels});
}

static LogicalResult verifyInput(DotDepthwiseOp op) {
  ShapedType input = shaped(op.getInput()), init = shaped(op.getInit());
  auto rank = static_cast<int64_t>(op.getKernel().size()) + 2;
  if (input.getRank() != rank || llvm::is_contained(input.getShape(), 0) ||
      init.getRank() != 2 || llvm::is_contained(init.getShape(), 0))
    return op.emitOpError() << "expected a non-empty input of rank " << rank
                            << " and result of rank 2, got " << input << " and " << init;
  if (input.getElementType().isUnsignedInteger(8) && !op.getUnsignedInput()) // dot_depthwise_c3
    return op.emitOpError() << "expected unsigned_input on unsigned input, got none on "
                            << input.getElementType();
  return success();
}

// dot_depthwise_c2
static LogicalResult verifyEpilogue(DotDepthwiseOp op) {
  Type result = shaped(op.getInit()).getElementType();
  if (op.getMultiplier() && result.isSignlessInteger(32))
    return op.emitOpError() << "expected an 8-bit result of a rescale, got " << result;
  return verifyRescale(op);
}

LogicalResult DotDepthwiseOp::verify() {
  auto padValue = static_cast<int64_t>(getPadValue().value_or(0));
  if (failed(verifySemantics(*this)) || // dot_depthwise_c4
      failed(verifyWindow(*this, getKernel(), getStrides(), getDilations(), getPadding(),
                          padValue)) || // dot_depthwise_c6
      failed(verifyInput(*this)))
    return failure();
  PixelGeometry pixels = getPixels();
  std::string reason = refuseDepthwise(pixels); // dot_depthwise_c7
  if (!reason.empty())
    return emitOpError() << reason;
  if (failed(verifyShapes(*this, pixels)) || failed(verifyEpilogue(*this)))
    return failure();
  return verifyNarrow(*this); // dot_depthwise_c5
}

void DotDepthwiseOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  addBufferEffects(*this, effects);
}
