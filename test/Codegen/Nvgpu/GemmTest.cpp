// SPDX-License-Identifier: Apache-2.0
// Products compiled to PTX equal the interpreter's and plain ones in every byte, and
// faults planted in the PTX are found.
#include "ProductChecks.h"

using namespace mlir::qopt;

namespace {

void expectExact(const Product &product) {
  std::string what = std::to_string(product.rows) + " x " +
                     std::to_string(product.columns) + " x " +
                     std::to_string(product.depth) + ", " + product.result + " " +
                     product.rounding + (product.unsignedInput ? ", unsigned" : "");
  CompiledProduct compiled = compile(product);
  ASSERT_EQ(compiled.error, "") << what;
  expectExactResults(product, compiled, what);
}

// Each tile; M, N and K ragged or not; K shorter than a stage, and rows of it aligned
// to 16, 8, 4 and fewer bytes; N odd and even.
struct Shape {
  int64_t rows, columns, depth;
};
constexpr Shape shapes[] = {
    {1, 1, 1},       {1, 64, 64},    {3, 10, 20},   {16, 64, 256}, {5, 7, 13},
    {9, 130, 8},     {17, 33, 48},   {64, 64, 128}, {33, 50, 24},  {60, 127, 100},
    {65, 130, 36},   {128, 128, 64}, {130, 129, 192}, {100, 70, 3}, {200, 136, 320}};

TEST(Gemm, SumsAreExact) {
  for (const Shape &s : shapes)
    for (bool unsignedInput : {false, true})
      expectExact({s.rows, s.columns, s.depth, unsignedInput});
}

TEST(Gemm, RescaledResultsAreExact) {
  for (const Shape &s : shapes)
    for (const char *result : {"i8", "ui8"})
      for (const char *rounding : {"single", "double_round"})
        expectExact({s.rows, s.columns, s.depth, result[0] == 'u', result, rounding});
}

// Shifts from 31 on, where 32 bits are enough; the clamp by saturation alone or not.
TEST(Gemm, NarrowResultsAreExact) {
  for (const Shape &s : shapes)
    for (const char *result : {"i8", "ui8"})
      for (const char *rounding : {"single", "double_round"})
        for (bool wholeRange : {false, true}) {
          Product product{s.rows, s.columns, s.depth, result[0] == 'u', result, rounding};
          product.narrow = true;
          product.wholeRange = wholeRange;
          expectExact(product);
        }
}

TEST(Gemm, RealResultsAreExact) {
  for (const Shape &s : shapes)
    for (bool oneScale : {false, true})
      for (bool hasBias : {false, true}) {
        Product product{s.rows, s.columns, s.depth, oneScale, "f32"};
        product.oneScale = oneScale;
        product.hasBias = hasBias;
        expectExact(product);
      }
}

// A lane's eight neighbours of a row: one store of 16 bytes takes four sums, one of 8
// bytes eight codes, which are packed as they are saturated. Narrow results have no
// arithmetic of 64 bits beyond a product and its rounding term.
TEST(Gemm, ResultsAreStoredTogether) {
  CompiledProduct sums = compile({256, 256, 1024});
  EXPECT_EQ(count(sums.ptx, "st.global.v4"), 16u);
  EXPECT_EQ(count(sums.ptx, "st.global"), 16u);
  Product product{256, 256, 1024, false, "i8"};
  product.narrow = product.wholeRange = true;
  std::string narrow = compile(product).ptx;
  EXPECT_EQ(count(narrow, "st.global.v2"), 8u);
  EXPECT_EQ(count(narrow, "st.global"), 8u);
  EXPECT_EQ(count(narrow, "cvt.pack.sat.s8.s32.b32"), 32u);
  for (const char *absent : {"max.s", "min.s", "shr.s64", "selp.b64"})
    EXPECT_EQ(count(narrow, absent), 0u) << absent;
  product.result = "f32";
  std::string real = compile(product).ptx;
  EXPECT_EQ(count(real, "st.global.v4"), 16u);
  EXPECT_EQ(count(real, "fma"), 0u);
}

// What the loop of the largest tile is made of, and nothing else.
TEST(Gemm, LoopHoldsWhatItShould) {
  CompiledProduct compiled = compile({256, 256, 1024});
  ASSERT_EQ(compiled.error, "");
  const std::string &ptx = compiled.ptx;
  EXPECT_NE(ptx.find(".version 9.0"), std::string::npos);
  EXPECT_NE(ptx.find(".target sm_80"), std::string::npos);
  EXPECT_EQ(compiled.threads, 256u);
  EXPECT_EQ(compiled.blocksX, 2u);
  EXPECT_EQ(compiled.blocksY, 2u);
  EXPECT_EQ(count(ptx, "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32"), 32u);
  EXPECT_EQ(count(ptx, "mma.sync"), 32u);
  EXPECT_EQ(count(ptx, "ldmatrix.sync.aligned.m8n8.x4.shared.b16"), 12u);
  // Two stages before the loop, one in it.
  EXPECT_EQ(count(ptx, "cp.async.cg.shared.global"), 12u);
  EXPECT_EQ(count(ptx, "cp.async.commit_group"), 3u);
  EXPECT_EQ(count(ptx, ".local"), 0u);
  EXPECT_EQ(count(ptx, ".extern"), 0u);
  EXPECT_EQ(count(compile({256, 256, 1024, true}).ptx, "s32.u8.s8.s32"), 32u);
}

TEST(Gemm, SameTextEveryTime) {
  Product product{17, 33, 48, true, "i8"};
  EXPECT_EQ(compile(product).ptx, compile(product).ptx);
}

TEST(Gemm, ChipsWithoutTheInstructionsAreRefused) {
  Product product{16, 64, 64};
  product.chip = "sm_75";
  EXPECT_NE(compile(product).error.find("expected a chip with cp.async"), std::string::npos);
  product.chip = "sm_70";
  EXPECT_NE(compile(product).error.find("expected a chip (sm_75, sm_80"), std::string::npos);
}

//===-- Mutations ---------------------------------------------------------===//

const Mutation mutations[] = {
    {"no wait for copies", [](const std::string &t) { return dropLines(t, "cp.async.wait_group"); }},
    {"copies not committed", [](const std::string &t) { return dropLines(t, "cp.async.commit_group"); }},
    {"no barrier", [](const std::string &t) { return dropLines(t, "bar"); }},
    {"waits for too few", [](const std::string &t) { return replaceAll(t, "cp.async.wait_group \t1;", "cp.async.wait_group \t2;"); }},
    {"transposed fragments", [](const std::string &t) { return replaceAll(t, "ldmatrix.sync.aligned.m8n8.x4.shared", "ldmatrix.sync.aligned.m8n8.x4.trans.shared"); }},
    {"unsigned input", [](const std::string &t) { return replaceAll(t, "s32.s8.s8.s32", "s32.u8.s8.s32"); }},
    {"unsigned weights", [](const std::string &t) { return replaceAll(t, "m16n8k32.row.col.s32.s8.s8.s32", "m16n8k32.row.col.s32.s8.u8.s32"); }},
};

TEST(GemmMutations, AreFound) {
  Product product{100, 70, 208};
  CompiledProduct compiled = compile(product);
  ASSERT_EQ(compiled.error, "");
  expectFound(product, compiled, mutations);
}

} // namespace
