// SPDX-License-Identifier: Apache-2.0
// Max and average pooling, local and global.
#include "Windows.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

static bool checkInput(NodeImporter &n) {
  const Tensor &x = n.input(0);
  if (x->rank() < 3)
    n.fail("expected an input [N, C, spatial...], got shape " + str(x->shape));
  else if (llvm::is_contained(x->shape, 0))
    n.fail("expected a non-empty input, got shape " + str(x->shape));
  return !n.failed();
}

// Number of windows along dimension i; a last window that would start in the
// high padding does not count (ONNX since 1.16, every runtime before).
static int64_t countWindows(const Windows &w, size_t i, bool ceilMode) {
  int64_t low = w.padding[i], high = w.padding[w.rank() + i];
  int64_t span = w.input[i] + low + high - w.extent(i);
  int64_t outputs = (ceilMode ? llvm::divideCeilSigned(span, w.strides[i])
                              : llvm::divideFloorSigned(span, w.strides[i])) +
                    1;
  if (ceilMode && (outputs - 1) * w.strides[i] >= w.input[i] + low)
    --outputs;
  return outputs;
}

// Whether the window that starts at `start` sees an element of the input.
static bool reachesInput(const Windows &w, size_t i, int64_t start) {
  // First tap at or after element 0; later ones only lie further right.
  int64_t tap = start < 0 ? llvm::divideCeilSigned(-start, w.dilations[i]) : 0;
  return tap < w.kernel[i] && start + tap * w.dilations[i] < w.input[i];
}

// A window that sees nothing but padding has no maximum and no average. Only
// windows that begin or end in the padding can be such.
static bool hasEmptyWindow(const Windows &w, size_t i, int64_t outputs) {
  constexpr int64_t limit = 1 << 16; // beyond it the padding is no padding
  auto start = [&](int64_t o) { return o * w.strides[i] - w.padding[i]; };
  for (int64_t o = 0; o < outputs && start(o) < 0; ++o)
    if (o == limit || !reachesInput(w, i, start(o)))
      return true;
  for (int64_t o = outputs - 1; o >= 0 && start(o) + w.extent(i) > w.input[i];
       --o)
    if (outputs - o > limit || !reachesInput(w, i, start(o)))
      return true;
  return false;
}

static void importPool(NodeImporter &n, PoolKind kind) {
  if (!checkInput(n))
    return;
  const Tensor &x = n.input(0);
  SmallVector<int64_t> kernel(x->rank() - 2, 1);
  if (!n.hasAttr("kernel_shape"))
    return n.fail("expected attribute 'kernel_shape', got none");
  kernel = n.getSizes("kernel_shape", kernel, 1);
  bool average = kind == PoolKind::average;
  bool ceilMode = n.opset >= 10 && n.getFlag("ceil_mode", false);
  bool includePad = average && n.getFlag("count_include_pad", false);
  Windows w = readWindows(n, kernel, n.opset >= (average ? 19 : 10));
  if (!average)
    n.ignoreAttr("storage_order"); // the order of Indices only
  if (average)
    n.requireFloating(0);
  if (n.isUsed(1))
    n.fail("output 1 (Indices) of MaxPool is not supported");
  if (n.failed())
    return;
  SmallVector<int64_t> outputs;
  for (size_t i = 0; i < w.rank(); ++i) {
    outputs.push_back(countWindows(w, i, ceilMode));
    if (outputs.back() < 1)
      return n.fail("expected a kernel that fits the padded input, got kernel " +
                    str(w.kernel) + " for input " + str(x->shape));
    if (!includePad && hasEmptyWindow(w, i, outputs.back()))
      return n.fail("expected every window to reach the input, got pads " +
                    str(w.padding) + " for kernel " + str(w.kernel));
  }
  PoolGeometry g{w.kernel, w.strides, w.padding, w.dilations, includePad};
  n.setOutput(0, n.b.toChannelsFirst(
                     n.b.pool(kind, n.b.toChannelsLast(x), outputs, g)));
}

static void importMaxPool(NodeImporter &n) { importPool(n, PoolKind::max); }
static void importAveragePool(NodeImporter &n) {
  importPool(n, PoolKind::average);
}

// One window over all spatial dimensions.
static void importGlobalPool(NodeImporter &n, PoolKind kind) {
  n.requireFloating(0);
  if (!checkInput(n))
    return;
  const Tensor &x = n.input(0);
  size_t rank = x->rank() - 2;
  PoolGeometry g;
  g.kernel.assign(x->shape.begin() + 2, x->shape.end());
  g.strides.assign(rank, 1);
  g.dilations.assign(rank, 1);
  g.padding.assign(2 * rank, 0);
  SmallVector<int64_t> outputs(rank, 1);
  n.setOutput(0, n.b.toChannelsFirst(
                     n.b.pool(kind, n.b.toChannelsLast(x), outputs, g)));
}

static void importGlobalMaxPool(NodeImporter &n) {
  importGlobalPool(n, PoolKind::max);
}
static void importGlobalAveragePool(NodeImporter &n) {
  importGlobalPool(n, PoolKind::average);
}

ArrayRef<OpRow> mlir::qopt::onnx_import::getPoolOps() {
  static constexpr OpRow rows[] = {
      {"MaxPool", 1, kNewest, 1, 1, 2, importMaxPool},
      {"AveragePool", 7, kNewest, 1, 1, 1, importAveragePool},
      {"GlobalMaxPool", 1, kNewest, 1, 1, 1, importGlobalMaxPool},
      {"GlobalAveragePool", 1, kNewest, 1, 1, 1, importGlobalAveragePool},
  };
  return rows;
}
