// SPDX-License-Identifier: Apache-2.0
//
// The search for the mantissa width and the largest value of an all-finite
// float with a real-valued bias: "FP8 Quantization: The Power of the Exponent"
// (2022).
#ifndef QOPT_NUMERICS_SEARCH_FP8SEARCH_H
#define QOPT_NUMERICS_SEARCH_FP8SEARCH_H

#include "qopt/Numerics/Formats/Minifloat.h"
#include "qopt/Numerics/Search/ErrorSums.h"

#include <cstddef>
#include <vector>

namespace qopt::numerics {

/// The format of `bits` bits with the given mantissa width whose largest value
/// is maxValue > 0.
MinifloatFormat floatWithMax(int bits, int mantissaBits, bool isSigned,
                             double maxValue);

struct Fp8Choice {
  int mantissaBits;
  std::vector<double> maxValues; ///< one per channel, > 0
  /// Mean over the channels of the least error for 1, 2, ... mantissa bits.
  std::vector<double> msePerMantissa;
};

/// Per channel and mantissa width 1 .. bits - 1 - sign, the best of 111 largest
/// values evenly spaced from 0.1 to 1.2 of the channel's largest magnitude
/// (FLT_MAX at most; 1 for a channel of zeros), by the mean squared error, the
/// first of equal ones. Each channel votes for its best width; the most votes
/// win, of equal ones the narrowest. The largest values are then those of the
/// channels for this width. 3 <= bits <= 8; unsigned formats clip negative
/// values to 0.
class Fp8Selector {
public:
  explicit Fp8Selector(int bits = 8, bool isSigned = true);
  void add(const ErrorSums &channel);
  Fp8Choice choice() const;

private:
  std::vector<CodeTable> units;               // per width, largest value 1
  std::vector<std::vector<double>> maxValues; // per width and channel
  std::vector<double> sumMse;                 // per width
  std::vector<int> votes;
};

/// The same of all channels at once; x is channels x perChannel, row-major.
Fp8Choice searchFp8(const std::vector<ErrorSums> &channels, int bits = 8,
                    bool isSigned = true);
Fp8Choice searchFp8(const float *x, size_t channels, size_t perChannel,
                    int bits = 8, bool isSigned = true);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_SEARCH_FP8SEARCH_H
