// SPDX-License-Identifier: Apache-2.0
//
// LLM.int8(): a matrix product whose columns of outliers are multiplied in f32 and
// all others as 8-bit integers with a scale per row and one per output (Dettmers et
// al. 2022, equation 8), and where bitsandbytes departs from the paper. The meaning
// that the compiled forms are tested against.
#ifndef QOPT_NUMERICS_LLMINT8_H
#define QOPT_NUMERICS_LLMINT8_H

#include <cstdint>
#include <vector>

namespace qopt::numerics {

struct LlmInt8Options {
  /// Columns with |x| >= threshold in any row (or a NaN) are outliers; infinity:
  /// none but columns with infinities, 0 or less: all.
  float threshold = 6.0f;
  /// The magnitude that a row's scale is made from: the largest of the kept columns
  /// (the paper), or of all elements below the threshold, those of outlier columns
  /// included (bitsandbytes).
  bool elementsBelow = false;
  /// The outlier half multiplies by the filter's codes times their scale
  /// (bitsandbytes with 8-bit weights) rather than by the f32 filter.
  bool codesInFloatHalf = false;
  /// The outlier half has 16-bit codes under the row's own scale, so that all is one
  /// integer sum; |x| above 32767 times the scale saturates.
  bool outliersAsS16 = false;
};

struct LlmInt8Product {
  std::vector<int64_t> outliers;   ///< columns, ascending
  std::vector<float> rowScales;    ///< rows
  std::vector<float> outputScales; ///< outputs
  std::vector<int32_t> sums;       ///< rows x outputs: of codes
  std::vector<float> result;       ///< rows x outputs
};

/// x: rows x terms, w: outputs x terms (as nn.Linear stores it), row-major, w finite.
/// result[t, i] = f32(sums[t, i]) * rowScales[t] * outputScales[i] + outlier half;
/// the half is the sum over outlier columns in ascending order, from 0, products and
/// sums rounded to f32. Scales are Numerics' scaleOfMagnitude with 127; a filter's
/// scale includes its outlier columns. terms < 2^17, so that sums fit.
LlmInt8Product multiplyLlmInt8(const float *x, const float *w, int64_t rows,
                               int64_t terms, int64_t outputs,
                               const LlmInt8Options &options);

} // namespace qopt::numerics

#endif // QOPT_NUMERICS_LLMINT8_H
