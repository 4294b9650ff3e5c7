// SPDX-License-Identifier: Apache-2.0
// rescale and table.
#include "RunText.h"

#include "qopt/Numerics/Requantize.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {
class IntegerOpsTest : public RunText {
protected:
  std::string rescale(const std::string &n, const std::string &from,
                      const std::string &to, const std::string &params,
                      const std::string &rounding,
                      const std::string &attributes) {
    std::string x = "tensor<" + n + "x" + from + ">",
                y = "tensor<" + n + "x" + to + ">",
                m = "tensor<" + params + "xi32>",
                s = "tensor<" + params + "xi8>";
    return function("%x: " + x + ", %m: " + m + ", %s: " + s,
                    "%r = qopt.rescale %x by %m, %s rounding " + rounding +
                        " {" + attributes + "} : " + x + ", " + m + ", " + s +
                        " -> " + y,
                    y);
  }
};
} // namespace

TEST_F(IntegerOpsTest, RescaleByHand) {
  std::string text =
      rescale("5", "i32", "i8", "1", "single",
              "in_zp = 0, out_zp = -1, lo = -128, hi = 127");
  // times 1/2: single rounding takes ties up.
  Tensor m = ints("i32", {1}, {1 << 30}), s = ints("i8", {1}, {31});
  EXPECT_EQ(intsOf(runOne(text, {ints("i32", {5}, {3, -3, 4, 1000, -1000}), m,
                                 s})),
            (Ints{1, -2, 1, 127, -128}));
  // Double rounding at a shift of 32 (times 1/4): away from zero.
  text = rescale("4", "i32", "i32", "1", "double_round",
                 "in_zp = 0, out_zp = 0, lo = -2147483648, hi = 2147483647");
  EXPECT_EQ(intsOf(runOne(text, {ints("i32", {4}, {6, -6, 2, -2}), m,
                                 ints("i8", {1}, {32})})),
            (Ints{2, -2, 1, -1}));
}

TEST_F(IntegerOpsTest, RescalePerChannel) {
  std::string text = rescale("2x3", "ui8", "ui8", "3", "single",
                             "in_zp = 10, out_zp = 20, lo = 20, hi = 250");
  EXPECT_EQ(intsOf(runOne(text, {ints("ui8", {2, 3}, {10, 12, 14, 0, 30, 255}),
                                 ints("i32", {3}, {1 << 30, 1 << 30, 0}),
                                 ints("i8", {3}, {30, 31, 0})})),
            (Ints{20, 21, 20, 20, 30, 20}));
}

TEST_F(IntegerOpsTest, RescaleToWideResults) {
  std::string text =
      rescale("2", "i32", "i64", "1", "single",
              "in_zp = 0, out_zp = 0, lo = -4000000000, hi = 4000000000");
  EXPECT_EQ(intsOf(runOne(text, {ints("i32", {2}, {1000000000, 2147483647}),
                                 ints("i32", {1}, {3}), ints("i8", {1}, {0})})),
            (Ints{3000000000, 4000000000}));
}

TEST_F(IntegerOpsTest, RescaleRefusals) {
  std::string text = rescale("1", "i32", "i8", "1", "single",
                             "in_zp = 0, out_zp = 0, lo = -128, hi = 127");
  EXPECT_EQ(runError(text, {ints("i32", {1}, {1}), ints("i32", {1}, {-1}),
                            ints("i8", {1}, {3})}),
            "'qopt.rescale' op expected multipliers >= 0 and shifts in [0, "
            "62], got -1 and 3\n");
  EXPECT_EQ(runError(text, {ints("i32", {1}, {1}), ints("i32", {1}, {1}),
                            ints("i8", {1}, {63})}),
            "'qopt.rescale' op expected multipliers >= 0 and shifts in [0, "
            "62], got 1 and 63\n");
  EXPECT_EQ(runError(rescale("1", "ui64", "i8", "1", "single",
                             "in_zp = 0, out_zp = 0, lo = -128, hi = 127"),
                     {ints("ui64", {1}, {1}), ints("i32", {1}, {1}),
                      ints("i8", {1}, {0})}),
            "'qopt.rescale' op expected integers that fit i64, got "
            "'tensor<1xui64>'\n");
}

TEST_F(IntegerOpsTest, Table) {
  auto text = [&](const std::string &from, const std::string &rows,
                  const std::string &to) {
    std::string x = "tensor<2x2x" + from + ">", y = "tensor<2x2x" + to + ">",
                t = "tensor<" + rows + "x256x" + to + ">";
    return function("%x: " + x + ", %t: " + t,
                    "%r = qopt.table %x, %t : " + x + ", " + t + " -> " + y, y);
  };
  Ints squares, two;
  for (int64_t i = 0; i < 256; ++i)
    squares.push_back(i * i);
  two = squares;
  for (int64_t i = 0; i < 256; ++i)
    two.push_back(-i);
  EXPECT_EQ(intsOf(runOne(text("ui8", "1", "i32"),
                          {ints("ui8", {2, 2}, {0, 1, 255, 16}),
                           ints("i32", {1, 256}, squares)})),
            (Ints{0, 1, 65025, 256}));
  // Signed codes start at -128; one row per index of the last dimension.
  EXPECT_EQ(intsOf(runOne(text("i8", "2", "i32"),
                          {ints("i8", {2, 2}, {-128, -128, 127, 127}),
                           ints("i32", {2, 256}, two)})),
            (Ints{0, 0, 65025, -255}));
}
