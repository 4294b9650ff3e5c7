// SPDX-License-Identifier: Apache-2.0
#include "qopt/Numerics/Fold/OutputError.h"

#include "qopt/Numerics/Fold/ChannelScales.h"

#include <algorithm>
#include <cmath>

namespace qopt::numerics {

namespace {

constexpr int64_t kLanes = 16;

// Sixteen sums side by side: the compiler may use vectors of any width without
// changing a bit.
float dot(const float *a, const float *b, int64_t n) {
  float lanes[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (int64_t l = 0; l < kLanes; ++l)
      lanes[l] += a[i + l] * b[i + l];
  for (int64_t l = 0; i < n; ++i, ++l)
    lanes[l] += a[i] * b[i];
  for (int64_t half = kLanes / 2; half > 0; half /= 2)
    for (int64_t l = 0; l < half; ++l)
      lanes[l] += lanes[l + half];
  return lanes[0];
}

std::vector<float> multiply(const std::vector<float> &x,
                            const std::vector<float> &w,
                            const LinearSample &layer) {
  std::vector<float> result(layer.tokens * layer.outputs);
  for (int64_t t = 0; t < layer.tokens; ++t)
    for (int64_t o = 0; o < layer.outputs; ++o)
      result[t * layer.outputs + o] =
          dot(&x[t * layer.inputs], &w[o * layer.inputs], layer.inputs);
  return result;
}

void simulateRun(float *begin, float *end, Range range,
                 const SimulatedQuantizer &quantizer) {
  auto params =
      chooseAffine(range.lo, range.hi, quantizer.format, quantizer.symmetric);
  if (!params)
    return;
  for (float *x = begin; x != end; ++x)
    *x = dequantize(quantize(*x, params->scale, params->zeroPoint,
                             quantizer.format, RoundingMode::NearestEven),
                    params->scale, params->zeroPoint);
}

Range extremesOf(const float *begin, const float *end) {
  if (begin == end)
    return {0, 0};
  auto [lo, hi] = std::minmax_element(begin, end);
  return {*lo, *hi};
}

double scaleOf(const LinearSample &layer, int64_t input,
               const std::vector<double> &scales) {
  int32_t channel = layer.channel[input];
  return channel < 0 ? 1.0 : scales[channel];
}

Range scaledExtremes(const LinearSample &layer,
                     const std::vector<double> &scales) {
  Range range = {0, 0};
  for (int64_t j = 0; j < layer.inputs; ++j) {
    double s = scaleOf(layer, j, scales);
    range.lo = std::min(range.lo, layer.lo[j] / s);
    range.hi = std::max(range.hi, layer.hi[j] / s);
  }
  return range;
}

} // namespace

void simulate(float *values, int64_t rows, int64_t columns,
              const SimulatedQuantizer &quantizer, const Range *extremes) {
  using Sharing = SimulatedQuantizer::Sharing;
  int64_t run = 0;
  switch (quantizer.sharing) {
  case Sharing::None:
    return;
  case Sharing::Tensor:
    simulateRun(values, values + rows * columns,
                extremes ? *extremes
                         : extremesOf(values, values + rows * columns),
                quantizer);
    return;
  case Sharing::Row:
    run = columns;
    break;
  case Sharing::Group:
    run = quantizer.group;
    break;
  }
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t j = 0; j < columns; j += run) {
      float *begin = values + r * columns + j;
      float *end = values + r * columns + std::min(columns, j + run);
      simulateRun(begin, end, extremesOf(begin, end), quantizer);
    }
}

OutputError::OutputError(std::vector<LinearSample> samples,
                         SimulatedQuantizer a, SimulatedQuantizer w)
    : layers(std::move(samples)), activations(a), weights(w) {
  for (const LinearSample &layer : layers)
    references.push_back(multiply(layer.x, layer.w, layer));
}

double OutputError::ofLayer(const LinearSample &layer,
                            const std::vector<float> &reference,
                            const std::vector<double> &scales) const {
  std::vector<float> x = layer.x, w = layer.w;
  for (int64_t j = 0; j < layer.inputs; ++j) {
    double s = scaleOf(layer, j, scales);
    for (int64_t t = 0; t < layer.tokens; ++t)
      x[t * layer.inputs + j] = scaleOnce(x[t * layer.inputs + j], 1 / s);
    for (int64_t o = 0; o < layer.outputs; ++o)
      w[o * layer.inputs + j] = scaleOnce(w[o * layer.inputs + j], s);
  }
  Range range = {0, 0};
  if (!layer.lo.empty())
    range = scaledExtremes(layer, scales);
  simulate(x.data(), layer.tokens, layer.inputs, activations,
           layer.lo.empty() ? nullptr : &range);
  simulate(w.data(), layer.outputs, layer.inputs, weights);
  std::vector<float> result = multiply(x, w, layer);
  double sum = 0;
  for (size_t i = 0; i < result.size(); ++i) {
    double e = double(result[i]) - double(reference[i]);
    sum += e * e;
  }
  return sum;
}

double OutputError::operator()(const std::vector<double> &scales) const {
  double sum = 0;
  for (size_t l = 0; l < layers.size(); ++l)
    sum += ofLayer(layers[l], references[l], scales);
  return sum;
}

size_t chooseCandidate(const std::vector<double> &grid,
                       const std::vector<double> &costs, double middle) {
  size_t best = 0;
  for (size_t i = 1; i < grid.size(); ++i) {
    bool nearer =
        std::fabs(grid[i] - middle) < std::fabs(grid[best] - middle);
    if (costs[i] < costs[best] || (costs[i] == costs[best] && nearer))
      best = i;
  }
  return best;
}

double expectedShift(const std::vector<float> &w, const std::vector<float> &q,
                     const std::vector<float> &mean) {
  double sum = 0;
  for (size_t j = 0; j < w.size(); ++j)
    sum += (double(w[j]) - double(q[j])) * double(mean[j]);
  return sum;
}

} // namespace qopt::numerics
