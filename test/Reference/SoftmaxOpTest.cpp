// SPDX-License-Identifier: Apache-2.0
// Softmax along any axis; the integer form against the formula of its
// description and against real softmax.
#include "RunText.h"

#include "qopt/Numerics/Tables.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {
class SoftmaxOpTest : public RunText {};
} // namespace

TEST_F(SoftmaxOpTest, Float) {
  Floats x = {1, 2, 3, 1000, -1000, 0.5f};
  auto text = [&](const std::string &axis) {
    return function("%x: tensor<2x3xf32>",
                    "%r = qopt.softmax %x axis " + axis +
                        " : (tensor<2x3xf32>) -> tensor<2x3xf32>",
                    "tensor<2x3xf32>");
  };
  Floats rows = floatsOf(runOne(text("1"), floats({2, 3}, x)));
  ASSERT_EQ(rows.size(), 6u);
  double sum = std::exp(-2.0) + std::exp(-1.0) + 1;
  EXPECT_EQ(rows[0], float(std::exp(-2.0) / sum));
  EXPECT_EQ(rows[2], float(1 / sum));
  EXPECT_EQ(rows[3], 1);
  EXPECT_EQ(rows[4], 0);
  Floats columns = floatsOf(runOne(text("0"), floats({2, 3}, x)));
  EXPECT_EQ(columns[0], 0);
  EXPECT_EQ(columns[3], 1);
  EXPECT_EQ(columns[2], float(1 / (1 + std::exp(-2.5))));
  Floats logs = floatsOf(runOne(text("1 log"), floats({2, 3}, x)));
  EXPECT_EQ(logs[0], float(-2 - std::log(sum)));
  EXPECT_EQ(logs[4], -2000);
}

TEST_F(SoftmaxOpTest, Masked) {
  std::string text = function(
      "%x: tensor<2x3xf32>, %m: tensor<3xi8>",
      "%r = qopt.softmax %x mask %m axis 1 : (tensor<2x3xf32>, tensor<3xi8>) -> "
      "tensor<2x3xf32>",
      "tensor<2x3xf32>");
  auto run = [&](Ints mask) {
    return floatsOf(runOne(text, {floats({2, 3}, {1, 5, 2, 3, NAN, 0}),
                                  ints("i8", {3}, mask)}));
  };
  Floats some = run({1, 0, -2});
  EXPECT_EQ(some[1], 0);
  EXPECT_EQ(some[2], float(1 / (1 + std::exp(-1.0))));
  EXPECT_EQ(some[4], 0);
  EXPECT_EQ(run({0, 0, 0}), Floats(6, 0.0f));
  EXPECT_EQ(run({0, 0, 1}), (Floats{0, 0, 1, 0, 0, 1}));
}

TEST_F(SoftmaxOpTest, Quantized) {
  std::string text = function(
      "%c: tensor<1x2xi8>",
      "%s = qopt.constant dense<0.5> : tensor<f32>\n"
      "%z = qopt.constant dense<0> : tensor<i32>\n"
      "%x = qopt.assemble %c, %s, %z : tensor<1x2xi8>, tensor<f32>, "
      "tensor<i32> -> tensor<1x2x!s8>\n"
      "%t = qopt.constant dense<0.00390625> : tensor<f32>\n"
      "%o = qopt.constant dense<-128> : tensor<i32>\n"
      "%y = qopt.softmax %x result(%t, %o) axis 1 : (tensor<1x2x!s8>, "
      "tensor<f32>, tensor<i32>) -> tensor<1x2x!s8>\n"
      "%r = qopt.codes %y : tensor<1x2x!s8> -> tensor<1x2xi8>",
      "tensor<1x2xi8>");
  // e^-1 / (1 + e^-1) = 0.2689 -> 68.85 of 256.
  EXPECT_EQ(intsOf(runOne(text, ints("i8", {1, 2}, {3, 5}))),
            (Ints{69 - 128, 187 - 128}));
}

TEST_F(SoftmaxOpTest, Integer) {
  std::string text = function(
      "%x: tensor<2x4x3xTY>, %t: tensor<256xi32>",
      "%r = qopt.softmax %x table %t axis 1 {zero_code = ZP, lo = LO, hi = HI, "
      "out_shift = 8} : "
      "(tensor<2x4x3xTY>, tensor<256xi32>) -> tensor<2x4x3xTY>",
      "tensor<2x4x3xTY>");
  std::vector<int32_t> table = num::buildExpTable(0.1, 8);
  Ints entries(table.begin(), table.end());
  for (const char *type : {"i8", "ui8"}) {
    bool isSigned = type[0] == 'i';
    int64_t low = isSigned ? -128 : 0, zp = low;
    Ints codes;
    for (int64_t i = 0; i < 24; ++i)
      codes.push_back(low + (i * 71) % 256);
    std::string typed = text;
    for (size_t at; (at = typed.find("TY")) != std::string::npos;)
      typed.replace(at, 2, type);
    typed.replace(typed.find("ZP"), 2, std::to_string(zp));
    typed.replace(typed.find("LO"), 2, std::to_string(low));
    typed.replace(typed.find("HI"), 2, std::to_string(low + 255));
    Ints got = intsOf(runOne(typed, {ints(type, {2, 4, 3}, codes),
                                     ints("i32", {256}, entries)}));
    ASSERT_EQ(got.size(), 24u);
    for (int64_t n = 0; n < 2; ++n)
      for (int64_t c = 0; c < 3; ++c) {
        int64_t top = low, sum = 0;
        auto at = [&](int64_t k) { return (n * 4 + k) * 3 + c; };
        for (int64_t k = 0; k < 4; ++k)
          top = std::max(top, codes[at(k)]);
        for (int64_t k = 0; k < 4; ++k)
          sum += table[top - codes[at(k)]];
        double real = 0;
        for (int64_t k = 0; k < 4; ++k)
          real += std::exp(0.1 * double(codes[at(k)] - top));
        for (int64_t k = 0; k < 4; ++k) {
          int64_t e = table[top - codes[at(k)]];
          int64_t want = std::min((e * 256 + sum / 2) / sum + zp, low + 255);
          EXPECT_EQ(got[at(k)], want);
          double exact = std::exp(0.1 * double(codes[at(k)] - top)) / real;
          EXPECT_NEAR(double(got[at(k)] - zp),
                      std::min(exact * 256, 255.0), 0.51);
        }
      }
  }
}

TEST_F(SoftmaxOpTest, IntegerLog) {
  auto params = num::makeLogSoftmaxParams(0.1, 1.0 / 16, 127, -128, 127);
  auto text = [&](int64_t inMultiplier) {
    return function("%x: tensor<5xi8>, %t: tensor<256xi32>",
                    "%r = qopt.softmax %x table %t axis 0 log {zero_code = 127, "
                    "lo = -128, hi = 127, in_multiplier = " +
                        std::to_string(inMultiplier) + ", log_multiplier = " +
                        std::to_string(params->logMul) +
                        "} : (tensor<5xi8>, tensor<256xi32>) -> tensor<5xi8>",
                    "tensor<5xi8>");
  };
  std::vector<int32_t> table = num::buildExpTable(0.1, 8);
  Ints codes = {-128, 0, 30, 127, 120};
  Tensor x = ints("i8", {5}, codes),
         t = ints("i32", {256}, Ints(table.begin(), table.end()));
  Ints got = intsOf(runOne(text(params->inMul), {x, t}));
  ASSERT_EQ(got.size(), 5u);
  double sum = 0;
  for (int64_t c : codes)
    sum += std::exp(0.1 * double(c - 127));
  for (size_t i = 0; i < codes.size(); ++i) {
    double real = 0.1 * double(codes[i] - 127) - std::log(sum);
    EXPECT_NEAR(double(got[i]), std::max(real * 16 + 127, -128.0), 0.51);
  }
  EXPECT_EQ(runError(text(-1), {x, t}),
            "'qopt.softmax' op expected in_multiplier in [0, 17592186044416] "
            "and log_multiplier in [0, 4294967296], got -1 and " +
                std::to_string(params->logMul) + "\n");
}
