// SPDX-License-Identifier: Apache-2.0
//
// Tables against a brute-force search from the definition, thresholds against
// encode around every threshold, and each refusal.
#include "qopt/Numerics/CodeTable.h"

#include "gtest/gtest.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace qopt::numerics;

namespace {
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr RoundingMode kDeterministic[] = {
    RoundingMode::NearestEven, RoundingMode::NearestAway,
    RoundingMode::NearestUp, RoundingMode::TowardZero, RoundingMode::Floor};

CodeTable make(CodeTableSpec spec) {
  std::string error;
  auto table = CodeTable::create(std::move(spec), error);
  EXPECT_TRUE(table) << error;
  return *table;
}

/// s3 in two's complement.
CodeTableSpec s3() { return {3, {0, 1, 2, 3, -4, -3, -2, -1}}; }

/// A float with one exponent bit, two mantissa bits, infinities, a NaN and -0:
/// 0 1 2 3 4 inf nan nan.
CodeTableSpec tinyFloat() {
  CodeTableSpec spec;
  spec.bits = 4;
  spec.values = {0,    1,  2,  3,  4,  kInf,  kNaN, kNaN,
                 -0.0, -1, -2, -3, -4, -kInf, kNaN, kNaN};
  spec.signedZero = true;
  spec.nanCode = 7;
  spec.above = CodeTableSpec::Overflow{5, 5};
  spec.below = CodeTableSpec::Overflow{-5, 13};
  return spec;
}

/// Uneven, asymmetric, without order in its codes.
CodeTableSpec uneven(TieRule ties) {
  CodeTableSpec spec;
  spec.bits = 3;
  spec.values = {0, 10, -0.5, 1, -8, 0.25, 4, 0.25};
  spec.ties = ties;
  return spec;
}

/// What counting thresholds gives, with IEEE comparisons.
uint32_t count(const CodeTable::Thresholds &t, float x) {
  if (std::isnan(x))
    return t.nanCode;
  if (x == 0 && std::signbit(x) && t.negativeZeroCode)
    return *t.negativeZeroCode;
  size_t n = 0;
  while (n < t.thresholds.size() && t.thresholds[n] <= x)
    ++n;
  return t.codeOfRank[n];
}

void expectThresholdsAreEncode(const CodeTable &table) {
  std::mt19937 random(7);
  for (RoundingMode mode : kDeterministic) {
    CodeTable::Thresholds t = table.encodeThresholds(mode);
    ASSERT_EQ(t.codeOfRank.size(), t.thresholds.size() + 1);
    auto check = [&](float x) {
      ASSERT_EQ(count(t, x), table.encode(x, mode)) << x << " " << name(mode);
    };
    for (float threshold : t.thresholds) {
      check(threshold);
      check(std::nextafter(threshold, -INFINITY));
      check(std::nextafter(threshold, INFINITY));
    }
    for (float x : {0.0f, -0.0f, INFINITY, -INFINITY, NAN, 1e-45f, -1e-45f})
      check(x);
    for (int i = 0; i < 2000; ++i) {
      uint32_t bits = random();
      float x;
      memcpy(&x, &bits, sizeof(x));
      check(x);
    }
  }
}

/// The value next to x from the definition of the mode: exact for values and x
/// on a grid of 2^-20.
double brute(const CodeTable &table, double x, RoundingMode mode) {
  const std::vector<double> &v = table.sortedValues();
  double below = -kInf, above = kInf;
  for (double value : v) {
    if (value <= x)
      below = value;
    if (value >= x && above == kInf)
      above = value;
  }
  if (below == -kInf || above == kInf || below == above)
    return below == -kInf ? above : below;
  if (mode == RoundingMode::Floor)
    return below;
  if (mode == RoundingMode::TowardZero)
    return x < 0 ? above : below;
  double toLower = x - below, toUpper = above - x;
  if (toLower != toUpper)
    return toLower < toUpper ? below : above;
  if (mode == RoundingMode::NearestUp)
    return above;
  if (mode == RoundingMode::NearestAway)
    return x >= 0 ? above : below;
  switch (table.tieRule()) {
  case TieRule::ToLower:
    return below;
  case TieRule::ToUpper:
    return above;
  case TieRule::TowardZero:
    return std::fabs(below) < std::fabs(above) ? below : above;
  case TieRule::AwayFromZero:
    return std::fabs(below) > std::fabs(above) ? below : above;
  case TieRule::ToEven:
    return std::fmod(below / (above - below), 2) == 0 ? below : above;
  }
  return 0;
}
} // namespace

TEST(CodeTable, DecodeAndFacts) {
  CodeTable t = make(s3());
  EXPECT_EQ(t.numCodes(), 8u);
  EXPECT_EQ(t.decode(4), -4);
  EXPECT_EQ(t.decode(12), -4) << "high bits are ignored";
  EXPECT_EQ(t.minFinite(), -4);
  EXPECT_EQ(t.maxFinite(), 3);
  EXPECT_EQ(t.maxMagnitude(), 4);
  EXPECT_TRUE(t.isIntegerValued());
  EXPECT_TRUE(t.isSigned());
  EXPECT_EQ(t.integerExponent(), 0);
  EXPECT_EQ(t.integerBits(), 3);
  EXPECT_EQ(t.decodeInteger(7), -1);
  EXPECT_EQ(t.nanCode(), 0u) << "no NaN code: that of zero";
}

TEST(CodeTable, IntegerViewOfFractionsAndMultiples) {
  CodeTable quarter = make(uneven(TieRule::ToLower));
  EXPECT_FALSE(quarter.isIntegerValued());
  EXPECT_EQ(quarter.integerExponent(), 2);
  EXPECT_EQ(quarter.integerBits(), 7); // -32 .. 40
  EXPECT_EQ(quarter.decodeInteger(1), 40);
  CodeTable fours = make({2, {0, 4, -8, 12}});
  EXPECT_EQ(fours.integerExponent(), -2);
  EXPECT_EQ(fours.decodeInteger(3), 3);
  CodeTable wide = make({2, {0, 0x1p-40, 0x1p40, 1}});
  EXPECT_EQ(wide.integerExponent(), std::nullopt);
  EXPECT_EQ(wide.integerBits(), 0);
  EXPECT_EQ(fours.normalized(6)->integerExponent(), -1) << "0 2 -4 6";
  CodeTable none = make({1, {0, 0}});
  EXPECT_EQ(none.integerExponent(), 0);
  EXPECT_EQ(none.integerBits(), 1);
}

TEST(CodeTable, EncodeIsTheDefinition) {
  std::vector<CodeTableSpec> specs = {s3()};
  for (TieRule ties : {TieRule::ToLower, TieRule::ToUpper, TieRule::TowardZero,
                       TieRule::AwayFromZero})
    specs.push_back(uneven(ties));
  for (const CodeTableSpec &spec : specs) {
    CodeTable t = make(spec);
    for (RoundingMode mode : kDeterministic)
      for (int k = -12 * 64; k <= 12 * 64; ++k) {
        double x = k / 64.0;
        EXPECT_EQ(t.roundTrip(x, mode), brute(t, x, mode))
            << x << " " << name(mode) << " " << name(t.tieRule());
      }
  }
}

TEST(CodeTable, TiesAreSeenBeyondTheSumsPrecision) {
  // The midpoint of 1 and 2^-60 is no double: 0.5 is below it, the next is not.
  CodeTableSpec spec{2, {0, 0x1p-60, 1, 2}};
  spec.ties = TieRule::ToUpper;
  CodeTable t = make(spec);
  EXPECT_EQ(t.encode(0.5, RoundingMode::NearestEven), 1);
  EXPECT_EQ(t.encode(std::nextafter(0.5, 1), RoundingMode::NearestEven), 2);
  EXPECT_EQ(t.encode(0x1p-61, RoundingMode::NearestEven), 1);
}

TEST(CodeTable, CanonicalCodes) {
  CodeTable t = make(uneven(TieRule::ToLower));
  EXPECT_EQ(t.canonical(7), 5u) << "of two codes the lower";
  EXPECT_EQ(t.canonical(5), 5u);
  CodeTableSpec spec{2, {-0.0, 1, 0, -1}};
  EXPECT_EQ(make(spec).zeroCode(), 2u) << "+0 before -0";
  EXPECT_EQ(make(spec).encode(-0.0, RoundingMode::NearestEven), 2);
  spec.signedZero = true;
  EXPECT_EQ(make(spec).encode(-0.1, RoundingMode::NearestEven), 0);
  EXPECT_EQ(make(spec).encode(0.1, RoundingMode::NearestEven), 2);
}

TEST(CodeTable, ReservedCodesAreNeverProduced) {
  CodeTableSpec spec = s3();
  spec.reserved = {4};
  CodeTable t = make(spec);
  EXPECT_EQ(t.minFinite(), -3);
  EXPECT_EQ(t.encode(-9, RoundingMode::NearestEven), 5);
  EXPECT_EQ(t.decode(4), -4);
  EXPECT_EQ(t.canonical(4), 5u);
  EXPECT_TRUE(t.isReserved(4));
  EXPECT_FALSE(t.isReserved(5));
}

TEST(CodeTable, OverflowCodes) {
  CodeTable t = make(tinyFloat());
  auto code = [&](double x, RoundingMode mode) { return t.encode(x, mode); };
  // 4 is an even multiple of the step, 5 is not: the tie stays.
  EXPECT_EQ(code(4.5, RoundingMode::NearestEven), 4);
  EXPECT_EQ(code(4.51, RoundingMode::NearestEven), 5);
  EXPECT_EQ(code(4.5, RoundingMode::NearestUp), 5);
  EXPECT_EQ(code(-4.5, RoundingMode::NearestUp), 12);
  EXPECT_EQ(code(-4.51, RoundingMode::NearestEven), 13);
  EXPECT_EQ(code(99, RoundingMode::TowardZero), 4);
  EXPECT_EQ(code(-99, RoundingMode::TowardZero), 12);
  EXPECT_EQ(code(99, RoundingMode::Floor), 4);
  EXPECT_EQ(code(-4.1, RoundingMode::Floor), 13);
  for (RoundingMode mode : kDeterministic) {
    EXPECT_EQ(code(kInf, mode), 5);
    EXPECT_EQ(code(-kInf, mode), 13);
    EXPECT_EQ(code(kNaN, mode), 7);
  }
  EXPECT_EQ(t.canonical(5), 5u);
  EXPECT_EQ(t.canonical(15), 15u);
  EXPECT_FALSE(t.saturatesAbove());
  CodeTableSpec saturating = tinyFloat();
  saturating.above = saturating.below = std::nullopt;
  CodeTable s = make(saturating);
  EXPECT_EQ(s.encode(kInf, RoundingMode::NearestEven), 4);
  EXPECT_EQ(s.encode(-1e300, RoundingMode::NearestEven), 12);
}

TEST(CodeTable, StochasticFollowsTheFraction) {
  CodeTable t = make(uneven(TieRule::ToLower));
  int up = 0;
  for (int i = 0; i < 20000; ++i) {
    double y = t.roundTrip(-6, RoundingMode::Stochastic, 3, i);
    ASSERT_TRUE(y == -8 || y == -0.5);
    up += y == -8;
  }
  EXPECT_NEAR(up / 20000.0, 5.5 / 7.5, 0.01);
  // On integers it is roundTo, draw by draw.
  CodeTable s = make(s3());
  for (int i = 0; i < 2000; ++i) {
    double x = -4 + 7 * (i / 2000.0);
    EXPECT_EQ(s.roundTrip(x, RoundingMode::Stochastic, 5, i),
              roundTo(x, RoundingMode::Stochastic, 5, i));
  }
}

TEST(CodeTable, ThresholdsAreEncode) {
  expectThresholdsAreEncode(make(s3()));
  expectThresholdsAreEncode(make(tinyFloat()));
  for (TieRule ties : {TieRule::ToLower, TieRule::ToUpper, TieRule::TowardZero,
                       TieRule::AwayFromZero, TieRule::ToEven})
    expectThresholdsAreEncode(make(uneven(ties)));
  // Without zero; with values closer than f32 resolves; beyond f32.
  CodeTableSpec zeros{2, {-0.0, -1, 0, 0}};
  for (bool signedZero : {false, true}) {
    zeros.signedZero = signedZero;
    zeros.positiveZeroCode = 3;
    expectThresholdsAreEncode(make(zeros));
    EXPECT_EQ(make(zeros).encode(0.1, RoundingMode::NearestEven), 3);
    EXPECT_EQ(make(zeros).encode(0, RoundingMode::NearestEven), 2);
    EXPECT_EQ(make(zeros).encode(-0.1, RoundingMode::NearestEven),
              signedZero ? 0 : 2);
  }
  expectThresholdsAreEncode(make({1, {-1, 1}}));
  expectThresholdsAreEncode(make({2, {1, 1 + 0x1p-30, 1 + 0x1p-29, -1}}));
  expectThresholdsAreEncode(make({2, {0x1p200, -0x1p200, 0x1p-200, 0x1p100}}));
}

TEST(CodeTable, RandomTables) {
  // Any values, repeated, special, reserved, far apart or close together: what
  // must hold of every table holds of these.
  std::mt19937 random(3);
  auto draw = [&](uint32_t n) { return uint32_t(random() % n); };
  for (int round = 0; round < 300; ++round) {
    CodeTableSpec spec;
    spec.bits = 1 + int(draw(5));
    spec.ties = TieRule(draw(5));
    spec.signedZero = draw(2);
    for (uint32_t code = 0; code < 1u << spec.bits; ++code) {
      const double special[] = {0, -0.0, 1, kNaN, kInf, -kInf};
      double ordinary = std::ldexp(double(draw(64)) - 32, int(draw(40)) - 20);
      spec.values.push_back(draw(4) ? ordinary : special[draw(6)]);
      if (draw(12) == 0)
        spec.reserved.push_back(code);
    }
    if (draw(3) == 0)
      spec.above = CodeTableSpec::Overflow{0x1p40, draw(1u << spec.bits)};
    if (draw(3) == 0)
      spec.below = CodeTableSpec::Overflow{-0x1p40, draw(1u << spec.bits)};
    std::string error;
    auto table = CodeTable::create(spec, error);
    if (!table) {
      EXPECT_EQ(error,
                "expected at least one finite value that is not reserved");
      continue;
    }
    expectThresholdsAreEncode(*table);
    for (uint32_t code = 0; code < table->numCodes(); ++code) {
      double value = table->decode(code);
      uint32_t canonical = table->canonical(code);
      EXPECT_EQ(table->canonical(canonical), canonical);
      if (!std::isfinite(value) || table->isReserved(code))
        continue;
      EXPECT_FALSE(table->isReserved(canonical));
      EXPECT_EQ(table->decode(canonical), value);
      for (RoundingMode mode : kDeterministic)
        EXPECT_EQ(table->encode(value, mode), canonical);
    }
    for (int i = 0; i < 20; ++i) {
      double x = std::ldexp(double(draw(4096)) - 2048, int(draw(30)) - 20);
      if (x > table->maxFinite() || x < table->minFinite() ||
          table->tieRule() == TieRule::ToEven)
        continue;
      for (RoundingMode mode : kDeterministic) {
        bool straddle = mode == RoundingMode::TowardZero && !table->hasZero();
        if (!straddle)
          EXPECT_EQ(table->roundTrip(x, mode), brute(*table, x, mode))
              << x << " " << name(mode);
      }
    }
  }
}

TEST(CodeTable, OrderKeys) {
  EXPECT_EQ(CodeTable::orderKey(0.0f), 0);
  EXPECT_EQ(CodeTable::orderKey(-0.0f), -1);
  float last = -INFINITY;
  for (int32_t key = CodeTable::orderKey(-INFINITY);
       key < CodeTable::orderKey(INFINITY) - 100003; key += 100003) {
    float x = CodeTable::fromOrderKey(key);
    EXPECT_LE(last, x);
    EXPECT_EQ(CodeTable::orderKey(x), key);
    last = x;
  }
}

TEST(CodeTable, Refusals) {
  auto refusal = [](CodeTableSpec spec) { return CodeTable::check(spec); };
  EXPECT_EQ(refusal({0, {}}), "expected 1 to 16 bits, got 0");
  EXPECT_EQ(refusal({17, {}}), "expected 1 to 16 bits, got 17");
  EXPECT_EQ(refusal({2, {0, 1, 2}}), "expected 4 values for 2 bits, got 3");
  EXPECT_EQ(refusal({1, {0, 1e200}}),
            "expected magnitudes of 2^-512 to 2^512, got 1e+200 for code 1");
  EXPECT_EQ(refusal({1, {kNaN, kInf}}),
            "expected at least one finite value that is not reserved");
  CodeTableSpec spec{1, {0, 1}};
  spec.reserved = {2};
  EXPECT_EQ(refusal(spec), "expected the reserved code to be below 2, got 2");
  spec.reserved = {0, 1};
  EXPECT_EQ(refusal(spec),
            "expected at least one finite value that is not reserved");
  spec.reserved = {};
  spec.nanCode = 5;
  EXPECT_EQ(refusal(spec), "expected the NaN code to be below 2, got 5");
  spec.nanCode.reset();
  spec.above = CodeTableSpec::Overflow{1, 0};
  EXPECT_EQ(refusal(spec), "expected an upper overflow value above 1, got 1");
  spec.above->code = 9;
  EXPECT_EQ(refusal(spec), "expected the overflow code to be below 2, got 9");
  spec.above.reset();
  spec.below = CodeTableSpec::Overflow{kNaN, 0};
  EXPECT_EQ(refusal(spec), "expected a lower overflow value below 0, got nan");
  spec.below.reset();
  spec.positiveZeroCode = 1;
  EXPECT_EQ(refusal(spec),
            "expected the second zero code to have the value 0, got 1");
  spec.positiveZeroCode = 4;
  EXPECT_EQ(refusal(spec),
            "expected the second zero code to be below 2, got 4");
  spec.positiveZeroCode.reset();
  spec.tieReference = {1};
  EXPECT_EQ(refusal(spec), "expected 2 tie reference values, got 1");
  spec.tieReference = {};
  spec.boundaries = {0.5, 0.75};
  EXPECT_EQ(refusal(spec), "expected 1 boundaries, got 2");
  spec.boundaries = {1.5};
  EXPECT_EQ(refusal(spec), "expected boundary 0 above 0 and up to 1, got 1.5");
  std::string error;
  EXPECT_FALSE(CodeTable::create(spec, error));
  EXPECT_EQ(error, CodeTable::check(spec));
}

TEST(CodeTable, BoundariesReplaceMidpoints) {
  CodeTableSpec spec{2, {0, 1, 2, 4}};
  spec.boundaries = {0.9, 1.25, 4};
  spec.ties = TieRule::ToUpper;
  CodeTable t = make(spec);
  EXPECT_EQ(t.encode(0.89, RoundingMode::NearestEven), 0);
  EXPECT_EQ(t.encode(0.9, RoundingMode::NearestEven), 1);
  EXPECT_EQ(t.encode(1.25, RoundingMode::NearestEven), 2);
  EXPECT_EQ(t.encode(3.99, RoundingMode::NearestEven), 2);
  EXPECT_EQ(t.encode(4, RoundingMode::NearestEven), 3);
  expectThresholdsAreEncode(t);
}

TEST(CodeTable, Entropy) {
  const uint16_t codes[] = {0, 0, 1, 65535};
  EXPECT_DOUBLE_EQ(entropyBits(codes, 4), 1.5);
  EXPECT_DOUBLE_EQ(entropyBits(codes, 2), 0);
  EXPECT_DOUBLE_EQ(entropyBits(codes, 0), 0);
}

TEST(CodeTable, Codebooks) {
  EXPECT_EQ(checkCodebook({-1, 0, 1}, true), "");
  EXPECT_EQ(checkCodebook({-1, 1}, false), "");
  EXPECT_EQ(checkCodebook({-1, 1}, true),
            "expected 0 among the codebook values, got none");
  EXPECT_EQ(checkCodebook({1}, false),
            "expected 2 to 65536 codebook values, got 1");
  EXPECT_EQ(checkCodebook({0, 2, 1}, true),
            "expected ascending codebook values, got 1 after 2 at position 2");
  EXPECT_EQ(checkCodebook({0, 1, 1}, true),
            "expected distinct codebook values, got 1 at positions 1 and 2");
  EXPECT_EQ(checkCodebook({0, kInf}, true),
            "expected finite codebook values, got inf at position 1");
}

TEST(CodeTable, TieRuleNames) {
  for (uint32_t i = 0; i <= 4; ++i)
    EXPECT_EQ(parseTieRule(name(TieRule(i))), TieRule(i));
  EXPECT_EQ(parseTieRule("sideways"), std::nullopt);
  EXPECT_EQ(name(TieRule(9)), "");
}
