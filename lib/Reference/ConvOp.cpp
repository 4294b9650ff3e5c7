// SPDX-License-Identifier: Apache-2.0
// qopt.conv: rows of input patches (im2col) times the filter, group by group;
// depthwise filters directly. Any number of spatial dimensions.
#include "Gemm.h"
#include "Linear.h"
#include "Window.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {
/// Sizes of one convolution, and where its windows lie.
struct ConvShape {
  explicit ConvShape(ConvOp op);
  int64_t batch, channels, features, groups, inputSpatial;
  WindowIndex window;
  int64_t groupChannels() const { return channels / groups; }
  int64_t groupFeatures() const { return features / groups; }
  /// Terms of one sum.
  int64_t terms() const { return window.kernels() * groupChannels(); }
};
} // namespace

static SmallVector<WindowDim> getDims(ConvOp op) {
  auto input = cast<RankedTensorType>(op.getInput().getType());
  auto filter = cast<RankedTensorType>(op.getFilter().getType());
  SmallVector<WindowDim> dims;
  size_t spatial = input.getRank() - 2;
  for (size_t i = 0; i < spatial; ++i)
    dims.push_back({input.getDimSize(i + 1), resultType(op).getDimSize(i + 1),
                    filter.getDimSize(i + 1), op.getStrides()[i],
                    op.getPadding()[i], op.getPadding()[spatial + i],
                    op.getDilations()[i], op.getInputDilations()[i]});
  return dims;
}

ConvShape::ConvShape(ConvOp op) : window(getDims(op)) {
  auto input = cast<RankedTensorType>(op.getInput().getType());
  batch = input.getDimSize(0);
  channels = input.getShape().back();
  features = resultType(op).getShape().back();
  groups = static_cast<int64_t>(op.getGroups());
  inputSpatial = ShapedType::getNumElements(input.getShape().slice(
      1, input.getRank() - 2));
}

// One row of the patch matrix: what the window at one output position sees of
// a group's channels.
template <typename T>
static void fillPatch(const T *image, const std::vector<int64_t> &positions,
                      int64_t channels, int64_t count, T padding, T *row) {
  for (int64_t position : positions) {
    if (position < 0)
      std::fill_n(row, count, padding);
    else
      std::copy_n(image + position * channels, count, row);
    row += count;
  }
}

// image: [spatial][C] from the group's first channel on; sums: [outputs][F]
// from the group's first feature on.
template <typename T>
static void convolveGroup(const ConvShape &shape, const T *image, T padding,
                          const std::vector<T> &panels, T *sums) {
  constexpr int64_t kBlock = 32; // rows that stay in the cache with one panel
  int64_t terms = shape.terms(), outputs = shape.window.outputs();
  std::vector<T> patches(kBlock * terms);
  std::vector<int64_t> positions;
  for (int64_t first = 0; first < outputs; first += kBlock) {
    int64_t rows = std::min(kBlock, outputs - first);
    for (int64_t r = 0; r < rows; ++r) {
      shape.window.positions(first + r, positions);
      fillPatch(image, positions, shape.channels, shape.groupChannels(),
                padding, patches.data() + r * terms);
    }
    multiply(patches.data(), terms, panels, rows, shape.groupFeatures(), terms,
             sums + first * shape.features, shape.features);
  }
}

// One input channel per group: a product of matrices would have one column.
template <typename T>
static void convolveDepthwise(const ConvShape &shape, const T *image,
                              T padding, const std::vector<T> &filter,
                              T *sums) {
  int64_t kernels = shape.window.kernels(), features = shape.features;
  std::vector<T> byKernel(filter.size()), paddingRow(shape.channels, padding);
  for (int64_t f = 0; f < features; ++f)
    for (int64_t k = 0; k < kernels; ++k)
      byKernel[k * features + f] = filter[f * kernels + k];
  std::vector<int64_t> positions;
  for (int64_t o = 0; o < shape.window.outputs(); ++o) {
    shape.window.positions(o, positions);
    T *row = sums + o * features;
    for (int64_t k = 0; k < kernels; ++k) {
      const T *from = positions[k] < 0 ? paddingRow.data()
                                       : image + positions[k] * shape.channels;
      accumulate(row, from, byKernel.data() + k * features, features,
                 shape.groupFeatures());
    }
  }
}

template <typename T>
static std::vector<T> convolve(const ConvShape &shape,
                               const std::vector<T> &input,
                               const std::vector<T> &filter, T padding) {
  int64_t imageSize = shape.inputSpatial * shape.channels;
  int64_t resultSize = shape.window.outputs() * shape.features;
  std::vector<T> sums(shape.batch * resultSize, T(0));
  if (shape.groupChannels() == 1 && shape.groups > 1) {
    for (int64_t n = 0; n < shape.batch; ++n)
      convolveDepthwise(shape, input.data() + n * imageSize, padding, filter,
                        sums.data() + n * resultSize);
    return sums;
  }
  int64_t terms = shape.terms(), features = shape.groupFeatures();
  for (int64_t g = 0; g < shape.groups; ++g) {
    std::vector<T> panels = packPanels(filter.data() + g * features * terms,
                                       terms, features, 1, terms);
    for (int64_t n = 0; n < shape.batch; ++n)
      convolveGroup(shape,
                    input.data() + n * imageSize + g * shape.groupChannels(),
                    padding, panels,
                    sums.data() + n * resultSize + g * features);
  }
  return sums;
}

FailureOr<Tensor> mlir::qopt::evaluate(ConvOp op, const Operands &in) {
  ConvShape shape(op);
  const Tensor &input = in[op.getInput()], &filter = in[op.getFilter()];
  // Real zero, which quantized operands are read as, unless codes are given.
  int64_t padding = static_cast<int64_t>(op.getPadValue().value_or(0));
  return withSumType(op, input, filter, in, shape.terms(),
                     std::abs(static_cast<double>(padding)), [&](auto zero) {
                       using T = decltype(zero);
                       return finishSums(op, in,
                                         convolve(shape, toNumbers<T>(input),
                                                  toNumbers<T>(filter),
                                                  static_cast<T>(padding)));
                     });
}
