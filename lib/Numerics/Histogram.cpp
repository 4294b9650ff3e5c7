// SPDX-License-Identifier: Apache-2.0
//
// Bins are aligned to multiples of a power of two, so doubling their width
// merges whole pairs: growing loses nothing but resolution, and a histogram
// grown step by step equals one that had its final width from the start.
#include "qopt/Numerics/Histogram.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace qopt::numerics {

static_assert(Histogram::kBins == 1 << 11, "cover() counts on it");

void Histogram::cover(float magnitude) {
  int exponent;
  std::frexp(magnitude, &exponent); // magnitude < 2^exponent, tightly
  growTo(exponent - 11);
}

void Histogram::growTo(int exponent) {
  if (posBins.empty()) {
    posBins.assign(kBins, 0);
    negBins.assign(kBins, 0);
    widthExponent = exponent;
    return;
  }
  if (exponent <= widthExponent)
    return;
  int shift = std::min(exponent - widthExponent, 11);
  for (std::vector<uint64_t> *side : {&negBins, &posBins})
    for (int k = 1; k < kBins; ++k) {
      uint64_t count = std::exchange((*side)[k], 0);
      (*side)[k >> shift] += count;
    }
  widthExponent = exponent;
}

void Histogram::add(const float *values, size_t n) {
  float least = INFINITY, most = -INFINITY;
  uint64_t skipped = 0;
  for (size_t i = 0; i < n; ++i) {
    if (!std::isfinite(values[i])) {
      ++skipped;
      continue;
    }
    least = std::min(least, values[i]);
    most = std::max(most, values[i]);
  }
  nonFinite += skipped;
  if (skipped == n)
    return;
  lo = finite ? std::min(lo, least) : least;
  hi = finite ? std::max(hi, most) : most;
  finite += n - skipped;
  float top = std::max(std::fabs(least), std::fabs(most));
  if (top == 0) {
    zeros += n - skipped;
    return;
  }
  cover(top);
  // Scaling by a power of two is exact, so bins are decided exactly.
  double perWidth = std::ldexp(1.0, -widthExponent);
  uint64_t *sides[2] = {posBins.data(), negBins.data()};
  for (size_t i = 0; i < n; ++i) {
    float x = values[i];
    if (x == 0)
      ++zeros;
    else if (std::isfinite(x))
      ++sides[std::signbit(x)][size_t(std::fabs(double(x)) * perWidth)];
  }
}

void Histogram::merge(const Histogram &other) {
  nonFinite += other.nonFinite;
  if (other.finite == 0)
    return;
  lo = finite ? std::min(lo, other.lo) : other.lo;
  hi = finite ? std::max(hi, other.hi) : other.hi;
  finite += other.finite;
  zeros += other.zeros;
  if (other.posBins.empty())
    return;
  growTo(other.widthExponent);
  int shift = std::min(widthExponent - other.widthExponent, 11);
  for (int k = 0; k < kBins; ++k) {
    negBins[k >> shift] += other.negBins[k];
    posBins[k >> shift] += other.posBins[k];
  }
}

double Histogram::binWidth() const { return std::ldexp(1.0, widthExponent); }

std::vector<uint64_t> Histogram::magnitudes() const {
  std::vector<uint64_t> sum(kBins, 0);
  if (!posBins.empty())
    std::transform(posBins.begin(), posBins.end(), negBins.begin(), sum.begin(),
                   [](uint64_t a, uint64_t b) { return a + b; });
  return sum;
}

} // namespace qopt::numerics
