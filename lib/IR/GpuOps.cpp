// SPDX-License-Identifier: Apache-2.0
// qopt.mma_matmul and qopt.mma_matmul_runs: verifiers and memory effects.
#include "qopt/IR/GpuOps.h"
#include "BufferEffects.h"
#include "GpuChecks.h"

using namespace mlir;
using namespace mlir::qopt;

#define GET_OP_CLASSES
#include "qopt/IR/QOptGpuOps.cpp.inc"

//===-- mma_matmul --------------------------------------------------------===//

int64_t MmaMatmulOp::getRows() { return shaped(getInit()).getShape().front(); }
int64_t MmaMatmulOp::getColumns() { return shaped(getInit()).getShape().back(); }
int64_t MmaMatmulOp::getDepth() {
  auto pixels = getPixels();
  return pixels ? pixels->depth() : shaped(getInput()).getShape().back();
}

std::optional<PixelGeometry> MmaMatmulOp::getPixels() {
  if (!getKernel())
    return std::nullopt;
  return pixelsOf(shaped(getInput()).getShape(), *getKernel(), *getStrides(),
                  *getDilations(), *getPadding(),
                  static_cast<int64_t>(getPadValue().value_or(0)));
}

// mma_matmul_c8
static LogicalResult verifyFilter(MmaMatmulOp op) {
  bool any = op.getKernel() || op.getStrides() || op.getDilations() || op.getPadding();
  if (!any && op.getPadValue())
    return op.emitOpError() << "expected pad_value with a kernel only";
  if (!any)
    return success();
  if (!op.getKernel() || !op.getStrides() || !op.getDilations() || !op.getPadding())
    return op.emitOpError()
           << "expected kernel, strides, dilations and padding, all or none, got some";
  return verifyWindow(op, *op.getKernel(), *op.getStrides(), *op.getDilations(),
                      *op.getPadding(), static_cast<int64_t>(op.getPadValue().value_or(0)));
}

std::string mlir::qopt::refusePixels(const PixelGeometry &pixels) {
  if (pixels.channels % kMmaPixelAlign != 0)
    return "expected pixels of a multiple of " + std::to_string(kMmaPixelAlign) +
           " channels, got " + std::to_string(pixels.channels);
  int64_t bytes = pixels.batch * pixels.imageBytes();
  if (bytes > std::numeric_limits<int32_t>::max())
    return "expected pixels of less than 2^31 bytes, got " + std::to_string(bytes);
  if (pixels.paddedTaps() > kMmaPaddedTaps)
    return "expected at most " + std::to_string(kMmaPaddedTaps) +
           " taps along padded dimensions, got " + std::to_string(pixels.paddedTaps());
  return "";
}

// mma_matmul_c1
static LogicalResult verifyShapes(MmaMatmulOp op) {
  int64_t inputRank = op.getKernel() ? op.getKernel()->size() + 2 : 2;
  if (failed(verifySizes(op, inputRank)))
    return failure();
  auto pixels = op.getPixels();
  std::string reason = pixels ? refusePixels(*pixels) : "";
  if (!reason.empty()) // mma_matmul_c9
    return op.emitOpError() << reason;
  int64_t rows = pixels ? pixels->rows() : shaped(op.getInput()).getShape().front();
  if (failed(verifyShape(op, op.getWeights(), "weights",
                         {op.getColumns(), getMmaRowBytes(op.getDepth())})))
    return failure();
  return verifyEpilogueShapes(op, rows);
}

LogicalResult MmaMatmulOp::verify() {
  if (failed(verifySemantics(*this)) || // mma_matmul_c4
      failed(verifyFilter(*this)) || failed(verifyShapes(*this)) ||
      failed(verifySign(*this)) ||          // mma_matmul_c3
      failed(verifyScaleOperands(*this)) || // mma_matmul_c5
      failed(verifyBias(*this)) ||          // mma_matmul_c6
      failed(verifyRescaled(*this)))        // mma_matmul_c2
    return failure();
  return verifyNarrow(*this); // mma_matmul_c7
}

void MmaMatmulOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  addBufferEffects(*this, effects);
}

//===-- mma_matmul_runs ---------------------------------------------------===//

int64_t MmaMatmulRunsOp::getRows() { return shaped(getInit()).getShape().front(); }
int64_t MmaMatmulRunsOp::getColumns() {
  return shaped(getInit()).getShape().back();
}
int64_t MmaMatmulRunsOp::getDepth() {
  return shaped(getInput()).getShape().back();
}

SmallVector<int8_t> MmaMatmulRunsOp::getIntegers() {
  if (getTable())
    return SmallVector<int8_t>(*getTable());
  SmallVector<int8_t> integers;
  for (int code = 0; code < 16; ++code)
    integers.push_back(static_cast<int8_t>(code < 8 ? code : code - 16));
  return integers;
}

int64_t MmaMatmulRunsOp::getLargestSum() {
  int64_t largest = 0;
  for (int64_t integer : getIntegers())
    largest = std::max(largest, std::abs(integer));
  int64_t run = std::min(static_cast<int64_t>(getRun()), getDepth());
  return run * (getUnsignedInput() ? 255 : 128) * largest;
}

// mma_matmul_runs_c1
static LogicalResult verifyShapes(MmaMatmulRunsOp op) {
  if (failed(verifySizes(op)))
    return failure();
  int64_t rows = shaped(op.getInput()).getShape().front();
  int64_t columns = op.getColumns(), depth = op.getDepth();
  FragmentGeometry geometry{depth, columns, op.getTable().has_value()};
  int64_t runs = llvm::divideCeil(depth, static_cast<int64_t>(op.getRun()));
  if (failed(verifyShape(op, op.getCodes(), "codes", {geometry.words()})) ||
      failed(verifyScales(op, op.getRowScales(), "row_scales", rows)) ||
      failed(verifyShape(op, op.getScales(), "scales", {runs, columns})) ||
      failed(verifyShape(op, op.getBias(), "bias", {columns})))
    return failure();
  return verifyShape(op, op.getInit(), "result", {rows, columns});
}

LogicalResult MmaMatmulRunsOp::verify() {
  if (failed(verifySemantics(*this)) || failed(verifySizes(*this))) // mma_matmul_runs_c6
    return failure();
  auto run = static_cast<int64_t>(getRun());
  if (run != 32 && run != getDepth() && (run <= 0 || run % 64 != 0)) // mma_matmul_runs_c2
    return emitOpError() << "expected a run of 32, of a multiple of 64 or of all "
                         << getDepth() << " k, got " << run;
  if (getTable() && getTable()->size() != 16) // mma_matmul_runs_c3
    return emitOpError() << "expected a table of 16 entries, got "
                         << getTable()->size();
  if (failed(verifyShapes(*this)) || failed(verifySign(*this))) // mma_matmul_runs_c5
    return failure();
  if (getLargestSum() > std::numeric_limits<int32_t>::max()) // mma_matmul_runs_c4
    return emitOpError() << "expected sums of a run to fit 32 bits, got up to "
                         << getLargestSum();
  return success();
}

void MmaMatmulRunsOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  addBufferEffects(*this, effects);
}
