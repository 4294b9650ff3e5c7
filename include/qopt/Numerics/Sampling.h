// SPDX-License-Identifier: Apache-2.0
// The next token from a model's scores.
#ifndef QOPT_NUMERICS_SAMPLING_H
#define QOPT_NUMERICS_SAMPLING_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace qopt::numerics {

struct SamplingOptions {
  double temperature = 0; ///< 0: the highest score; else scores are divided by it
  double topP = 1;        ///< least share of the probability to choose from
  uint64_t seed = 0;      ///< of the stream of random numbers
};

/// One line that says what was wanted and got where an option is out of range
/// (temperature finite and >= 0, topP in (0, 1]); empty where all is well.
std::string check(const SamplingOptions &options);

/// Index of the highest of `count` >= 1 scores, the lowest of equals; NaN never
/// wins, and 0 is the answer where all are NaN.
size_t argmax(const float *scores, size_t count);

/// The index of one of `count` >= 1 scores (natural logarithms of shares).
/// Temperature 0: argmax. Else p[i] = exp((score[i] - highest) / temperature), in
/// f64; NaN counts as a share of 0. With topP < 1 the candidates are the fewest
/// largest shares (the lower index of equals first) whose sum is at least topP of
/// all (nucleus sampling, Holtzman et al. 2020); else all in order of the index.
/// u = counterHash(seed, step) / 2^64 (its upper 53 bits), and the result is the
/// first candidate at which the running sum exceeds u * (sum of the candidates).
size_t sample(const float *scores, size_t count, const SamplingOptions &options,
              uint64_t step);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_SAMPLING_H
