// SPDX-License-Identifier: Apache-2.0
//
// The other families: tie rules, code layouts, estimated codebooks, refusals.
#include "FormatTables.h"

#include "qopt/Numerics/Formats/Abfloat.h"
#include "qopt/Numerics/Formats/Codebook.h"
#include "qopt/Numerics/Formats/Dynamic.h"
#include "qopt/Numerics/Formats/Flint.h"
#include "qopt/Numerics/Formats/KBitFloat.h"
#include "qopt/Numerics/Formats/NormalQuantile.h"
#include "qopt/Numerics/Formats/PowerOfTwo.h"
#include "qopt/Numerics/Formats/Quantile.h"
#include "qopt/Numerics/Formats/Uniform.h"

#include "gtest/gtest.h"

#include <cmath>

using namespace qopt::numerics;

namespace {
constexpr RoundingMode kEven = RoundingMode::NearestEven;
} // namespace

TEST(Formats, PublishedTies) {
  CodeTable flint = tableOf(FlintFormat{4, true}); // 0 1 2 3 4 6 8 16
  EXPECT_EQ(flint.roundTrip(5, kEven), 6);
  EXPECT_EQ(flint.roundTrip(-5, kEven), -4);
  EXPECT_EQ(flint.roundTrip(12, kEven), 16);
  CodeTable nf4 = nf4Table();
  double middle = (nf4.decode(14) + nf4.decode(15)) / 2;
  EXPECT_EQ(nf4.encode(middle, kEven), 14);
  CodeTable fp4 = bnbFp4Table();
  EXPECT_EQ(fp4.roundTrip((fp4.decode(2) + 1) / 2, kEven), fp4.decode(2));
  EXPECT_EQ(fp4.roundTrip(-(fp4.decode(2) + 1) / 2, kEven), -fp4.decode(2));
  CodeTable s4 = tableOf(IntFormat{4, true, false});
  EXPECT_EQ(s4.roundTrip(2.5, kEven), 2);
  EXPECT_EQ(s4.roundTrip(-3.5, kEven), -4);
  CodeTable antInt = tableOf(IntFormat{4, true, false}, TieRule::ToUpper);
  EXPECT_EQ(antInt.roundTrip(-2.5, kEven), -2);
  EXPECT_EQ(ternaryTable().roundTrip(0.5, kEven), 0);
  EXPECT_EQ(ternaryTable().encode(-0.6, kEven), 3);
  EXPECT_EQ(binaryTable().encode(0, kEven), 1);
  EXPECT_EQ(binaryTable().encode(-1e-30, kEven), 0);
  EXPECT_EQ(binaryTable().encode(NAN, kEven), 1);
}

TEST(Formats, Fp4DecisionPoints) {
  // bitsandbytes' constants, to the seven digits they are printed with.
  const double points[] = {.00260417, .0859375, .20833333, .29166667,
                           .4166667,  .583333,  .8333333};
  CodeTable::Thresholds t = bnbFp4Table().encodeThresholds(kEven);
  ASSERT_EQ(t.thresholds.size(), 15u);
  EXPECT_EQ(t.thresholds[7], std::nextafter(0.0f, 1.0f)) << "code 0, then 8";
  for (int i = 0; i < 7; ++i) {
    EXPECT_NEAR(t.thresholds[size_t(8 + i)], points[i], 4e-7);
    EXPECT_NEAR(t.thresholds[size_t(6 - i)], -points[i], 4e-7);
  }
}

TEST(Formats, FlintPartsMultiplyOut) {
  for (int n = 2; n <= 8; ++n) {
    CodeTable t =
        n > 2 ? tableOf(FlintFormat{n, false}) : tableOf(FlintFormat{3, true});
    for (uint32_t code = 0; code < 1u << n; ++code) {
      FlintParts parts = flintParts(code, n);
      EXPECT_EQ(std::ldexp(parts.base, parts.shift), t.decode(code));
      EXPECT_LT(parts.base, 1u << (n - 1));
      // The paper's float view: value = 2^(p-1) * 1.mantissa, p = n-1-L or n+L.
      uint32_t top = 1u << (n - 1), low = code & (top - 1);
      if (low == 0)
        continue;
      int leading = n - 2 - int(std::floor(std::log2(low)));
      int p = code & top ? n + leading : n - 1 - leading;
      EXPECT_EQ(std::floor(std::log2(t.decode(code))), p - 1) << n << code;
    }
  }
}

TEST(Formats, DynamicIsLopsided) {
  CodeTable t = tableOf(DynamicFormat{8, true});
  EXPECT_EQ(t.maxFinite(), 1);
  EXPECT_NEAR(t.minFinite(), -0.992969, 1e-6);
  EXPECT_EQ(t.zeroCode(), 127u);
  for (uint32_t code = 1; code < 256; ++code)
    EXPECT_GT(t.decode(code), t.decode(code - 1)) << "code = rank";
}

TEST(Formats, KBitFloatVariants) {
  const double smallest[] = {1. / 12, 1. / 48, 1. / 192};
  for (int i = 0; i < 3; ++i) {
    CodeTable t = tableOf(KBitFloatFormat{4, 2, 2 * i});
    EXPECT_EQ(t.decode(1), double(float(smallest[i])));
    EXPECT_EQ(t.decode(7), 1);
    EXPECT_EQ(t.decode(15), -1);
  }
  EXPECT_EQ(tableOf(KBitFloatFormat{4, 3, 4}).sortedValues(),
            tableOf(KBitFloatFormat{4, 3, 0}).sortedValues());
  // E3M0 of four bits is the signed PoT of four bits.
  EXPECT_EQ(tableOf(KBitFloatFormat{4, 3, 0}).sortedValues(),
            tableOf(PotFormat{4, true}).normalized(1)->sortedValues());
}

TEST(Formats, LogarithmsAreRounded) {
  CodeTable t = tableOf(LogFormat{4, true});
  EXPECT_EQ(t.decode(7), 1);
  EXPECT_EQ(t.decode(1), 0x1p-6);
  for (int i = 1; i < 2000; ++i) {
    double x = i / 2000.0, power = std::round(std::log2(x));
    double want = power < -6 ? 0 : std::exp2(power);
    EXPECT_EQ(t.roundTrip(x, kEven), want) << x;
    EXPECT_EQ(t.roundTrip(-x, kEven), -want) << x;
  }
  CodeTable half = tableOf(LogFormat{4, false, 2});
  EXPECT_EQ(half.decode(14), double(float(std::sqrt(0.5))));
}

TEST(Formats, ApotSumsOfTerms) {
  // Two terms of two bits: {0, 1, 1/4, 1/16} + {0, 1/2, 1/8, 1/32}.
  CodeTable t = tableOf(ApotFormat{4, false});
  EXPECT_EQ(t.decode(0b0101) / 32, 1.5);
  EXPECT_EQ(t.decode(0b1010) / 32, 0.25 + 0.125);
  EXPECT_EQ(t.decode(0b1111) / 32, 1. / 16 + 1. / 32);
  EXPECT_EQ(t.sortedValues().size(), 16u);
  // Five bits: as in the authors' code, with a one-bit term.
  CodeTable five = tableOf(ApotFormat{5, false});
  EXPECT_EQ(five.decode(0b01010), 64 + 32);
  EXPECT_EQ(five.decode(0b10101), 16 + 8 + 4);
  // Terms of three bits.
  EXPECT_EQ(tableOf(ApotFormat{3, false, 3}).sortedValues().size(), 8u);
}

TEST(Formats, NormalQuantiles) {
  EXPECT_EQ(normalQuantile(0.5), 0);
  EXPECT_NEAR(normalQuantile(0.975), 1.959963984540054, 1e-15);
  EXPECT_NEAR(normalQuantile(1e-10), -6.361340902404056, 1e-13);
  EXPECT_EQ(normalQuantile(0), -HUGE_VAL);
  EXPECT_EQ(normalQuantile(1), HUGE_VAL);
  EXPECT_TRUE(std::isnan(normalQuantile(1.5)));
  for (int i = 1; i < 1000; ++i)
    EXPECT_NEAR(0.5 * std::erfc(-normalQuantile(i / 1000.0) * std::sqrt(0.5)),
                i / 1000.0, 1e-15);
}

TEST(Formats, Nf4IsItsConstruction) {
  EXPECT_EQ(normalFloatValues(4), nf4Table().sortedValues());
  for (int bits = 2; bits <= 8; ++bits)
    EXPECT_EQ(checkCodebook(normalFloatValues(bits), true), "");
}

TEST(Formats, CodebooksPadTheirCodes) {
  CodeTable t = codebookTable({-1, 0, 1, 3, 7});
  EXPECT_EQ(t.bits(), 3);
  EXPECT_EQ(t.encode(5, kEven), 3);
  EXPECT_EQ(t.encode(100, kEven), 4);
  EXPECT_TRUE(t.isReserved(5));
  EXPECT_EQ(t.canonical(6), 1u);
}

TEST(Formats, KMeansFindsClusters) {
  std::vector<float> x, w;
  for (float centre : {-4.f, 0.f, 1.f, 8.f})
    for (int i = -3; i <= 3; ++i) {
      x.push_back(centre + float(i) / 64);
      w.push_back(1);
    }
  CodebookResult r = kMeansCodebook(x.data(), nullptr, x.size(), 2);
  EXPECT_EQ(r.error, "");
  EXPECT_EQ(r.values, (std::vector<double>{-0.5, 0, 0.125, 1}));
  EXPECT_EQ(kMeansCodebook(x.data(), w.data(), x.size(), 2).values, r.values);
  // All the weight on one value near -4 and one near 8: 0 takes no place away.
  w.assign(w.size(), 0);
  w[0] = w[27] = 1;
  r = kMeansCodebook(x.data(), w.data(), x.size(), 2);
  EXPECT_EQ(r.values, (std::vector<double>{x[0] / x[27], 0, 1}));
  const float signs[] = {1, -1, -1, 1, 1, 1};
  EXPECT_EQ(kMeansCodebook(signs, nullptr, 6, 4).values,
            (std::vector<double>{-1, 0, 1}));
}

TEST(Formats, KMeansIsNoWorseThanQuantiles) {
  std::vector<float> x;
  for (int i = 0; i < 5000; ++i)
    x.push_back(float(normalQuantile((i + 0.5) / 5000)));
  auto error = [&](const std::vector<double> &book, double scale) {
    CodeTable t = codebookTable(book);
    double sum = 0;
    for (float v : x)
      sum += std::pow(t.roundTrip(double(v) / scale, kEven) * scale - v, 2);
    return sum / 5000;
  };
  double best = 1e9;
  std::vector<double> means = kMeansCodebook(x.data(), nullptr, 5000, 4).values;
  for (double scale = 1; scale < 4; scale += 0.01)
    best = std::min(best, error(means, scale));
  // Max (1960): the optimum for 16 levels is 0.009497; one level is held at 0.
  EXPECT_LT(best, 0.0109);
  EXPECT_GT(best, 0.0093);
  EXPECT_LT(best, error(quantileCodebook(x.data(), 5000, 4).values, x.back()));
}

TEST(Formats, QuantilesOfChunks) {
  // Two chunks and a rest that does not count.
  std::vector<float> x(9000, 100);
  for (int i = 0; i < 8192; ++i)
    x[size_t(i)] = float(i % 4096) - 2048 + (i < 4096 ? 0 : 2);
  CodebookResult r = quantileCodebook(x.data(), x.size(), 3);
  ASSERT_EQ(r.error, "");
  EXPECT_EQ(r.values.size(), 8u);
  std::vector<float> one(x.begin(), x.begin() + 100);
  EXPECT_EQ(quantileCodebook(one.data(), one.size(), 3).error, "");
  // Repeated values are merged.
  std::vector<float> flat(100, 1);
  EXPECT_EQ(quantileCodebook(flat.data(), flat.size(), 4).values,
            (std::vector<double>{0, 1}));
  CodebookResult paper = paperQuantileCodebook(x.data(), x.size(), 3);
  EXPECT_EQ(checkCodebook(paper.values, true), "");
}

TEST(Formats, EstimatorsRefuse) {
  const float bad[] = {1, NAN}, zeros[] = {0, 0}, good[] = {1, 2},
              negative[] = {1, -1};
  using Estimate = CodebookResult (*)(const float *, size_t, int);
  const Estimate all[] = {quantileCodebook, paperQuantileCodebook,
                          [](const float *x, size_t n, int bits) {
                            return kMeansCodebook(x, nullptr, n, bits);
                          }};
  for (Estimate estimate : all) {
    EXPECT_EQ(estimate(good, 2, 1).error, "expected bits of 2 to 8, got 1");
    EXPECT_EQ(estimate(good, 0, 4).error,
              "expected values to estimate a codebook from, got none");
    EXPECT_EQ(estimate(bad, 2, 4).error,
              "expected finite values, got nan at position 1");
    EXPECT_EQ(estimate(zeros, 2, 4).error,
              "expected values other than 0, got only zeros");
  }
  EXPECT_EQ(kMeansCodebook(good, negative, 2, 4).error,
            "expected finite weights of at least 0, got -1.000000 at position "
            "1");
  EXPECT_EQ(kMeansCodebook(good, zeros, 2, 4).error,
            "expected weights other than 0, got only zeros");
}

TEST(Formats, Refusals) {
  EXPECT_EQ(check(FlintFormat{2, true}), "expected bits of 3 to 8, got 2");
  EXPECT_EQ(check(FlintFormat{9, false}), "expected bits of 3 to 8, got 9");
  EXPECT_EQ(check(DynamicFormat{1, true}), "expected bits of 2 to 8, got 1");
  EXPECT_EQ(check(PotFormat{8, false}), "expected bits of 1 to 7, got 8");
  EXPECT_EQ(check(PotFormat{1, true}), "expected bits of 2 to 8, got 1");
  EXPECT_EQ(check(ApotFormat{1, true}),
            "expected magnitude bits of 1 to 8, got 0");
  EXPECT_EQ(check(ApotFormat{4, false, 5}),
            "expected bits per term of 1 to 4, got 5");
  EXPECT_EQ(check(ApotFormat{4, false, 3}),
            "expected magnitude bits in whole terms of 3 bits, got 4");
  EXPECT_EQ(check(ApotFormat{1, false}),
            "expected magnitude bits in whole terms of 2 bits, got 1");
  EXPECT_EQ(check(LogFormat{9, true}), "expected bits of 2 to 8, got 9");
  EXPECT_EQ(check(LogFormat{4, true, 0}),
            "expected steps per octave of 1 to 8, got 0");
  EXPECT_EQ(check(KBitFloatFormat{2, 1}), "expected bits of 3 to 16, got 2");
  EXPECT_EQ(check(KBitFloatFormat{4, 4}),
            "expected exponent bits of 1 to 3, got 4");
  EXPECT_EQ(check(KBitFloatFormat{4, 2, 3}),
            "expected a subnormal gap of 0, 2 or 4, got 3");
  EXPECT_EQ(check(AbfloatFormat{0, 1, 2}),
            "expected exponent bits of 1 to 4, got 0");
  EXPECT_EQ(check(AbfloatFormat{2, 7, 2}),
            "expected mantissa bits of 0 to 6, got 7");
  EXPECT_EQ(check(AbfloatFormat{2, 1, -1}),
            "expected a bias of 0 to 16, got -1");
  EXPECT_EQ(checkUniform({0, true, false}), "expected bits of 1 to 16, got 0");
  EXPECT_EQ(checkUniform({32, true, false}),
            "expected bits of 1 to 16, got 32");
  EXPECT_EQ(checkUniform({4, false, true}),
            "expected a narrow format to be signed with at least 2 bits, got 4 "
            "unsigned bits");
  EXPECT_EQ(checkUniform({8, true, true}), "");
}

TEST(Formats, NormalizedRefuses) {
  CodeTable t = tableOf(FlintFormat{4, true});
  EXPECT_EQ(t.normalized(10)->maxFinite(), 10);
  EXPECT_EQ(t.normalized(0), std::nullopt);
  EXPECT_EQ(t.normalized(NAN), std::nullopt);
  std::string error;
  CodeTableSpec close{2, {0, 1, 1 + 0x1p-30, 2}};
  EXPECT_EQ(CodeTable::create(close, error)->normalized(1), std::nullopt);
  CodeTableSpec zeros{1, {0, 0}};
  EXPECT_EQ(CodeTable::create(zeros, error)->normalized(1), std::nullopt);
}
