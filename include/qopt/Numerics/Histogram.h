// SPDX-License-Identifier: Apache-2.0
//
// A streaming histogram of floats that grows by powers of two. Its content is a
// function of the multiset of values alone: neither the order of the values nor
// the sizes of the chunks they came in matter.
#ifndef QOPT_NUMERICS_HISTOGRAM_H
#define QOPT_NUMERICS_HISTOGRAM_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace qopt::numerics {

/// Counts of finite nonzero values by sign and magnitude. Bin k of a side
/// holds binWidth * k <= |x| < binWidth * (k + 1), 0 <= k < kBins; binWidth is
/// the smallest power of two that covers the largest magnitude, so between
/// kBins / 2 and kBins bins are in reach. Zeros are counted apart: affine codes
/// represent them without error. Minimum and maximum are exact.
class Histogram {
public:
  static constexpr int kBins = 2048;

  /// Adds n values. Infinities and NaN are only counted.
  void add(const float *values, size_t n);

  /// Adds all values of another histogram.
  void merge(const Histogram &other);

  /// Bin width in the values' unit; meaningful once a nonzero value was added.
  double binWidth() const;
  const std::vector<uint64_t> &negative() const { return negBins; }
  const std::vector<uint64_t> &positive() const { return posBins; }

  /// What a histogram holds, for files. `negative` and `positive` in order of
  /// bins with each run of n empty ones as -n, the last run left out; empty where
  /// no nonzero value was added (the exponent is then 0).
  struct Parts {
    int widthExponent = 0; ///< binWidth = 2^widthExponent
    std::vector<int64_t> negative, positive;
    uint64_t zeros = 0;
    float lo = 0, hi = 0; ///< exact extremes; 0 without values
  };
  Parts parts() const;

  /// The histogram of these parts (nonFiniteCount() is 0), or nullopt with one
  /// sentence in `error`: counts beyond the bins, extremes that the counts deny.
  static std::optional<Histogram> fromParts(const Parts &parts,
                                            std::string &error);

  /// Counts per magnitude, both signs together: kBins entries.
  std::vector<uint64_t> magnitudes() const;

  uint64_t zeroCount() const { return zeros; }
  uint64_t finiteCount() const { return finite; }
  uint64_t nonFiniteCount() const { return nonFinite; }

  /// Exact extremes of the finite values; finiteCount() > 0 required.
  double min() const { return lo; }
  double max() const { return hi; }

private:
  void cover(float magnitude);
  void growTo(int exponent);

  std::vector<uint64_t> negBins, posBins; // empty until a nonzero value comes
  int widthExponent = 0;                  // binWidth = 2^widthExponent
  uint64_t zeros = 0, finite = 0, nonFinite = 0;
  float lo = 0, hi = 0;
};

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_HISTOGRAM_H
