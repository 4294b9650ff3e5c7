// SPDX-License-Identifier: Apache-2.0
// Convolutions that find their pixels themselves equal the interpreter's and plain ones
// in every byte, and faults planted in the PTX are found.
#include "Pixels.h"
#include "ProductChecks.h"

using namespace mlir::qopt;

namespace {

Product convolution(int64_t features, PixelGeometry pixels, bool unsignedInput,
                    const std::string &result) {
  Product product{pixels.rows(), features, pixels.depth(), unsignedInput, result};
  product.pixels = std::move(pixels);
  return product;
}

struct Case {
  int64_t features;
  PixelGeometry pixels;
};

// Pieces of 16, 8 and 4 bytes; K a multiple of a stage's 64 or not; rows and columns that
// fill tiles or not, of every tile; as many taps as there are bits; borders on all sides, on some, on none, wider than
// the filter; strides, dilations; one, two and three dimensions; one row, one column.
std::vector<Case> cases() {
  return {
      {10, geometry(2, {7, 5}, 16, {3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1})},
      {33, geometry(1, {9, 8}, 64, {3, 3}, {2, 2}, {1, 1}, {0, 1}, {1, 0})},
      {24, geometry(1, {13, 11}, 32, {1, 1}, {2, 2}, {1, 1}, {0, 0}, {0, 0})},
      {7, geometry(1, {12, 10}, 4, {3, 2}, {1, 2}, {2, 3}, {2, 0}, {2, 1})},
      {9, geometry(3, {6, 4}, 24, {2, 2}, {1, 1}, {1, 1}, {0, 0}, {1, 1})},
      {5, geometry(2, {5, 5}, 12, {5, 5}, {1, 1}, {1, 1}, {4, 4}, {4, 4})},
      {17, geometry(2, {31}, 48, {5}, {3}, {1}, {4}, {2})},
      {9, geometry(1, {3, 4, 5}, 16, {2, 3, 2}, {1, 2, 1}, {1, 1, 2}, {1, 1, 0}, {0, 1, 1})},
      {130, geometry(1, {16, 12}, 16, {3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1})},
      {6, geometry(1, {30, 9}, 8, {31, 5}, {1, 2}, {1, 1}, {3, 0}, {8, 0})},
      {1, geometry(1, {3, 3}, 16, {3, 3}, {1, 1}, {1, 1}, {0, 0}, {0, 0})},
      {64, geometry(1, {10, 10}, 64, {3, 3}, {1, 1}, {1, 1}, {0, 0}, {0, 0})},
  };
}

std::string describe(const Product &p) {
  return std::to_string(p.rows) + " x " + std::to_string(p.columns) + " x " +
         std::to_string(p.depth) + ", " + p.result + (p.unsignedInput ? ", unsigned" : "");
}

void expectExact(const Product &product) {
  std::string what = describe(product);
  CompiledProduct compiled = compile(product);
  ASSERT_EQ(compiled.error, "") << what;
  EXPECT_NE(compiled.kernel.find("qopt_conv_"), std::string::npos) << what;
  expectExactResults(product, compiled, what);
}

TEST(Conv, SumsAreExact) {
  for (const Case &c : cases())
    for (bool unsignedInput : {false, true})
      for (int64_t padValue : {0, unsignedInput ? 200 : -7}) {
        PixelGeometry pixels = c.pixels;
        pixels.padValue = padValue;
        expectExact(convolution(c.features, pixels, unsignedInput, "i32"));
      }
}

TEST(Conv, ResultsAreExact) {
  for (const Case &c : cases())
    for (const char *result : {"i8", "ui8", "f32"}) {
      PixelGeometry pixels = c.pixels;
      pixels.padValue = 3;
      expectExact(convolution(c.features, pixels, result[0] == 'u', result));
    }
}

// Without borders nothing is compared with the input's sizes; zeros come from no block of
// pad values.
TEST(Conv, HoldsNoMoreThanItNeeds) {
  PixelGeometry whole = geometry(1, {18, 10}, 64, {3, 3}, {1, 1}, {1, 1}, {0, 0}, {0, 0});
  std::string ptx = compile(convolution(128, whole, false, "i32")).ptx;
  std::string product = compile({128, 128, whole.depth()}).ptx;
  for (const char *compares : {"setp.lt.u32", "setp.gt.u32", "setp.ne"})
    EXPECT_LE(count(ptx, compares), count(product, compares)) << compares;
  PixelGeometry zeros = geometry(1, {16, 8}, 64, {3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1});
  EXPECT_EQ(count(compile(convolution(128, zeros, false, "i32")).ptx, "_bytes"), 0u);
  zeros.padValue = 5;
  EXPECT_NE(count(compile(convolution(128, zeros, false, "i32")).ptx, "_bytes"), 0u);
}

//===-- Mutations ---------------------------------------------------------===//

const Mutation mutations[] = {
    {"no wait for copies", [](const std::string &t) { return dropLines(t, "cp.async.wait_group"); }},
    {"copies not committed", [](const std::string &t) { return dropLines(t, "cp.async.commit_group"); }},
    {"no barrier", [](const std::string &t) { return dropLines(t, "bar"); }},
    {"another pad value", [](const std::string &t) { return replaceAll(t, "= {249, ", "= {248, "); }},
    {"borders a pixel further out", [](const std::string &t) { return replaceAll(t, "setp.lt.u32", "setp.le.u32"); }},
    {"unsigned input", [](const std::string &t) { return replaceAll(t, "s32.s8.s8.s32", "s32.u8.s8.s32"); }},
};

TEST(ConvMutations, AreFound) {
  PixelGeometry pixels = geometry(2, {9, 7}, 16, {3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1});
  pixels.padValue = -7;
  Product product = convolution(70, pixels, false, "i32");
  CompiledProduct compiled = compile(product);
  ASSERT_EQ(compiled.error, "");
  expectFound(product, compiled, mutations);
}

} // namespace
