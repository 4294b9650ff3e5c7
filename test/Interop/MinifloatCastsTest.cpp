// SPDX-License-Identifier: Apache-2.0
// Expanded casts as machine code against Numerics: all f16 and bf16, f32 and
// f64 around every decision point and at random, every rounding mode,
// saturating and not; all codes back.
#include "MinifloatJit.h"

#include "qopt/Numerics/Formats/Minifloat.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace qopt::numerics;
using namespace mlir::qopt;

namespace {

/// What arith's mode gives by Numerics.
class Reference {
public:
  Reference(std::string type, size_t mode, bool saturate) : mode(mode) {
    MinifloatFormat format = *namedMinifloat(type);
    fnuz = format.specials == FloatSpecials::Fnuz;
    bool special = !saturate && format.specials != FloatSpecials::None;
    format.overflow = special ? OverflowRule::Special : OverflowRule::Saturate;
    isSigned = format.isSigned;
    table.emplace(tableOf(format));
  }
  uint32_t encode(double x) const {
    static constexpr RoundingMode modes[] = {
        RoundingMode::NearestEven, RoundingMode::NearestEven,
        RoundingMode::NearestAway, RoundingMode::TowardZero,
        RoundingMode::Floor};
    // In CodeTable what is below the least value of a table without zero lies
    // beside an overflow code; as a float it is less than the least number.
    if (!isSigned && mode >= 3 && x < table->minFinite())
      return std::isinf(x)        ? specialOr(0)
             : mode == 4 && x < 0 ? specialOr(0)
                                  : 0;
    if (mode < 5)
      return uint32_t(table->encode(x, modes[mode]));
    return std::isnan(x) ? table->nanCode()
           : isSigned ? negate(uint32_t(table->encode(-x, RoundingMode::Floor)))
                      : ceiling(x);
  }
  const CodeTable &codes() const { return *table; }

private:
  uint32_t negate(uint32_t code) const {
    uint32_t sign = 1u << (table->bits() - 1);
    return fnuz && (code & ~sign) == 0 ? code : code ^ sign;
  }
  uint32_t specialOr(uint32_t code) const {
    return table->saturatesAbove() ? code : table->nanCode();
  }
  /// Of E8M0, from its least value on.
  uint32_t ceiling(double x) const {
    uint32_t code = uint32_t(table->encode(x, RoundingMode::Floor));
    if (std::isinf(x))
      return specialOr(254);
    bool exact = table->decode(code) == x;
    if (code == 254 && !exact)
      return specialOr(254);
    return exact ? code : code + 1;
  }

  std::optional<CodeTable> table;
  size_t mode;
  bool isSigned, fnuz;
};

/// Doubles at, just below and just above every point where some mode changes
/// its answer: the values, their midpoints, what follows the largest one.
std::vector<double> decisionPoints(const CodeTable &table) {
  std::vector<double> points = {0.0,    -0.0,    INFINITY, -INFINITY, NAN,
                                1e-300, -1e-300, 5e-324,   1e300,     -1e300};
  const std::vector<double> &values = table.sortedValues();
  for (size_t i = 0; i < values.size(); ++i) {
    points.push_back(values[i]);
    if (i + 1 < values.size())
      points.push_back((values[i] + values[i + 1]) / 2);
  }
  double last = values.back(), gap = last - values[values.size() - 2];
  for (double beyond : {last + gap / 2, last + gap, last + 2 * gap, last * 4})
    points.insert(points.end(), {beyond, -beyond});
  size_t count = points.size();
  for (size_t i = 0; i < count; ++i)
    for (double to : {-INFINITY, INFINITY}) {
      points.push_back(std::nextafter(points[i], to));
      points.push_back(double(std::nextafterf(float(points[i]), float(to))));
    }
  return points;
}

template <typename Bits> using Truncate = uint8_t(Bits);

class Casts : public ::testing::TestWithParam<const char *> {
protected:
  std::string type = GetParam();

  /// Calls check(function, reference, description) for each mode.
  template <typename Bits, typename Check>
  void forEachMode(const char *wide, Check &&check) {
    for (size_t mode = 0; mode < std::size(kRoundingModes); ++mode)
      for (bool saturate : {false, true}) {
        std::string name = truncateName(type, wide, mode, saturate);
        auto *function = minifloatJit().get<Truncate<Bits>>(name);
        ASSERT_TRUE(function);
        check(function, Reference(type, mode, saturate), name);
        if (HasFailure())
          return;
      }
  }

  void checkHalf(const char *wide) {
    CodeTable halves = tableOf(*namedMinifloat(wide));
    forEachMode<uint16_t>(
        wide, [&](auto *f, const Reference &want, const std::string &name) {
          for (uint32_t bits = 0; bits < 65536; ++bits) {
            double x = halves.decode(bits);
            ASSERT_EQ(f(uint16_t(bits)), want.encode(x)) << name << " of " << x;
          }
        });
  }
};

} // namespace

TEST_P(Casts, AllF16) { checkHalf("f16"); }
TEST_P(Casts, AllBF16) { checkHalf("bf16"); }

TEST_P(Casts, F32) {
  std::mt19937 random(1);
  forEachMode<uint32_t>("f32", [&](auto *f, const Reference &want,
                                   const std::string &name) {
    for (double x : decisionPoints(want.codes()))
      ASSERT_EQ(f(bitsAs<uint32_t>(float(x))), want.encode(float(x)))
          << name << " of " << float(x);
    for (int i = 0; i < 200000; ++i) {
      auto x = bitsAs<float>(uint32_t(random()));
      ASSERT_EQ(f(bitsAs<uint32_t>(x)), want.encode(x)) << name << " of " << x;
    }
  });
}

TEST_P(Casts, F64) {
  std::mt19937_64 random(1);
  forEachMode<uint64_t>("f64", [&](auto *f, const Reference &want,
                                   const std::string &name) {
    std::vector<double> points = decisionPoints(want.codes());
    // Half of them at random magnitudes within the format's range.
    for (int i = 0; i < 50000; ++i) {
      points.push_back(bitsAs<double>(uint64_t(random())));
      points.push_back(std::ldexp(double(int64_t(random())) * 0x1p-63,
                                  int(random() % 40) - 20));
    }
    for (double x : points)
      ASSERT_EQ(f(bitsAs<uint64_t>(x)), want.encode(x)) << name << " of " << x;
  });
}

TEST_P(Casts, WideningIsExact) {
  Reference numbers(type, 0, false);
  CodeTable half = tableOf([] {
    MinifloatFormat format = *namedMinifloat("f16");
    format.overflow = OverflowRule::Special;
    return format;
  }());
  auto *to32 = minifloatJit().get<uint32_t(uint8_t)>(extendName(type, "f32"));
  auto *to64 = minifloatJit().get<uint64_t(uint8_t)>(extendName(type, "f64"));
  auto *toHalf = minifloatJit().get<uint16_t(uint8_t)>(extendName(type, "f16"));
  auto *toBrain =
      minifloatJit().get<uint16_t(uint8_t)>(extendName(type, "bf16"));
  ASSERT_TRUE(to32 && to64 && toHalf && toBrain);
  for (uint32_t code = 0; code < numbers.codes().numCodes(); ++code) {
    double x = numbers.codes().decode(code);
    auto c = uint8_t(code);
    if (std::isnan(x)) { // quiet in all four
      EXPECT_EQ(to32(c) & 0x7fffffff, 0x7fc00000u) << code;
      EXPECT_EQ(to64(c) << 1, 0xfff0000000000000u) << code;
      EXPECT_EQ(toHalf(c) & 0x7fff, 0x7e00) << code;
      EXPECT_EQ(toBrain(c) & 0x7fff, 0x7fc0) << code;
      continue;
    }
    EXPECT_EQ(to32(c), bitsAs<uint32_t>(float(x))) << type << " " << code;
    EXPECT_EQ(to64(c), bitsAs<uint64_t>(x)) << type << " " << code;
    EXPECT_EQ(toHalf(c), half.encode(x, RoundingMode::NearestEven))
        << type << " " << code;
    EXPECT_EQ(toBrain(c), bitsAs<uint32_t>(float(x)) >> 16)
        << type << " " << code;
  }
}

TEST_P(Casts, Vectors) {
  auto *roundTrip =
      minifloatJit().get<void(const float *, float *)>(vectorName(type));
  ASSERT_TRUE(roundTrip);
  Reference want(type, 0, false);
  std::mt19937 random(2);
  for (int i = 0; i < 20000; ++i) {
    alignas(32) float x[8], y[8];
    for (float &e : x) // near the formats' ranges and anywhere
      e = i % 2 ? bitsAs<float>(uint32_t(random()))
                : std::ldexp(float(int32_t(random())), int(random() % 40) - 51);
    roundTrip(x, y);
    for (int k = 0; k < 8; ++k) {
      float expected = want.codes().decodeF32(want.encode(x[k]));
      ASSERT_TRUE(std::isnan(expected)
                      ? std::isnan(y[k])
                      : bitsAs<uint32_t>(expected) == bitsAs<uint32_t>(y[k]))
          << type << " of " << x[k] << ": wanted " << expected << ", got "
          << y[k];
    }
  }
}

TEST_P(Casts, Scaled) {
  if (type == "f8E8M0FNU")
    GTEST_SKIP() << "a format of scales";
  auto *encode = minifloatJit().get<uint8_t(float, uint8_t)>("st_" + type);
  auto *decode = minifloatJit().get<float(uint8_t, uint8_t)>("se_" + type);
  ASSERT_TRUE(encode && decode);
  Reference want(type, 0, false);
  CodeTable scales = tableOf(*namedMinifloat("f8E8M0FNU"));
  std::mt19937 random(3);
  for (uint32_t exponent = 0; exponent < 256; ++exponent) {
    auto s = float(scales.decode(exponent));
    for (int i = 0; i < 200; ++i) {
      float x = std::ldexp(float(int32_t(random())), int(random() % 40) - 51) *
                (i % 2 ? s : 1);
      ASSERT_EQ(encode(x, uint8_t(exponent)), want.encode(x / s))
          << type << " of " << x << " / 2^" << int(exponent) - 127;
    }
    for (uint32_t code = 0; code < want.codes().numCodes(); ++code) {
      float expected = want.codes().decodeF32(code) * s;
      float got = decode(uint8_t(code), uint8_t(exponent));
      ASSERT_TRUE(std::isnan(expected)
                      ? std::isnan(got)
                      : bitsAs<uint32_t>(expected) == bitsAs<uint32_t>(got))
          << type << " " << code << " * " << s << ": got " << got;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Minifloat, Casts, ::testing::ValuesIn(kSmallFloats),
                         [](const auto &info) { return info.param; });

// Two libraries that the world takes its tables from. Where they disagree, or
// lose the answer, Numerics' rule is stated here.
namespace {
bool isSubByte(const char *type) { return type[1] != '8'; }
bool isE8M0(const char *type) { return std::string(type) == "f8E8M0FNU"; }

void checkAPFloat(const char *type, double x, unsigned code) {
  auto *encode =
      minifloatJit().get<uint8_t(uint64_t)>(truncateName(type, "f64"));
  ASSERT_TRUE(encode);
  if (isSubByte(type) && std::isinf(x)) // APFloat says 0 here
    code = std::signbit(x) ? (type[1] == '4' ? 15 : 63)
                           : (type[1] == '4' ? 7 : 31);
  EXPECT_EQ(encode(bitsAs<uint64_t>(x)), code) << type << " of " << x;
}

void checkMlDtypes(const char *type, float x, float value, float saturated) {
  auto *decode = minifloatJit().get<uint32_t(uint8_t)>(extendName(type, "f32"));
  if (isE8M0(type) && x == 0) // NaN there; APFloat: the least value
    value = 0x1p-127f;
  if (std::isinf(x)) // stays there even where it saturates
    saturated =
        isE8M0(type)
            ? (x < 0 ? 0x1p-127f : 0x1p127f)
            : std::copysign(float(Reference(type, 0, true).codes().maxFinite()),
                            x);
  if (isSubByte(type) && std::isnan(x)) // -0 there
    value = saturated = 0;
  for (bool saturate : {false, true}) {
    auto *encode = minifloatJit().get<uint8_t(uint32_t)>(
        truncateName(type, "f32", 0, saturate));
    ASSERT_TRUE(encode && decode);
    float want = saturate ? saturated : value;
    auto got = bitsAs<float>(decode(encode(bitsAs<uint32_t>(x))));
    bool bothNaN = std::isnan(want) && std::isnan(got);
    EXPECT_TRUE(bothNaN || bitsAs<uint32_t>(want) == bitsAs<uint32_t>(got))
        << type << " of " << x << (saturate ? ", saturating" : "")
        << ": wanted " << want << ", got " << got;
  }
}
} // namespace

TEST(GoldenCasts, APFloat) {
#define APFLOAT(type, x, code) checkAPFloat(#type, x, code);
#define ML_DTYPES(type, x, value, saturated)
#include "GoldenCasts.def"
#undef APFLOAT
#undef ML_DTYPES
}

TEST(GoldenCasts, MlDtypes) {
#define APFLOAT(type, x, code)
#define ML_DTYPES(type, x, value, saturated)                                   \
  checkMlDtypes(#type, float(x), float(value), float(saturated));
#include "GoldenCasts.def"
#undef APFLOAT
#undef ML_DTYPES
}
