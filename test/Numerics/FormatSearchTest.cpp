// SPDX-License-Identifier: Apache-2.0
//
// ANT's type selection and the FP8 search against what the published code chose
// for the same inputs; the plain clips against their definitions.
#include "Golden.h"

#include "qopt/Numerics/Formats/Flint.h"
#include "qopt/Numerics/Formats/PowerOfTwo.h"
#include "qopt/Numerics/Formats/Uniform.h"
#include "qopt/Numerics/Search/AlphaSearch.h"
#include "qopt/Numerics/Search/ErrorSums.h"
#include "qopt/Numerics/Search/Fp8Search.h"

#include <cmath>
#include <limits>

using namespace qopt::numerics;

namespace {
void expectNear(double got, double want, double relative,
                const std::string &what) {
  EXPECT_NEAR(got, want, relative * std::fabs(want) + 1e-12) << what;
}
} // namespace

TEST(ErrorSums, RunningSumsAreTheSum) {
  std::vector<float> x;
  for (uint64_t i = 0; i < 3000; ++i)
    x.push_back(float(double(int64_t(counterHash(1, i))) * 0x1p-62));
  x[7] = NAN;
  x[8] = -std::numeric_limits<float>::infinity();
  ErrorSums sums(x.data(), x.size());
  EXPECT_EQ(sums.count(), 2998);
  const CodeTable tables[] = {
      tableOf(IntFormat{4, true, false}), tableOf(IntFormat{8, true, false}),
      tableOf(PotFormat{4, true}), tableOf(LogFormat{4, true})};
  for (const CodeTable &table : tables)
    for (double scale : {0.01, 0.13, 2.0}) {
      double want = 0, magnitude = 0;
      for (float v : x)
        if (std::isfinite(v)) {
          double d =
              v - scale * table.roundTrip(v / scale, RoundingMode::NearestEven);
          want += d * d / 2998;
          magnitude += double(v) * double(v) / 2998;
        }
      EXPECT_NEAR(sums.meanSquaredError(table, scale), want, 1e-13 * magnitude);
    }
  EXPECT_EQ(ErrorSums(x.data() + 7, 2).meanSquaredError(tables[0], 1), 0);
  EXPECT_EQ(ErrorSums(nullptr, 0).absmax(), 0);
}

TEST(ErrorSums, UniformStepsAreTheirTable) {
  std::vector<float> x;
  for (uint64_t i = 0; i < 3000; ++i)
    x.push_back(float(double(int64_t(counterHash(1, i))) * 0x1p-62));
  for (size_t n : {size_t(5), x.size()})
    for (IntFormat f : {IntFormat{4, true, true}, IntFormat{8, true, false},
                        IntFormat{12, true, false}})
      for (double scale : {0.01, 0.13, 2.0}) {
        ErrorSums sums(x.data(), n);
        double want = sums.meanSquaredError(tableOf(f), scale);
        EXPECT_NEAR(sums.meanSquaredError(f.range(), scale), want, 1e-12);
      }
  // Zero point 3 of u2: steps -3 .. 0.
  const float y[] = {-2.6f, 1, -7};
  EXPECT_NEAR(ErrorSums(y, 3).meanSquaredError(IntRange{-3, 0}, 1),
              (0.4 * 0.4 + 1 + 16) / 3, 1e-6);
  EXPECT_EQ(ErrorSums(nullptr, 0).meanSquaredError(IntRange{-3, 0}, 1), 0);
}

TEST(ErrorSums, BinsOfAHistogram) {
  // A bin is as good as many values spread over it.
  std::vector<float> x;
  for (uint64_t i = 0; i < 20000; ++i) {
    double u = double(counterHash(2, i) >> 11) * 0x1p-53;
    x.push_back(i % 10 == 0 ? 0.0f : float(u * u * 5 - 1));
  }
  Histogram histogram;
  histogram.add(x.data(), x.size());
  ErrorSums exact(x.data(), x.size()), bins(histogram);
  EXPECT_EQ(bins.count(), 20000);
  EXPECT_EQ(bins.min(), exact.min());
  EXPECT_EQ(bins.max(), exact.max());
  const CodeTable tables[] = {tableOf(IntFormat{4, true, false}),
                              tableOf(PotFormat{4, true}),
                              tableOf(LogFormat{4, true})};
  for (const CodeTable &table : tables)
    for (double scale : {0.1, 0.5, 2.0})
      EXPECT_NEAR(bins.meanSquaredError(table, scale) /
                      exact.meanSquaredError(table, scale),
                  1, 0.002);
  // Fine steps: the bins are as wide as the steps, their spread counts.
  CodeTable fine = tableOf(IntFormat{10, true, false});
  EXPECT_NEAR(bins.meanSquaredError(fine, 0.01) * 12 / 1e-4, 0.9, 0.05);
  TypeSelection all = selectType({bins}, antCandidates(4, true), antGrid(4));
  TypeSelection want =
      selectType(x.data(), 1, x.size(), antCandidates(4, true), antGrid(4));
  EXPECT_EQ(all.chosen, want.chosen);
  EXPECT_NEAR(all.scores[0].sumMse / want.scores[0].sumMse, 1, 0.002);
  EXPECT_EQ(searchFp8({bins}).mantissaBits,
            searchFp8(x.data(), 1, x.size()).mantissaBits);
  Histogram empty, zeros;
  EXPECT_EQ(ErrorSums(empty).meanSquaredError(fine, 1), 0);
  const float zero = 0;
  zeros.add(&zero, 1);
  EXPECT_EQ(ErrorSums(zeros).absmax(), 0);
  EXPECT_EQ(ErrorSums(zeros).count(), 1);
}

TEST(AlphaSearch, MeanMagnitude) {
  const float x[] = {1, -3, 2, NAN, -2};
  AlphaChoice one = meanAlpha(x, 5, binaryTable());
  EXPECT_EQ(one.alpha, 2);
  EXPECT_EQ(one.mse, 0.5);
  EXPECT_EQ(meanAlpha(x + 3, 1, binaryTable()).alpha, 0);
  EXPECT_EQ(meanAlpha(x, 5, ternaryTable()).alpha, 2);
}

TEST(AlphaSearch, SelectsLikeAnt) {
  static const auto lines = golden::read("quantizers.txt");
  for (std::string input : {"gauss", "uniform", "laplace", "heavy"})
    for (bool weight : {true, false}) {
      std::string name = (weight ? "ant4_weight_" : "ant4_act_") + input;
      auto x = golden::quantizer<float>("inputs." + input);
      for (float &v : x)
        v = weight ? v : std::fabs(v);
      size_t channels = weight ? 8 : 1;
      auto candidates = antCandidates(4, weight);
      TypeSelection got = selectType(x.data(), channels, 512 / channels,
                                     candidates, antGrid(4));
      EXPECT_EQ(candidates[got.chosen].name, lines.at(name + ".chosen")[0]);
      for (size_t t = 0; t < candidates.size(); ++t) {
        std::string score = name + ".scores." + candidates[t].name;
        auto alphas = golden::quantizer<double>(score + ".alpha");
        ASSERT_EQ(got.scores[t].alphas.size(), alphas.size());
        for (size_t c = 0; c < alphas.size(); ++c)
          expectNear(got.scores[t].alphas[c], alphas[c], 1e-6, score);
        expectNear(got.scores[t].sumMse,
                   golden::quantizer<double>(score + ".sum_mse")[0], 2e-6,
                   score);
      }
      auto deq = golden::quantizer<float>(name + ".deq");
      for (size_t i = 0; i < 512; ++i)
        expectNear(quantizeWithAlpha(
                       x[i], candidates[got.chosen].table,
                       got.scores[got.chosen].alphas[i * channels / 512]),
                   deq[i], 2e-6, name);
    }
}

TEST(AlphaSearch, AboveSixBitsThereIsOnlyInt) {
  EXPECT_EQ(antCandidates(8, true).size(), 1u);
  EXPECT_EQ(antCandidates(8, true)[0].name, "int");
  EXPECT_EQ(antGrid(8).low, 95);
  EXPECT_EQ(antCandidates(4, false, true).size(), 4u);
  EXPECT_EQ(antCandidates(4, false, true)[3].name, "float");
}

TEST(AlphaSearch, FirstOfEqualAlphasWins) {
  // All zeros: every alpha is 0 and every type is perfect.
  std::vector<float> zeros(16, 0);
  TypeSelection got =
      selectType(zeros.data(), 2, 8, antCandidates(4, true), antGrid(4));
  EXPECT_EQ(got.chosen, 0u);
  EXPECT_EQ(got.scores[0].alphas, (std::vector<double>{0, 0}));
  EXPECT_EQ(got.scores[2].sumMse, 0);
}

TEST(AlphaSearch, NonFiniteValuesTakeNoPart) {
  CodeTable s4 = tableOf(IntFormat{4, true, false});
  std::vector<float> x = {1, -2,  3,
                          7, NAN, std::numeric_limits<float>::infinity()};
  AlphaChoice absmax = absmaxAlpha(x.data(), x.size(), s4);
  EXPECT_EQ(absmax.alpha, 7);
  EXPECT_EQ(absmax.mse, 0);
  EXPECT_EQ(searchAlpha(x.data(), x.size(), s4, {100, 101}).alpha, 7);
  EXPECT_EQ(searchAlpha(x.data() + 4, 2, s4, {}).alpha, 0);
  EXPECT_EQ(percentileAlpha(x.data() + 4, 2, s4, 99).mse, 0);
}

TEST(AlphaSearch, GridRefusals) {
  EXPECT_EQ(check(AlphaGrid{}), "");
  EXPECT_EQ(check(AlphaGrid{0, 100, 1}),
            "expected clips from above 0 to a larger percentage, got 0 to 100");
  EXPECT_EQ(check(AlphaGrid{90, 90, 1}),
            "expected clips from above 0 to a larger percentage, got 90 to 90");
  EXPECT_EQ(check(AlphaGrid{75, 150, 0}),
            "expected a step of at least 1 percent, got 0");
}

TEST(AlphaSearch, Percentile) {
  CodeTable s8 = tableOf(IntFormat{8, true, false});
  std::vector<float> x;
  for (int i = 0; i <= 1000; ++i)
    x.push_back(float(i % 2 ? i : -i));
  EXPECT_EQ(percentileAlpha(x.data(), x.size(), s8, 99.9).alpha, 999);
  EXPECT_EQ(percentileAlpha(x.data(), x.size(), s8, 100).alpha, 1000);
  EXPECT_EQ(percentileAlpha(x.data(), x.size(), s8, 50).alpha, 500);
}

TEST(Fp8Search, LikeThePublishedSearch) {
  for (std::string input :
       {"gauss", "uniform", "laplace", "heavy", "heavy_perchannel8"}) {
    size_t channels = input == "heavy_perchannel8" ? 8 : 1;
    auto x =
        golden::quantizer<float>("inputs." + (channels == 8 ? "heavy" : input));
    std::string name = "fp8_mse_search_" + input;
    Fp8Choice got = searchFp8(x.data(), channels, 512 / channels);
    EXPECT_EQ(got.mantissaBits,
              golden::quantizer<int>(name + ".best_mantissa_bits")[0])
        << name;
    auto maxValues = golden::quantizer<double>(name + ".maxval");
    ASSERT_EQ(got.maxValues.size(), maxValues.size());
    for (size_t c = 0; c < channels; ++c)
      expectNear(got.maxValues[c], maxValues[c], 1e-6, name);
    for (int m = 1; m <= 6; ++m)
      expectNear(got.msePerMantissa[size_t(m - 1)],
                 golden::quantizer<double>(name + ".mse_per_M." +
                                           std::to_string(m))[0],
                 1e-3, name + " M " + std::to_string(m));
    auto deq = golden::quantizer<float>(name + ".deq");
    for (size_t i = 0; i < 512; ++i) {
      CodeTable table = tableOf(floatWithMax(
          8, got.mantissaBits, true, got.maxValues[i * channels / 512]));
      expectNear(table.roundTrip(x[i], RoundingMode::NearestEven), deq[i], 1e-6,
                 name);
    }
  }
}

TEST(Fp8Search, ExtremeMagnitudes) {
  for (float scale : {1e-45f, 1e-38f, std::numeric_limits<float>::max()}) {
    std::vector<float> x = {0, scale, -scale / 2, scale / 4};
    Fp8Choice got = searchFp8(x.data(), 1, 4);
    EXPECT_GT(got.maxValues[0], 0);
    EXPECT_EQ(check(floatWithMax(8, got.mantissaBits, true, got.maxValues[0])),
              "");
  }
}

TEST(Fp8Search, ZeroChannelsAndUnsignedFormats) {
  std::vector<float> x(32, 0);
  for (int i = 16; i < 32; ++i)
    x[size_t(i)] = float(i);
  Fp8Choice got = searchFp8(x.data(), 2, 16, 8, false);
  EXPECT_EQ(got.maxValues[0], 1);
  EXPECT_EQ(got.msePerMantissa.size(), 7u);
  EXPECT_EQ(floatWithMax(8, 3, false, 1).bits(), 8);
}

TEST(ScaleSearch, TheFirstOfTheLeast) {
  CodeTable s4 = tableOf(IntFormat{4, true, true});
  std::vector<float> x = {-7, 3, 1};
  // The widest scale is exact; 50 % would clip.
  ScaleChoice got = searchScale(ErrorSums(x.data(), 3), s4, 1, {50, 101, 50});
  EXPECT_EQ(got.scale, 1.0f);
  EXPECT_NEAR(got.mse, 0, 1e-15);
  // Of a slot of zeros the widest, whatever the grid.
  std::vector<float> zeros(3, 0);
  EXPECT_EQ(searchScale(ErrorSums(zeros.data(), 3), s4, 1, {50, 60, 1}).scale,
            1.0f);
  // Never 0, never infinite.
  std::vector<float> tiny = {1e-45f};
  EXPECT_GE(searchScale(ErrorSums(tiny.data(), 1), s4, 1e-45, {50, 60, 1}).scale,
            std::numeric_limits<float>::min());
}

TEST(ScaleSearch, IsAsGoodAsAnyOtherOfTheGrid) {
  auto x = golden::quantizer<float>("inputs.heavy");
  ErrorSums sums(x.data(), x.size());
  for (const CodeTable &table :
       {tableOf(IntFormat{4, true, true}), tableOf(PotFormat{4, true})}) {
    double widest = sums.absmax() / table.maxMagnitude();
    AlphaGrid grid = {30, 150, 1};
    ScaleChoice got = searchScale(sums, table, widest, grid);
    EXPECT_EQ(got.mse, sums.meanSquaredError(table, double(got.scale)));
    for (int i = grid.low; i < grid.up; i += grid.step)
      EXPECT_LE(got.mse,
                sums.meanSquaredError(table, double(float(widest * i / 100))));
  }
}

// 1 .. 7 in equal steps are the dense part of flint<u4>, whose largest value is 64:
// evenly spread numbers belong there, though this is 9 times the covering scale.
TEST(ScaleSearch, BeyondTheCoveringScale) {
  std::vector<float> x;
  for (int i = 0; i <= 70; ++i)
    x.push_back(float(i) / 10);
  ErrorSums sums(x.data(), x.size());
  CodeTable flint = tableOf(FlintFormat{4, false});
  double widest = 7.0 / 64;
  AlphaGrid grid = {30, 150, 1};
  ScaleChoice near = searchScale(sums, flint, widest, grid);
  ScaleChoice beyond = searchScaleBeyond(sums, flint, widest, grid);
  EXPECT_LT(beyond.mse, near.mse / 4);
  EXPECT_GT(beyond.scale, 0.4f); // 16, not 64, meets the largest number
  EXPECT_EQ(beyond.mse, sums.meanSquaredError(flint, double(beyond.scale)));
  // Never worse, and the same where values are evenly spaced.
  for (const CodeTable &table :
       {tableOf(PotFormat{4, true}), tableOf(LogFormat{4, true})})
    EXPECT_LE(searchScaleBeyond(sums, table, widest, grid).mse,
              searchScale(sums, table, widest, grid).mse);
  CodeTable s8 = tableOf(IntFormat{8, true, false});
  EXPECT_EQ(searchScaleBeyond(sums, s8, 7.0 / 127, grid).scale,
            searchScale(sums, s8, 7.0 / 127, grid).scale);
}

TEST(ScaleSearch, ScaleOfAClip) {
  CodeTable s4 = tableOf(IntFormat{4, true, false});
  EXPECT_EQ(scaleOfAlpha(14, s4), 2.0f); // 7, not 8, meets the clip
  EXPECT_EQ(scaleOfAlpha(0, s4), 1.0f);
  EXPECT_EQ(scaleOfAlpha(1e-45, s4), std::numeric_limits<float>::min());
}
