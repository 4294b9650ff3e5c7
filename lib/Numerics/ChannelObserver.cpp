// SPDX-License-Identifier: Apache-2.0
#include "qopt/Numerics/ChannelObserver.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qopt::numerics {

ChannelObserver::ChannelObserver(int64_t channels, int64_t tokens, int64_t rows)
    : lows(channels, std::numeric_limits<float>::infinity()),
      highs(channels, -std::numeric_limits<float>::infinity()),
      sums(channels, 0.0), magnitudes(channels, 0.0), counts(channels, 0),
      expected(tokens), wanted(std::min(rows, tokens)) {}

void ChannelObserver::update(const float *data, int64_t tokens) {
  int64_t width = channels();
  for (int64_t t = 0; t < tokens; ++t, ++seen, data += width) {
    if (next < wanted && seen == next * expected / wanted) {
      kept.insert(kept.end(), data, data + width);
      ++next;
    }
    for (int64_t c = 0; c < width; ++c) {
      float x = data[c];
      if (!std::isfinite(x)) {
        ++nonFinite;
        continue;
      }
      lows[c] = std::min(lows[c], x);
      highs[c] = std::max(highs[c], x);
      sums[c] += x;
      magnitudes[c] += std::fabs(x);
      ++counts[c];
    }
  }
}

std::vector<float>
ChannelObserver::finite(const std::vector<float> &extremes) const {
  std::vector<float> result = extremes;
  for (float &x : result)
    x = std::isfinite(x) ? x : 0.0f;
  return result;
}

std::vector<float>
ChannelObserver::average(const std::vector<double> &totals) const {
  std::vector<float> result;
  for (size_t c = 0; c < totals.size(); ++c)
    result.push_back(counts[c] ? float(totals[c] / double(counts[c])) : 0.0f);
  return result;
}

} // namespace qopt::numerics
