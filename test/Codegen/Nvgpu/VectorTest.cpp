// SPDX-License-Identifier: Apache-2.0
// Products of few rows by dp4a: exact for every number of rows, every alignment of
// rows, several rounds of k and edges of all kinds; faults in the PTX are found.
#include "ProductChecks.h"

using namespace mlir::qopt;

namespace {

void expectExact(const Product &product) {
  std::string what = std::to_string(product.rows) + " x " + std::to_string(product.columns) +
                     " x " + std::to_string(product.depth) + ", " + product.result;
  CompiledProduct compiled = compile(product);
  ASSERT_EQ(compiled.error, "") << what;
  EXPECT_EQ(count(compiled.ptx, "mma.sync"), 0u) << what;
  EXPECT_NE(compiled.kernel.find("qopt_gemv_"), std::string::npos) << what;
  expectExactResults(product, compiled, what);
}

// Depths: shorter than a piece; pieces but no round; a round exactly; rounds and more,
// aligned to 16, 8, 4, 2 and 1 bytes.
TEST(Vector, SumsAreExact) {
  for (int64_t rows = 1; rows <= 8; ++rows)
    for (int64_t depth : {1, 7, 16, 500, 1024, 2048, 4096 + 32, 2056, 4100, 2062, 4099})
      for (bool unsignedInput : {false, true})
        expectExact({rows, rows % 2 ? 21 : 16, depth, unsignedInput});
}

TEST(Vector, ResultsAreExact) {
  for (int64_t rows : {1, 2, 3, 8})
    for (int64_t columns : {1, 8, 33})
      for (const char *result : {"i8", "ui8", "f32"})
        for (const char *rounding : {"single", "double_round"})
          for (bool narrow : {false, true}) {
            Product product{rows, columns, 2080, false, result, rounding};
            product.narrow = narrow;
            expectExact(product);
          }
}

// More rows are tiles.
TEST(Vector, IsForFewRowsOnly) {
  EXPECT_EQ(count(compile({9, 16, 64}).ptx, "dp4a"), 0u);
  EXPECT_EQ(count(compile({8, 16, 64}).ptx, "mma.sync"), 0u);
}

// Per column and piece: four dp4a per row, a load of 16 bytes; all loads of weights that
// a lane has under way come before the first dp4a.
TEST(Vector, LoopHoldsWhatItShould) {
  std::string one = compile({1, 4096, 16384}).ptx;
  EXPECT_EQ(count(one, "dp4a.s32.s32"), 2u * 4 * 4);
  EXPECT_EQ(count(one, "v4.b32"), 8u + 4);
  EXPECT_EQ(count(one, "shfl.sync.bfly"), 5u);
  std::string eight = compile({8, 4096, 16384}).ptx;
  EXPECT_EQ(count(eight, "dp4a.s32.s32"), 8u * 4 * 2 * 4);
  EXPECT_EQ(count(eight, "shfl.sync.bfly"), 31u);
}

TEST(VectorMutations, AreFound) {
  const Mutation mutations[] = {
      {"unsigned input", [](const std::string &t) { return replaceAll(t, "dp4a.s32.s32", "dp4a.u32.s32"); }},
      {"unsigned weights", [](const std::string &t) { return replaceAll(t, "dp4a.s32.s32", "dp4a.s32.u32"); }},
      {"sums of other lanes", [](const std::string &t) { return replaceLast(t, "shfl.sync.bfly", "shfl.sync.up"); }},
  };
  for (int64_t rows : {1, 5}) {
    Product product{rows, 21, 2100};
    expectFound(product, compile(product), mutations);
  }
}

} // namespace
