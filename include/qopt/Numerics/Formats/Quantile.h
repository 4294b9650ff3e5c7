// SPDX-License-Identifier: Apache-2.0
//
// Codebooks estimated from data: quantiles as in bitsandbytes and in the k-bit
// scaling paper, and k-means. All are deterministic functions of the multiset
// of values, or, where values are cut into chunks, of their order.
#ifndef QOPT_NUMERICS_FORMATS_QUANTILE_H
#define QOPT_NUMERICS_FORMATS_QUANTILE_H

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace qopt::numerics {

/// A codebook or the reason why there is none.
struct CodebookResult {
  std::vector<double> values; ///< ascending, distinct, f32; empty on error
  std::string error;
};

// Wanted of all: bits in 2..8, n > 0 finite values, not all of them equal to 0.

/// bitsandbytes' estimate_quantiles and create_quantile_map: in each chunk of
/// 4096 values (the last incomplete one counts only if it is the only one) the
/// sorted values at round(p_t * 4095), p_t = o + t (1 - 2o) / 255, t = 0..255,
/// o = 1 / (2 (2^bits - 1)), averaged over the chunks; of these the 2^bits - 1
/// at floor(255 i / (2^bits - 2)); 0; divided by the largest magnitude. Equal
/// values are merged, so there can be fewer than 2^bits.
CodebookResult quantileCodebook(const float *x, size_t n, int bits);

/// Equation 6 of the paper as printed: (Q(i / (2^bits + 1)) + Q((i + 1) /
/// (2^bits + 1))) / 2, i = 0 .. 2^bits - 1, and 0, divided by the largest
/// magnitude. Since Q(0) is the minimum and Q(1) is not used, the result is
/// lopsided. For symmetric data 0 is one of the midpoints (to 1e-12 of the
/// largest they count as one); else there is one value too many, and the value
/// nearest to 0 gives way to it. Q must be finite at 0 .. 2^bits / (2^bits +
/// 1).
std::vector<double>
paperQuantileValues(const std::function<double(double)> &quantile, int bits);

/// The same with Q the linear interpolation between order statistics.
CodebookResult paperQuantileCodebook(const float *x, size_t n, int bits);

/// Lloyd's iteration in one dimension from 2^bits quantiles until no border
/// moves or 200 rounds. `weights` (null: 1 each) are n values >= 0, not all 0:
/// a sensitivity per value (SqueezeLLM). 0 is a centre that does not move: one
/// more where some quantiles are equal, else in place of the one nearest to it.
/// Divided by the largest magnitude. Other centres without values are dropped.
CodebookResult kMeansCodebook(const float *x, const float *weights, size_t n,
                              int bits);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_FORMATS_QUANTILE_H
