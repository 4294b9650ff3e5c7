// SPDX-License-Identifier: Apache-2.0
// Float products by wgmma equal the interpreter's in every bit, with the emulator's exact
// sums of blocks, and faults planted in the PTX are found.
#include "FloatProduct.h"
#include "Mutate.h"

using namespace mlir::qopt;

namespace {

struct Types {
  const char *input, *weights;
  int64_t block;
};
const Types types[] = {{"f8E4M3FN", "f8E4M3FN", 32}, {"f8E4M3FN", "f8E5M2", 32},
                       {"f8E5M2", "f8E4M3FN", 32},   {"f8E5M2", "f8E5M2", 32},
                       {"f16", "f16", 16},           {"bf16", "bf16", 16}};

KernelCase caseOf(FloatProduct product, const Types &t, int64_t blocks, uint64_t seed = 1) {
  product.input = t.input;
  product.weights = t.weights;
  product.block = t.block;
  product.chip = "sm_90a";
  KernelCase kernel = makeCase(product, FloatData(product, seed));
  kernel.blocks = blocks;
  return kernel;
}

void expectExact(const FloatProduct &product, const Types &t, int64_t blocks) {
  KernelCase kernel = caseOf(product, t, blocks);
  CompiledProduct compiled = compileCase(kernel);
  ASSERT_EQ(compiled.error, "");
  EXPECT_NE(compiled.kernel.find("qopt_wgmma_"), std::string::npos) << compiled.kernel;
  ProductResult expected = interpretCase(kernel);
  ASSERT_EQ(expected.error, "") << compiled.kernel;
  ProductResult got = emulateCase(kernel, compiled, 1);
  ASSERT_EQ(got.error, "") << compiled.kernel;
  EXPECT_TRUE(withOneNan(got.values) == withOneNan(expected.values)) << compiled.kernel;
}

// Small and large tiles; M, N and K ragged or not; K shorter than a block and a stage.
TEST(WgmmaFloat, SumsAreExact) {
  for (const Types &t : types)
    for (auto [rows, columns, depth, blocks] :
         {std::tuple(33, 1, 16, 132), {64, 64, 128, 132}, {70, 130, 48, 132}, {50, 176, 208, 1},
          {100, 70, 272, 1}, {129, 256, 144, 1}}) {
      FloatProduct p{rows, columns, depth};
      p.hasScales = columns % 2;
      p.hasBias = rows % 2;
      p.oneScale = rows % 4 == 0;
      expectExact(p, t, blocks);
    }
}

// Of 8 bits there is no other instruction: few rows take it, too.
TEST(WgmmaFloat, FewRowsAreExact) {
  for (int64_t rows : {1, 5, 20})
    expectExact({rows, 40, 160}, types[0], 132);
}

// Runs of a stage and of several, that divide K, do not, and are longer.
TEST(WgmmaFloat, PromotedSumsAreExact) {
  for (const Types &t : types)
    for (int64_t promote : {128, 384})
      for (auto [rows, columns, depth, blocks] :
           {std::tuple(40, 72, 512, 132), {65, 40, 592, 132}, {130, 136, 1040, 1}}) {
        FloatProduct p{rows, columns, depth};
        p.promote = promote;
        p.hasScales = rows % 2;
        expectExact(p, t, blocks);
      }
}

TEST(WgmmaFloat, SpecialsAreExact) {
  for (const Types &t : types) {
    FloatProduct p{40, 72, 80};
    p.hasSpecials = true;
    expectExact(p, t, 132);
  }
}

// The widest tile where there are no totals beside the sums.
TEST(WgmmaFloat, KernelHoldsWhatItShould) {
  FloatProduct product{4096, 4096, 4096};
  std::string plain = compileCase(caseOf(product, types[1], 132)).ptx;
  EXPECT_EQ(count(plain, "wgmma.mma_async.sync.aligned.m64n256k32.f32.e4m3.e5m2"), 4u);
  product.promote = 128;
  std::string promoted = compileCase(caseOf(product, types[0], 132)).ptx;
  EXPECT_EQ(count(promoted, "wgmma.mma_async.sync.aligned.m64n128k32.f32.e4m3.e4m3"), 4u);
  std::string half = compileCase(caseOf(product, types[4], 132)).ptx;
  EXPECT_EQ(count(half, "wgmma.mma_async.sync.aligned.m64n128k16.f32.f16.f16"), 8u);
  for (const std::string &text : {plain, promoted, half}) {
    EXPECT_EQ(count(text, "fma"), 0u);
    EXPECT_EQ(count(text, ".local"), 0u);
  }
}

TEST(WgmmaFloat, RowsThatCannotBeMapped) {
  FloatProduct product{64, 64, 40};
  CompiledProduct compiled = compileCase(caseOf(product, types[0], 132));
  EXPECT_NE(compiled.error.find("expected rows of input of a multiple of 16 bytes for wgmma, got 40"),
            std::string::npos)
      << compiled.error;
  product.depth = 256;
  product.promote = 64;
  compiled = compileCase(caseOf(product, types[0], 132));
  EXPECT_NE(compiled.error.find("expected totals after a multiple of 128 bytes of k for wgmma, got 64"),
            std::string::npos)
      << compiled.error;
  // Of 16 bits there is mma.sync.
  product = {64, 64, 36};
  EXPECT_NE(compileCase(caseOf(product, types[4], 132)).kernel.find("qopt_gemm_"), std::string::npos);
}

//===-- Mutations ---------------------------------------------------------===//

TEST(WgmmaFloatMutations, AreFound) {
  const Mutation mutations[] = {
      {"other input", [](const std::string &t) { return replaceAll(t, "f32.e4m3.e5m2", "f32.e5m2.e5m2"); }},
      {"other weights", [](const std::string &t) { return replaceAll(t, "f32.e4m3.e5m2", "f32.e4m3.e4m3"); }},
      {"negated", [](const std::string &t) { return replaceLast(t, ", 1, 1, 1;", ", 1, 1, -1;"); }},
      {"a run's sums go on", [](const std::string &t) { return replaceAll(t, ", 0, 1, 1;", ", 1, 1, 1;"); }},
      {"a stage begins anew", [](const std::string &t) { return replaceLast(t, ", 1, 1, 1;", ", 0, 1, 1;"); }},
      {"totals dropped", [](const std::string &t) { return replaceAll(t, "add.rn.f32", "max.f32"); }},
      {"no wait for products", [](const std::string &t) { return dropLines(t, "wgmma.wait_group"); }},
  };
  FloatProduct product{64, 72, 640};
  product.promote = 128;
  for (const Mutation &mutation : mutations)
    for (uint64_t seed : {1, 2}) {
      KernelCase kernel = caseOf(product, types[1], 132, seed);
      CompiledProduct mutant = compileCase(kernel);
      ASSERT_EQ(mutant.error, "");
      mutant.ptx = mutation.apply(mutant.ptx);
      ProductResult got = emulateCase(kernel, mutant, seed);
      EXPECT_TRUE(!got.error.empty() || got.values != interpretCase(kernel).values) << mutation.name;
    }
}

} // namespace
