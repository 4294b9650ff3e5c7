// SPDX-License-Identifier: Apache-2.0
// What calibration found of a value channel by channel (last dimension), as an
// attribute of the op that makes the value, or of the function argument it is:
//   qopt.channels = {lo = dense<..>, hi = .., mean = .., mean_magnitude = ..,
//                    rows = dense<..> : tensor<RxCxf32>}
#ifndef QOPT_IR_CHANNELSTATISTICS_H
#define QOPT_IR_CHANNELSTATISTICS_H

#include "qopt/IR/ChannelLabels.h"

namespace mlir::qopt {

inline constexpr llvm::StringLiteral kChannelsAttr = "qopt.channels";

/// Of C channels, in the value's units; all finite. A token is one index of all
/// dimensions but the last.
struct ChannelStatistics {
  std::vector<float> lo, hi;        ///< least and greatest value over all tokens
  std::vector<float> mean;          ///< E[x]
  std::vector<float> meanMagnitude; ///< E[|x|]
  /// Some tokens, evenly spaced over the calibration data, or none: R x C.
  std::vector<float> rows;

  size_t channels() const { return lo.size(); }
  size_t rowCount() const { return lo.empty() ? 0 : rows.size() / lo.size(); }
  double absmax(size_t channel) const;
};

void setChannelStatistics(Value value, const ChannelStatistics &statistics);

/// nullopt where the value has none. An error that names the value where the
/// attribute holds no statistics of its channels.
FailureOr<std::optional<ChannelStatistics>> getChannelStatistics(Value value);

/// Brings the statistics of a value, where it has any, in line with a division by
/// factors along its last dimension; drops those of a value whose factors depend
/// on other dimensions, and its range and histogram, which are not known by
/// channel.
void divideStatistics(Value value, const ChannelLabels &labels,
                      ArrayRef<double> factors);
/// Forgets statistics, range and histogram of a value that has changed.
void dropStatistics(Value value);

} // namespace mlir::qopt

#endif // QOPT_IR_CHANNELSTATISTICS_H
