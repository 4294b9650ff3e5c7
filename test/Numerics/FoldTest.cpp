// SPDX-License-Identifier: Apache-2.0
//
// Channel scales, their search, and Hadamard rotations. The golden numbers come
// from an executed float64 implementation of the papers' formulas on data of the
// linear congruential generator below, which is exact in f32.
#include "qopt/Numerics/ChannelObserver.h"
#include "qopt/Numerics/Fold/ChannelScales.h"
#include "qopt/Numerics/Fold/Hadamard.h"
#include "qopt/Numerics/Fold/OutputError.h"

#include "gtest/gtest.h"

#include <cmath>
#include <limits>

using namespace qopt::numerics;

namespace {

std::vector<float> mat(uint32_t seed, int rows, int columns) {
  std::vector<float> values;
  uint64_t x = seed;
  for (int i = 0; i < rows * columns; ++i) {
    x = (1103515245 * x + 12345) % (uint64_t{1} << 31);
    values.push_back(float(int((x >> 16) % 201) - 100) / 64);
  }
  return values;
}

constexpr int kTokens = 16, kInputs = 6, kOutputs = 5;

// A batch with an outlier channel (1) and a dead one (4).
LinearSample planted() {
  LinearSample layer;
  layer.tokens = kTokens, layer.inputs = kInputs, layer.outputs = kOutputs;
  layer.x = mat(5, kTokens, kInputs);
  layer.w = mat(6, kOutputs, kInputs);
  for (int t = 0; t < kTokens; ++t) {
    layer.x[t * kInputs + 1] *= 40;
    layer.x[t * kInputs + 4] = 0;
  }
  for (int j = 0; j < kInputs; ++j)
    layer.channel.push_back(j);
  return layer;
}

std::vector<double> columnMaxima(const std::vector<float> &m, int columns) {
  std::vector<double> maxima(columns, 0);
  for (size_t i = 0; i < m.size(); ++i)
    maxima[i % columns] = std::max(maxima[i % columns], std::fabs(double(m[i])));
  return maxima;
}

std::vector<double> plantedScales(double alpha) {
  LinearSample layer = planted();
  std::string why;
  auto scales = smoothScales(columnMaxima(layer.x, kInputs),
                             columnMaxima(layer.w, kInputs), alpha, why);
  EXPECT_TRUE(scales) << why;
  return scales.value_or(std::vector<double>());
}

TEST(Fold, SmoothScalesGolden) {
  std::vector<double> s = plantedScales(0.5);
  double golden[] = {1.005305, 6.704015, 1.076353, 0.932738, 1.0, 0.974679};
  for (int j = 0; j < kInputs; ++j)
    EXPECT_NEAR(s[j], golden[j], 5e-7) << j;
}

TEST(Fold, SmoothingBalancesAndIsIdempotent) {
  LinearSample layer = planted();
  auto ax = columnMaxima(layer.x, kInputs), aw = columnMaxima(layer.w, kInputs);
  std::vector<double> s = plantedScales(0.5), x, w;
  for (int j = 0; j < kInputs; ++j) {
    x.push_back(ax[j] / s[j]);
    w.push_back(aw[j] * s[j]);
    if (ax[j] > 0) {
      EXPECT_DOUBLE_EQ(x[j], std::sqrt(ax[j] * aw[j])) << j;
      EXPECT_DOUBLE_EQ(w[j], x[j]) << j;
    }
  }
  std::string why;
  auto again = smoothScales(x, w, 0.5, why);
  ASSERT_TRUE(again);
  for (double factor : *again)
    EXPECT_NEAR(factor, 1, 1e-15);
}

TEST(Fold, SmoothScalesAtTheEnds) {
  LinearSample layer = planted();
  auto ax = columnMaxima(layer.x, kInputs), aw = columnMaxima(layer.w, kInputs);
  std::vector<double> none = plantedScales(0), all = plantedScales(1);
  for (int j = 0; j < kInputs; ++j) {
    EXPECT_DOUBLE_EQ(none[j], ax[j] == 0 ? 1 : 1 / aw[j]) << j;
    EXPECT_DOUBLE_EQ(all[j], ax[j] == 0 ? 1 : ax[j]) << j;
  }
}

TEST(Fold, SmoothScalesClampAndDeadChannels) {
  std::string why;
  // A product beyond the floor, a weight below it, dead on either side.
  auto s = smoothScales({1e-12, 4, 0, 3}, {1, 1e-9, 2, 0}, 0.5, why);
  ASSERT_TRUE(s);
  EXPECT_DOUBLE_EQ((*s)[0], 1e-5);
  EXPECT_DOUBLE_EQ((*s)[1], 2 / std::sqrt(1e-5));
  EXPECT_EQ((*s)[2], 1);
  EXPECT_EQ((*s)[3], 1);
}

TEST(Fold, RefusesWhatIsNoMagnitude) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  std::string why;
  EXPECT_FALSE(smoothScales({kNan}, {1}, 0.5, why));
  EXPECT_EQ(why, "expected finite magnitudes of activations, got nan in channel 0");
  EXPECT_FALSE(smoothScales({1}, {INFINITY}, 0.5, why));
  EXPECT_EQ(why, "expected finite magnitudes of weights, got inf in channel 0");
  EXPECT_FALSE(smoothScales({1, 2}, {1}, 0.5, why));
  EXPECT_EQ(why, "expected as many channels on both sides, got 2 and 1");
  EXPECT_FALSE(smoothScales({1}, {1}, 1.5, why));
  EXPECT_EQ(why, "expected an exponent in [0, 1], got 1.500000");
  EXPECT_FALSE(awareScales({-1}, 0.5, why));
  EXPECT_FALSE(awareScales({1}, kNan, why));
  EXPECT_FALSE(equalizingScales({1}, {kNan}, why));
  EXPECT_FALSE(equalizingScales({1}, {1, 1}, why));
}

TEST(Fold, AwareScales) {
  std::string why;
  auto s = awareScales({4, 1, 0, 0.25}, 0.5, why);
  ASSERT_TRUE(s);
  // 2, 1, dead, 0.5 over sqrt(2 * 0.5).
  EXPECT_EQ(*s, (std::vector<double>{2, 1, 1, 0.5}));
  auto flat = awareScales({4, 1, 0, 0.25}, 0, why);
  EXPECT_EQ(*flat, (std::vector<double>{1, 1, 1, 1}));
  auto floored = awareScales({1e-9, 1}, 1, why);
  EXPECT_DOUBLE_EQ((*floored)[0], 1e-4 / std::sqrt(1e-4));
  EXPECT_EQ(*awareScales({0, 0}, 1, why), (std::vector<double>{1, 1}));
}

TEST(Fold, EqualizingScalesMakeRangesEqual) {
  std::string why;
  auto s = equalizingScales({8, 0, 3, 1}, {2, 1, 0, 1}, why);
  ASSERT_TRUE(s);
  EXPECT_EQ(*s, (std::vector<double>{2, 1, 1, 1}));
  EXPECT_EQ(8 / (*s)[0], 2 * (*s)[0]);
}

TEST(Fold, NearestPowerOfTwo) {
  EXPECT_EQ(nearestPowerOfTwo(1), 1);
  EXPECT_EQ(nearestPowerOfTwo(1.41), 1);
  EXPECT_EQ(nearestPowerOfTwo(1.4143), 2);
  EXPECT_EQ(nearestPowerOfTwo(0.70710), 0.5);
  EXPECT_EQ(nearestPowerOfTwo(0.70711), 1);
  EXPECT_EQ(nearestPowerOfTwo(0x1p-20), 0x1p-20);
  EXPECT_EQ(nearestPowerOfTwo(0x1.8p30), 0x1p31);
}

TEST(Fold, GridHoldsItsFractionsExactly) {
  std::vector<double> grid = exponentGrid(21, 20);
  EXPECT_EQ(grid.front(), 0);
  EXPECT_EQ(grid[10], 0.5);
  EXPECT_EQ(grid.back(), 1);
}

double errorOf(const SimulatedQuantizer &a, const SimulatedQuantizer &w,
               const std::vector<double> &scales) {
  return OutputError({planted()}, a, w)(scales) / (kTokens * kOutputs);
}

// Mean squared errors of W8A8 before and after smoothing at alpha 1/2.
TEST(Fold, SmoothingErrorsGolden) {
  using Sharing = SimulatedQuantizer::Sharing;
  SimulatedQuantizer row, tensor;
  tensor.sharing = Sharing::Tensor;
  std::vector<double> ones(kInputs, 1.0), smooth = plantedScales(0.5);
  EXPECT_NEAR(errorOf(row, row, ones), 0.0513, 5e-5);
  EXPECT_NEAR(errorOf(row, row, smooth), 0.00206, 5e-6);
  EXPECT_NEAR(errorOf(row, tensor, ones), 0.0487, 6e-5);
  EXPECT_NEAR(errorOf(row, tensor, smooth), 0.0105, 5e-5);
  EXPECT_NEAR(errorOf(tensor, tensor, ones), 0.1045, 5e-5);
  EXPECT_NEAR(errorOf(tensor, tensor, smooth), 0.0426, 5e-5);
}

TEST(Fold, WithoutQuantizersScalingCostsNothing) {
  SimulatedQuantizer none;
  none.sharing = SimulatedQuantizer::Sharing::None;
  EXPECT_EQ(errorOf(none, none, std::vector<double>(kInputs, 4.0)), 0);
  EXPECT_LT(errorOf(none, none, plantedScales(0.5)), 1e-10);
}

TEST(Fold, SimulateSharesScalesAsAsked) {
  using Sharing = SimulatedQuantizer::Sharing;
  SimulatedQuantizer q;
  q.format = {4, true, true}; // -7 .. 7
  std::vector<float> data = {7, 3.4f, 70, 1.2f}, x = data;
  simulate(x.data(), 2, 2, q);
  EXPECT_EQ(x, (std::vector<float>{7, 3, 70, 0}));
  q.sharing = Sharing::Tensor;
  x = data;
  simulate(x.data(), 2, 2, q);
  EXPECT_EQ(x, (std::vector<float>{10, 0, 70, 0}));
  Range wide = {-140, 14};
  x = data;
  simulate(x.data(), 2, 2, q, &wide);
  EXPECT_EQ(x, (std::vector<float>{0, 0, 80, 0}));
  q.sharing = Sharing::Group;
  q.group = 3;
  x = {7, 3.4f, 1, 1.2f};
  simulate(x.data(), 1, 4, q);
  EXPECT_EQ(x, (std::vector<float>{7, 3, 1, 1.2f}));
}

TEST(Fold, ExpectedShiftIsTheMeanOfTheDifference) {
  EXPECT_EQ(expectedShift({1, 2}, {0.5f, 2.25f}, {4, 8}), 0);
  EXPECT_EQ(expectedShift({1, 2}, {0.5f, 2}, {4, 8}), 2);
}

TEST(Fold, CandidatesTieTowardTheMiddle) {
  EXPECT_EQ(chooseCandidate({0, 0.25, 0.5, 1}, {3, 2, 2, 2}, 0.5), 2u);
  EXPECT_EQ(chooseCandidate({0, 0.25, 0.75, 1}, {3, 2, 2, 3}, 0.5), 1u);
  EXPECT_EQ(chooseCandidate({0, 0.5, 1}, {1, 2, 3}, 0.5), 0u);
}

TEST(Fold, PaleyMatricesAreHadamard) {
  for (int64_t n : {1, 2, 4, 8, 12, 20, 24, 28, 32, 36, 44, 60, 76}) {
    auto h = paleyMatrix(n);
    ASSERT_TRUE(h) << n;
    for (int64_t i = 0; i < n; ++i)
      for (int64_t j = 0; j < n; ++j) {
        int64_t product = 0;
        for (int64_t k = 0; k < n; ++k)
          product += (*h)[i * n + k] * (*h)[j * n + k];
        ASSERT_EQ(product, i == j ? n : 0) << n << " " << i << " " << j;
      }
  }
  EXPECT_FALSE(paleyMatrix(3));
  EXPECT_FALSE(paleyMatrix(172));
}

std::vector<std::vector<double>> rowsOf(const HadamardRotation &rotation) {
  std::vector<std::vector<double>> rows;
  for (int64_t i = 0; i < rotation.size(); ++i) {
    std::vector<double> row(rotation.size(), 0.0);
    row[i] = 1;
    rotation.apply(row.data());
    rows.push_back(row);
  }
  return rows;
}

TEST(Fold, RotationsAreOrthogonal) {
  for (int64_t d : {1, 2, 12, 20, 28, 40, 64, 112, 192, 384, 768}) {
    auto rotation = HadamardRotation::create(d, 7);
    ASSERT_TRUE(rotation) << d;
    auto q = rowsOf(*rotation);
    for (int64_t i = 0; i < d; ++i)
      for (int64_t j = i; j < d; ++j) {
        double product = 0;
        for (int64_t k = 0; k < d; ++k)
          product += q[i][k] * q[j][k];
        ASSERT_NEAR(product, i == j, 1e-12) << d << " " << i << " " << j;
      }
    // Every entry is +-1 / sqrt(d): a unit vector is spread evenly.
    for (double x : q.front())
      EXPECT_NEAR(std::fabs(x), 1 / std::sqrt(double(d)), 1e-15);
  }
  EXPECT_FALSE(HadamardRotation::create(172, 0));
  EXPECT_FALSE(HadamardRotation::create(0, 0));
}

TEST(Fold, SubtractMean) {
  double row[] = {1, 2, 6};
  subtractMean(row, 3);
  EXPECT_EQ(row[0], -2);
  EXPECT_EQ(row[1], -1);
  EXPECT_EQ(row[2], 3);
}

TEST(Fold, RotationsDifferBySeedAlone) {
  auto a = rowsOf(*HadamardRotation::create(24, 1));
  EXPECT_EQ(a, rowsOf(*HadamardRotation::create(24, 1)));
  EXPECT_NE(a, rowsOf(*HadamardRotation::create(24, 2)));
}

TEST(ChannelObserver, ExtremesMeansAndRows) {
  std::vector<float> data = {1, -2, 3, 5, -4, 0, 2, 1, 8, -3};
  ChannelObserver whole(2, 5, 2), cut(2, 5, 2);
  whole.update(data.data(), 5);
  cut.update(data.data(), 3);
  cut.update(data.data() + 6, 2);
  for (const ChannelObserver *o : {&whole, &cut}) {
    EXPECT_EQ(o->lo(), (std::vector<float>{-4, -3}));
    EXPECT_EQ(o->hi(), (std::vector<float>{8, 5}));
    EXPECT_EQ(o->mean(), (std::vector<float>{2, 0.2f}));
    EXPECT_EQ(o->meanMagnitude(), (std::vector<float>{3.6f, 2.2f}));
    EXPECT_EQ(o->rows(), (std::vector<float>{1, -2, -4, 0})); // tokens 0 and 2
    EXPECT_EQ(o->tokens(), 5);
  }
  ChannelObserver all(2, 5, 64);
  all.update(data.data(), 5);
  EXPECT_EQ(all.rows(), data);
}

TEST(ChannelObserver, CountsWhatIsNotFinite) {
  std::vector<float> data = {NAN, 1, INFINITY, 3};
  ChannelObserver o(2, 2, 0);
  o.update(data.data(), 2);
  EXPECT_EQ(o.nonFiniteCount(), 2u);
  EXPECT_EQ(o.lo(), (std::vector<float>{0, 1}));
  EXPECT_EQ(o.mean(), (std::vector<float>{0, 2}));
  EXPECT_TRUE(o.rows().empty());
}

} // namespace
