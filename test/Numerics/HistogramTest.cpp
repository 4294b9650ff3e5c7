// SPDX-License-Identifier: Apache-2.0
//
// The histogram is a function of the multiset of values: every order, cut and
// merge gives the same bins, and the bins are those of the definition.
#include "qopt/Numerics/Histogram.h"
#include "qopt/Numerics/Rounding.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <numeric>
#include <random>

using namespace qopt::numerics;

namespace {
Histogram of(const std::vector<float> &values) {
  Histogram h;
  h.add(values.data(), values.size());
  return h;
}

void expectEqual(const Histogram &a, const Histogram &b) {
  EXPECT_EQ(a.binWidth(), b.binWidth());
  EXPECT_EQ(a.negative(), b.negative());
  EXPECT_EQ(a.positive(), b.positive());
  EXPECT_EQ(a.zeroCount(), b.zeroCount());
  EXPECT_EQ(a.finiteCount(), b.finiteCount());
  EXPECT_EQ(a.nonFiniteCount(), b.nonFiniteCount());
  EXPECT_EQ(a.min(), b.min());
  EXPECT_EQ(a.max(), b.max());
}

/// Values of very different sizes, zeros and non-finite ones among them.
std::vector<float> mixture(size_t n, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<float> values(n);
  for (float &x : values) {
    x = std::ldexp(float(int32_t(random())), int(random() % 40) - 60);
    if (random() % 16 == 0)
      x = 0;
    if (random() % 64 == 0)
      x = random() % 2 ? INFINITY : NAN;
  }
  return values;
}

uint64_t total(const std::vector<uint64_t> &bins) {
  return std::accumulate(bins.begin(), bins.end(), uint64_t(0));
}
} // namespace

TEST(Histogram, BinsByDefinition) {
  auto values = mixture(5000, 1);
  Histogram h = of(values);
  std::vector<uint64_t> pos(Histogram::kBins), neg(Histogram::kBins);
  uint64_t zeros = 0, bad = 0;
  float largest = 0;
  for (float x : values) {
    if (!std::isfinite(x)) {
      ++bad;
      continue;
    }
    largest = std::max(largest, std::fabs(x));
    if (x == 0)
      ++zeros;
    else
      ++(x < 0 ? neg : pos)[size_t(std::floor(std::fabs(x) / h.binWidth()))];
  }
  EXPECT_EQ(h.positive(), pos);
  EXPECT_EQ(h.negative(), neg);
  EXPECT_EQ(h.zeroCount(), zeros);
  EXPECT_EQ(h.nonFiniteCount(), bad);
  EXPECT_EQ(h.finiteCount(), values.size() - bad);
  EXPECT_LT(largest, h.binWidth() * Histogram::kBins);
  EXPECT_GE(largest, h.binWidth() * Histogram::kBins / 2);
  EXPECT_EQ(std::max(-h.min(), h.max()), largest);
  auto magnitudes = h.magnitudes();
  EXPECT_EQ(total(magnitudes) + zeros, h.finiteCount());
  for (size_t k = 0; k < pos.size(); ++k)
    ASSERT_EQ(magnitudes[k], pos[k] + neg[k]);
}

TEST(Histogram, OrderAndCutsDoNotMatter) {
  auto values = mixture(4000, 2);
  Histogram whole = of(values);
  auto sorted = values;
  std::sort(sorted.begin(), sorted.end(), [](float a, float b) {
    return std::fabs(a) < std::fabs(b) && !std::isnan(a) && !std::isnan(b);
  });
  for (int variant = 0; variant < 2; ++variant) {
    std::mt19937 random(7);
    if (variant == 1)
      std::shuffle(values.begin(), values.end(), random);
    Histogram pieces;
    for (size_t i = 0; i < values.size();) {
      size_t n = std::min<size_t>(random() % 70, values.size() - i);
      pieces.add(values.data() + i, n);
      i += n;
    }
    expectEqual(pieces, whole);
  }
  Histogram growing;
  for (int i = -140; i <= 100; ++i) {
    float x = std::ldexp(1.0f, i);
    growing.add(&x, 1);
  }
  std::vector<float> powers;
  for (int i = 100; i >= -140; --i)
    powers.push_back(std::ldexp(1.0f, i));
  expectEqual(growing, of(powers));
}

TEST(Histogram, MergeEqualsAdd) {
  for (uint32_t seed = 0; seed < 8; ++seed) {
    auto a = mixture(300 * seed, seed), b = mixture(1000, seed + 50);
    if (seed % 2)
      for (float &x : b)
        x *= 1e-12f;
    Histogram merged = of(a), other = of(b);
    merged.merge(other);
    other.merge(of(a));
    auto all = a;
    all.insert(all.end(), b.begin(), b.end());
    expectEqual(merged, of(all));
    expectEqual(other, of(all));
  }
}

TEST(Histogram, Extremes) {
  Histogram h;
  h.add(nullptr, 0);
  EXPECT_EQ(h.finiteCount(), 0u);
  float bad[] = {NAN, INFINITY, -INFINITY};
  h.add(bad, 3);
  EXPECT_EQ(h.finiteCount(), 0u);
  EXPECT_EQ(h.nonFiniteCount(), 3u);
  float zeros[] = {0.0f, -0.0f};
  h.add(zeros, 2);
  EXPECT_EQ(h.zeroCount(), 2u);
  EXPECT_EQ(h.min(), 0);
  EXPECT_EQ(h.max(), 0);
  EXPECT_EQ(total(h.magnitudes()), 0u);
  float wide[] = {FLT_TRUE_MIN, -FLT_TRUE_MIN, FLT_MAX, -FLT_MAX};
  h.add(wide, 2);
  EXPECT_EQ(h.max(), double(FLT_TRUE_MIN));
  EXPECT_EQ(h.positive()[1024], 1u);
  h.add(wide + 2, 2);
  EXPECT_EQ(h.max(), double(FLT_MAX));
  EXPECT_EQ(h.positive()[0], 1u);
  EXPECT_EQ(h.positive()[2047], 1u);
  EXPECT_EQ(h.negative()[0], 1u);
  EXPECT_EQ(h.negative()[2047], 1u);
  Histogram empty;
  h.merge(empty);
  EXPECT_EQ(h.finiteCount(), 6u);
}

//===-- Parts -------------------------------------------------------------===//

namespace {
Histogram::Parts partsOf(std::vector<float> x) {
  Histogram h;
  h.add(x.data(), x.size());
  return h.parts();
}
} // namespace

TEST(HistogramParts, AreTheHistogram) {
  std::vector<std::vector<float>> sets = {
      {}, {0}, {-0.0f, 0}, {5}, {-5}, {0, 5}, {-1e-45f}, {3.4e38f, -1e-30f}};
  std::vector<float> many;
  for (uint64_t i = 0; i < 5000; ++i)
    many.push_back(float(double(int64_t(counterHash(3, i))) * 0x1p-60));
  sets.push_back(many);
  for (const std::vector<float> &x : sets) {
    Histogram::Parts parts = partsOf(x);
    std::string error;
    auto h = Histogram::fromParts(parts, error);
    ASSERT_TRUE(h) << x.size() << " " << error;
    EXPECT_EQ(error, "");
    EXPECT_EQ(h->finiteCount(), x.size());
    Histogram::Parts again = h->parts();
    EXPECT_EQ(again.negative, parts.negative);
    EXPECT_EQ(again.positive, parts.positive);
    EXPECT_EQ(again.widthExponent, parts.widthExponent);
    EXPECT_EQ(again.zeros, parts.zeros);
    // It goes on like the one it was made from.
    Histogram whole;
    whole.add(x.data(), x.size());
    const float more[] = {7, -100};
    h->add(more, 2);
    whole.add(more, 2);
    EXPECT_EQ(h->positive(), whole.positive());
    EXPECT_EQ(h->min(), whole.min());
  }
}

TEST(HistogramParts, RunsOfEmptyBins) {
  // Width 2^-9: bins 512 and 1536, nothing below zero.
  Histogram::Parts parts = partsOf({1, 3, 3});
  EXPECT_EQ(parts.widthExponent, -9);
  EXPECT_EQ(parts.positive, (std::vector<int64_t>{-512, 1, -1023, 2}));
  EXPECT_EQ(parts.negative, std::vector<int64_t>());
}

TEST(HistogramParts, WhatTheCountsDeny) {
  auto refused = [](auto change) {
    Histogram::Parts parts = partsOf({-1, 0, 3});
    change(parts);
    std::string error;
    return Histogram::fromParts(parts, error) ? "accepted" : error;
  };
  using Parts = Histogram::Parts;
  const std::string bins = "expected counts and runs of empty bins for at most "
                           "2048 bins, got more";
  EXPECT_EQ(refused([](Parts &p) { p.positive = {-2048, 1}; }), bins);
  EXPECT_EQ(refused([](Parts &p) { p.positive = {INT64_MIN}; }), bins);
  EXPECT_EQ(refused([](Parts &p) { p.negative = {0}; }), bins);
  EXPECT_EQ(refused([](Parts &p) { p.negative[1] = INT64_MAX; }),
            "expected at most 2^53 values, got more");
  for (std::string error :
       {refused([](Parts &p) { p.hi = 4; }),
        refused([](Parts &p) { p.lo = 0; }), refused([](Parts &p) { p.lo = 5; }),
        refused([](Parts &p) { p.lo = NAN; }),
        refused([](Parts &p) { p.widthExponent = -8; }),
        refused([](Parts &p) { p.positive = {}; }),
        refused([](Parts &p) {
          p = partsOf({0});
          p.widthExponent = 1;
        }),
        refused([](Parts &p) {
          p = partsOf({0});
          p.zeros = 0;
          p.hi = 1;
        }),
        refused([](Parts &p) {
          p = partsOf({5});
          p.zeros = 1;
        })})
    EXPECT_NE(error.find("expected extremes and a bin width that agree"),
              std::string::npos)
        << error;
}
