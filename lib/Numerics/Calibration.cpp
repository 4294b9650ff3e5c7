// SPDX-License-Identifier: Apache-2.0
//
// The observers and the percentile search; the two costlier searches have
// files of their own.
#include "qopt/Numerics/Calibration.h"

#include <algorithm>
#include <cmath>

namespace qopt::numerics {

namespace {
struct NamedKind {
  ObserverKind kind;
  std::string_view text;
};
constexpr NamedKind kKinds[] = {
    {ObserverKind::MinMax, "minmax"},
    {ObserverKind::MovingAverage, "moving_average"},
    {ObserverKind::Percentile, "percentile"},
    {ObserverKind::Mse, "mse"},
    {ObserverKind::Entropy, "entropy"},
};

/// Exact extremes of the finite values of a batch.
struct Extremes {
  float lo = INFINITY, hi = -INFINITY;
  uint64_t finite = 0, nonFinite = 0;

  Extremes(const float *values, size_t n) {
    for (size_t i = 0; i < n; ++i) {
      bool ok = std::isfinite(values[i]);
      nonFinite += !ok;
      lo = ok && values[i] < lo ? values[i] : lo;
      hi = ok && values[i] > hi ? values[i] : hi;
    }
    finite = n - nonFinite;
  }
};

/// MinMax (momentum 0 stands for "widen") and MovingAverage.
class ExtremesObserver : public RangeObserver {
public:
  explicit ExtremesObserver(double momentum) : momentum(momentum) {}

  void update(const float *values, size_t n) override {
    Extremes batch(values, n);
    nonFinite += batch.nonFinite;
    if (batch.finite == 0)
      return;
    Range seen = {batch.lo, batch.hi};
    if (finite == 0)
      current = seen;
    else if (momentum == 0)
      current = {std::min(current.lo, seen.lo), std::max(current.hi, seen.hi)};
    else
      current = {current.lo + momentum * (seen.lo - current.lo),
                 current.hi + momentum * (seen.hi - current.hi)};
    finite += batch.finite;
  }

  std::optional<Range> range() const override {
    return finite ? std::optional<Range>(current) : std::nullopt;
  }
  uint64_t nonFiniteCount() const override { return nonFinite; }
  uint64_t finiteCount() const override { return finite; }

private:
  double momentum;
  Range current = {0, 0};
  uint64_t finite = 0, nonFinite = 0;
};

class HistogramObserver : public RangeObserver {
public:
  explicit HistogramObserver(const ObserverConfig &config) : config(config) {}

  void update(const float *values, size_t n) override {
    histogram.add(values, n);
  }

  std::optional<Range> range() const override {
    if (histogram.finiteCount() == 0)
      return std::nullopt;
    if (config.kind == ObserverKind::Percentile)
      return percentileRange(histogram, config.percentile, config.symmetric);
    if (config.kind == ObserverKind::Mse && config.table)
      return mseRange(histogram, *config.table);
    if (config.kind == ObserverKind::Mse)
      return mseRange(histogram, config.format, config.symmetric);
    return entropyRange(histogram, config.format, config.symmetric);
  }
  uint64_t nonFiniteCount() const override {
    return histogram.nonFiniteCount();
  }
  uint64_t finiteCount() const override { return histogram.finiteCount(); }

private:
  ObserverConfig config;
  Histogram histogram;
};

/// The magnitude below which all but the mass `cut` of a side lies; `extreme`
/// is the side's exact largest magnitude.
double magnitudeAfterCut(const std::vector<uint64_t> &bins, double width,
                         double extreme, double cut) {
  for (size_t k = bins.size(); k-- > 0;) {
    auto count = double(bins[k]);
    if (cut < count) {
      double lower = double(k) * width;
      double upper = std::min(extreme, double(k + 1) * width);
      return upper - (upper - lower) * (cut / count);
    }
    cut -= count;
  }
  return 0;
}
} // namespace

std::string_view name(ObserverKind kind) {
  for (const NamedKind &entry : kKinds)
    if (entry.kind == kind)
      return entry.text;
  return "";
}

std::optional<ObserverKind> parseObserverKind(std::string_view text) {
  for (const NamedKind &entry : kKinds)
    if (entry.text == text)
      return entry.kind;
  return std::nullopt;
}

std::unique_ptr<RangeObserver> makeObserver(const ObserverConfig &config) {
  switch (config.kind) {
  case ObserverKind::MinMax:
    return std::make_unique<ExtremesObserver>(0);
  case ObserverKind::MovingAverage:
    if (!(config.momentum > 0 && config.momentum <= 1))
      return nullptr;
    return std::make_unique<ExtremesObserver>(config.momentum);
  case ObserverKind::Percentile:
    if (!(config.percentile > 50 && config.percentile <= 100))
      return nullptr;
    return std::make_unique<HistogramObserver>(config);
  case ObserverKind::Mse:
  case ObserverKind::Entropy:
    if (!isValid(config.format) ||
        (config.table && config.kind == ObserverKind::Entropy))
      return nullptr;
    return std::make_unique<HistogramObserver>(config);
  }
  return nullptr;
}

Range clipToMagnitude(const Histogram &h, double threshold) {
  double lo = std::max(h.min(), -threshold);
  double hi = std::min(h.max(), threshold);
  // A threshold inside the lowest bin of one-signed data must not cross over.
  if (h.min() >= 0)
    hi = std::max(hi, lo);
  else if (h.max() <= 0)
    lo = std::min(lo, hi);
  return {lo, hi};
}

Range percentileRange(const Histogram &h, double percent, bool symmetric) {
  double cut = double(h.finiteCount()) * ((100 - percent) / 100);
  double largest = std::max(-h.min(), h.max());
  if (largest == 0)
    return {0, 0};
  bool oneSign = h.min() >= 0 || h.max() <= 0;
  if (symmetric || oneSign)
    return clipToMagnitude(
        h, magnitudeAfterCut(h.magnitudes(), h.binWidth(), largest, cut));
  return {-magnitudeAfterCut(h.negative(), h.binWidth(), -h.min(), cut / 2),
          magnitudeAfterCut(h.positive(), h.binWidth(), h.max(), cut / 2)};
}

} // namespace qopt::numerics
