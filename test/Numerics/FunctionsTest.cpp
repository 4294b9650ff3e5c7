// SPDX-License-Identifier: Apache-2.0
//
// Elementwise functions against values computed with 60 decimal digits, at
// their limits, and the integer versions against their definitions.
#include "qopt/Numerics/UnaryFunctions.h"

#include "gtest/gtest.h"

#include <cmath>
#include <limits>
#include <string>

using namespace qopt::numerics;

namespace {
constexpr int64_t kMin64 = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax64 = std::numeric_limits<int64_t>::max();

struct Golden {
  const char *fn;
  double x, alpha, beta, y;
};
const Golden kGolden[] = {
    {"relu", -2.5, 0.25, 0.5, 0},
    {"relu", -0.5, 0.25, 0.5, 0},
    {"relu", 0.0078125, 0.25, 0.5, 0.0078125},
    {"relu", 1.5, 0.25, 0.5, 1.5},
    {"leaky_relu", -2.5, 0.25, 0.5, -0.625},
    {"leaky_relu", -0.5, 0.25, 0.5, -0.125},
    {"leaky_relu", 0.0078125, 0.25, 0.5, 0.0078125},
    {"leaky_relu", 1.5, 0.25, 0.5, 1.5},
    {"clip", -2.5, -1, 1.25, -1},
    {"clip", -0.5, -1, 1.25, -0.5},
    {"clip", 0.0078125, -1, 1.25, 0.0078125},
    {"clip", 1.5, -1, 1.25, 1.25},
    {"sigmoid", -2.5, 0.25, 0.5, 0.075858180021243551193},
    {"sigmoid", -0.5, 0.25, 0.5, 0.37754066879814543536},
    {"sigmoid", 0.0078125, 0.25, 0.5, 0.50195311506595317004},
    {"sigmoid", 1.5, 0.25, 0.5, 0.81757447619364365961},
    {"tanh", -2.5, 0.25, 0.5, -0.98661429815143028888},
    {"tanh", -0.5, 0.25, 0.5, -0.46211715726000975850},
    {"tanh", 0.0078125, 0.25, 0.5, 0.0078123410581610138214},
    {"tanh", 1.5, 0.25, 0.5, 0.90514825364486643824},
    {"hard_sigmoid", -2.5, 0.25, 0.5, 0},
    {"hard_sigmoid", -0.5, 0.25, 0.5, 0.375},
    {"hard_sigmoid", 0.0078125, 0.25, 0.5, 0.501953125},
    {"hard_sigmoid", 1.5, 0.25, 0.5, 0.875},
    {"hard_swish", -2.5, 0.25, 0.5, -0.20833333333333333333},
    {"hard_swish", -0.5, 0.25, 0.5, -0.20833333333333333333},
    {"hard_swish", 0.0078125, 0.25, 0.5, 0.0039164225260416666667},
    {"hard_swish", 1.5, 0.25, 0.5, 1.125},
    {"exp", -2.5, 0.25, 0.5, 0.082084998623898795170},
    {"exp", -0.5, 0.25, 0.5, 0.60653065971263342360},
    {"exp", 0.0078125, 0.25, 0.5, 1.0078430972064479777},
    {"exp", 1.5, 0.25, 0.5, 4.4816890703380648226},
    {"log", 0.25, 0.25, 0.5, -1.3862943611198906188},
    {"log", 3.5, 0.25, 0.5, 1.2527629684953679957},
    {"sqrt", 0.25, 0.25, 0.5, 0.5},
    {"sqrt", 3.5, 0.25, 0.5, 1.8708286933869706928},
    {"reciprocal", -2.5, 0.25, 0.5, -0.4},
    {"reciprocal", -0.5, 0.25, 0.5, -2},
    {"reciprocal", 1.5, 0.25, 0.5, 0.66666666666666666667},
    {"neg", -2.5, 0.25, 0.5, 2.5},
    {"neg", -0.5, 0.25, 0.5, 0.5},
    {"neg", 0.0078125, 0.25, 0.5, -0.0078125},
    {"neg", 1.5, 0.25, 0.5, -1.5},
    {"abs", -2.5, 0.25, 0.5, 2.5},
    {"abs", -0.5, 0.25, 0.5, 0.5},
    {"abs", 0.0078125, 0.25, 0.5, 0.0078125},
    {"abs", 1.5, 0.25, 0.5, 1.5},
    {"erf", -2.5, 0.25, 0.5, -0.99959304798255504106},
    {"erf", -0.5, 0.25, 0.5, -0.52049987781304653768},
    {"erf", 0.0078125, 0.25, 0.5, 0.0088152828951791887128},
    {"erf", 1.5, 0.25, 0.5, 0.96610514647531072707},
    {"floor", -2.5, 0.25, 0.5, -3},
    {"floor", -0.5, 0.25, 0.5, -1},
    {"floor", 0.0078125, 0.25, 0.5, 0},
    {"floor", 1.5, 0.25, 0.5, 1},
    {"ceil", -2.5, 0.25, 0.5, -2},
    {"ceil", -0.5, 0.25, 0.5, 0},
    {"ceil", 0.0078125, 0.25, 0.5, 1},
    {"ceil", 1.5, 0.25, 0.5, 2},
    {"round", -2.5, 0.25, 0.5, -2},
    {"round", -0.5, 0.25, 0.5, 0},
    {"round", 0.0078125, 0.25, 0.5, 0},
    {"round", 1.5, 0.25, 0.5, 2},
    {"softplus", -2.5, 0.25, 0.5, 0.078889734292549623344},
    {"softplus", -0.5, 0.25, 0.5, 0.47407698418010668087},
    {"softplus", 0.0078125, 0.25, 0.5, 0.69706105993507408473},
    {"softplus", 1.5, 0.25, 0.5, 1.7014132779827524095},
    {"softsign", -2.5, 0.25, 0.5, -0.71428571428571428571},
    {"softsign", -0.5, 0.25, 0.5, -0.33333333333333333333},
    {"softsign", 0.0078125, 0.25, 0.5, 0.0077519379844961240310},
    {"softsign", 1.5, 0.25, 0.5, 0.6},
    {"elu", -2.5, 0.25, 0.5, -0.22947875034402530121},
    {"elu", -0.5, 0.25, 0.5, -0.098367335071841644099},
    {"elu", 0.0078125, 0.25, 0.5, 0.0078125},
    {"elu", 1.5, 0.25, 0.5, 1.5},
    {"selu", -2.5, 0.25, 0.5, -0.11473937517201265060},
    {"selu", -0.5, 0.25, 0.5, -0.049183667535920822050},
    {"selu", 0.0078125, 0.25, 0.5, 0.00390625},
    {"selu", 1.5, 0.25, 0.5, 0.75},
    {"celu", -2.5, 0.25, 0.5, -0.24998865001755937879},
    {"celu", -0.5, 0.25, 0.5, -0.21616617919084682703},
    {"celu", 0.0078125, 0.25, 0.5, 0.0078125},
    {"celu", 1.5, 0.25, 0.5, 1.5},
    {"gelu", -2.5, 0.25, 0.5, -0.015524163314440337917},
    {"gelu", -0.5, 0.25, 0.5, -0.15426876936299344818},
    {"gelu", 0.0078125, 0.25, 0.5, 0.0039305992567253326598},
    {"gelu", 1.5, 0.25, 0.5, 1.3997891980967129010},
    {"gelu_tanh", -2.5, 0.25, 0.5, -0.015084266089998582079},
    {"gelu_tanh", -0.5, 0.25, 0.5, -0.15428599017485607796},
    {"gelu_tanh", 0.0078125, 0.25, 0.5, 0.0039305992554994022269},
    {"gelu_tanh", 1.5, 0.25, 0.5, 1.3995715769802329224},
    {"silu", -2.5, 0.25, 0.5, -0.18964545005310887798},
    {"silu", -0.5, 0.25, 0.5, -0.18877033439907271768},
    {"silu", 0.0078125, 0.25, 0.5, 0.0039215087114527591409},
    {"silu", 1.5, 0.25, 0.5, 1.2263617142904654894},
    {"mish", -2.5, 0.25, 0.5, -0.19681620390653333821},
    {"mish", -0.5, 0.25, 0.5, -0.22074377465172999682},
    {"mish", 0.0078125, 0.25, 0.5, 0.0047070234497297342292},
    {"mish", 1.5, 0.25, 0.5, 1.4033782663958025850},
    {"sign", -2.5, 0.25, 0.5, -1},
    {"sign", -0.5, 0.25, 0.5, -1},
    {"sign", 0.0078125, 0.25, 0.5, 1},
    {"sign", 1.5, 0.25, 0.5, 1},
    {"sin", -2.5, 0.25, 0.5, -0.59847214410395649405},
    {"sin", -0.5, 0.25, 0.5, -0.47942553860420300027},
    {"sin", 0.0078125, 0.25, 0.5, 0.0078124205273828310472},
    {"sin", 1.5, 0.25, 0.5, 0.99749498660405443094},
    {"cos", -2.5, 0.25, 0.5, -0.80114361554693371483},
    {"cos", -0.5, 0.25, 0.5, 0.87758256189037271612},
    {"cos", 0.0078125, 0.25, 0.5, 0.99996948257709511331},
    {"cos", 1.5, 0.25, 0.5, 0.070737201667702910088},
    {"tan", -2.5, 0.25, 0.5, 0.74702229723866027936},
    {"tan", -0.5, 0.25, 0.5, -0.54630248984379051326},
    {"tan", 0.0078125, 0.25, 0.5, 0.0078126589496000076385},
    {"tan", 1.5, 0.25, 0.5, 14.101419947171719388},
    {"asin", -0.75, 0.25, 0.5, -0.84806207898148100805},
    {"asin", 0.25, 0.25, 0.5, 0.25268025514207865349},
    {"acos", -0.75, 0.25, 0.5, 2.4188584057763776273},
    {"acos", 0.25, 0.25, 0.5, 1.3181160716528179657},
    {"atan", -2.5, 0.25, 0.5, -1.1902899496825317329},
    {"atan", -0.5, 0.25, 0.5, -0.46364760900080611621},
    {"atan", 0.0078125, 0.25, 0.5, 0.0078123410601011112965},
    {"atan", 1.5, 0.25, 0.5, 0.98279372324732906799},
    {"sinh", -2.5, 0.25, 0.5, -6.0502044810397873215},
    {"sinh", -0.5, 0.25, 0.5, -0.52109530549374736162},
    {"sinh", 0.0078125, 0.25, 0.5, 0.0078125794731022327938},
    {"sinh", 1.5, 0.25, 0.5, 2.1292794550948174968},
    {"cosh", -2.5, 0.25, 0.5, 6.1322894796636861166},
    {"cosh", -0.5, 0.25, 0.5, 1.1276259652063807852},
    {"cosh", 0.0078125, 0.25, 0.5, 1.0000305177333457449},
    {"cosh", 1.5, 0.25, 0.5, 2.3524096152432473258},
    {"asinh", -2.5, 0.25, 0.5, -1.6472311463710957106},
    {"asinh", -0.5, 0.25, 0.5, -0.48121182505960344750},
    {"asinh", 0.0078125, 0.25, 0.5, 0.0078124205293230074651},
    {"asinh", 1.5, 0.25, 0.5, 1.1947632172871093041},
    {"acosh", 1.25, 0.25, 0.5, 0.69314718055994530942},
    {"acosh", 8, 0.25, 0.5, 2.7686593833135738327},
    {"atanh", -0.75, 0.25, 0.5, -0.97295507452765665255},
    {"atanh", 0.25, 0.25, 0.5, 0.25541281188299534160},
    {"thresholded_relu", -2.5, 0.25, 0.5, 0},
    {"thresholded_relu", -0.5, 0.25, 0.5, 0},
    {"thresholded_relu", 0.0078125, 0.25, 0.5, 0},
    {"thresholded_relu", 1.5, 0.25, 0.5, 1.5},
};
} // namespace

TEST(Unary, Golden) {
  std::string seen;
  for (const Golden &row : kGolden) {
    auto fn = parseUnaryFn(row.fn);
    ASSERT_TRUE(fn) << row.fn;
    EXPECT_NEAR(evaluateUnary(*fn, row.x, row.alpha, row.beta), row.y,
                4e-15 * std::fabs(row.y))
        << row.fn << "(" << row.x << ")";
    seen += std::string(" ") + row.fn + " ";
  }
  for (uint32_t i = 0; i < kNumUnaryFns; ++i)
    EXPECT_NE(seen.find(" " + std::string(name(UnaryFn(i))) + " "),
              std::string::npos)
        << name(UnaryFn(i));
}

TEST(Unary, NanPropagates) {
  for (uint32_t i = 0; i < kNumUnaryFns; ++i)
    EXPECT_TRUE(std::isnan(evaluateUnary(UnaryFn(i), NAN, 0.5, 0.75)))
        << name(UnaryFn(i));
}

TEST(Unary, NoOverflowWhereTheResultIsFinite) {
  const double big = 1e4; // exp(1e4) overflows
  auto at = [](UnaryFn fn, double x) { return evaluateUnary(fn, x, 1, 1); };
  EXPECT_EQ(at(UnaryFn::sigmoid, big), 1);
  EXPECT_EQ(at(UnaryFn::sigmoid, -big), 0);
  EXPECT_EQ(at(UnaryFn::softplus, big), big);
  EXPECT_EQ(at(UnaryFn::softplus, -big), 0);
  EXPECT_NEAR(at(UnaryFn::softplus, -40), std::exp(-40), 1e-30);
  EXPECT_EQ(at(UnaryFn::mish, big), big);
  EXPECT_EQ(at(UnaryFn::mish, -big), 0);
  EXPECT_EQ(at(UnaryFn::silu, big), big);
  EXPECT_EQ(at(UnaryFn::silu, -big), 0);
  EXPECT_EQ(at(UnaryFn::gelu, big), big);
  EXPECT_EQ(at(UnaryFn::gelu, -big), 0);
  EXPECT_EQ(at(UnaryFn::gelu_tanh, big), big);
  EXPECT_EQ(at(UnaryFn::gelu_tanh, -big), 0);
  EXPECT_EQ(at(UnaryFn::celu, big), big);
  EXPECT_EQ(at(UnaryFn::celu, -big), -1);
  EXPECT_EQ(at(UnaryFn::elu, -big), -1);
  EXPECT_EQ(at(UnaryFn::selu, -big), -1);
  EXPECT_EQ(at(UnaryFn::tanh, big), 1);
  // Small arguments keep their digits.
  EXPECT_NEAR(at(UnaryFn::elu, -1e-12) / -1e-12, 1, 1e-11);
}

TEST(Unary, CornersOfTheDefinitions) {
  EXPECT_EQ(evaluateUnary(UnaryFn::clip, 5, 3, 1), 1); // beta wins
  EXPECT_EQ(evaluateUnary(UnaryFn::thresholded_relu, 1, 1, 0), 0);
  EXPECT_FALSE(std::signbit(evaluateUnary(UnaryFn::relu, -0.0, 0, 0)));
  EXPECT_EQ(evaluateUnary(UnaryFn::round, 2.5, 0, 0), 2);
  EXPECT_EQ(evaluateUnary(UnaryFn::round, 3.5, 0, 0), 4);
  EXPECT_EQ(evaluateUnary(UnaryFn::sign, 0, 0, 0), 0);
  EXPECT_EQ(evaluateUnary(UnaryFn::log, 0, 0, 0), -INFINITY);
  EXPECT_TRUE(std::isnan(evaluateUnary(UnaryFn::sqrt, -1, 0, 0)));
  EXPECT_TRUE(std::isnan(evaluateUnary(UnaryFn::acosh, 0.5, 0, 0)));
  EXPECT_EQ(evaluateUnary(UnaryFn::reciprocal, 0, 0, 0), INFINITY);
  EXPECT_TRUE(std::isnan(evaluateUnary(UnaryFn(999), 1, 0, 0)));
}

TEST(Unary, NamesAndAttributes) {
  for (uint32_t i = 0; i < kNumUnaryFns; ++i) {
    auto fn = UnaryFn(i);
    EXPECT_EQ(parseUnaryFn(name(fn)), fn);
    // A function reads as many attributes as it says.
    bool readsAlpha = false, readsBeta = false;
    for (double x : {-3.0, -1.5, -0.25, 0.5, 1.5, 4.0}) {
      auto differ = [&](double a, double b) {
        double y = evaluateUnary(fn, x, 0.75, 0.8);
        double z = evaluateUnary(fn, x, a, b);
        return !(y == z || (std::isnan(y) && std::isnan(z)));
      };
      readsAlpha |= differ(0.25, 0.8);
      readsBeta |= differ(0.75, 0.9);
    }
    EXPECT_EQ(attributeCount(fn), readsBeta    ? 2
                                  : readsAlpha ? 1
                                               : 0)
        << name(fn);
  }
  EXPECT_EQ(parseUnaryFn("Relu"), std::nullopt);
  EXPECT_EQ(parseUnaryFn(""), std::nullopt);
  EXPECT_EQ(name(UnaryFn(kNumUnaryFns)), "");
  EXPECT_EQ(attributeCount(UnaryFn(kNumUnaryFns)), 0);
}

TEST(Binary, Doubles) {
  auto f = evaluateBinary;
  EXPECT_EQ(f(BinaryFn::add, 1.5, 2), 3.5);
  EXPECT_EQ(f(BinaryFn::sub, 1.5, 2), -0.5);
  EXPECT_EQ(f(BinaryFn::mul, 1.5, 2), 3);
  EXPECT_EQ(f(BinaryFn::div, 1, 0), INFINITY);
  EXPECT_EQ(f(BinaryFn::pow, 2, -2), 0.25);
  EXPECT_EQ(f(BinaryFn::prelu, -2, 0.25), -0.5);
  EXPECT_EQ(f(BinaryFn::prelu, 2, 0.25), 2);
  EXPECT_EQ(f(BinaryFn::max, -1, 2), 2);
  EXPECT_EQ(f(BinaryFn::min, -1, 2), -1);
  for (BinaryFn fn : {BinaryFn::max, BinaryFn::min}) {
    EXPECT_TRUE(std::isnan(f(fn, NAN, 1)));
    EXPECT_TRUE(std::isnan(f(fn, 1, NAN)));
  }
  EXPECT_FALSE(std::signbit(f(BinaryFn::max, 0.0, -0.0)));
  EXPECT_FALSE(std::signbit(f(BinaryFn::max, -0.0, 0.0)));
  EXPECT_TRUE(std::signbit(f(BinaryFn::min, 0.0, -0.0)));
  EXPECT_TRUE(std::signbit(f(BinaryFn::min, -0.0, 0.0)));
  // ONNX's fmod example, and the divisor's sign for mod.
  EXPECT_EQ(f(BinaryFn::fmod, -4.5, 3.5), -1.0);
  EXPECT_EQ(f(BinaryFn::mod, -4.5, 3.5), 2.5);
  EXPECT_EQ(f(BinaryFn::mod, 4.5, -3.5), -2.5);
  EXPECT_EQ(f(BinaryFn::mod, -4, 2), 0);
  EXPECT_TRUE(std::isnan(f(BinaryFn::mod, 1, 0)));
  EXPECT_TRUE(std::isnan(f(BinaryFn(99), 1, 0)));
}

TEST(Binary, IntegersSmallExhaustive) {
  auto f = evaluateBinaryInt;
  for (int64_t x = -40; x <= 40; ++x)
    for (int64_t y = -40; y <= 40; ++y) {
      EXPECT_EQ(f(BinaryFn::add, x, y), x + y);
      EXPECT_EQ(f(BinaryFn::sub, x, y), x - y);
      EXPECT_EQ(f(BinaryFn::mul, x, y), x * y);
      EXPECT_EQ(f(BinaryFn::max, x, y), std::max(x, y));
      EXPECT_EQ(f(BinaryFn::min, x, y), std::min(x, y));
      EXPECT_EQ(f(BinaryFn::prelu, x, y), x < 0 ? x * y : x);
      if (y == 0) {
        EXPECT_EQ(f(BinaryFn::div, x, y), 0);
        EXPECT_EQ(f(BinaryFn::mod, x, y), 0);
        EXPECT_EQ(f(BinaryFn::fmod, x, y), 0);
        continue;
      }
      int64_t floored = int64_t(std::floor(double(x) / double(y)));
      EXPECT_EQ(f(BinaryFn::div, x, y), int64_t(double(x) / double(y)));
      EXPECT_EQ(f(BinaryFn::mod, x, y), x - floored * y);
      EXPECT_EQ(f(BinaryFn::fmod, x, y), std::fmod(double(x), double(y)));
    }
}

TEST(Binary, OnnxModExample) {
  const int64_t x[] = {-4, 7, 5, 4, -7, 8}, y[] = {2, -3, 8, -2, 3, 5};
  const int64_t mod[] = {0, -2, 5, 0, 2, 3}, fmod[] = {0, 1, 5, 0, -1, 3};
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(evaluateBinaryInt(BinaryFn::mod, x[i], y[i]), mod[i]);
    EXPECT_EQ(evaluateBinaryInt(BinaryFn::fmod, x[i], y[i]), fmod[i]);
  }
}

TEST(Binary, IntegerPower) {
  auto pow = [](int64_t x, int64_t y) {
    return evaluateBinaryInt(BinaryFn::pow, x, y);
  };
  for (int64_t base = -7; base <= 7; ++base) {
    int64_t want = 1;
    for (int64_t e = 0; e <= 20; ++e, want *= base)
      EXPECT_EQ(pow(base, e), want) << base << "^" << e;
  }
  EXPECT_EQ(pow(2, -1), 0);
  EXPECT_EQ(pow(1, -5), 1);
  EXPECT_EQ(pow(-1, -5), -1);
  EXPECT_EQ(pow(-1, -4), 1);
  EXPECT_EQ(pow(0, -1), 0);
  EXPECT_EQ(pow(2, 64), 0); // wraps
  EXPECT_EQ(pow(3, 41), int64_t(18026252303461234787u));
  EXPECT_EQ(pow(-1, kMin64), 1);
  EXPECT_EQ(pow(7, kMax64), pow(7, kMax64));
}

TEST(Binary, IntegersAtTheEnds) {
  auto f = evaluateBinaryInt;
  EXPECT_EQ(f(BinaryFn::add, kMax64, 1), kMin64);
  EXPECT_EQ(f(BinaryFn::sub, kMin64, 1), kMax64);
  EXPECT_EQ(f(BinaryFn::mul, kMin64, -1), kMin64);
  EXPECT_EQ(f(BinaryFn::div, kMin64, -1), kMin64);
  EXPECT_EQ(f(BinaryFn::mod, kMin64, -1), 0);
  EXPECT_EQ(f(BinaryFn::fmod, kMin64, -1), 0);
  EXPECT_EQ(f(BinaryFn::mod, kMin64, kMax64), kMax64 - 1);
  EXPECT_EQ(f(BinaryFn::mod, kMax64, kMin64), -1);
  EXPECT_EQ(f(BinaryFn(99), 1, 2), 0);
}

TEST(Binary, Names) {
  for (uint32_t i = 0; i < kNumBinaryFns; ++i)
    EXPECT_EQ(parseBinaryFn(name(BinaryFn(i))), BinaryFn(i));
  EXPECT_EQ(parseBinaryFn("plus"), std::nullopt);
  EXPECT_EQ(name(BinaryFn(kNumBinaryFns)), "");
}
