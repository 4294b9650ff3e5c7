// SPDX-License-Identifier: Apache-2.0
// LLM.int8(): golden numbers of an independent implementation, and what must hold.
#include "qopt/Numerics/LlmInt8.h"

#include "qopt/Numerics/IntFormat.h"
#include "qopt/Numerics/RunTimeScale.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace qopt::numerics;

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

// Multiples of 1/64 in [-100/64, 100/64], exact in f32.
std::vector<float> mat(uint32_t seed, int64_t rows, int64_t columns) {
  std::vector<float> values;
  uint32_t x = seed;
  for (int64_t i = 0; i < rows * columns; ++i) {
    x = (1103515245u * x + 12345u) & 0x7fffffffu;
    values.push_back(static_cast<float>(static_cast<int>((x >> 16) % 201) - 100) /
                     64.0f);
  }
  return values;
}

struct Data {
  std::vector<float> x, w;
  int64_t rows, terms, outputs;

  LlmInt8Product multiply(const LlmInt8Options &options) const {
    return multiplyLlmInt8(x.data(), w.data(), rows, terms, outputs, options);
  }
  std::vector<double> exact() const {
    std::vector<double> result;
    for (int64_t t = 0; t < rows; ++t)
      for (int64_t i = 0; i < outputs; ++i) {
        double sum = 0;
        for (int64_t j = 0; j < terms; ++j)
          sum += double(x[t * terms + j]) * w[i * terms + j];
        result.push_back(sum);
      }
    return result;
  }
  double error(const LlmInt8Options &options) const {
    std::vector<float> got = multiply(options).result;
    std::vector<double> wanted = exact();
    double worst = 0;
    for (size_t i = 0; i < got.size(); ++i)
      worst = std::max(worst, std::fabs(got[i] - wanted[i]));
    return worst;
  }
};

Data golden() {
  Data data{mat(3, 4, 6), mat(4, 3, 6), 4, 6, 3};
  data.x[1 * 6 + 2] = -9.5f;
  data.x[3 * 6 + 2] = 2.0f;
  return data;
}

// Many rows with a few columns of large values.
Data planted() {
  Data data{mat(11, 32, 64), mat(12, 24, 64), 32, 64, 24};
  for (int64_t t = 0; t < data.rows; ++t)
    for (int64_t j : {5, 40})
      data.x[t * data.terms + j] *= t % 3 == 0 ? 30.0f : 8.0f;
  return data;
}

LlmInt8Options bitsandbytes() {
  LlmInt8Options options;
  options.elementsBelow = options.codesInFloatHalf = true;
  return options;
}

TEST(LlmInt8, GoldenOfBitsandbytes) {
  LlmInt8Product p = golden().multiply(bitsandbytes());
  EXPECT_EQ(p.outliers, (std::vector<int64_t>{2}));
  const float a[] = {0.640625f, 1.390625f, 1.296875f, 2.0f};
  for (int t = 0; t < 4; ++t)
    EXPECT_EQ(p.rowScales[t], a[t] / 127.0f) << t;
  const float c[] = {1.4375f, 1.484375f, 1.484375f};
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(p.outputScales[i], c[i] / 127.0f) << i;
  EXPECT_EQ(p.sums, (std::vector<int32_t>{24204, 7638, -13654, -10032, -6497, 6001,
                                          2326, -15004, 10964, -13040, -4315, 7065}));
  const float row1[] = {7.789117f, -6.938470f, 0.323872f};
  for (int i = 0; i < 3; ++i)
    EXPECT_NEAR(p.result[3 + i], row1[i], 2e-6) << i;
}

TEST(LlmInt8, GoldenErrors) {
  Data data = golden();
  LlmInt8Options none = bitsandbytes(), floatSide = bitsandbytes();
  none.threshold = kInf;
  floatSide.codesInFloatHalf = false;
  EXPECT_NEAR(data.error(none), 0.0579, 5e-5);
  EXPECT_NEAR(data.error(bitsandbytes()), 0.0205, 5e-5);
  EXPECT_NEAR(data.error(floatSide), 0.0126, 5e-5);
  // The paper's statistic: row 3 is not scaled by the 2.0 of an outlier column.
  LlmInt8Product paper = data.multiply({});
  EXPECT_EQ(paper.rowScales[3], 66.0f / 64.0f / 127.0f);
}

TEST(LlmInt8, WithoutOutliersItIsVectorWise) {
  Data data = planted();
  LlmInt8Options none;
  none.threshold = kInf;
  LlmInt8Product p = data.multiply(none);
  EXPECT_TRUE(p.outliers.empty());
  for (int64_t t = 0; t < data.rows; ++t) {
    float largest = 0;
    for (int64_t j = 0; j < data.terms; ++j)
      largest = std::max(largest, std::fabs(data.x[t * data.terms + j]));
    EXPECT_EQ(p.rowScales[t], largest / 127.0f);
    for (int64_t i = 0; i < data.outputs; ++i) {
      int32_t sum = 0;
      for (int64_t j = 0; j < data.terms; ++j)
        sum += static_cast<int32_t>(
            std::nearbyint(data.x[t * data.terms + j] / p.rowScales[t]) *
            std::nearbyint(data.w[i * data.terms + j] / p.outputScales[i]));
      EXPECT_EQ(p.sums[t * data.outputs + i], sum);
      EXPECT_EQ(p.result[t * data.outputs + i],
                dequantizeSum(sum, p.rowScales[t], p.outputScales[i]));
    }
  }
}

TEST(LlmInt8, WithAllColumnsOutItIsTheFloatProduct) {
  Data data = planted();
  for (float threshold : {0.0f, std::numeric_limits<float>::denorm_min()}) {
    // (With the least positive threshold columns of zeros stay, and add nothing.)
    LlmInt8Options all;
    all.threshold = threshold;
    LlmInt8Product p = data.multiply(all);
    for (int64_t t = 0; t < data.rows; ++t)
      for (int64_t i = 0; i < data.outputs; ++i) {
        float sum = 0;
        for (int64_t j = 0; j < data.terms; ++j)
          sum += data.x[t * data.terms + j] * data.w[i * data.terms + j];
        EXPECT_EQ(p.result[t * data.outputs + i], sum);
        EXPECT_EQ(p.sums[t * data.outputs + i], 0);
      }
  }
}

TEST(LlmInt8, SplittingIsBetterOnPlantedOutliers) {
  Data data = planted();
  LlmInt8Options none, s16;
  none.threshold = kInf;
  s16.outliersAsS16 = true;
  double without = data.error(none);
  EXPECT_LT(data.error({}), without / 4);
  EXPECT_LT(data.error(bitsandbytes()), without / 2);
  // 16-bit codes in steps of the other columns: as good as the codes of weights.
  EXPECT_LT(data.error(s16), without / 2);
}

TEST(LlmInt8, OrderOfColumnsDoesNotMatter) {
  Data data = planted(), reversed = data;
  for (auto [matrix, rows] : {std::pair(&reversed.x, data.rows),
                              std::pair(&reversed.w, data.outputs)})
    for (int64_t r = 0; r < rows; ++r)
      std::reverse(matrix->begin() + r * data.terms,
                   matrix->begin() + (r + 1) * data.terms);
  LlmInt8Product a = data.multiply({}), b = reversed.multiply({});
  EXPECT_EQ(a.sums, b.sums);
  EXPECT_EQ(a.rowScales, b.rowScales);
  EXPECT_EQ(a.outputScales, b.outputScales);
  EXPECT_EQ(a.outliers, (std::vector<int64_t>{5, 40}));
  EXPECT_EQ(b.outliers, (std::vector<int64_t>{23, 58}));
  // Two outlier columns: their f32 sum is the same in both orders.
  EXPECT_EQ(a.result, b.result);
}

TEST(LlmInt8, NansGoToTheFloatHalf) {
  Data data = golden();
  data.x[0] = std::numeric_limits<float>::quiet_NaN();
  data.x[6 + 1] = -kInf;
  LlmInt8Product p = data.multiply({});
  EXPECT_EQ(p.outliers, (std::vector<int64_t>{0, 1, 2}));
  EXPECT_TRUE(std::isnan(p.result[0]));
  EXPECT_TRUE(std::isinf(p.result[3]));
  for (int i = 6; i < 12; ++i) // other rows are numbers
    EXPECT_TRUE(std::isfinite(p.result[i]));
}

} // namespace
