// SPDX-License-Identifier: Apache-2.0
// Padding of convolutions and poolings: explicit, SAME_UPPER, SAME_LOWER, VALID.
#include "Windows.h"

using namespace mlir;
using namespace mlir::qopt::onnx_import;

// SAME: as many outputs as strides fit into the input, rounded up.
static void setSamePadding(Windows &w, bool upper) {
  size_t rank = w.rank();
  for (size_t i = 0; i < rank; ++i) {
    int64_t outputs = (w.input[i] + w.strides[i] - 1) / w.strides[i];
    int64_t total = std::max<int64_t>(
        0, (outputs - 1) * w.strides[i] + w.extent(i) - w.input[i]);
    int64_t small = total / 2, large = total - small;
    w.padding[i] = upper ? small : large;
    w.padding[rank + i] = upper ? large : small;
  }
}

Windows mlir::qopt::onnx_import::readWindows(NodeImporter &n,
                                             ArrayRef<int64_t> kernel,
                                             bool readDilations) {
  Windows w;
  size_t rank = kernel.size();
  w.input.assign(n.input(0)->shape.begin() + 2, n.input(0)->shape.end());
  w.kernel.assign(kernel.begin(), kernel.end());
  SmallVector<int64_t> ones(rank, 1), zeros(2 * rank, 0);
  w.strides = n.getSizes("strides", ones, 1);
  w.dilations = readDilations ? n.getSizes("dilations", ones, 1) : ones;
  w.padding = n.getSizes("pads", zeros, 0);
  w.autoPad = n.getString("auto_pad", "NOTSET");
  for (int64_t size : w.kernel)
    if (size < 1 || size >= int64_t{1} << 31)
      n.fail("expected kernel sizes in [1, 2^31), got " + str(w.kernel));
  if (n.failed())
    return w;
  bool explicitPads = w.autoPad == "NOTSET";
  if (!explicitPads && llvm::any_of(w.padding, [](int64_t p) { return p != 0; }))
    n.fail("expected either auto_pad or pads, got auto_pad " + w.autoPad +
           " and pads " + str(w.padding));
  if (w.autoPad == "SAME_UPPER" || w.autoPad == "SAME_LOWER")
    setSamePadding(w, w.autoPad == "SAME_UPPER");
  else if (!explicitPads && w.autoPad != "VALID")
    n.fail("expected auto_pad NOTSET, SAME_UPPER, SAME_LOWER or VALID, got '" +
           w.autoPad + "'");
  return w;
}
