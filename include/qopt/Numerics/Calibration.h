// SPDX-License-Identifier: Apache-2.0
//
// Observers: from a stream of float values to the range that a quantizer should
// cover. They are deterministic, and all but the moving average give the same
// result however the stream is ordered and cut.
#ifndef QOPT_NUMERICS_CALIBRATION_H
#define QOPT_NUMERICS_CALIBRATION_H

#include "qopt/Numerics/CodeTable.h"
#include "qopt/Numerics/Histogram.h"
#include "qopt/Numerics/IntFormat.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace qopt::numerics {

/// A closed interval of real values, finite, lo <= hi. It need not contain 0:
/// chooseAffine widens it.
struct Range {
  double lo;
  double hi;
};

enum class ObserverKind : uint32_t {
  MinMax = 0,        ///< exact extremes
  MovingAverage = 1, ///< extremes of each batch, exponentially averaged
  Percentile = 2,    ///< tails of a given mass cut off
  Mse = 3,           ///< least mean squared quantization error
  Entropy = 4,       ///< least Kullback-Leibler divergence (TensorRT)
};

/// "minmax", "moving_average", "percentile", "mse", "entropy", and back.
std::string_view name(ObserverKind kind);
std::optional<ObserverKind> parseObserverKind(std::string_view text);

struct ObserverConfig {
  ObserverKind kind = ObserverKind::MinMax;
  /// MovingAverage: weight of a new batch, in (0, 1].
  double momentum = 0.01;
  /// Percentile: share of values kept, in percent, in (50, 100].
  double percentile = 99.99;
  /// Mse, Entropy: the format the range is for.
  IntFormat format = {8, true, false};
  /// Mse: the table of the format in its place, where it is not uniform.
  std::optional<CodeTable> table = {};
  /// Percentile, Mse, Entropy: the range is for a symmetric quantizer, so one
  /// clipping threshold serves both signs.
  bool symmetric = false;
};

/// Sees all values of one tensor, batch after batch, and proposes a range.
class RangeObserver {
public:
  virtual ~RangeObserver() = default;

  /// Adds one batch of n values. Non-finite values are counted and skipped.
  virtual void update(const float *values, size_t n) = 0;

  /// The proposed range; nullopt until a finite value was seen. May take some
  /// milliseconds for Mse and Entropy.
  virtual std::optional<Range> range() const = 0;

  /// How many NaN and infinities were skipped.
  virtual uint64_t nonFiniteCount() const = 0;

  /// How many finite values were seen.
  virtual uint64_t finiteCount() const = 0;
};

/// The observer of the configuration; null if a parameter it uses is outside
/// its stated range (or the format is invalid), and for Entropy with a table: its
/// levels are those of integers.
std::unique_ptr<RangeObserver> makeObserver(const ObserverConfig &config);

/// The exact extremes of h, clipped to magnitudes of at most `threshold` where
/// that leaves an interval; finiteCount() > 0 required, here and below.
Range clipToMagnitude(const Histogram &h, double threshold);

/// The searches behind the histogram observers.
///
/// percentileRange: cuts a mass of (100 - percent)% from the tails: half from
/// each side if both signs occur, else all from the one side; with `symmetric`
/// from the magnitudes, giving [-t, t] within the exact extremes. A bin is
/// divided by linear interpolation; never beyond the exact extremes, and a
/// side never crosses zero.
Range percentileRange(const Histogram &h, double percent, bool symmetric);

/// mseRange: the clipping, in steps of 1% of the extremes, with the least
/// expected squared error of roundTo-nearest quantization by chooseAffine's
/// parameters, values taken as evenly spread within a bin. With `symmetric` one
/// threshold; otherwise both ends together, and then each end with the other
/// fixed, in both orders, from the full range and from the best common clipping
/// (not all 10^4 pairs). Ties keep the range tried first, wide before narrow.
Range mseRange(const Histogram &h, IntFormat format, bool symmetric);

/// The same for a table format: searchScaleBeyond from 1% to 149% of the scale that
/// covers the extremes and on; the range is the one for which chooseTableScale
/// gives the scale found, and may lie beyond the extremes.
Range mseRange(const Histogram &h, const CodeTable &table);

/// entropyRange: TensorRT's search. For each number i of magnitude bins kept,
/// P = the first i bins with all clipped mass added to the last, Q = the same
/// bins (without it) averaged over `levels` equal groups and spread over the
/// group's bins that are nonempty in P (an empty last group that received
/// clipped mass counts as 1e-4 values); the i of least KL(P || Q) wins, the
/// larger at a tie. i >= levels: nothing below levels * binWidth is proposed,
/// for 128 levels between 1/16 and 1/8 of the extreme.
/// levels = codes on one side of zero: 2^bits where the data has one sign and
/// the format is unsigned or the quantizer asymmetric, else 2^(bits-1). Zeros
/// take no part. One magnitude threshold serves both signs. Where the histogram
/// is not finer than the format, nothing is clipped.
Range entropyRange(const Histogram &h, IntFormat format, bool symmetric);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_CALIBRATION_H
