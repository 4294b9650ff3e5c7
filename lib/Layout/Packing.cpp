// SPDX-License-Identifier: Apache-2.0
// The loops of Packing.h.
#include "Packing.h"

#include <algorithm>
#include <cstdlib>

namespace mlir::qopt {

// Elements of one output channel: kernel positions times group channels.
static int64_t depthOf(const KernelGeometry &g) {
  return g.taps() * (g.isDepthwise ? 1 : g.groupChannels());
}

template <typename T>
static void packConvColumn(const KernelGeometry &g, const T *source,
                           int64_t kStride, T *column) {
  const int64_t step = g.isFloat ? 1 : KernelGeometry::kStep;
  const int64_t stepSize = KernelGeometry::kColumns * step;
  const int64_t length = g.runLength(), runs = g.runCount();
  const int64_t runSize = g.runSteps() * stepSize;
  for (int64_t run = 0; run < runs; ++run, column += runSize)
    for (int64_t i = 0; i < length; ++i, source += kStride)
      column[i / step * stepSize + i % step] = *source;
}

template <typename T>
std::vector<T> packFilter(const KernelGeometry &g, const std::vector<T> &filter,
                          FilterStrides strides) {
  int64_t size = 1;
  for (int64_t d : g.weightShape())
    size *= d;
  std::vector<T> packed(static_cast<size_t>(size), T(0));
  for (int64_t f = 0; f < g.features; ++f) {
    const T *source = filter.data() + f * strides.feature;
    if (!g.isDepthwise) {
      int64_t group = f / g.groupFeatures(), within = f % g.groupFeatures();
      packConvColumn(g, source, strides.k,
                     packed.data() + g.convIndex(group, within, 0, 0));
      continue;
    }
    for (int64_t tap = 0; tap < g.taps(); ++tap)
      packed[g.depthwiseIndex(f, tap)] = source[tap * strides.k];
  }
  return packed;
}

template std::vector<int8_t> packFilter(const KernelGeometry &,
                                        const std::vector<int8_t> &,
                                        FilterStrides);
template std::vector<float> packFilter(const KernelGeometry &,
                                       const std::vector<float> &,
                                       FilterStrides);

std::vector<FilterSums> sumFilter(const KernelGeometry &g,
                                  const std::vector<int8_t> &filter,
                                  FilterStrides strides) {
  std::vector<FilterSums> sums(static_cast<size_t>(g.features), {0, 0});
  int64_t depth = depthOf(g);
  for (int64_t f = 0; f < g.features; ++f)
    for (int64_t k = 0; k < depth; ++k) {
      int w = filter[f * strides.feature + k * strides.k];
      sums[f].sum += w;
      sums[f].absolute += std::abs(w);
    }
  return sums;
}

bool isNarrow(const std::vector<int32_t> &bias, const std::vector<FilterSums> &sums,
              const std::vector<int8_t> &shift, bool unsignedInput) {
  for (int8_t s : shift)
    if (s < 31 || s > 61)
      return false;
  const int64_t lo = unsignedInput ? 0 : -128, hi = unsignedInput ? 255 : 127;
  for (size_t f = 0; f < sums.size(); ++f) {
    int64_t positive = (sums[f].absolute + sums[f].sum) / 2;
    int64_t negative = positive - sums[f].sum;
    int64_t most = bias[f] + positive * hi - negative * lo;
    int64_t least = bias[f] + positive * lo - negative * hi;
    if (std::max(most, -least) >= int64_t(1) << 30)
      return false;
  }
  return true;
}

template <typename T>
std::vector<T> packChannels(const KernelGeometry &g,
                            const std::vector<T> &values, T padding) {
  int64_t size = 1;
  for (int64_t d : g.channelShape())
    size *= d;
  std::vector<T> packed(static_cast<size_t>(size), padding);
  int64_t perGroup = g.isDepthwise ? g.features : g.groupFeatures();
  for (int64_t f = 0; f < g.features; ++f)
    packed[g.channelIndex(f / perGroup, f % perGroup)] =
        values.size() == 1 ? values[0] : values[f];
  return packed;
}

template std::vector<int8_t> packChannels(const KernelGeometry &,
                                          const std::vector<int8_t> &, int8_t);
template std::vector<int32_t> packChannels(const KernelGeometry &,
                                           const std::vector<int32_t> &,
                                           int32_t);
template std::vector<float> packChannels(const KernelGeometry &,
                                         const std::vector<float> &, float);

} // namespace mlir::qopt
