// SPDX-License-Identifier: Apache-2.0
//
// Casts against LLVM's APFloat and ml_dtypes, the published limits of the named
// types, real-valued biases, and every refusal.
#include "Golden.h"

#include "qopt/Numerics/Formats/Minifloat.h"

#include <cmath>
#include <limits>

using namespace qopt::numerics;

namespace {
constexpr RoundingMode kEven = RoundingMode::NearestEven;

CodeTable table(std::string_view name, OverflowRule overflow) {
  MinifloatFormat format = *namedMinifloat(name);
  bool hasSpecials = format.specials != FloatSpecials::None;
  format.overflow = hasSpecials ? overflow : OverflowRule::Saturate;
  return tableOf(format);
}

/// Equal as floats: NaN is NaN, -0 is not 0.
bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         (a == b && std::signbit(a) == std::signbit(b));
}
} // namespace

TEST(Minifloat, CastsLikeApFloat) {
  int rows = 0;
  for (const auto &[name, words] : golden::read("casts.txt")) {
    if (name.rfind("apfloat.", 0) != 0)
      continue;
    std::string type = name.substr(8);
    CodeTable t = table(type, OverflowRule::Special);
    auto v = golden::numbers<double>(words);
    for (size_t i = 0; i < v.size(); i += 3, ++rows) {
      double x = v[i];
      auto code = uint32_t(t.encode(x, kEven));
      if (type[1] != '8' && !std::isfinite(x)) {
        // APFloat keeps a category that six and four bits cannot hold. Here
        // infinities saturate and NaN is +0.
        EXPECT_EQ(t.decode(code), std::isnan(x) ? 0
                                  : x > 0       ? t.maxFinite()
                                                : t.minFinite());
        continue;
      }
      EXPECT_EQ(code, v[i + 2]) << type << " " << x;
      EXPECT_TRUE(same(t.decode(code), v[i + 1])) << type << " " << x;
    }
  }
  EXPECT_EQ(rows, 11 * 47);
}

TEST(Minifloat, CastsLikeMlDtypes) {
  int rows = 0;
  for (const auto &[name, words] : golden::read("casts.txt")) {
    if (name.rfind("mldtypes.", 0) != 0)
      continue;
    std::string type = name.substr(9);
    CodeTable special = table(type, OverflowRule::Special);
    CodeTable saturating = table(type, OverflowRule::Saturate);
    auto v = golden::numbers<double>(words);
    for (size_t i = 0; i < v.size(); i += 3, ++rows) {
      double x = float(v[i]), plain = v[i + 1], saturated = v[i + 2];
      // Where we differ, on purpose: infinities saturate when saturation is
      // asked for (OFP8); NaN without a code is +0 and not -0; the E8M0 of 0 is
      // its smallest value, as in APFloat, and not NaN.
      if (std::isinf(x))
        saturated = x > 0 ? saturating.maxFinite() : saturating.minFinite();
      if (std::isnan(x) && type[1] != '8')
        plain = saturated = 0;
      if (x == 0 && type == "f8E8M0FNU")
        plain = 0x1p-127;
      auto f32 = [](double y) { return std::isnan(y) ? y : double(float(y)); };
      EXPECT_TRUE(same(special.roundTrip(x, kEven), f32(plain)))
          << type << " " << x << " " << special.roundTrip(x, kEven);
      EXPECT_TRUE(same(saturating.roundTrip(x, kEven), f32(saturated)))
          << type << " " << x << " " << saturating.roundTrip(x, kEven);
    }
  }
  EXPECT_EQ(rows, 11 * 20);
}

TEST(Minifloat, PublishedLimits) {
  struct Row {
    const char *name;
    double max, minNormal, minSubnormal;
    uint32_t maxCode;
  };
  const Row rows[] = {{"f8E4M3FN", 448, 0x1p-6, 0x1p-9, 0x7e},
                      {"f8E5M2", 57344, 0x1p-14, 0x1p-16, 0x7b},
                      {"f8E4M3FNUZ", 240, 0x1p-7, 0x1p-10, 0x7f},
                      {"f8E5M2FNUZ", 57344, 0x1p-15, 0x1p-17, 0x7f},
                      {"f8E4M3B11FNUZ", 30, 0x1p-10, 0x1p-13, 0x7f},
                      {"f8E4M3", 240, 0x1p-6, 0x1p-9, 0x77},
                      {"f8E3M4", 15.5, 0x1p-2, 0x1p-6, 0x6f},
                      {"f6E3M2FN", 28, 0x1p-2, 0x1p-4, 0x1f},
                      {"f6E2M3FN", 7.5, 1, 0x1p-3, 0x1f},
                      {"f4E2M1FN", 6, 1, 0.5, 7},
                      {"f16", 65504, 0x1p-14, 0x1p-24, 0x7bff},
                      {"bf16", 0x1.fep127, 0x1p-126, 0x1p-133, 0x7f7f}};
  for (const Row &row : rows) {
    MinifloatFormat format = *namedMinifloat(row.name);
    CodeTable t = tableOf(format);
    EXPECT_EQ(check(format), "") << row.name;
    EXPECT_EQ(t.maxFinite(), row.max) << row.name;
    EXPECT_EQ(t.encode(1e300, kEven), row.maxCode) << row.name;
    EXPECT_EQ(t.decode(1), row.minSubnormal) << row.name;
    EXPECT_EQ(t.decode(1u << format.mantissaBits), row.minNormal) << row.name;
    EXPECT_EQ(t.encode(row.minSubnormal / 2, kEven), 0) << row.name;
    EXPECT_EQ(t.encode(std::nextafter(row.minSubnormal / 2, 1), kEven), 1)
        << row.name;
  }
  EXPECT_EQ(minifloatNames().size(), 13u);
  EXPECT_FALSE(namedMinifloat("f8E9M9"));
}

TEST(Minifloat, F16AgreesWithTheHardwareType) {
#ifdef __FLT16_MANT_DIG__
  MinifloatFormat format = *namedMinifloat("f16");
  format.overflow = OverflowRule::Special;
  CodeTable t = tableOf(format);
  for (int i = 0; i < 200000; ++i) {
    auto bits = uint32_t(counterHash(1, uint64_t(i)));
    float x = CodeTable::fromOrderKey(int32_t(bits));
    if (std::isnan(x))
      continue;
    ASSERT_EQ(t.roundTrip(x, kEven), double(_Float16(x))) << x;
  }
#endif
}

TEST(Minifloat, IntegerViewsOfTheSpec) {
  struct Row {
    const char *name;
    int exponent;
    double largest;
  };
  const Row rows[] = {{"f4E2M1FN", 1, 12},
                      {"f6E2M3FN", 3, 60},
                      {"f6E3M2FN", 4, 448},
                      {"f8E4M3FN", 9, 229376},
                      {"f8E5M2", 16, 57344.0 * 65536}};
  for (const Row &row : rows) {
    CodeTable t = tableOf(*namedMinifloat(row.name));
    EXPECT_EQ(t.integerExponent(), row.exponent) << row.name;
    EXPECT_EQ(std::ldexp(t.maxFinite(), row.exponent), row.largest);
  }
  EXPECT_EQ(tableOf(*namedMinifloat("f6E2M3FN")).integerBits(), 7);
  EXPECT_EQ(tableOf(*namedMinifloat("f8E8M0FNU")).integerExponent(),
            std::nullopt);
}

TEST(Minifloat, RealBiasScalesTheGridAndKeepsItsTies) {
  MinifloatFormat whole{3, 4, 4}, real{3, 4, 3.3};
  CodeTable a = tableOf(whole), b = tableOf(real);
  double factor = std::exp2(4 - 3.3);
  for (uint32_t code = 0; code < 256; ++code)
    EXPECT_EQ(b.decode(code), double(float(a.decode(code) * factor)));
  // Where the midpoint is a double, it goes to the even mantissa as in the grid
  // of the integer bias.
  int ties = 0;
  for (uint32_t code = 0; code < 0x7f; ++code) {
    double lo = b.decode(code), hi = b.decode(code + 1), middle = (lo + hi) / 2;
    if (middle - lo != hi - middle)
      continue;
    ++ties;
    EXPECT_EQ(b.encode(middle, kEven), code % 2 ? code + 1 : code);
  }
  EXPECT_GT(ties, 30);
}

TEST(Minifloat, BiasForMax) {
  for (int m = 1; m <= 6; ++m) {
    MinifloatFormat f{7 - m, m, 0};
    for (double c : {1.0, 3.87, 57344.0, 1e-3}) {
      f.bias = biasForMax(7 - m, m, c);
      EXPECT_EQ(check(f), "");
      EXPECT_NEAR(tableOf(f).maxFinite() / c, 1, 6e-8);
    }
  }
  EXPECT_EQ(biasForMax(4, 3, 240), 8);
  EXPECT_EQ(defaultBias(4, FloatSpecials::Fn), 7);
  EXPECT_EQ(defaultBias(4, FloatSpecials::None), 8);
}

TEST(Minifloat, SubnormalRules) {
  MinifloatFormat f{2, 2, 2};
  EXPECT_EQ(tableOf(f).decode(1), 0.125);
  f.subnormals = SubnormalRule::Flush;
  CodeTable flush = tableOf(f);
  EXPECT_EQ(flush.decode(3), 0);
  EXPECT_TRUE(flush.isReserved(3));
  EXPECT_EQ(flush.decode(4), 0.5);
  EXPECT_EQ(flush.encode(0.2, kEven), 0);
  EXPECT_EQ(flush.encode(-0.2, kEven), 16);
  f.subnormals = SubnormalRule::Absent;
  CodeTable absent = tableOf(f);
  EXPECT_FALSE(absent.hasZero());
  EXPECT_EQ(absent.decode(0), 0.25);
  EXPECT_EQ(absent.decode(1), 0.25 * 1.25);
}

TEST(Minifloat, TiesBetweenPowersOfTwoGoAway) {
  MinifloatFormat f{3, 0, 4};
  CodeTable t = tableOf(f);
  EXPECT_EQ(t.roundTrip(3, kEven), 4);
  EXPECT_EQ(t.roundTrip(1.5, kEven), 2);
  EXPECT_EQ(t.roundTrip(-3, kEven), -4);
  EXPECT_EQ(t.encode(0x1p-4, kEven), 0) << "half the smallest value: to zero";
  CodeTable scales = tableOf(*namedMinifloat("f8E8M0FNU"));
  EXPECT_EQ(scales.roundTrip(1.5, kEven), 2);
  EXPECT_EQ(scales.roundTrip(3, kEven), 4);
  EXPECT_EQ(scales.roundTrip(0.75, kEven), 1);
  EXPECT_EQ(scales.encode(-2, kEven), 0);
  EXPECT_EQ(scales.encode(NAN, kEven), 255);
  MinifloatFormat special = *namedMinifloat("f8E8M0FNU");
  special.overflow = OverflowRule::Special;
  EXPECT_EQ(tableOf(special).encode(-0x1p-140, kEven), 255);
  EXPECT_EQ(tableOf(special).encode(0, kEven), 0);
  for (double x : {-1e-39, -1.0, -1e30})
    for (RoundingMode mode : {kEven, RoundingMode::TowardZero,
                              RoundingMode::Floor, RoundingMode::NearestUp})
      EXPECT_EQ(tableOf(special).encode(x, mode), 255) << x;
}

TEST(Minifloat, Refusals) {
  using Fs = FloatSpecials;
  EXPECT_EQ(check({0, 3, 1}), "expected exponent bits of 1 to 8, got 0");
  EXPECT_EQ(check({9, 3, 1}), "expected exponent bits of 1 to 8, got 9");
  EXPECT_EQ(check({4, -1, 1}), "expected mantissa bits of 0 to 14, got -1");
  EXPECT_EQ(check({8, 8, 1}), "expected at most 16 bits with sign, exponent "
                              "and mantissa, got 17");
  EXPECT_EQ(check({4, 3, NAN}),
            "expected a finite bias of magnitude up to 400, got nan");
  EXPECT_EQ(check({4, 3, 401}),
            "expected a finite bias of magnitude up to 400, got 401.000000");
  EXPECT_EQ(check({4, 0, 7, Fs::Fn}),
            "expected mantissa bits with FN specials (else the top binade has "
            "only NaN), got 0");
  EXPECT_EQ(check({4, 0, 7, Fs::Ieee}),
            "expected mantissa bits with IEEE specials (else no code is left "
            "for NaN), got 0");
  EXPECT_EQ(check({4, 3, 7, Fs::Fnuz, false}),
            "expected a sign and a zero with FNUZ specials (NaN is the code of "
            "-0), got a format without");
  MinifloatFormat f{2, 1, 1};
  f.overflow = OverflowRule::Special;
  EXPECT_EQ(check(f), "expected saturating overflow of a format without "
                      "infinity or NaN, got special");
  EXPECT_EQ(check({2, 1, 1, Fs(9)}), "expected specials of 0 to 3, got 9");
  // 2^255 * 2^400 is too large for a table.
  EXPECT_NE(check({8, 1, -400}), "");
}

TEST(Minifloat, Names) {
  for (uint32_t i = 0; i < 4; ++i)
    EXPECT_EQ(parseFloatSpecials(name(FloatSpecials(i))), FloatSpecials(i));
  for (uint32_t i = 0; i < 3; ++i)
    EXPECT_EQ(parseSubnormalRule(name(SubnormalRule(i))), SubnormalRule(i));
  for (uint32_t i = 0; i < 2; ++i)
    EXPECT_EQ(parseOverflowRule(name(OverflowRule(i))), OverflowRule(i));
  EXPECT_EQ(parseOverflowRule("wrap"), std::nullopt);
  EXPECT_EQ(name(FloatSpecials(7)), "");
}
