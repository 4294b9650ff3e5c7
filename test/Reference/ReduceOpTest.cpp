// SPDX-License-Identifier: Apache-2.0
// Every kind of reduction, by hand, in every stage.
#include "RunText.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::qopt;

namespace {
class ReduceOpTest : public RunText {
protected:
  std::string reduce(const std::string &kind, const std::string &axes,
                     const std::string &in, const std::string &out) {
    return function("%x: " + in,
                    "%r = qopt.reduce " + kind + " %x {axes = array<i64: " +
                        axes + ">} : (" + in + ") -> " + out,
                    out);
  }
  float line(const std::string &kind, Floats x) {
    std::string n = std::to_string(x.size());
    Floats got = floatsOf(runOne(reduce(kind, "0", "tensor<" + n + "xf32>",
                                        "tensor<1xf32>"),
                                 floats({int64_t(x.size())}, x)));
    return got.empty() ? NAN : got[0];
  }
  Ints integers(const std::string &kind, const char *from, const char *to,
                Ints x) {
    std::string n = std::to_string(x.size());
    return intsOf(runOne(reduce(kind, "0", "tensor<" + n + "x" + from + ">",
                                std::string("tensor<1x") + to + ">"),
                         ints(from, {int64_t(x.size())}, x)));
  }
};
constexpr float inf = std::numeric_limits<float>::infinity();
} // namespace

TEST_F(ReduceOpTest, FloatKinds) {
  Floats x = {1, -2, 4, 3};
  EXPECT_EQ(line("sum", x), 6);
  EXPECT_EQ(line("mean", x), 1.5);
  EXPECT_EQ(line("max", x), 4);
  EXPECT_EQ(line("min", x), -2);
  EXPECT_EQ(line("prod", x), -24);
  EXPECT_EQ(line("l1", x), 10);
  EXPECT_EQ(line("l2", x), float(std::sqrt(30.0)));
  EXPECT_EQ(line("sum_square", x), 30);
  EXPECT_EQ(line("log_sum", x), float(std::log(6.0)));
  EXPECT_EQ(line("log_sum_exp", x),
            float(std::log(std::exp(1.0) + std::exp(-2.0) + std::exp(4.0) +
                           std::exp(3.0))));
  EXPECT_EQ(line("log_sum_exp", {1000, 1000}),
            float(1000 + std::log(2.0))); // no overflow on the way
  EXPECT_EQ(line("log_sum_exp", {inf, 0}), inf);
  EXPECT_EQ(line("log_sum_exp", {-inf, -inf}), -inf);
  EXPECT_TRUE(std::isnan(line("max", {1, NAN})));
}

TEST_F(ReduceOpTest, EmptyReductions) {
  auto empty = [&](const std::string &kind) {
    return floatsOf(runOne(reduce(kind, "1", "tensor<1x0xf32>",
                                  "tensor<1x1xf32>"),
                           floats({1, 0}, {})))[0];
  };
  EXPECT_EQ(empty("sum"), 0);
  EXPECT_EQ(empty("prod"), 1);
  EXPECT_EQ(empty("max"), -inf);
  EXPECT_EQ(empty("min"), inf);
  EXPECT_TRUE(std::isnan(empty("mean")));
}

TEST_F(ReduceOpTest, AxesKeepDimensions) {
  Tensor x = floats({2, 3, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  std::string in = "tensor<2x3x2xf32>";
  EXPECT_EQ(floatsOf(runOne(reduce("sum", "1", in, "tensor<2x1x2xf32>"), x)),
            (Floats{6, 9, 24, 27}));
  EXPECT_EQ(floatsOf(runOne(reduce("sum", "0, 2", in, "tensor<1x3x1xf32>"), x)),
            (Floats{14, 22, 30}));
  EXPECT_EQ(floatsOf(runOne(reduce("max", "0, 1, 2", in, "tensor<1x1x1xf32>"),
                            x)),
            Floats{11});
}

TEST_F(ReduceOpTest, IntegerKinds) {
  EXPECT_EQ(integers("sum", "i8", "i32", {127, 127, -1}), Ints{253});
  EXPECT_EQ(integers("sum", "i8", "i8", {127, 1}), Ints{-128}); // wraps
  EXPECT_EQ(integers("mean", "i8", "i8", {-3, -2}), Ints{-2});  // truncates
  EXPECT_EQ(integers("max", "i8", "i8", {-3, -2}), Ints{-2});
  EXPECT_EQ(integers("min", "ui8", "ui8", {200, 255}), Ints{200});
  EXPECT_EQ(integers("prod", "i32", "i32", {3, -4, 5}), Ints{-60});
  EXPECT_EQ(integers("l1", "i8", "i32", {-128, 100}), Ints{228});
  EXPECT_EQ(integers("sum_square", "i8", "i32", {-128, 1}), Ints{16385});
  EXPECT_EQ(runError(reduce("l2", "0", "tensor<1xi8>", "tensor<1xi8>"),
                     ints("i8", {1}, {1})),
            "'qopt.reduce' op expected sum, mean, max, min, prod, l1 or "
            "sum_square in integer form, got l2\n");
  EXPECT_EQ(runError(reduce("max", "0", "tensor<1xui64>", "tensor<1xui64>"),
                     ints("ui64", {1}, {1})),
            "'qopt.reduce' op expected integers that fit i64, got "
            "'tensor<1xui64>'\n");
}

TEST_F(ReduceOpTest, Quantized) {
  auto text = [&](const std::string &reduction) {
    return function("%c: tensor<2x2xi8>",
                    "%s = qopt.constant dense<0.5> : tensor<f32>\n"
                    "%z = qopt.constant dense<1> : tensor<i32>\n"
                    "%x = qopt.assemble %c, %s, %z : tensor<2x2xi8>, "
                    "tensor<f32>, tensor<i32> -> tensor<2x2x!s8>\n"
                    "%t = qopt.constant dense<0.25> : tensor<f32>\n"
                    "%y = qopt.reduce " + reduction +
                        "\n%r = qopt.codes %y : tensor<2x1x!s8> -> "
                        "tensor<2x1xi8>",
                    "tensor<2x1xi8>");
  };
  Tensor codes = ints("i8", {2, 2}, {3, 6, -10, -128});
  EXPECT_EQ(intsOf(runOne(text("max %x {axes = array<i64: 1>} : "
                               "(tensor<2x2x!s8>) -> tensor<2x1x!s8>"),
                          codes)),
            (Ints{6, -10}));
  // Reals 1, 2.5 and -5.5, -64.5: means 1.75 and -35.
  EXPECT_EQ(intsOf(runOne(text("mean %x result(%t, %z) {axes = array<i64: 1>} "
                               ": (tensor<2x2x!s8>, tensor<f32>, tensor<i32>) "
                               "-> tensor<2x1x!s8>"),
                          codes)),
            (Ints{8, -128}));
}

// The largest of channels of different scales would need a scale of its own.
TEST_F(ReduceOpTest, ReducedChannels) {
  std::string text = function(
      "%c: tensor<2x2xi8>",
      "%s = qopt.constant dense<[0.5, 1.0]> : tensor<2xf32>\n"
      "%z = qopt.constant dense<0> : tensor<2xi32>\n"
      "%x = qopt.assemble %c, %s, %z : tensor<2x2xi8>, tensor<2xf32>, "
      "tensor<2xi32> -> tensor<2x2x!s8c1>\n"
      "%y = qopt.reduce max %x {axes = array<i64: 1>} : (tensor<2x2x!s8c1>) -> "
      "tensor<2x1x!s8c1>\n"
      "%r = qopt.codes %y : tensor<2x1x!s8c1> -> tensor<2x1xi8>",
      "tensor<2x1xi8>");
  EXPECT_EQ(runError(text, ints("i8", {2, 2}, {1, 2, 3, 4})),
            "'qopt.reduce' op expected 1 scales for a result of type "
            "'tensor<2x1x!qopt.q<#qopt.int<s8>, #qopt.channel<1>>>', got 2 "
            "from the operand\n");
}
