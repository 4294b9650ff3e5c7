// SPDX-License-Identifier: Apache-2.0
//
// OliVe's outlier-victim pairs against the published quantizer; binary coding
// against integers that it embeds exactly, and its fits against each other.
#include "Golden.h"

#include "qopt/Numerics/Blocks/OlivePairs.h"
#include "qopt/Numerics/Formats/Bcq.h"
#include "qopt/Numerics/Formats/NormalQuantile.h"

#include <cmath>
#include <limits>

using namespace qopt::numerics;

TEST(OlivePairs, LikeThePublishedQuantizer) {
  auto x = golden::quantizer<float>("inputs.heavy");
  TypeSelection got = selectOlive(x.data(), 8, 64, 4);
  EXPECT_EQ(got.chosen, 1u) << "flint";
  auto alphas = golden::quantizer<double>("olive4_heavy.alpha");
  auto want = golden::quantizer<double>("olive4_heavy.deq");
  OliveTables tables = oliveTables(4, true);
  for (size_t c = 0; c < 8; ++c) {
    double alpha = got.scores[1].alphas[c];
    EXPECT_NEAR(alpha / alphas[c], 1, 1e-6);
    std::vector<float> out(64);
    auto codes = encodeOlive(&x[c * 64], 64, tables, alpha);
    decodeOlive(codes.data(), 64, tables, alpha, out.data());
    for (size_t i = 0; i < 64; ++i) {
      EXPECT_LT(codes[i], 16);
      EXPECT_NEAR(out[i], want[c * 64 + i], 1e-6 * std::fabs(out[i])) << i;
    }
  }
}

TEST(OlivePairs, VictimsAndEdges) {
  OliveTables t = oliveTables(4, false);
  // alpha 32: units. 40 is as near to 28 + 12 as no normal value: an outlier.
  std::vector<float> x = {100, 200, 5, -90, 1, 2, 1000}, out(7);
  auto codes = encodeOlive(x.data(), 7, t, 32);
  EXPECT_EQ(codes[1], t.identifier) << "a victim even if an outlier itself";
  EXPECT_EQ(codes[2], t.identifier);
  decodeOlive(codes.data(), 7, t, 32, out.data());
  EXPECT_EQ(out, (std::vector<float>{96, 0, 0, -96, 0, 4, 28}));
  // A tie between a normal value and an outlier.
  x = {38, 0, -38, 0};
  codes = encodeOlive(x.data(), 4, t, 32);
  decodeOlive(codes.data(), 4, t, 32, out.data());
  EXPECT_EQ(out[0], 48);
  EXPECT_EQ(out[2], -48);
  x = {std::numeric_limits<float>::infinity(), NAN};
  codes = encodeOlive(x.data(), 2, t, 32);
  decodeOlive(codes.data(), 2, t, 32, out.data());
  EXPECT_EQ(out[0], 384);
  EXPECT_EQ(out[1], 0);
  std::vector<float> zeros(8, 0);
  TypeSelection none = selectOlive(zeros.data(), 2, 4, 8);
  EXPECT_EQ(none.scores.size(), 1u) << "8 bits: int alone";
  EXPECT_EQ(none.scores[0].alphas, (std::vector<double>{0, 0}));
  EXPECT_EQ(checkOlive(5, false), "expected 4 or 8 bits, got 5");
  EXPECT_EQ(checkOlive(8, true), "expected 4 bits with flint, got 8");
}

TEST(OlivePairs, EightBits) {
  OliveTables t = oliveTables(8, false);
  std::vector<float> x = {31.6f, -0.3f, 500, 1}, out(4);
  auto codes = encodeOlive(x.data(), 4, t, 32);
  decodeOlive(codes.data(), 4, t, 32, out.data());
  EXPECT_EQ(out, (std::vector<float>{31.5f, -0.25f, 504, 0}));
}

TEST(Bcq, EmbedsIntegersExactly) {
  for (int bits = 1; bits <= 8; ++bits)
    for (float scale : {1.0f, 0.1f, 0x1.fffffep-20f, 3.7e5f})
      for (int64_t zeroPoint : {int64_t(0), int64_t(7), int64_t(-100000)}) {
        CodeTable t = tableOf(bcqOfInteger(bits, scale, zeroPoint));
        for (uint32_t code = 0; code < 1u << bits; ++code) {
          double want = double(scale) * double(int64_t(code) - zeroPoint);
          ASSERT_EQ(t.decode(code), want) << bits << " " << code;
          ASSERT_EQ(t.encode(want, RoundingMode::NearestEven), code);
        }
      }
}

TEST(Bcq, OnePlaneIsTheMeanMagnitude) {
  const float x[] = {1, -2, 3, -6};
  BcqGroup g = fitBcqGreedy(x, 4, 1, false);
  EXPECT_EQ(g.alphas, (std::vector<double>{3}));
  EXPECT_EQ(fitBcqAlternating(x, 4, 1, false).alphas, g.alphas);
  CodeTable t = tableOf(g);
  EXPECT_EQ(t.decode(0), -3);
  EXPECT_EQ(t.decode(1), 3);
}

TEST(Bcq, FitsImproveWithPlanesAndRounds) {
  std::vector<float> x;
  for (int i = 0; i < 512; ++i)
    x.push_back(float(normalQuantile((i + 0.5) / 512) + 0.3));
  auto error = [&](const BcqGroup &g) {
    CodeTable t = tableOf(g);
    double sum = 0;
    for (float v : x)
      sum += std::pow(v - t.roundTrip(v, RoundingMode::NearestEven), 2) / 512;
    return sum;
  };
  double last = 10;
  for (int planes = 1; planes <= 4; ++planes)
    for (bool bias : {false, true}) {
      double greedy = error(fitBcqGreedy(x.data(), 512, planes, bias));
      double fitted = error(fitBcqAlternating(x.data(), 512, planes, bias));
      EXPECT_LE(fitted, greedy);
      if (bias) {
        EXPECT_LT(fitted, last / 2) << planes;
        last = fitted;
      }
    }
  // Two planes and a bias: no worse than the best four levels by much (Max:
  // 0.1175 of the variance), and not better.
  double two = error(fitBcqAlternating(x.data(), 512, 2, true));
  EXPECT_LT(two, 0.122);
  EXPECT_GT(two, 0.112);
}

TEST(Bcq, RecoversWhatItCoded) {
  BcqGroup g{{0.25, 1, 2.5}, 0.75};
  CodeTable t = tableOf(g);
  std::vector<float> x;
  for (uint32_t code = 0; code < 8; ++code)
    x.push_back(t.decodeF32(code));
  BcqGroup fit = fitBcqAlternating(x.data(), 8, 3, true);
  for (size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(fit.alphas[i], g.alphas[i], 1e-12);
  EXPECT_NEAR(fit.bias, g.bias, 1e-12);
  // Constant data leave the equations singular.
  std::vector<float> same(4, 2.0f);
  BcqGroup flat = fitBcqAlternating(same.data(), 4, 3, true);
  EXPECT_EQ(check(flat), "");
  EXPECT_NEAR(tableOf(flat).roundTrip(2, RoundingMode::NearestEven), 2, 1e-12);
}

TEST(Bcq, Refusals) {
  EXPECT_EQ(check(BcqGroup{}), "expected planes of 1 to 8, got 0");
  EXPECT_EQ(check(BcqGroup{{1, -1}}),
            "expected finite scales of at least 0, got -1.000000");
  EXPECT_EQ(check(BcqGroup{{1}, NAN}), "expected a finite bias, got nan");
}

TEST(Bcq, CodesUnderF32Scales) {
  const float scales[] = {0.25f, 9, 1, 9, 2.5f, 9}; // every second one
  for (uint32_t code = 0; code < 8; ++code) {
    double want = (code & 1 ? 0.25 : -0.25) + (code & 2 ? 1 : -1) +
                  (code & 4 ? 2.5 : -2.5);
    EXPECT_EQ(decodeBcq(code, scales, 2, 3), float(want));
    EXPECT_EQ(encodeBcq(float(want), scales, 2, 3), code);
  }
  // Ascending: 2^24 + 1 - 2^24 is not 1.
  const float far[] = {16777216, 1, 16777216};
  EXPECT_EQ(decodeBcq(3, far, 1, 3), 0.0f);
}

TEST(Bcq, GreedyBits) {
  const float scales[] = {1, 2, 4};
  EXPECT_EQ(encodeBcq(0.0f, scales, 1, 3), 4u) << "0, -4, -2: 1 0 0";
  EXPECT_EQ(encodeBcq(-0.0f, scales, 1, 3), 4u) << "-0 is not negative";
  EXPECT_EQ(encodeBcq(NAN, scales, 1, 3), 7u);
  EXPECT_EQ(encodeBcq(HUGE_VALF, scales, 1, 3), 7u);
  EXPECT_EQ(encodeBcq(-HUGE_VALF, scales, 1, 3), 0u);
  // Greedy is not nearest where a low plane is the larger one.
  const float mixed[] = {4, 1};
  EXPECT_EQ(encodeBcq(2.0f, mixed, 1, 2), 3u);
  EXPECT_EQ(encodeBcq(-3.0f, mixed, 1, 2), 0u) << "-5, though -3 has a code";
  const float zeros[] = {0, 0};
  EXPECT_EQ(encodeBcq(-1.0f, zeros, 1, 2), 0u);
  EXPECT_EQ(decodeBcq(2, zeros, 1, 2), 0.0f);
}
