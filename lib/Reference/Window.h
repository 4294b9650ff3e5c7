// SPDX-License-Identifier: Apache-2.0
// Which input positions a window sees: the index arithmetic of convolution and
// pooling, done once per dimension and not per element.
#ifndef QOPT_LIB_REFERENCE_WINDOW_H
#define QOPT_LIB_REFERENCE_WINDOW_H

#include "mlir/Support/LLVM.h"

#include <vector>

namespace mlir::qopt {

/// One spatial dimension of a windowed op.
struct WindowDim {
  int64_t input, output, kernel, stride, padLow, padHigh, dilation;
  int64_t inputDilation = 1;
};

class WindowIndex {
public:
  /// Positions outside of the input.
  static constexpr int64_t kPadding = -1; ///< inside the padded input, or skipped
  static constexpr int64_t kBeyond = -2;  ///< past the high padding

  explicit WindowIndex(ArrayRef<WindowDim> dims);

  /// Number of output positions and of kernel positions.
  int64_t outputs() const { return numOutputs; }
  int64_t kernels() const { return numKernels; }

  /// For output position `output` (row-major): the input position (row-major)
  /// under each kernel position, or kPadding, or kBeyond.
  void positions(int64_t output, std::vector<int64_t> &result) const;

private:
  struct Axis {
    int64_t input, output, kernel;
    std::vector<int64_t> table; // [output][kernel]
  };
  std::vector<Axis> axes;
  int64_t numOutputs = 1, numKernels = 1;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_REFERENCE_WINDOW_H
