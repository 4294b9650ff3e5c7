// SPDX-License-Identifier: Apache-2.0
// Rows of input patches (im2col) times the filter, group by group; depthwise
// filters directly.
#include "Convolve.h"

#include "Gemm.h"
#include "Linear.h"

using namespace mlir;
using namespace mlir::qopt;

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
std::vector<T> mlir::qopt::convolve(const ConvShape &shape,
                                    const std::vector<T> &input,
                                    const std::vector<T> &filter, T padding,
                                    const std::vector<T> &start) {
  int64_t imageSize = shape.inputSpatial * shape.channels;
  int64_t resultSize = shape.window.outputs() * shape.features;
  std::vector<T> sums = startSums<T>(shape.batch * resultSize, start);
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

#define QOPT_INSTANTIATE(T)                                                    \
  template std::vector<T> mlir::qopt::convolve(                                \
      const ConvShape &, const std::vector<T> &, const std::vector<T> &, T,    \
      const std::vector<T> &);
QOPT_INSTANTIATE(float)
QOPT_INSTANTIATE(double)
QOPT_INSTANTIATE(__int128)
#undef QOPT_INSTANTIATE
