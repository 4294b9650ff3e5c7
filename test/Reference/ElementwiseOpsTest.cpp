// SPDX-License-Identifier: Apache-2.0
// unary, binary and cast in every stage.
#include "RunText.h"

#include "qopt/Numerics/RealFunctions.h"
#include "qopt/Numerics/UnaryFunctions.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {
class ElementwiseOpsTest : public RunText {
protected:
  std::string unary(const std::string &kind, const std::string &type,
                    const std::string &attributes = "") {
    return function("%x: " + type,
                    "%r = qopt.unary " + kind + " %x " + attributes + " : (" +
                        type + ") -> " + type,
                    type);
  }
  std::string binary(const std::string &kind, const std::string &lhs,
                     const std::string &rhs, const std::string &result) {
    return function("%x: " + lhs + ", %y: " + rhs,
                    "%r = qopt.binary " + kind + " %x, %y : (" + lhs + ", " +
                        rhs + ") -> " + result,
                    result);
  }
  Ints integers(const std::string &kind, const char *type, int64_t x,
                int64_t y) {
    std::string t = std::string("tensor<1x") + type + ">";
    return intsOf(runOne(binary(kind, t, t, t),
                         {ints(type, {1}, {x}), ints(type, {1}, {y})}));
  }
  Ints cast(const char *from, const char *to, ArrayRef<int64_t> values) {
    std::string n = std::to_string(values.size());
    std::string f = "tensor<" + n + "x" + from + ">",
                t = "tensor<" + n + "x" + to + ">";
    return intsOf(runOne(function("%x: " + f,
                                  "%r = qopt.cast %x : " + f + " -> " + t, t),
                         ints(from, {int64_t(values.size())}, values)));
  }
};
} // namespace

// All kinds run, by the function of the same name, rounded once.
TEST_F(ElementwiseOpsTest, EveryUnaryKind) {
  for (uint32_t k = 0; k < num::kNumUnaryFns; ++k) {
    auto fn = static_cast<num::UnaryFn>(k);
    Floats x = {-2.5f, -0.3f, 0.0f, 0.7f, 1.0f, 42.0f};
    Floats got = floatsOf(runOne(unary(std::string(num::name(fn)),
                                       "tensor<6xf32>",
                                       "{alpha = 0.3, beta = 1.7}"),
                                 floats({6}, x)));
    ASSERT_EQ(got.size(), 6u);
    for (size_t i = 0; i < x.size(); ++i) {
      // Some have an f32 definition of their own, bit for bit; it must be near the real one.
      auto real = float(num::evaluateUnary(fn, x[i], 0.3, 1.7));
      float want = num::realUnary(fn, x[i]).value_or(real);
      if (std::isfinite(real))
        EXPECT_NEAR(want, real, 1e-6 * std::max(1.0f, std::abs(real))) << num::name(fn);
      EXPECT_TRUE(got[i] == want || (std::isnan(got[i]) && std::isnan(want)))
          << num::name(fn) << " of " << x[i];
    }
  }
}

TEST_F(ElementwiseOpsTest, UnaryByHand) {
  EXPECT_EQ(floatsOf(runOne(unary("relu", "tensor<3xf32>"),
                            floats({3}, {-1, 0, 2}))),
            (Floats{0, 0, 2}));
  EXPECT_EQ(floatsOf(runOne(unary("leaky_relu", "tensor<2xf32>",
                                  "{alpha = 0.5}"),
                            floats({2}, {-4, 4}))),
            (Floats{-2, 4}));
  EXPECT_EQ(floatsOf(runOne(unary("sigmoid", "tensor<f32>"),
                            floats({}, {0}))),
            (Floats{0.5}));
}

TEST_F(ElementwiseOpsTest, QuantizedUnary) {
  std::string text = function(
      "%x: tensor<4xf32>",
      "%s = qopt.constant dense<0.25> : tensor<f32>\n"
      "%z = qopt.constant dense<10> : tensor<i32>\n"
      "%q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<4xf32>, "
      "tensor<f32>, tensor<i32> -> tensor<4x!s8>\n"
      "%s2 = qopt.constant dense<0.125> : tensor<f32>\n"
      "%z2 = qopt.constant dense<-128> : tensor<i32>\n"
      "%u = qopt.unary relu %q result(%s2, %z2) : (tensor<4x!s8>, tensor<f32>, "
      "tensor<i32>) -> tensor<4x!s8>\n"
      "%r = qopt.codes %u : tensor<4x!s8> -> tensor<4xi8>",
      "tensor<4xi8>");
  // relu(x) / 0.125 - 128, saturated.
  EXPECT_EQ(intsOf(runOne(text, floats({4}, {-3, 0, 1.5, 100}))),
            (Ints{-128, -128, -116, 106}));
}

TEST_F(ElementwiseOpsTest, IntegerUnary) {
  Tensor x = ints("i8", {4}, {-128, -3, 0, 127});
  std::string t = "tensor<4xi8>";
  EXPECT_EQ(intsOf(runOne(unary("relu", t), x)), (Ints{0, 0, 0, 127}));
  EXPECT_EQ(intsOf(runOne(unary("neg", t), x)), (Ints{-128, 3, 0, -127}));
  EXPECT_EQ(intsOf(runOne(unary("abs", t), x)), (Ints{-128, 3, 0, 127}));
  EXPECT_EQ(intsOf(runOne(unary("sign", t), x)), (Ints{-1, -1, 0, 1}));
  EXPECT_EQ(intsOf(runOne(unary("clip", t, "{alpha = -2.0, beta = 6.0}"), x)),
            (Ints{-2, -2, 0, 6}));
  EXPECT_EQ(intsOf(runOne(unary("neg", "tensor<2xui8>"),
                          ints("ui8", {2}, {1, 0}))),
            (Ints{255, 0}));
  EXPECT_EQ(runError(unary("exp", t), x),
            "'qopt.unary' op expected relu, clip, neg, abs or sign in integer "
            "form, got exp\n");
  EXPECT_EQ(runError(unary("clip", t, "{alpha = 0.5, beta = 6.0}"), x),
            "'qopt.unary' op expected whole numbers as bounds of an integer "
            "clip, got 5.000000e-01 and 6.000000e+00\n");
}

TEST_F(ElementwiseOpsTest, BinaryBroadcast) {
  std::string text = binary("sub", "tensor<2x1x2xf32>", "tensor<3x1xf32>",
                            "tensor<2x3x2xf32>");
  EXPECT_EQ(floatsOf(runOne(text, {floats({2, 1, 2}, {1, 2, 3, 4}),
                                   floats({3, 1}, {10, 20, 30})})),
            (Floats{-9, -8, -19, -18, -29, -28, -7, -6, -17, -16, -27, -26}));
  EXPECT_EQ(floatsOf(runOne(binary("div", "tensor<f32>", "tensor<2xf32>",
                                   "tensor<2xf32>"),
                            {floats({}, {1}), floats({2}, {3, 4})})),
            (Floats{1.0f / 3.0f, 0.25f}));
  EXPECT_EQ(runOne(binary("add", "tensor<0x2xf32>", "tensor<1x2xf32>",
                          "tensor<0x2xf32>"),
                   {floats({0, 2}, {}), floats({1, 2}, {1, 2})})
                .getNumElements(),
            0);
}

TEST_F(ElementwiseOpsTest, EveryBinaryKind) {
  for (uint32_t k = 0; k < num::kNumBinaryFns; ++k) {
    auto fn = static_cast<num::BinaryFn>(k);
    Floats x = {-2.5f, 0.3f, 7.0f}, y = {1.5f, -0.7f, 2.0f};
    std::string t = "tensor<3xf32>";
    Floats got = floatsOf(runOne(binary(std::string(num::name(fn)), t, t, t),
                                 {floats({3}, x), floats({3}, y)}));
    ASSERT_EQ(got.size(), 3u);
    for (size_t i = 0; i < x.size(); ++i) {
      float want = float(num::evaluateBinary(fn, x[i], y[i]));
      EXPECT_TRUE(got[i] == want || (std::isnan(got[i]) && std::isnan(want)))
          << num::name(fn) << i;
    }
  }
}

TEST_F(ElementwiseOpsTest, QuantizedAdd) {
  std::string text = function(
      "%x: tensor<3xi8>, %y: tensor<3xi8>",
      "%s = qopt.constant dense<0.5> : tensor<f32>\n"
      "%t = qopt.constant dense<0.25> : tensor<f32>\n"
      "%z = qopt.constant dense<1> : tensor<i32>\n"
      "%a = qopt.assemble %x, %s, %z : tensor<3xi8>, tensor<f32>, tensor<i32> "
      "-> tensor<3x!s8>\n"
      "%b = qopt.assemble %y, %t, %z : tensor<3xi8>, tensor<f32>, tensor<i32> "
      "-> tensor<3x!s8>\n"
      "%c = qopt.binary add %a, %b result(%s, %z) : (tensor<3x!s8>, "
      "tensor<3x!s8>, tensor<f32>, tensor<i32>) -> tensor<3x!s8>\n"
      "%r = qopt.codes %c : tensor<3x!s8> -> tensor<3xi8>",
      "tensor<3xi8>");
  // ((x-1)/2 + (y-1)/4) * 2 + 1: 0.5 and 1.5 steps tie to even.
  EXPECT_EQ(intsOf(runOne(text, {ints("i8", {3}, {1, 2, 127}),
                                 ints("i8", {3}, {2, 2, 127})})),
            (Ints{1, 3, 127}));
}

TEST_F(ElementwiseOpsTest, IntegerBinaryWraps) {
  EXPECT_EQ(integers("add", "i8", 127, 1), Ints{-128});
  EXPECT_EQ(integers("sub", "ui8", 0, 1), Ints{255});
  EXPECT_EQ(integers("mul", "i32", 65536, 65536), Ints{0});
  EXPECT_EQ(integers("mul", "i32", 65536, 32768), Ints{-2147483648LL});
  EXPECT_EQ(integers("div", "i8", -128, -1), Ints{-128});
  EXPECT_EQ(integers("div", "i8", -7, 2), Ints{-3});
  EXPECT_EQ(integers("mod", "i8", -7, 2), Ints{1});
  EXPECT_EQ(integers("fmod", "i8", -7, 2), Ints{-1});
  EXPECT_EQ(integers("max", "ui8", 200, 100), Ints{200});
  EXPECT_EQ(integers("min", "ui8", 200, 100), Ints{100});
  EXPECT_EQ(integers("pow", "i32", 3, 4), Ints{81});
  EXPECT_EQ(integers("prelu", "i8", -3, 2), Ints{-6});
}

// Values above 2^63 - 1: the bit patterns of -1, -2 and so on.
TEST_F(ElementwiseOpsTest, Unsigned64) {
  EXPECT_EQ(integers("div", "ui64", -1, 2), Ints{INT64_MAX});
  EXPECT_EQ(integers("mod", "ui64", -1, 10), Ints{5}); // 18446744073709551615
  EXPECT_EQ(integers("max", "ui64", -1, 1), Ints{-1});
  EXPECT_EQ(integers("min", "ui64", -1, 1), Ints{1});
  EXPECT_EQ(integers("add", "ui64", -1, 2), Ints{1});
  EXPECT_EQ(integers("pow", "ui64", 2, 63), Ints{INT64_MIN});
  EXPECT_EQ(integers("prelu", "ui64", -1, 5), Ints{-1});
  EXPECT_EQ(integers("div", "ui64", -1, 0), Ints{0});
}

TEST_F(ElementwiseOpsTest, CastBetweenIntegers) {
  EXPECT_EQ(cast("i32", "i8", {300, -129, 127}), (Ints{44, 127, 127}));
  EXPECT_EQ(cast("i8", "ui8", {-1, 5}), (Ints{255, 5}));
  EXPECT_EQ(cast("ui8", "i32", {255}), (Ints{255}));
  EXPECT_EQ(cast("i8", "i32", {-1}), (Ints{-1}));
  EXPECT_EQ(cast("ui8", "i8", {255}), (Ints{-1}));
  EXPECT_EQ(cast("i32", "i1", {0, 2, -1}), (Ints{0, 1, 1}));
  EXPECT_EQ(cast("i1", "i32", {0, 1}), (Ints{0, 1}));
}

TEST_F(ElementwiseOpsTest, CastFromFloat) {
  float inf = std::numeric_limits<float>::infinity();
  Tensor x = floats({7}, {2.9f, -2.9f, 300, -300, NAN, inf, 1e20f});
  auto to = [&](const std::string &type) {
    return intsOf(runOne(function("%x: tensor<7xf32>",
                                  "%r = qopt.cast %x : tensor<7xf32> -> "
                                  "tensor<7x" + type + ">",
                                  "tensor<7x" + type + ">"),
                         x));
  };
  EXPECT_EQ(to("i8"), (Ints{2, -2, 127, -128, 0, 127, 127}));
  EXPECT_EQ(to("ui8"), (Ints{2, 0, 255, 0, 0, 255, 255}));
  EXPECT_EQ(to("i64"), (Ints{2, -2, 300, -300, 0, INT64_MAX, INT64_MAX}));
  EXPECT_EQ(to("ui64"), (Ints{2, 0, 300, 0, 0, -1, -1}));
  EXPECT_EQ(to("i1"), (Ints{1, 1, 1, 1, 1, 1, 1})); // NaN != 0
}

TEST_F(ElementwiseOpsTest, CastToFloat) {
  auto from = [&](const char *type, std::vector<int64_t> values) {
    std::string t = "tensor<" + std::to_string(values.size()) + "x";
    return floatsOf(runOne(function("%x: " + t + type + ">",
                                    "%r = qopt.cast %x : " + t + type +
                                        "> -> " + t + "f32>",
                                    t + "f32>"),
                           ints(type, {int64_t(values.size())}, values)));
  };
  // 2^24 + 1 and + 3 are ties.
  EXPECT_EQ(from("i32", {16777217, 16777219, -5}),
            (Floats{16777216, 16777220, -5}));
  EXPECT_EQ(from("ui64", {-1}), Floats{0x1p64f});
  EXPECT_EQ(from("i1", {1, 0}), (Floats{1, 0}));
}
