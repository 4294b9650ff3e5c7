// SPDX-License-Identifier: Apache-2.0
// The index algebra of packed weights.
#include "qopt/IR/KernelGeometry.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;

static int64_t product(ArrayRef<int64_t> values) {
  int64_t result = 1;
  for (int64_t v : values)
    result *= v;
  return result;
}

int64_t KernelGeometry::taps() const { return product(kernel); }

int64_t KernelGeometry::panels() const {
  return llvm::divideCeil(isDepthwise ? channels : groupFeatures(), kColumns);
}

bool KernelGeometry::mergesInnermost() const {
  return groups == 1 && !kernel.empty() &&
         (dilations.back() == 1 || kernel.back() == 1);
}

int64_t KernelGeometry::runLength() const {
  return mergesInnermost() ? kernel.back() * channels : groupChannels();
}

int64_t KernelGeometry::runCount() const {
  return mergesInnermost() ? product(ArrayRef(kernel).drop_back()) : taps();
}

int64_t KernelGeometry::runSteps() const {
  return isFloat ? runLength()
                 : static_cast<int64_t>(llvm::divideCeil(runLength(), kStep));
}

SmallVector<int64_t> KernelGeometry::tapPosition(int64_t tap) const {
  return delinearize(tap, computeSuffixProduct(ArrayRef(kernel)));
}

SmallVector<int64_t> KernelGeometry::runPosition(int64_t run) const {
  return tapPosition(mergesInnermost() ? run * kernel.back() : run);
}

SmallVector<int64_t> KernelGeometry::weightShape() const {
  if (isDepthwise) {
    if (isFloat)
      return {taps(), panels() * kColumns};
    return {panels() * kColumns * quads() * kStep};
  }
  if (isFloat)
    return {groups, panels(), runCount() * runSteps(), kColumns};
  return {groups, panels(), runCount() * runSteps(), kColumns, kStep};
}

SmallVector<int64_t> KernelGeometry::channelShape() const {
  return {isDepthwise ? 1 : groups, panels(), kColumns};
}

size_t KernelGeometry::quadDim() const {
  size_t rank = kernel.size();
  return rank >= 2 && kernel[rank - 2] > 1 ? rank - 2 : rank - 1;
}

int64_t KernelGeometry::quadsPerColumn() const {
  return llvm::divideCeil(kernel[quadDim()], kStep);
}

int64_t KernelGeometry::quads() const {
  return taps() / kernel[quadDim()] * quadsPerColumn();
}

SmallVector<int64_t> KernelGeometry::depthwiseBlocks() const {
  SmallVector<int64_t> blocks(panels() / 4, 4);
  for (int64_t size : {2, 1})
    if (panels() & size)
      blocks.push_back(size);
  return blocks;
}

int64_t KernelGeometry::convIndex(int64_t group, int64_t feature, int64_t tap,
                                  int64_t channel) const {
  int64_t run = tap, inRun = channel;
  if (mergesInnermost()) {
    run = tap / kernel.back();
    inRun = tap % kernel.back() * channels + channel;
  }
  int64_t panel = group * panels() + feature / kColumns;
  int64_t column = feature % kColumns;
  int64_t steps = runCount() * runSteps();
  if (isFloat)
    return (panel * steps + run * runSteps() + inRun) * kColumns + column;
  int64_t step = run * runSteps() + inRun / kStep;
  return ((panel * steps + step) * kColumns + column) * kStep + inRun % kStep;
}

int64_t KernelGeometry::depthwiseIndex(int64_t channel, int64_t tap) const {
  if (isFloat)
    return tap * panels() * kColumns + channel;
  SmallVector<int64_t> position = tapPosition(tap);
  int64_t along = position[quadDim()], column = 0;
  for (auto [d, p] : llvm::enumerate(position))
    if (d != quadDim())
      column = column * kernel[d] + p;
  int64_t quad = column * quadsPerColumn() + along / kStep;
  int64_t panel = channel / kColumns, before = 0, size = 0;
  for (int64_t block : depthwiseBlocks()) {
    size = block;
    if (panel < before + block)
      break;
    before += block;
  }
  int64_t within = channel % kColumns;
  int64_t lane = panel - before, j = within / 4, c = within % 4;
  return before * kColumns * quads() * kStep +
         (((quad * 4 + j) * size + lane) * 4 + c) * kStep + along % kStep;
}

int64_t KernelGeometry::channelIndex(int64_t group, int64_t feature) const {
  return group * panels() * kColumns + feature;
}
