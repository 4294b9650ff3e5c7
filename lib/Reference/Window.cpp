// SPDX-License-Identifier: Apache-2.0
// Tables of window positions, see Window.h.
#include "Window.h"

#include "llvm/ADT/SmallVector.h"

using namespace mlir;
using namespace mlir::qopt;

static int64_t lookUp(const WindowDim &dim, int64_t output, int64_t kernel) {
  int64_t at = output * dim.stride + kernel * dim.dilation - dim.padLow;
  int64_t dilated = dim.input > 0 ? (dim.input - 1) * dim.inputDilation + 1 : 0;
  if (at >= dilated + dim.padHigh)
    return WindowIndex::kBeyond;
  if (at < 0 || at >= dilated || at % dim.inputDilation != 0)
    return WindowIndex::kPadding;
  return at / dim.inputDilation;
}

WindowIndex::WindowIndex(ArrayRef<WindowDim> dims) {
  for (const WindowDim &dim : dims) {
    Axis axis{dim.input, dim.output, dim.kernel, {}};
    axis.table.reserve(dim.output * dim.kernel);
    for (int64_t o = 0; o < dim.output; ++o)
      for (int64_t k = 0; k < dim.kernel; ++k)
        axis.table.push_back(lookUp(dim, o, k));
    numOutputs *= dim.output;
    numKernels *= dim.kernel;
    axes.push_back(std::move(axis));
  }
}

void WindowIndex::positions(int64_t output,
                            std::vector<int64_t> &result) const {
  SmallVector<int64_t, 4> index(axes.size());
  for (size_t d = axes.size(); d-- > 0;) {
    index[d] = output % axes[d].output;
    output /= axes[d].output;
  }
  result.assign(1, 0);
  std::vector<int64_t> previous;
  for (size_t d = 0; d < axes.size(); ++d) {
    const Axis &axis = axes[d];
    const int64_t *row = axis.table.data() + index[d] * axis.kernel;
    previous.swap(result);
    result.clear();
    for (int64_t base : previous)
      for (int64_t k = 0; k < axis.kernel; ++k)
        // Beyond in one dimension is beyond, whatever the others say.
        result.push_back(base < 0 || row[k] < 0 ? std::min({base, row[k], kPadding})
                                                : base * axis.input + row[k]);
  }
}
