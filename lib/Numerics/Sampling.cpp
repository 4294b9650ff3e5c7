// SPDX-License-Identifier: Apache-2.0
// See the header.
#include "qopt/Numerics/Sampling.h"

#include "qopt/Numerics/Rounding.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace qopt::numerics;

std::string qopt::numerics::check(const SamplingOptions &options) {
  if (!std::isfinite(options.temperature) || options.temperature < 0)
    return "expected a temperature that is finite and at least 0, got " +
           std::to_string(options.temperature);
  if (!(options.topP > 0 && options.topP <= 1))
    return "expected top-p above 0 and at most 1, got " +
           std::to_string(options.topP);
  return "";
}

size_t qopt::numerics::argmax(const float *scores, size_t count) {
  size_t best = count;
  for (size_t i = 0; i < count; ++i)
    if (!std::isnan(scores[i]) && (best == count || scores[i] > scores[best]))
      best = i;
  return best == count ? 0 : best;
}

size_t qopt::numerics::sample(const float *scores, size_t count,
                              const SamplingOptions &options, uint64_t step) {
  size_t best = argmax(scores, count);
  // An infinite score leaves nothing to the others.
  if (options.temperature == 0 || !std::isfinite(scores[best]))
    return best;
  std::vector<double> shares(count);
  for (size_t i = 0; i < count; ++i) {
    double x = (static_cast<double>(scores[i]) - scores[best]) / options.temperature;
    shares[i] = std::isnan(x) ? 0 : std::exp(x);
  }
  std::vector<size_t> candidates(count);
  std::iota(candidates.begin(), candidates.end(), size_t(0));
  double total = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (options.topP < 1) {
    std::stable_sort(candidates.begin(), candidates.end(),
                     [&](size_t a, size_t b) { return shares[a] > shares[b]; });
    double kept = 0;
    size_t size = 0;
    while (size < count && kept < options.topP * total)
      kept += shares[candidates[size++]];
    candidates.resize(size);
    total = kept;
  }
  double u = std::ldexp(
      static_cast<double>(counterHash(options.seed, step) >> 11), -53);
  double sum = 0;
  for (size_t i : candidates)
    if ((sum += shares[i]) > u * total)
      return i;
  return candidates.back();
}
