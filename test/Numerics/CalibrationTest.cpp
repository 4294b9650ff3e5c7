// SPDX-License-Identifier: Apache-2.0
//
// The observers: configuration, counting, exact extremes, moving averages, and
// independence of the order where it is promised.
#include "qopt/Numerics/Calibration.h"
#include "qopt/Numerics/Formats/Flint.h"
#include "qopt/Numerics/Search/AlphaSearch.h"
#include "qopt/Numerics/TableFormat.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace qopt::numerics;

namespace {
constexpr ObserverKind kKinds[] = {
    ObserverKind::MinMax, ObserverKind::MovingAverage, ObserverKind::Percentile,
    ObserverKind::Mse, ObserverKind::Entropy};

ObserverConfig configOf(ObserverKind kind) {
  ObserverConfig config;
  config.kind = kind;
  return config;
}

std::vector<float> gaussian(size_t n, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<float> values(n);
  for (float &x : values) {
    // Sum of uniforms: std::normal_distribution differs between libraries.
    double sum = 0;
    for (int i = 0; i < 12; ++i)
      sum += double(random()) * 0x1p-32;
    x = float(sum - 6);
  }
  return values;
}
} // namespace

TEST(Observer, NothingSeenNothingProposed) {
  float bad[] = {NAN, INFINITY, -INFINITY};
  for (ObserverKind kind : kKinds) {
    auto observer = makeObserver(configOf(kind));
    ASSERT_TRUE(observer);
    EXPECT_FALSE(observer->range());
    observer->update(nullptr, 0);
    observer->update(bad, 3);
    EXPECT_FALSE(observer->range());
    EXPECT_EQ(observer->nonFiniteCount(), 3u);
    EXPECT_EQ(observer->finiteCount(), 0u);
    float zero = 0;
    observer->update(&zero, 1);
    ASSERT_TRUE(observer->range());
    EXPECT_EQ(observer->range()->lo, 0);
    EXPECT_EQ(observer->range()->hi, 0);
    EXPECT_EQ(observer->finiteCount(), 1u);
  }
}

TEST(Observer, OneValue) {
  for (ObserverKind kind : kKinds)
    for (float x : {3.7f, -3.7f, 1e-40f, 1e38f}) {
      auto observer = makeObserver(configOf(kind));
      observer->update(&x, 1);
      Range r = *observer->range();
      EXPECT_LE(r.lo, r.hi);
      // The value is kept; Mse ranges contain zero, and may save a little.
      double kept = x > 0 ? r.hi : r.lo;
      EXPECT_NEAR(kept, double(x), std::fabs(double(x)) * 0.01)
          << name(kind) << " " << x;
    }
}

TEST(Observer, MinMaxIsExact) {
  auto observer = makeObserver(configOf(ObserverKind::MinMax));
  auto values = gaussian(10000, 1);
  values[17] = NAN;
  values[18] = INFINITY;
  for (size_t i = 0; i < values.size(); i += 100)
    observer->update(&values[i], 100);
  values.erase(values.begin() + 17, values.begin() + 19);
  EXPECT_EQ(observer->range()->lo,
            double(*std::min_element(values.begin(), values.end())));
  EXPECT_EQ(observer->range()->hi,
            double(*std::max_element(values.begin(), values.end())));
  EXPECT_EQ(observer->nonFiniteCount(), 2u);
  EXPECT_EQ(observer->finiteCount(), 9998u);
}

TEST(Observer, MovingAverage) {
  ObserverConfig config = configOf(ObserverKind::MovingAverage);
  config.momentum = 0.25;
  auto observer = makeObserver(config);
  float first[] = {-1, 3}, second[] = {-2, 1}, nothing[] = {NAN};
  observer->update(first, 2);
  EXPECT_EQ(observer->range()->lo, -1);
  EXPECT_EQ(observer->range()->hi, 3);
  observer->update(nothing, 1);
  observer->update(second, 2);
  EXPECT_EQ(observer->range()->lo, -1.25);
  EXPECT_EQ(observer->range()->hi, 2.5);
  config.momentum = 1; // the last batch alone
  observer = makeObserver(config);
  observer->update(first, 2);
  observer->update(second, 2);
  EXPECT_EQ(observer->range()->lo, -2);
  EXPECT_EQ(observer->range()->hi, 1);
}

TEST(Observer, HistogramKindsDoNotDependOnTheOrder) {
  auto values = gaussian(20000, 3);
  values[5] = 300;
  auto reversed = values;
  std::reverse(reversed.begin(), reversed.end());
  for (ObserverKind kind :
       {ObserverKind::Percentile, ObserverKind::Mse, ObserverKind::Entropy})
    for (bool symmetric : {false, true}) {
      ObserverConfig config = configOf(kind);
      config.symmetric = symmetric;
      auto a = makeObserver(config), b = makeObserver(config);
      a->update(values.data(), values.size());
      for (float x : reversed)
        b->update(&x, 1);
      EXPECT_EQ(a->range()->lo, b->range()->lo) << name(kind);
      EXPECT_EQ(a->range()->hi, b->range()->hi) << name(kind);
      EXPECT_LT(a->range()->hi, 300) << name(kind);
    }
}

TEST(Observer, RefusedConfigurations) {
  ObserverConfig config = configOf(ObserverKind::MovingAverage);
  for (double bad : {0.0, -0.1, 1.1, double(NAN)}) {
    config.momentum = bad;
    EXPECT_FALSE(makeObserver(config)) << bad;
  }
  config = configOf(ObserverKind::Percentile);
  for (double bad : {50.0, 0.0, 100.1, double(NAN)}) {
    config.percentile = bad;
    EXPECT_FALSE(makeObserver(config)) << bad;
  }
  for (ObserverKind kind : {ObserverKind::Mse, ObserverKind::Entropy}) {
    config = configOf(kind);
    config.format = {17, true, false};
    EXPECT_FALSE(makeObserver(config));
  }
  EXPECT_FALSE(makeObserver(configOf(ObserverKind(9))));
}

// The range leads chooseTableScale to the scale that the search found.
TEST(Observer, MseOfATable) {
  ObserverConfig config = configOf(ObserverKind::Mse);
  for (bool isSigned : {false, true}) {
    CodeTable flint = tableOf(FlintFormat{4, isSigned});
    config.table = flint;
    auto observer = makeObserver(config);
    ASSERT_TRUE(observer);
    std::vector<float> x;
    for (int i = 0; i < 1000; ++i)
      x.push_back(float((i * 7919) % 1000) / 100 - (isSigned ? 7 : 0));
    observer->update(x.data(), x.size());
    Histogram h;
    h.add(x.data(), x.size());
    Range got = *observer->range();
    EXPECT_LE(got.lo, 0);
    float scale = chooseTableScale(got.lo, got.hi, flint)->scale;
    float wanted =
        searchScaleBeyond(ErrorSums(h), flint,
                          double(chooseTableScale(h.min(), h.max(), flint)->scale),
                          {1, 150, 1})
            .scale;
    EXPECT_NEAR(double(scale) / double(wanted), 1, 1e-6) << isSigned;
    EXPECT_EQ(got.lo < 0, isSigned);
  }
  config.kind = ObserverKind::Entropy; // counts levels of integers
  EXPECT_FALSE(makeObserver(config));
}

TEST(Observer, Names) {
  for (ObserverKind kind : kKinds)
    EXPECT_EQ(parseObserverKind(name(kind)), kind);
  EXPECT_EQ(parseObserverKind("kl"), std::nullopt);
  EXPECT_EQ(name(ObserverKind(9)), "");
}
