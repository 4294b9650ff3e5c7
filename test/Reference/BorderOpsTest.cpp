// SPDX-License-Identifier: Apache-2.0
// quantize, dequantize, requantize, assemble, codes: every granularity, ties,
// saturation, non-finite values.
#include "RunText.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::qopt;

namespace {
class BorderOpsTest : public RunText {
protected:
  /// codes(quantize(x)) for `type` with constant parameters.
  std::string quantizeText(const std::string &shape, const std::string &type,
                           const std::string &storage,
                           const std::string &paramShape,
                           const std::string &scale, const std::string &zp,
                           const std::string &mode = "nearest_even") {
    std::string s = "tensor<" + paramShape + "f32>",
                z = "tensor<" + paramShape + "i32>",
                q = "tensor<" + shape + "x" + type + ">",
                c = "tensor<" + shape + "x" + storage + ">",
                x = "tensor<" + shape + "xf32>";
    return function("%x: " + x,
                    "%s = qopt.constant dense<" + scale + "> : " + s +
                        "\n%z = qopt.constant dense<" + zp + "> : " + z +
                        "\n%q = qopt.quantize %x, %s, %z rounding " + mode +
                        " : " + x + ", " + s + ", " + z + " -> " + q +
                        "\n%r = qopt.codes %q : " + q + " -> " + c,
                    c);
  }
};
} // namespace

TEST_F(BorderOpsTest, QuantizePerTensor) {
  float inf = std::numeric_limits<float>::infinity();
  Tensor x = floats({8}, {0.25f, 0.75f, -0.25f, 1e30f, -inf, NAN, 3.0f, -63.4f});
  // x / 0.5: 0.5 -> 0 and 1.5 -> 2 (ties to even), NaN is the zero point.
  EXPECT_EQ(intsOf(runOne(quantizeText("8", "!s8", "i8", "", "0.5", "3"), x)),
            (Ints{3, 5, 3, 127, -128, 3, 9, -124}));
  EXPECT_EQ(intsOf(runOne(quantizeText("8", "!u8", "ui8", "", "0.5", "128"), x)),
            (Ints{128, 130, 128, 255, 0, 128, 134, 1}));
  // Other rounding modes: 0.5 away from zero is 1, floor of -0.5 is -1.
  EXPECT_EQ(intsOf(runOne(quantizeText("8", "!s8", "i8", "", "0.5", "0",
                                       "nearest_away"),
                          x)),
            (Ints{1, 2, -1, 127, -128, 0, 6, -127}));
  EXPECT_EQ(intsOf(runOne(quantizeText("8", "!s8", "i8", "", "0.5", "0",
                                       "floor"),
                          x)),
            (Ints{0, 1, -1, 127, -128, 0, 6, -127}));
}

TEST_F(BorderOpsTest, QuantizeNarrowAndSmallFormats) {
  Tensor x = floats({3}, {-1000, 1000, -3});
  EXPECT_EQ(intsOf(runOne(quantizeText("3",
                                       "!qopt.q<#qopt.int<s8, narrow>, "
                                       "#qopt.tensor>",
                                       "i8", "", "1.0", "0"),
                          x)),
            (Ints{-127, 127, -3}));
  EXPECT_EQ(intsOf(runOne(quantizeText("3",
                                       "!qopt.q<#qopt.int<u4>, #qopt.tensor>",
                                       "ui8", "", "1.0", "5"),
                          x)),
            (Ints{0, 15, 2}));
  EXPECT_EQ(intsOf(runOne(quantizeText("3",
                                       "!qopt.q<#qopt.int<s16>, #qopt.tensor>",
                                       "i16", "", "0.01", "0"),
                          x)),
            (Ints{-32768, 32767, -300}));
}

TEST_F(BorderOpsTest, QuantizeByGranularity) {
  Tensor x = floats({2, 4}, {1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(intsOf(runOne(quantizeText("2x4", "!s8c0", "i8", "2x", "[1.0, 0.5]",
                                       "[0, 1]"),
                          x)),
            (Ints{1, 2, 3, 4, 11, 13, 15, 17}));
  EXPECT_EQ(intsOf(runOne(quantizeText("2x4", "!s8c1", "i8", "4x",
                                       "[1.0, 0.5, 1.0, 0.25]", "[0, 0, 9, 0]"),
                          x)),
            (Ints{1, 4, 12, 16, 5, 12, 16, 32}));
  // Groups of 3 along axis 1: the last one holds one element.
  EXPECT_EQ(intsOf(runOne(quantizeText("2x4",
                                       "!qopt.q<#qopt.int<s8>, #qopt.group<1, "
                                       "3>>",
                                       "i8", "2x2x",
                                       "[[1.0, 0.5], [0.25, 0.125]]",
                                       "[[0, 1], [2, 3]]"),
                          x)),
            (Ints{1, 2, 3, 9, 22, 26, 30, 67}));
  // Groups along axis 0.
  EXPECT_EQ(intsOf(runOne(quantizeText("2x4",
                                       "!qopt.q<#qopt.int<s8>, #qopt.group<0, "
                                       "2>>",
                                       "i8", "1x4x", "[[1.0, 0.5, 1.0, 0.25]]",
                                       "[[0, 0, 0, 1]]"),
                          x)),
            (Ints{1, 4, 3, 17, 5, 12, 7, 33}));
  EXPECT_EQ(intsOf(runOne(quantizeText("2x4",
                                       "!qopt.q<#qopt.int<s8>, #qopt.token>",
                                       "i8", "2x", "[1.0, 0.5]", "[0, 1]"),
                          x)),
            (Ints{1, 2, 3, 4, 11, 13, 15, 17}));
}

TEST_F(BorderOpsTest, AssembleDequantize) {
  std::string text = function(
      "%c: tensor<2x2xi8>, %s: tensor<2xf32>, %z: tensor<2xi32>",
      "%q = qopt.assemble %c, %s, %z : tensor<2x2xi8>, tensor<2xf32>, "
      "tensor<2xi32> -> tensor<2x2x!s8c1>\n"
      "%r = qopt.dequantize %q : tensor<2x2x!s8c1> -> tensor<2x2xf32>",
      "tensor<2x2xf32>");
  Tensor codes = ints("i8", {2, 2}, {-128, 127, 0, 5});
  // f32(code - zp) * scale, each product rounded once to f32.
  EXPECT_EQ(floatsOf(runOne(text, {codes, floats({2}, {0.1f, 0.5f}),
                                   ints("i32", {2}, {3, -1})})),
            (Floats{-131 * 0.1f, 64.0f, -3 * 0.1f, 3.0f}));
  // A scale known at run time only may be anything.
  Floats scaled = floatsOf(runOne(text, {codes, floats({2}, {0.0f, NAN}),
                                         ints("i32", {2}, {0, 0})}));
  EXPECT_EQ(scaled[0], 0.0f);
  EXPECT_TRUE(std::isnan(scaled[1]));
  EXPECT_EQ(scaled[2], 0.0f);
  EXPECT_EQ(runError(text, {codes, floats({2}, {1.0f, 1.0f}),
                            ints("i32", {2}, {0, 128})}),
            "'qopt.assemble' op expected zero points in [-128, 127], got "
            "128\n");
}

TEST_F(BorderOpsTest, ZeroScaleIsABlockOfZeros) {
  for (auto [type, storage, zero] :
       {std::tuple("!qopt.q<#qopt.int<s8>, #qopt.block<2>>", "i8", 3),
        std::tuple("!qopt.q<#qopt.float<e4m3fn>, #qopt.block<2>>", "ui8", 0)}) {
    std::string q = std::string("tensor<3x") + type + ">";
    std::string text = function(
        "%x: tensor<3xf32>, %s: tensor<2xf32>",
        "%z = qopt.constant dense<" + std::to_string(zero) +
            "> : tensor<2xi32>\n"
            "%q = qopt.quantize %x, %s, %z rounding nearest_even : "
            "tensor<3xf32>, tensor<2xf32>, tensor<2xi32> -> " + q +
            "\n%r = qopt.codes %q : " + q + " -> tensor<3x" + storage + ">",
        std::string("tensor<3x") + storage + ">");
    // 0 / 0, infinity / 0 and then 1 / infinity.
    Tensor codes = runOne(text, {floats({3}, {0.0f, INFINITY, 1.0f}),
                                 floats({2}, {0.0f, INFINITY})});
    EXPECT_EQ(intsOf(codes), (Ints{zero, zero, zero})) << type;
  }
}

TEST_F(BorderOpsTest, TableFormatInRaggedBlocks) {
  // NF4 in blocks of 3 of a 2x4 tensor: the blocks run over the row's end.
  std::string q = "tensor<2x4x!qopt.q<#qopt.nf4, #qopt.block<3>>>";
  std::string text = function(
      "%x: tensor<2x4xf32>, %s: tensor<3xf32>",
      "%z = qopt.constant dense<0> : tensor<3xi32>\n"
      "%q = qopt.quantize %x, %s, %z rounding nearest_even : tensor<2x4xf32>, "
      "tensor<3xf32>, tensor<3xi32> -> " + q + "\n%r = qopt.dequantize %q : " +
          q + " -> tensor<2x4xf32>",
      "tensor<2x4xf32>");
  EXPECT_EQ(floatsOf(runOne(text, {floats({2, 4}, {1, -1, 0, 2, 1.7f, -9, 0.1f,
                                                   NAN}),
                                   floats({3}, {1, 2, 4})})),
            (Floats{1, -1, 0, 2, 0.7229568362236023f * 2, -2, 0, 0}));
}

TEST_F(BorderOpsTest, AssembleChecksCodes) {
  std::string text = function(
      "%c: tensor<2xi8>",
      "%s = qopt.constant dense<1.0> : tensor<f32>\n"
      "%z = qopt.constant dense<0> : tensor<i32>\n"
      "%r = qopt.assemble %c, %s, %z : tensor<2xi8>, tensor<f32>, tensor<i32> "
      "-> tensor<2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>",
      "tensor<2x!qopt.q<#qopt.int<s4>, #qopt.tensor>>");
  EXPECT_EQ(intsOf(runOne(text, ints("i8", {2}, {-8, 7}))), (Ints{-8, 7}));
  EXPECT_EQ(runError(text, ints("i8", {2}, {0, 8})),
            "'qopt.assemble' op expected codes in [-8, 7], got 8\n");
}

TEST_F(BorderOpsTest, Requantize) {
  std::string text = function(
      "%c: tensor<4xi32>",
      "%s = qopt.constant dense<0.25> : tensor<f32>\n"
      "%z = qopt.constant dense<0> : tensor<i32>\n"
      "%q = qopt.assemble %c, %s, %z : tensor<4xi32>, tensor<f32>, tensor<i32> "
      "-> tensor<4x!s32>\n"
      "%s2 = qopt.constant dense<0.5> : tensor<f32>\n"
      "%z2 = qopt.constant dense<-1> : tensor<i32>\n"
      "%p = qopt.requantize %q, %s2, %z2 rounding nearest_even : "
      "tensor<4x!s32>, tensor<f32>, tensor<i32> -> tensor<4x!s8>\n"
      "%r = qopt.codes %p : tensor<4x!s8> -> tensor<4xi8>",
      "tensor<4xi8>");
  // 1 * 0.25 / 0.5 = 0.5 -> 0; 3 -> 1.5 -> 2; the zero point comes after.
  EXPECT_EQ(intsOf(runOne(text, ints("i32", {4}, {1, 3, 2147483647, -10}))),
            (Ints{-1, 1, 127, -6}));
}

// A quantized tensor is its codes and parameters, at the function's border too.
TEST_F(BorderOpsTest, QuantizedArgumentsAndReals) {
  std::string text = function("%x: tensor<2x!u8>",
                              "%r = qopt.dequantize %x : tensor<2x!u8> -> "
                              "tensor<2xf32>",
                              "tensor<2xf32>");
  func::FuncOp main = parse(text);
  Tensor x = ints("ui8", {2}, {0, 255})
                 .withType(cast<RankedTensorType>(main.getArgumentTypes()[0])
                               .getElementType(),
                           {2});
  auto failed = Interpreter(main).run(x);
  EXPECT_TRUE(mlir::failed(failed));
  EXPECT_EQ(errors, "expected input 0 to have the scales and zero points of "
            "'tensor<2x!qopt.q<#qopt.int<u8>, #qopt.tensor>>', got "
                    "0 scales\n");
  auto params = std::make_shared<QuantValues>();
  params->scales = {0.5f};
  params->zeroPoints = {128};
  x.params = params;
  auto results = Interpreter(main).run(x);
  ASSERT_TRUE(succeeded(results));
  EXPECT_EQ(floatsOf(results->front()), (Floats{-64, 63.5}));
  EXPECT_EQ(toReals(x), (std::vector<double>{-64, 63.5}));
}
