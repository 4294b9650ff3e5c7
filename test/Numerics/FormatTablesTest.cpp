// SPDX-License-Identifier: Apache-2.0
//
// Every golden value table against the formats' own tables, and what must hold
// of every table: round trips, and thresholds that are encode.
#include "FormatTables.h"
#include "Golden.h"

#include "qopt/Numerics/Formats/Codebook.h"
#include "qopt/Numerics/Formats/Minifloat.h"
#include "qopt/Numerics/Formats/PowerOfTwo.h"
#include "qopt/Numerics/Formats/Uniform.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace qopt::numerics;

namespace {
const std::map<std::string, golden::Words> &types() {
  static const auto entries = golden::read("types.txt");
  return entries;
}

/// Estimates, and a grid that ANT scales in another order of f32 operations.
bool isTolerant(const std::string &name) {
  return name.rfind("quantile", 0) == 0 || name.rfind("ant_float", 0) == 0;
}

/// Equal as f64 and in the sign of zero; NaN equals NaN.
bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         (a == b && std::signbit(a) == std::signbit(b));
}

/// Tables beyond the golden ones, so that all 16 bits are seen.
std::vector<std::pair<std::string, CodeTable>> moreTables() {
  MinifloatFormat special = *namedMinifloat("f8E4M3FN");
  special.overflow = OverflowRule::Special;
  MinifloatFormat infinite = *namedMinifloat("f8E5M2");
  infinite.overflow = OverflowRule::Special;
  MinifloatFormat noZero = *namedMinifloat("f8E8M0FNU");
  noZero.overflow = OverflowRule::Special;
  MinifloatFormat realBias{4, 3, 7.37};
  MinifloatFormat flush{3,
                        2,
                        3,
                        FloatSpecials::Ieee,
                        true,
                        SubnormalRule::Flush,
                        OverflowRule::Special};
  return {{"f16", tableOf(*namedMinifloat("f16"))},
          {"bf16", tableOf(*namedMinifloat("bf16"))},
          {"e4m3fn special", tableOf(special)},
          {"e5m2 special", tableOf(infinite)},
          {"e8m0 special", tableOf(noZero)},
          {"real bias", tableOf(realBias)},
          {"flush", tableOf(flush)},
          {"s16", tableOf(IntFormat{16, true, false})},
          {"u1", tableOf(IntFormat{1, false, false})},
          {"s7 narrow", tableOf(IntFormat{7, true, true})},
          {"ternary", ternaryTable()},
          {"binary", binaryTable()},
          {"pot7", tableOf(PotFormat{7, false})},
          {"apot8", tableOf(ApotFormat{8, false})},
          {"apot6", tableOf(ApotFormat{6, true})},
          {"log4", tableOf(LogFormat{4, true})},
          {"log5 by 2", tableOf(LogFormat{5, false, 2})}};
}

std::vector<std::pair<std::string, CodeTable>> allTables() {
  auto tables = moreTables();
  for (const auto &[name, words] : types())
    if (name.find(".codes") == std::string::npos)
      tables.push_back({name, *tableByName(name)});
  return tables;
}

constexpr RoundingMode kDeterministic[] = {
    RoundingMode::NearestEven, RoundingMode::NearestAway,
    RoundingMode::NearestUp, RoundingMode::TowardZero, RoundingMode::Floor};
} // namespace

TEST(FormatTables, AllGoldenValues) {
  int seen = 0;
  for (const auto &[name, words] : types()) {
    if (name.find(".codes") != std::string::npos)
      continue;
    ++seen;
    auto table = tableByName(name);
    ASSERT_TRUE(table) << name;
    bool isF64 = name.rfind("qfp8", 0) == 0;
    auto want = golden::numbers<double>(words);
    auto got = table->sortedValues();
    ASSERT_EQ(got.size(), want.size()) << name;
    for (size_t i = 0; i < want.size(); ++i) {
      if (isTolerant(name))
        EXPECT_NEAR(got[i], want[i], 1e-6 * std::max(1.0, want[i]))
            << name << " " << i;
      else
        EXPECT_EQ(got[i], isF64 ? want[i] : double(float(want[i])))
            << name << " " << i;
    }
  }
  EXPECT_EQ(seen, 191);
}

TEST(FormatTables, AllGoldenCodeOrders) {
  int seen = 0;
  for (const auto &[name, words] : types()) {
    size_t dot = name.find(".codes");
    if (dot == std::string::npos)
      continue;
    ++seen;
    auto table = tableByName(name.substr(0, dot));
    ASSERT_TRUE(table) << name;
    auto want = golden::numbers<double>(words);
    ASSERT_EQ(table->numCodes(), want.size()) << name;
    for (uint32_t code = 0; code < want.size(); ++code) {
      double w = std::isnan(want[code]) ? want[code] : float(want[code]);
      // The integer tables of ANT do not tell -0 from 0.
      bool reservedZero = table->isReserved(code) && w == 0;
      EXPECT_TRUE(same(table->decode(code), w) ||
                  (reservedZero && table->decode(code) == 0))
          << name << " code " << code << ": " << table->decode(code);
    }
  }
  EXPECT_EQ(seen, 25);
}

TEST(FormatTables, EveryCodeRoundTripsToItsCanonicalCode) {
  for (const auto &[name, table] : allTables())
    for (uint32_t code = 0; code < table.numCodes(); ++code) {
      double value = table.decode(code);
      if (std::isnan(value)) {
        EXPECT_EQ(table.canonical(code), code) << name;
        continue;
      }
      for (RoundingMode mode : kDeterministic) {
        if (!std::isfinite(value))
          continue;
        auto got = uint32_t(table.encode(value, mode));
        EXPECT_FALSE(table.isReserved(got)) << name << " " << code;
        if (table.isReserved(code))
          continue;
        ASSERT_EQ(got, table.canonical(code)) << name << " " << code;
        ASSERT_EQ(table.decode(got), value) << name << " " << code;
        // A code that is not its own canonical one has a twin.
        if (got != code)
          ASSERT_TRUE(got < code || value == 0) << name << " " << code;
      }
    }
}

TEST(FormatTables, ThresholdsAreEncode) {
  std::mt19937 random(11);
  for (const auto &entry : allTables())
    for (RoundingMode mode : kDeterministic) {
      const CodeTable &table = entry.second;
      if (table.bits() > 8 && mode != RoundingMode::NearestEven &&
          mode != RoundingMode::Floor)
        continue;
      CodeTable::Thresholds t = table.encodeThresholds(mode);
      ASSERT_EQ(t.codeOfRank.size(), t.thresholds.size() + 1);
      ASSERT_TRUE(std::is_sorted(t.thresholds.begin(), t.thresholds.end()));
      auto check = [&](float x) {
        size_t n = size_t(
            std::upper_bound(t.thresholds.begin(), t.thresholds.end(), x) -
            t.thresholds.begin());
        bool apart = x == 0 && std::signbit(x) && t.negativeZeroCode;
        uint32_t want = std::isnan(x) ? t.nanCode
                        : apart       ? *t.negativeZeroCode
                                      : t.codeOfRank[n];
        ASSERT_EQ(table.encode(x, mode), want) << x;
      };
      SCOPED_TRACE(entry.first);
      for (float threshold : t.thresholds) {
        check(threshold);
        check(std::nextafter(threshold, -INFINITY));
        check(std::nextafter(threshold, INFINITY));
      }
      for (float x : {0.0f, -0.0f, INFINITY, -INFINITY, NAN})
        check(x);
      for (int i = 0; i < 500; ++i) {
        uint32_t bits = random();
        float x;
        std::memcpy(&x, &bits, sizeof(x));
        check(x);
      }
    }
}

TEST(FormatTables, EncodeIsNearest) {
  // Against a scan of all values; ties are the tie tests' business.
  std::mt19937 random(5);
  for (const auto &[name, table] : allTables()) {
    if (table.bits() > 8 || name.rfind("log", 0) == 0)
      continue;
    std::uniform_real_distribution<double> uniform(1.1 * table.minFinite(),
                                                   1.1 * table.maxFinite());
    for (int i = 0; i < 200; ++i) {
      double x = uniform(random), best = table.sortedValues().front();
      for (double value : table.sortedValues())
        if (std::fabs(value - x) < std::fabs(best - x))
          best = value;
      bool overflow = !table.saturatesAbove() &&
                      (x > table.maxFinite() || x < table.minFinite());
      if (!overflow)
        EXPECT_EQ(table.roundTrip(x, RoundingMode::NearestEven), best)
            << name << " " << x;
    }
  }
}
