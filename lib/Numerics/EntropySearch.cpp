// SPDX-License-Identifier: Apache-2.0
//
// TensorRT's calibration threshold. Prefix sums give the divergence of a
// candidate in O(levels) instead of O(bins): within a group of bins Q is one
// number, so only the group's mass and its count of nonempty bins matter.
#include "qopt/Numerics/Calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace qopt::numerics {

namespace {
/// What Q gives to a last group that holds no value of its own, in values.
/// Without it no candidate in a gap before an outlier would be finite.
constexpr double kLeastMass = 1e-4;

double xLogX(double x) { return x > 0 ? x * std::log(x) : 0; }

class DivergenceSearch {
public:
  explicit DivergenceSearch(std::vector<uint64_t> counts)
      : bins(std::move(counts)), mass(bins.size() + 1), filled(mass.size()),
        logMass(mass.size()) {
    for (size_t k = 0; k < bins.size(); ++k) {
      auto count = double(bins[k]);
      mass[k + 1] = mass[k] + count;
      filled[k + 1] = filled[k] + (count > 0);
      logMass[k + 1] = logMass[k] + xLogX(count);
    }
  }

  /// The number of bins up to and including the last nonempty one.
  size_t occupied() const {
    size_t n = bins.size();
    while (n > 0 && bins[n - 1] == 0)
      --n;
    return n;
  }

  /// KL(P || Q) for the first `kept` bins in `levels` <= kept groups; infinite
  /// where nothing at all is kept.
  double divergence(size_t kept, size_t levels) const {
    double total = mass.back(), inside = mass[kept];
    double clipped = total - inside;
    auto last = double(bins[kept - 1]);
    if (inside == 0)
      return std::numeric_limits<double>::infinity();
    double pLogP = logMass[kept - 1] + xLogX(last + clipped);
    double pLogQ = 0;
    for (size_t g = 0; g < levels; ++g) {
      size_t begin = g * kept / levels, end = (g + 1) * kept / levels;
      double group = mass[end] - mass[begin];
      double nonempty = filled[end] - filled[begin];
      double p = group;
      if (end == kept && clipped > 0) {
        // P is positive in the last bin, so Q has to be.
        p += clipped;
        nonempty += last == 0;
        group = std::max(group, kLeastMass);
      }
      if (p > 0)
        pLogQ += p * std::log(group / nonempty);
    }
    return (pLogP - pLogQ) / total + std::log(inside / total);
  }

private:
  std::vector<uint64_t> bins;
  // Of the first k bins: their mass, how many are nonempty, sum of c log c.
  std::vector<double> mass, filled, logMass;
};
} // namespace

Range entropyRange(const Histogram &h, IntFormat format, bool symmetric) {
  bool oneSign = h.min() >= 0 || h.max() <= 0;
  bool wholeRange = oneSign && (!format.isSigned || !symmetric);
  size_t levels = size_t(1) << (wholeRange ? format.bits : format.bits - 1);
  DivergenceSearch search(h.magnitudes());
  size_t occupied = search.occupied(), best = occupied;
  double least = std::numeric_limits<double>::infinity();
  for (size_t kept = occupied; kept > 0 && kept >= levels; --kept) {
    double divergence = search.divergence(kept, levels);
    if (divergence < least) {
      least = divergence;
      best = kept;
    }
  }
  if (best == occupied)
    return {h.min(), h.max()};
  return clipToMagnitude(h, double(best) * h.binWidth());
}

} // namespace qopt::numerics
