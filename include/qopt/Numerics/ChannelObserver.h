// SPDX-License-Identifier: Apache-2.0
//
// What calibration keeps of a value channel by channel: extremes, means, and a
// few of its rows.
#ifndef QOPT_NUMERICS_CHANNELOBSERVER_H
#define QOPT_NUMERICS_CHANNELOBSERVER_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace qopt::numerics {

/// Sees a stream of tokens of `channels` numbers each. The result does not depend
/// on how the stream is cut into batches.
class ChannelObserver {
public:
  /// Keeps min(rows, tokens) tokens of a stream that will have `tokens` of them:
  /// number floor(i * tokens / kept), i = 0, 1, ... `channels` > 0.
  ChannelObserver(int64_t channels, int64_t tokens, int64_t rows);

  /// `tokens` x channels numbers, row-major. Non-finite ones are counted and have no
  /// part in extremes and means.
  void update(const float *data, int64_t tokens);

  int64_t channels() const { return int64_t(lows.size()); }
  int64_t tokens() const { return seen; }
  uint64_t nonFiniteCount() const { return nonFinite; }

  /// Extremes; 0 of a channel without finite values.
  std::vector<float> lo() const { return finite(lows); }
  std::vector<float> hi() const { return finite(highs); }
  /// E[x] and E[|x|]: sums in f64 in the order of the stream, rounded to f32.
  std::vector<float> mean() const { return average(sums); }
  std::vector<float> meanMagnitude() const { return average(magnitudes); }
  /// The kept tokens that have come, row-major.
  const std::vector<float> &rows() const { return kept; }

private:
  std::vector<float> finite(const std::vector<float> &extremes) const;
  std::vector<float> average(const std::vector<double> &totals) const;

  std::vector<float> lows, highs, kept;
  std::vector<double> sums, magnitudes;
  std::vector<int64_t> counts;
  int64_t seen = 0, expected, wanted, next = 0;
  uint64_t nonFinite = 0;
};

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_CHANNELOBSERVER_H
