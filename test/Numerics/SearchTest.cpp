// SPDX-License-Identifier: Apache-2.0
//
// The range searches against slow and literal versions: percentiles against
// the sorted values, Mse against quantizing every value with every candidate,
// entropy against the published algorithm with all bins written out.
#include "qopt/Numerics/Calibration.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace qopt::numerics;

namespace {
constexpr IntFormat kS8 = {8, true, false};
constexpr IntFormat kU8 = {8, false, false};

Histogram of(const std::vector<float> &values) {
  Histogram h;
  h.add(values.data(), values.size());
  return h;
}

enum class Shape { TwoSided, OneSided, Negative, Skewed, Outlier };
constexpr Shape kShapes[] = {Shape::TwoSided, Shape::OneSided, Shape::Negative,
                             Shape::Skewed, Shape::Outlier};

/// Bell-shaped values with exponential tails.
std::vector<float> sample(Shape shape, size_t n, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<float> values(n);
  for (float &x : values) {
    double u = (double(random()) + 1) * 0x1p-32;
    double magnitude = -std::log(u) * 0.7;
    double sign = random() % 2 ? 1 : -1;
    if (shape == Shape::OneSided)
      sign = sign > 0 ? 1 : 0; // like the output of a relu
    if (shape == Shape::Negative)
      sign = -1;
    if (shape == Shape::Skewed && sign < 0)
      magnitude *= 0.1;
    x = float(sign * magnitude);
  }
  if (shape == Shape::Outlier)
    values[n / 2] = 60.0f;
  return values;
}

double meanSquaredError(const std::vector<float> &values, Range r, IntFormat f,
                        bool symmetric) {
  auto p = chooseAffine(r.lo, r.hi, f, symmetric);
  double sum = 0;
  for (float x : values) {
    int64_t code =
        quantize(x, p->scale, p->zeroPoint, f, RoundingMode::NearestEven);
    double e = double(dequantize(code, p->scale, p->zeroPoint)) - double(x);
    sum += e * e;
  }
  return sum / double(values.size());
}

/// KL(P || Q) of the published algorithm, bin by bin.
double literalDivergence(const std::vector<uint64_t> &bins, size_t kept,
                         size_t levels) {
  std::vector<double> inside(bins.begin(), bins.begin() + long(kept));
  std::vector<double> p = inside, q(kept, 0);
  for (size_t k = kept; k < bins.size(); ++k)
    p[kept - 1] += double(bins[k]);
  for (size_t g = 0; g < levels; ++g) {
    size_t begin = g * kept / levels, end = (g + 1) * kept / levels;
    double sum = 0, filled = 0;
    for (size_t k = begin; k < end; ++k) {
      sum += inside[k];
      filled += p[k] > 0;
    }
    for (size_t k = begin; k < end; ++k)
      q[k] = p[k] > 0 ? std::max(sum, 1e-4) / filled : 0;
  }
  double sumP = 0, sumQ = 0, divergence = 0;
  for (size_t k = 0; k < kept; ++k) {
    sumP += p[k];
    sumQ += inside[k];
  }
  if (sumQ == 0)
    return INFINITY;
  for (size_t k = 0; k < kept; ++k) {
    if (p[k] > 0)
      divergence += p[k] / sumP * std::log((p[k] / sumP) / (q[k] / sumQ));
  }
  return divergence;
}
} // namespace

TEST(Percentile, AgreesWithTheSortedValues) {
  for (Shape shape : kShapes) {
    auto values = sample(shape, 50000, 1);
    Histogram h = of(values);
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    for (double percent : {99.99, 99.9, 99.0, 90.0, 60.0}) {
      Range r = percentileRange(h, percent, false);
      double cut = (100 - percent) / 100 * 50000;
      bool twoSided = h.min() < 0 && h.max() > 0;
      auto k = size_t(twoSided ? cut / 2 : cut);
      double high = sorted[sorted.size() - 1 - k], low = sorted[k];
      // Within a bin of the order statistic's neighbours.
      double step = h.binWidth() * 1.001;
      if (h.max() > 0) {
        EXPECT_LE(r.hi, sorted[sorted.size() - k] + step) << percent;
        EXPECT_GE(r.hi, std::min(high, h.max()) - step) << percent;
      }
      if (h.min() < 0) {
        EXPECT_LE(r.lo, low + step) << percent;
        EXPECT_GE(r.lo, sorted[k > 0 ? k - 1 : 0] - step) << percent;
      }
    }
    Range all = percentileRange(h, 100, false);
    EXPECT_EQ(all.lo, h.min());
    EXPECT_EQ(all.hi, h.max());
    all = percentileRange(h, 100, true);
    EXPECT_EQ(all.lo, h.min());
    EXPECT_EQ(all.hi, h.max());
  }
}

TEST(Percentile, UniformDataGivesItsQuantiles) {
  std::vector<float> values;
  for (int i = -10000; i <= 10000; ++i)
    values.push_back(float(i) / 10000);
  Histogram h = of(values);
  Range r = percentileRange(h, 99, false);
  EXPECT_NEAR(r.hi, 0.99, 1e-3);
  EXPECT_NEAR(r.lo, -0.99, 1e-3);
  r = percentileRange(h, 80, true);
  EXPECT_NEAR(r.hi, 0.8, 1e-3);
  EXPECT_NEAR(r.lo, -0.8, 1e-3);
}

TEST(Percentile, InterpolatesWithinABin) {
  // One far value makes a bin as wide as the bulk.
  std::vector<float> values;
  for (int i = 1; i <= 1000; ++i)
    values.push_back(float(i) / 1024);
  values.push_back(2047);
  Histogram h = of(values);
  ASSERT_EQ(h.binWidth(), 1);
  EXPECT_NEAR(percentileRange(h, 90, false).hi, 0.9, 0.01);
  EXPECT_NEAR(percentileRange(h, 60, true).hi, 0.6, 0.01);
}

TEST(Percentile, StaysWithinTheExtremes) {
  // A thin cluster far from zero: the threshold may not cross its lower end.
  std::vector<float> values(1000, 5.001f);
  for (double percent : {99.9, 51.0}) {
    Range r = percentileRange(of(values), percent, false);
    EXPECT_EQ(r.lo, double(5.001f));
    EXPECT_EQ(r.hi, double(5.001f));
  }
  for (float &x : values)
    x = -x;
  Range r = percentileRange(of(values), 60, true);
  EXPECT_EQ(r.lo, double(-5.001f));
  EXPECT_EQ(r.hi, double(-5.001f));
  // Mostly zeros: everything else may be cut away, down to zero.
  values.assign(1000, 0.0f);
  values[0] = 9;
  values[1] = -9;
  r = percentileRange(of(values), 90, false);
  EXPECT_EQ(r.lo, 0);
  EXPECT_EQ(r.hi, 0);
}

TEST(Mse, NoCandidateIsBetterOnTheData) {
  for (Shape shape : kShapes)
    for (IntFormat format :
         {kS8, kU8, IntFormat{4, true, true}, IntFormat{2, true, false},
          IntFormat{4, false, false}})
      for (bool symmetric : {false, true}) {
        auto values = sample(shape, 4000, 2);
        Histogram h = of(values);
        Range found = mseRange(h, format, symmetric);
        double error = meanSquaredError(values, found, format, symmetric);
        double lo = std::min(h.min(), 0.0), hi = std::max(h.max(), 0.0);
        double best = INFINITY;
        for (int percent = 100; percent > 0; --percent) {
          double f = percent / 100.0, t = f * std::max(-lo, hi);
          Range r = symmetric ? Range{std::max(lo, -t), std::min(hi, t)}
                              : Range{lo * f, hi * f};
          best = std::min(best, meanSquaredError(values, r, format, symmetric));
        }
        // The histogram knows the values only to a bin.
        EXPECT_LE(error, best * 1.02 + h.binWidth() * h.binWidth())
            << int(shape) << " bits " << format.bits << " sym " << symmetric;
        EXPECT_LE(found.lo, 0);
        EXPECT_GE(found.hi, 0);
        EXPECT_GE(found.lo, lo);
        EXPECT_LE(found.hi, hi);
      }
}

TEST(Mse, KeepsExactDataAndClipsOutliers) {
  // 255 equally likely levels: clipping can only lose.
  std::vector<float> levels;
  for (int i = -127; i <= 127; ++i)
    levels.push_back(float(i) / 127);
  Range r = mseRange(of(levels), {8, true, true}, true);
  EXPECT_EQ(r.lo, -1);
  EXPECT_EQ(r.hi, 1);
  // One value 40 times the rest, among many: 4 bits should not serve it.
  auto values = sample(Shape::Outlier, 200000, 3);
  r = mseRange(of(values), {4, true, false}, false);
  EXPECT_LT(r.hi, 20);
  EXPECT_EQ(mseRange(of({0.0f}), kS8, false).hi, 0);
}

TEST(Mse, EndsMoveApart) {
  // Only the upper tail is worth clipping, then, mirrored, only the lower one.
  std::vector<float> values, mirrored;
  for (int i = 0; i <= 20000; ++i)
    values.push_back(float(i) / -20000);
  values.push_back(8);
  for (float x : values)
    mirrored.push_back(-x);
  IntFormat format = {4, false, false};
  Range r = mseRange(of(values), format, false);
  EXPECT_LT(r.lo, -0.9);
  EXPECT_LT(r.hi, 1);
  r = mseRange(of(mirrored), format, false);
  EXPECT_GT(r.hi, 0.9);
  EXPECT_GT(r.lo, -1);
}

TEST(Mse, BinsWiderThanAStepAreIntegrated) {
  // 16 bits and one far value: a histogram bin spans many steps, and a search
  // by bin centres would see noise.
  std::mt19937 random(4);
  std::vector<float> values;
  for (int i = 0; i < 20000; ++i)
    values.push_back(float(random()) * 0x1p-32f);
  IntFormat format = {16, true, false};
  Range r = mseRange(of(values), format, true);
  EXPECT_GT(r.hi, 0.99);
}

TEST(Entropy, EqualsTheLiteralAlgorithm) {
  for (Shape shape : kShapes)
    for (IntFormat format : {kS8, kU8, IntFormat{4, true, false}})
      for (bool symmetric : {false, true}) {
        auto values = sample(shape, 3000, 5);
        Histogram h = of(values);
        bool oneSign = h.min() >= 0 || h.max() <= 0;
        size_t levels = size_t(1) << (oneSign && !(format.isSigned && symmetric)
                                          ? format.bits
                                          : format.bits - 1);
        auto bins = h.magnitudes();
        size_t occupied = bins.size();
        while (bins[occupied - 1] == 0)
          --occupied;
        double least = INFINITY;
        for (size_t kept = levels; kept <= occupied; ++kept)
          least = std::min(least, literalDivergence(bins, kept, levels));
        Range r = entropyRange(h, format, symmetric);
        double t = std::max(-r.lo, r.hi);
        auto kept = std::min(size_t(std::ceil(t / h.binWidth())), occupied);
        EXPECT_NEAR(literalDivergence(bins, kept, levels), least, 1e-9)
            << int(shape) << " " << format.bits << " " << symmetric;
        EXPECT_GE(r.lo, h.min());
        EXPECT_LE(r.hi, h.max());
      }
}

TEST(Entropy, ClipsOutliersAndKeepsCoarseHistograms) {
  Range r = entropyRange(of(sample(Shape::Outlier, 100000, 6)), kS8, true);
  EXPECT_LT(r.hi, 30);
  EXPECT_GT(r.hi, 1);
  // 16 bits are finer than the histogram: nothing to decide.
  auto values = sample(Shape::TwoSided, 1000, 7);
  Histogram h = of(values);
  r = entropyRange(h, {16, true, false}, true);
  EXPECT_EQ(r.lo, h.min());
  EXPECT_EQ(r.hi, h.max());
  r = entropyRange(of({0.0f, 0.0f}), kS8, false);
  EXPECT_EQ(r.lo, 0);
  EXPECT_EQ(r.hi, 0);
}
