// SPDX-License-Identifier: Apache-2.0
//
// LLM.int8() spelled out; see the header.
#include "qopt/Numerics/LlmInt8.h"

#include "qopt/Numerics/IntFormat.h"
#include "qopt/Numerics/RunTimeScale.h"

#include <algorithm>

namespace qopt::numerics {

namespace {

constexpr float kLargestCode = 127.0f;
constexpr IntFormat kCodes{8, true, true}, kWideCodes{16, true, true};

struct Matrix {
  const float *data;
  int64_t rows, columns;

  float at(int64_t r, int64_t c) const { return data[r * columns + c]; }
};

// By magnitude bits, which put NaN above all; a threshold of at most 0 has none above.
std::vector<bool> findOutliers(const Matrix &x, float threshold) {
  std::vector<bool> isOutlier(x.columns, !(threshold > 0));
  for (int64_t t = 0; t < x.rows; ++t)
    for (int64_t j = 0; j < x.columns; ++j)
      if (magnitudeBits(x.at(t, j)) >= magnitudeBits(threshold))
        isOutlier[j] = true;
  return isOutlier;
}

template <typename Counts>
std::vector<float> scalesOf(const Matrix &m, Counts counts) {
  std::vector<float> scales;
  for (int64_t r = 0; r < m.rows; ++r) {
    uint32_t largest = 0;
    for (int64_t c = 0; c < m.columns; ++c)
      if (counts(r, c))
        largest = std::max(largest, magnitudeBits(m.at(r, c)));
    scales.push_back(scaleOfMagnitude(largest, kLargestCode));
  }
  return scales;
}

int64_t codeOf(const Matrix &m, const std::vector<float> &scales, int64_t r,
               int64_t c, IntFormat format) {
  return quantize(m.at(r, c), scales[r], 0, format, RoundingMode::NearestEven);
}

} // namespace

LlmInt8Product multiplyLlmInt8(const float *x, const float *w, int64_t rows,
                               int64_t terms, int64_t outputs,
                               const LlmInt8Options &options) {
  Matrix left{x, rows, terms}, filter{w, outputs, terms};
  std::vector<bool> isOutlier = findOutliers(left, options.threshold);
  LlmInt8Product product;
  for (int64_t j = 0; j < terms; ++j)
    if (isOutlier[j])
      product.outliers.push_back(j);
  product.rowScales = scalesOf(left, [&](int64_t t, int64_t j) {
    return options.elementsBelow ? magnitudeBits(left.at(t, j)) <
                                       magnitudeBits(options.threshold)
                                 : !isOutlier[j];
  });
  product.outputScales = scalesOf(filter, [](int64_t, int64_t) { return true; });
  for (int64_t t = 0; t < rows; ++t)
    for (int64_t i = 0; i < outputs; ++i) {
      int64_t sum = 0;
      float outlierHalf = 0;
      for (int64_t j = 0; j < terms; ++j) {
        int64_t code = codeOf(filter, product.outputScales, i, j, kCodes);
        if (!isOutlier[j] || options.outliersAsS16) {
          sum += code * codeOf(left, product.rowScales, t, j,
                               isOutlier[j] ? kWideCodes : kCodes);
          continue;
        }
        float weight = options.codesInFloatHalf
                           ? static_cast<float>(code) * product.outputScales[i]
                           : filter.at(i, j);
        outlierHalf += left.at(t, j) * weight;
      }
      product.sums.push_back(static_cast<int32_t>(sum));
      float integerHalf = dequantizeSum(product.sums.back(), product.rowScales[t],
                                        product.outputScales[i]);
      product.result.push_back(options.outliersAsS16 ? integerHalf
                                                     : integerHalf + outlierHalf);
    }
  return product;
}

} // namespace qopt::numerics
