// SPDX-License-Identifier: Apache-2.0
// Pooling by hand: padding, ceil-mode windows, dilation, the TFLite average.
#include "RunText.h"

#include <limits>

using namespace mlir;
using namespace mlir::qopt;

namespace {
class PoolOpTest : public RunText {
protected:
  std::string pool(const std::string &kind, const std::string &attributes,
                   const std::string &in, const std::string &out) {
    return function("%x: " + in,
                    "%r = qopt.pool " + kind + " %x {" + attributes + "} : (" +
                        in + ") -> " + out,
                    out);
  }
  // kernel 2, stride 2, padding 1 before, over 4 elements; the third window
  // starts at the last one and leaves the padded input (ceil mode).
  const std::string line =
      "kernel = array<i64: 2>, strides = array<i64: 2>, padding = "
      "array<i64: 1, 0>, dilations = array<i64: 1>";
};
} // namespace

TEST_F(PoolOpTest, Float) {
  Tensor x = floats({1, 4, 1}, {-1, 2, 4, 8});
  std::string in = "tensor<1x4x1xf32>", out = "tensor<1x3x1xf32>";
  // Windows: [pad, -1], [2, 4], [8, beyond].
  EXPECT_EQ(floatsOf(runOne(pool("max", line, in, out), x)),
            (Floats{-1, 4, 8}));
  EXPECT_EQ(floatsOf(runOne(pool("sum", line, in, out), x)),
            (Floats{-1, 6, 8}));
  EXPECT_EQ(floatsOf(runOne(pool("average", line, in, out), x)),
            (Floats{-1, 3, 8}));
  EXPECT_EQ(floatsOf(runOne(pool("average", line + ", count_include_pad", in,
                                 out),
                            x)),
            (Floats{-0.5, 3, 8}));
}

TEST_F(PoolOpTest, TwoDimensionsChannelsAndDilation) {
  Floats x;
  for (int i = 0; i < 2 * 4 * 5 * 2; ++i)
    x.push_back(float((i * 37) % 53));
  std::string text =
      pool("max",
           "kernel = array<i64: 2, 3>, strides = array<i64: 1, 2>, padding = "
           "array<i64: 0, 1, 1, 1>, dilations = array<i64: 2, 1>",
           "tensor<2x4x5x2xf32>", "tensor<2x3x3x2xf32>");
  Floats want;
  for (int n = 0; n < 2; ++n)
    for (int oh = 0; oh < 3; ++oh)
      for (int ow = 0; ow < 3; ++ow)
        for (int c = 0; c < 2; ++c) {
          float best = -1;
          for (int kh = 0; kh < 2; ++kh)
            for (int kw = 0; kw < 3; ++kw) {
              int h = oh + 2 * kh, w = ow * 2 + kw - 1;
              if (h < 4 && w >= 0 && w < 5)
                best = std::max(best, x[((n * 4 + h) * 5 + w) * 2 + c]);
            }
          want.push_back(best);
        }
  EXPECT_EQ(floatsOf(runOne(text, floats({2, 4, 5, 2}, x))), want);
}

TEST_F(PoolOpTest, Integer) {
  Tensor x = ints("i8", {1, 4, 1}, {-1, 2, 5, -128});
  std::string in = "tensor<1x4x1xi8>", out = "tensor<1x3x1xi8>";
  EXPECT_EQ(intsOf(runOne(pool("max", line, in, out), x)), (Ints{-1, 5, -128}));
  // 7/2 = 3.5 -> 4 (away from zero).
  EXPECT_EQ(intsOf(runOne(pool("average", line, in, out), x)),
            (Ints{-1, 4, -128}));
  // -1/2 = -0.5 -> -1.
  EXPECT_EQ(intsOf(runOne(pool("average", line + ", count_include_pad", in,
                               out),
                          x)),
            (Ints{-1, 4, -128}));
  EXPECT_EQ(intsOf(runOne(pool("sum", line, in, "tensor<1x3x1xi32>"), x)),
            (Ints{-1, 7, -128}));
  EXPECT_EQ(runError(pool("sum", line, in, out), ints("i8", {1, 4, 1},
                                                      {0, 100, 100, 0})),
            "'qopt.pool' op expected every value to fit 'i8', got 200 at "
            "element 1\n");
  EXPECT_EQ(runError(pool("max", line, "tensor<1x4x1xi64>",
                          "tensor<1x3x1xi64>"),
                     ints("i64", {1, 4, 1}, {0, 0, 0, 0})),
            "'qopt.pool' op expected integers of at most 32 bits, got "
            "'tensor<1x4x1xi64>'\n");
}

TEST_F(PoolOpTest, WindowInPaddingOnly) {
  std::string attributes =
      "kernel = array<i64: 1>, strides = array<i64: 1>, padding = "
      "array<i64: 1, 0>, dilations = array<i64: 1>";
  EXPECT_EQ(floatsOf(runOne(pool("max", attributes, "tensor<1x1x1xf32>",
                                 "tensor<1x2x1xf32>"),
                            floats({1, 1, 1}, {3}))),
            (Floats{-std::numeric_limits<float>::infinity(), 3}));
  EXPECT_EQ(intsOf(runOne(pool("max", attributes, "tensor<1x1x1xi8>",
                               "tensor<1x2x1xi8>"),
                          ints("i8", {1, 1, 1}, {3}))),
            (Ints{-128, 3}));
  EXPECT_EQ(floatsOf(runOne(pool("average", attributes, "tensor<1x1x1xf32>",
                                 "tensor<1x2x1xf32>"),
                            floats({1, 1, 1}, {3}))),
            (Floats{0, 3}));
}

TEST_F(PoolOpTest, Quantized) {
  auto text = [&](const std::string &pooling) {
    return function("%c: tensor<1x4x1xui8>",
                    "%s = qopt.constant dense<0.5> : tensor<f32>\n"
                    "%z = qopt.constant dense<10> : tensor<i32>\n"
                    "%x = qopt.assemble %c, %s, %z : tensor<1x4x1xui8>, "
                    "tensor<f32>, tensor<i32> -> tensor<1x4x1x!u8>\n"
                    "%t = qopt.constant dense<1.0> : tensor<f32>\n"
                    "%y = qopt.pool " + pooling +
                        "\n%r = qopt.codes %y : tensor<1x3x1x!u8> -> "
                        "tensor<1x3x1xui8>",
                    "tensor<1x3x1xui8>");
  };
  Tensor codes = ints("ui8", {1, 4, 1}, {0, 13, 14, 200});
  EXPECT_EQ(intsOf(runOne(text("max %x {" + line + "} : (tensor<1x4x1x!u8>) -> "
                               "tensor<1x3x1x!u8>"),
                          codes)),
            (Ints{0, 14, 200}));
  // Reals -5, (1.5 + 2) / 2 = 1.75, 95; in steps of 1 around 10.
  EXPECT_EQ(intsOf(runOne(text("average %x result(%t, %z) {" + line +
                               "} : (tensor<1x4x1x!u8>, tensor<f32>, "
                               "tensor<i32>) -> tensor<1x3x1x!u8>"),
                          codes)),
            (Ints{5, 12, 105}));
  // A padded position counts as real zero: -5 / 2 = -2.5 -> -2.
  EXPECT_EQ(intsOf(runOne(text("average %x result(%t, %z) {" + line +
                               ", count_include_pad} : (tensor<1x4x1x!u8>, "
                               "tensor<f32>, tensor<i32>) -> "
                               "tensor<1x3x1x!u8>"),
                          codes)),
            (Ints{8, 12, 105}));
}
