// SPDX-License-Identifier: Apache-2.0
// Ops that move elements, by hand; and scales that move with them.
#include "RunText.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {
class ShapeOpsTest : public RunText {
protected:
  std::string one(const std::string &op, const std::string &attributes,
                  const std::string &in, const std::string &out) {
    return function("%x: " + in,
                    "%r = qopt." + op + " %x " + attributes + " : " + in +
                        " -> " + out,
                    out);
  }
  // The same on a per-channel quantized operand (scales along axis 1); the
  // result is dequantized, so it shows codes and scales.
  std::string perChannel(const std::string &shape, const std::string &body,
                         const std::string &outShape,
                         const std::string &outType = "!s8c1") {
    std::string q = "tensor<" + outShape + "x" + outType + ">",
                y = "tensor<" + outShape + "xf32>";
    return function("%c: tensor<" + shape + "xi8>",
                    "%s = qopt.constant dense<[1.0, 0.5, 4.0]> : tensor<3xf32>\n"
                    "%z = qopt.constant dense<[0, 2, 1]> : tensor<3xi32>\n"
                    "%x = qopt.assemble %c, %s, %z : tensor<" + shape +
                        "xi8>, tensor<3xf32>, tensor<3xi32> -> tensor<" + shape +
                        "x!s8c1>\n%y = " + body + "\n%r = qopt.dequantize %y : " +
                        q + " -> " + y,
                    y);
  }
  Tensor iota(ArrayRef<int64_t> shape) {
    Ints values(ShapedType::getNumElements(shape));
    for (size_t i = 0; i < values.size(); ++i)
      values[i] = int64_t(i);
    return ints("i16", shape, values);
  }
};
} // namespace

TEST_F(ShapeOpsTest, Reshape) {
  Tensor x = iota({2, 3});
  Tensor r = runOne(one("reshape", "", "tensor<2x3xi16>", "tensor<3x1x2xi16>"),
                    x);
  EXPECT_EQ(intsOf(r), (Ints{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(r.getShape(), ArrayRef<int64_t>({3, 1, 2}));
  EXPECT_EQ(r.getBytes().data(), x.getBytes().data()); // no copy
}

TEST_F(ShapeOpsTest, Transpose) {
  EXPECT_EQ(intsOf(runOne(one("transpose", "perm [2, 0, 1]", "tensor<2x3x2xi16>",
                              "tensor<2x2x3xi16>"),
                          iota({2, 3, 2}))),
            (Ints{0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11}));
  EXPECT_EQ(floatsOf(runOne(one("transpose", "perm [1, 0]", "tensor<1x2xf32>",
                                "tensor<2x1xf32>"),
                            floats({1, 2}, {1, 2}))),
            (Floats{1, 2}));
}

TEST_F(ShapeOpsTest, Broadcast) {
  EXPECT_EQ(intsOf(runOne(one("broadcast", "", "tensor<2x1xi16>",
                              "tensor<2x2x3xi16>"),
                          iota({2, 1}))),
            (Ints{0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1}));
  EXPECT_EQ(floatsOf(runOne(one("broadcast", "", "tensor<f32>",
                                "tensor<2xf32>"),
                            floats({}, {7}))),
            (Floats{7, 7}));
}

TEST_F(ShapeOpsTest, Slice) {
  EXPECT_EQ(intsOf(runOne(one("slice", "from [1, 4] step [1, -2]",
                              "tensor<3x5xi16>", "tensor<2x3xi16>"),
                          iota({3, 5}))),
            (Ints{9, 7, 5, 14, 12, 10}));
}

TEST_F(ShapeOpsTest, Pad) {
  auto text = [&](const std::string &mode, const std::string &rest,
                  const std::string &in, const std::string &out) {
    return function("%x: " + in,
                    "%r = qopt.pad " + mode + " %x " + rest + " : " + in +
                        " -> " + out,
                    out);
  };
  auto line = [&](const std::string &mode, const std::string &low,
                  const std::string &high, const std::string &value,
                  const std::string &n) {
    return intsOf(runOne(text(mode,
                              "low [" + low + "] high [" + high + "] value " +
                                  value,
                              "tensor<4xi16>", "tensor<" + n + "xi16>"),
                         iota({4})));
  };
  EXPECT_EQ(line("constant", "2", "1", "-9.0", "7"),
            (Ints{-9, -9, 0, 1, 2, 3, -9}));
  EXPECT_EQ(line("edge", "2", "1", "0.0", "7"), (Ints{0, 0, 0, 1, 2, 3, 3}));
  EXPECT_EQ(line("reflect", "3", "2", "0.0", "9"),
            (Ints{3, 2, 1, 0, 1, 2, 3, 2, 1}));
  EXPECT_EQ(line("wrap", "2", "5", "0.0", "11"),
            (Ints{2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0}));
  EXPECT_EQ(line("constant", "-1", "1", "5.0", "4"), (Ints{1, 2, 3, 5}));
  EXPECT_EQ(line("edge", "1", "-2", "0.0", "3"), (Ints{0, 0, 1}));
  EXPECT_EQ(floatsOf(runOne(text("constant", "low [1, 0] high [0, 1] value 0.1",
                                 "tensor<1x2xf32>", "tensor<2x3xf32>"),
                            floats({1, 2}, {1, 2}))),
            (Floats{0.1f, 0.1f, 0.1f, 1, 2, 0.1f}));
  EXPECT_EQ(runError(text("constant", "low [1] high [0] value 0.5",
                          "tensor<4xi16>", "tensor<5xi16>"),
                     iota({4})),
            "'qopt.pad' op expected a fill value of type 'i16', got "
            "5.000000e-01\n");
}

TEST_F(ShapeOpsTest, PadQuantized) {
  std::string text = function(
      "%c: tensor<2xui8>",
      "%s = qopt.constant dense<0.5> : tensor<f32>\n"
      "%z = qopt.constant dense<7> : tensor<i32>\n"
      "%x = qopt.assemble %c, %s, %z : tensor<2xui8>, tensor<f32>, tensor<i32> "
      "-> tensor<2x!u8>\n"
      "%y = qopt.pad constant %x low [1] high [1] value VALUE : tensor<2x!u8> "
      "-> tensor<4x!u8>\n"
      "%r = qopt.codes %y : tensor<4x!u8> -> tensor<4xui8>",
      "tensor<4xui8>");
  auto with = [&](const char *value) {
    std::string s = text;
    return s.replace(s.find("VALUE"), 5, value);
  };
  // Real zero is the zero point; other values are encoded, saturating.
  EXPECT_EQ(intsOf(runOne(with("0.0"), ints("ui8", {2}, {1, 2}))),
            (Ints{7, 1, 2, 7}));
  EXPECT_EQ(intsOf(runOne(with("-1.0e9"), ints("ui8", {2}, {1, 2}))),
            (Ints{0, 1, 2, 0}));
}

TEST_F(ShapeOpsTest, Concat) {
  std::string text = function(
      "%a: tensor<2x1xi16>, %b: tensor<2x2xi16>, %c: tensor<2x0xi16>",
      "%r = qopt.concat %a, %b, %c, %a axis 1 : (tensor<2x1xi16>, "
      "tensor<2x2xi16>, tensor<2x0xi16>, tensor<2x1xi16>) -> tensor<2x4xi16>",
      "tensor<2x4xi16>");
  EXPECT_EQ(intsOf(runOne(text, {ints("i16", {2, 1}, {8, 9}), iota({2, 2}),
                                 ints("i16", {2, 0}, {})})),
            (Ints{8, 0, 1, 8, 9, 2, 3, 9}));
}

TEST_F(ShapeOpsTest, ConcatNeedsOneScale) {
  std::string text = function(
      "%c: tensor<1xi8>, %s: tensor<f32>, %t: tensor<f32>",
      "%z = qopt.constant dense<0> : tensor<i32>\n"
      "%a = qopt.assemble %c, %s, %z : tensor<1xi8>, tensor<f32>, tensor<i32> "
      "-> tensor<1x!s8>\n"
      "%b = qopt.assemble %c, %t, %z : tensor<1xi8>, tensor<f32>, tensor<i32> "
      "-> tensor<1x!s8>\n"
      "%y = qopt.concat %a, %b axis 0 : (tensor<1x!s8>, tensor<1x!s8>) -> "
      "tensor<2x!s8>\n"
      "%r = qopt.dequantize %y : tensor<2x!s8> -> tensor<2xf32>",
      "tensor<2xf32>");
  Tensor c = ints("i8", {1}, {4}), half = floats({}, {0.5}), one = floats({}, {1});
  EXPECT_EQ(floatsOf(runOne(text, {c, half, half})), (Floats{2, 2}));
  EXPECT_EQ(runError(text, {c, half, one}),
            "'qopt.concat' op expected operands of one scale and zero point, "
            "got 5.000000e-01, 0 and 1.000000e+00, 0\n");
}

TEST_F(ShapeOpsTest, Gather) {
  std::string text = function(
      "%x: tensor<2x3x2xi16>, %i: tensor<2x2xi64>",
      "%r = qopt.gather %x, %i axis 1 : tensor<2x3x2xi16>, tensor<2x2xi64> -> "
      "tensor<2x2x2x2xi16>",
      "tensor<2x2x2x2xi16>");
  // -1 is the last; 7 and -9 are clamped.
  EXPECT_EQ(intsOf(runOne(text, {iota({2, 3, 2}),
                                 ints("i64", {2, 2}, {-1, 0, 7, -9})})),
            (Ints{4, 5, 0, 1, 4, 5, 0, 1, 10, 11, 6, 7, 10, 11, 6, 7}));
  EXPECT_EQ(intsOf(runOne(function("%x: tensor<3xi16>, %i: tensor<i32>",
                                   "%r = qopt.gather %x, %i axis 0 : "
                                   "tensor<3xi16>, tensor<i32> -> tensor<i16>",
                                   "tensor<i16>"),
                          {iota({3}), ints("i32", {}, {1})})),
            Ints{1});
}

TEST_F(ShapeOpsTest, WriteRow) {
  std::string text = function(
      "%x: tensor<2x3x2xi16>, %row: tensor<2x1x2xi16>, %i: tensor<1xi64>",
      "%r = qopt.write_row %x, %row at %i axis 1 : (tensor<2x3x2xi16>, "
      "tensor<2x1x2xi16>, tensor<1xi64>) -> tensor<2x3x2xi16>",
      "tensor<2x3x2xi16>");
  Tensor row = ints("i16", {2, 1, 2}, {20, 21, 22, 23});
  auto write = [&](int64_t at) {
    return intsOf(runOne(text, {iota({2, 3, 2}), row, ints("i64", {1}, {at})}));
  };
  EXPECT_EQ(write(1), (Ints{0, 1, 20, 21, 4, 5, 6, 7, 22, 23, 10, 11}));
  // -1 is the last; 9 and -4 are clamped.
  EXPECT_EQ(write(-1), (Ints{0, 1, 2, 3, 20, 21, 6, 7, 8, 9, 22, 23}));
  EXPECT_EQ(write(9), write(-1));
  EXPECT_EQ(write(-4), (Ints{20, 21, 2, 3, 4, 5, 22, 23, 8, 9, 10, 11}));
}

TEST_F(ShapeOpsTest, ResizeNearestAndLinear) {
  std::string nearest = function(
      "%x: tensor<1x2x2xi16>",
      "%r = qopt.resize %x {axes = array<i64: 1>, positions = "
      "[dense<[[0], [1], [1]]> : tensor<3x1xi64>], weights = [dense<1.0> : "
      "tensor<3x1xf32>]} : (tensor<1x2x2xi16>) -> tensor<1x3x2xi16>",
      "tensor<1x3x2xi16>");
  EXPECT_EQ(intsOf(runOne(nearest, iota({1, 2, 2}))),
            (Ints{0, 1, 2, 3, 2, 3}));
  std::string linear = function(
      "%x: tensor<2x2xf32>",
      "%r = qopt.resize %x {axes = array<i64: 0, 1>, positions = "
      "[dense<[[0, 1], [0, 1], [0, 1]]> : tensor<3x2xi64>, "
      "dense<[[1, 0]]> : tensor<1x2xi64>], weights = "
      "[dense<[[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]> : tensor<3x2xf32>, "
      "dense<[[0.25, 0.75]]> : tensor<1x2xf32>]} : (tensor<2x2xf32>) -> "
      "tensor<3x1xf32>",
      "tensor<3x1xf32>");
  // Rows interpolated to [0,4], [4,8], [8,12]; then 0.25 right + 0.75 left.
  EXPECT_EQ(floatsOf(runOne(linear, floats({2, 2}, {0, 4, 8, 12}))),
            (Floats{1, 5, 9}));
}

TEST_F(ShapeOpsTest, ResizeQuantized) {
  std::string text = function(
      "%c: tensor<2xi8>",
      "%s = qopt.constant dense<0.5> : tensor<f32>\n"
      "%z = qopt.constant dense<1> : tensor<i32>\n"
      "%x = qopt.assemble %c, %s, %z : tensor<2xi8>, tensor<f32>, tensor<i32> "
      "-> tensor<2x!s8>\n"
      "%y = qopt.resize %x result(%s, %z) {axes = array<i64: 0>, positions = "
      "[dense<[[0, 1]]> : tensor<1x2xi64>], weights = [dense<0.5> : "
      "tensor<1x2xf32>]} : (tensor<2x!s8>, tensor<f32>, tensor<i32>) -> "
      "tensor<1x!s8>\n"
      "%r = qopt.codes %y : tensor<1x!s8> -> tensor<1xi8>",
      "tensor<1xi8>");
  // (1 + 4) / 2 = 2.5 steps above the zero point -> 2.
  EXPECT_EQ(intsOf(runOne(text, ints("i8", {2}, {2, 5}))), Ints{3});
  EXPECT_EQ(runError(function("%x: tensor<2xi8>",
                              "%r = qopt.resize %x {axes = array<i64: 0>, "
                              "positions = [dense<[[0, 1]]> : "
                              "tensor<1x2xi64>], weights = [dense<0.5> : "
                              "tensor<1x2xf32>]} : (tensor<2xi8>) -> "
                              "tensor<1xi8>",
                              "tensor<1xi8>"),
                     ints("i8", {2}, {0, 0})),
            "'qopt.resize' op expected one tap of weight 1 in integer form, "
            "got an interpolation\n");
}

//===-- Scales of channels move with their elements -----------------------===//

TEST_F(ShapeOpsTest, ChannelScalesFollow) {
  Tensor codes = ints("i8", {2, 3}, {1, 2, 3, 4, 5, 6});
  // Reals: (c - z) * s = [1, 0, 8], [4, 1.5, 20].
  EXPECT_EQ(floatsOf(runOne(perChannel("2x3",
                                       "qopt.slice %x from [0, 2] step [1, -1] "
                                       ": tensor<2x3x!s8c1> -> "
                                       "tensor<2x2x!s8c1>",
                                       "2x2"),
                            codes)),
            (Floats{8, 0, 20, 1.5}));
  EXPECT_EQ(floatsOf(runOne(perChannel("2x3",
                                       "qopt.concat %x, %x axis 1 : "
                                       "(tensor<2x3x!s8c1>, tensor<2x3x!s8c1>) "
                                       "-> tensor<2x6x!s8c1>",
                                       "2x6"),
                            codes)),
            (Floats{1, 0, 8, 1, 0, 8, 4, 1.5, 20, 4, 1.5, 20}));
  EXPECT_EQ(floatsOf(runOne(perChannel("2x3",
                                       "qopt.pad constant %x low [1, 0] high "
                                       "[0, 0] value 2.0 : tensor<2x3x!s8c1> "
                                       "-> tensor<3x3x!s8c1>",
                                       "3x3"),
                            codes)),
            // 2.0 in each channel's steps: 2 and 4 exact; 2/4 ties to 0.
            (Floats{2, 2, 0, 1, 0, 8, 4, 1.5, 20}));
  EXPECT_EQ(floatsOf(runOne(perChannel("2x3",
                                       "qopt.reshape %x : tensor<2x3x!s8c1> -> "
                                       "tensor<2x3x1x!s8c1>",
                                       "2x3x1"),
                            codes)),
            (Floats{1, 0, 8, 4, 1.5, 20}));
}

TEST_F(ShapeOpsTest, ChannelScalesThatCannotFollow) {
  Tensor codes = ints("i8", {2, 3}, {1, 2, 3, 4, 5, 6});
  const std::string type = "'tensor<3x2x!qopt.q<#qopt.int<s8>, "
                           "#qopt.channel<1>>>'";
  EXPECT_EQ(runError(perChannel("2x3",
                                "qopt.transpose %x perm [1, 0] : "
                                "tensor<2x3x!s8c1> -> tensor<3x2x!s8c1>",
                                "3x2"),
                     codes),
            "'qopt.transpose' op expected elements that share a scale of " +
                type + " to share one in the operand\n");
  EXPECT_EQ(runError(perChannel("2x3",
                                "qopt.pad constant %x low [0, 1] high [0, 0] "
                                "value 0.0 : tensor<2x3x!s8c1> -> "
                                "tensor<2x4x!s8c1>",
                                "2x4"),
                     codes),
            "'qopt.pad' op expected every scale of 'tensor<2x4x!qopt.q<#qopt."
            "int<s8>, #qopt.channel<1>>>' to have elements of the operand, got "
            "one that has none\n");
}
