// SPDX-License-Identifier: Apache-2.0
// Float products compiled to PTX equal the interpreter's in every bit, whose exact sums
// of blocks are written a second time in the emulator; and faults planted in the PTX are
// found.
#include "FloatProduct.h"
#include "Mutate.h"

using namespace mlir::qopt;

namespace {

void expectExact(const FloatProduct &product) {
  std::string what = product.describe();
  FloatData data(product, 1);
  KernelCase kernel = makeCase(product, data);
  CompiledProduct compiled = compileCase(kernel);
  ASSERT_EQ(compiled.error, "") << what;
  ProductResult expected = interpretCase(kernel);
  ASSERT_EQ(expected.error, "") << what;
  ProductResult got = emulateCase(kernel, compiled, 1);
  ASSERT_EQ(got.error, "") << what;
  EXPECT_TRUE(withOneNan(got.values) == withOneNan(expected.values)) << what;
  EXPECT_EQ(got.bankConflicts, 0u) << what;
}

// Each tile; M, N and K ragged or not; one row and one column; K shorter than a block and a
// stage; rows of the input aligned to 16, 8, 4 and fewer bytes.
const FloatProduct shapes[] = {
    {1, 1, 1},     {1, 64, 64},   {3, 10, 20},   {16, 64, 256},  {5, 7, 13},   {17, 33, 48},
    {64, 64, 128}, {60, 127, 100}, {65, 130, 36}, {130, 129, 192}, {100, 70, 3}, {128, 128, 64}};

struct Types {
  const char *input, *weights;
  int64_t block;
  const char *chip;
};
// Native instructions, conversions by bits and by cvt.
const Types types[] = {
    {"f8E4M3FN", "f8E4M3FN", 32, "sm_89"}, {"f8E4M3FN", "f8E5M2", 32, "sm_120a"},
    {"f8E5M2", "f8E4M3FN", 32, "sm_89"},   {"f8E5M2", "f8E5M2", 32, "sm_89"},
    {"f8E4M3FN", "f8E4M3FN", 16, "sm_80"}, {"f8E4M3FN", "f8E5M2", 16, "sm_86"},
    {"f8E4M3FN", "f8E4M3FN", 16, "sm_90a"}, {"f8E5M2", "f8E4M3FN", 16, "sm_100a"},
    {"f16", "f16", 16, "sm_80"},           {"bf16", "bf16", 16, "sm_80"}};

FloatProduct withTypes(FloatProduct product, const Types &t) {
  product.input = t.input;
  product.weights = t.weights;
  product.block = t.block;
  product.chip = t.chip;
  return product;
}

TEST(Float, SumsAreExact) {
  for (const Types &t : types)
    for (FloatProduct p : shapes) {
      p.hasScales = p.columns % 2;
      p.hasBias = p.rows % 2;
      p.oneScale = p.depth % 2;
      expectExact(withTypes(p, t));
    }
}

// Runs that divide K, do not, and are longer.
TEST(Float, PromotedSumsAreExact) {
  for (const Types &t : types)
    for (int64_t promote : {64, 128})
      for (FloatProduct p : {FloatProduct{20, 70, 256}, {65, 40, 200}, {1, 130, 448}, {130, 33, 40}}) {
        p.promote = promote;
        p.hasScales = false;
        expectExact(withTypes(p, t));
      }
}

// Infinities and NaN, among them the codes that a conversion by bits must not take for
// numbers.
TEST(Float, SpecialsAreExact) {
  for (const Types &t : types) {
    FloatProduct p{40, 72, 80};
    p.hasSpecials = true;
    expectExact(withTypes(p, t));
  }
}

std::string ptxOf(const FloatProduct &product) {
  CompiledProduct compiled = compileCase(makeCase(product, FloatData(product, 0)));
  EXPECT_EQ(compiled.error, "") << product.describe();
  return compiled.ptx;
}

// What the loop of the largest tile is made of, and nothing fused in the epilogue.
TEST(Float, LoopHoldsWhatItShould) {
  FloatProduct large{256, 256, 1024};
  std::string native = ptxOf(withTypes(large, types[1]));
  EXPECT_EQ(count(native, "mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e5m2.f32"), 32u);
  EXPECT_EQ(count(native, "mma.sync"), 32u);
  EXPECT_EQ(count(native, "fma"), 0u);
  std::string half = ptxOf(withTypes(large, types[8]));
  EXPECT_EQ(count(half, "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32"), 32u);
  EXPECT_EQ(count(ptxOf(withTypes(large, types[9])), "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32"), 32u);
  // Of 4 words of 16 rows and 2 of 8 columns, 4 of each in 2 steps: two conversions each.
  std::string converted = ptxOf(withTypes(large, types[6]));
  EXPECT_EQ(count(converted, "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32"), 64u);
  EXPECT_EQ(count(converted, "cvt.rn.f16x2.e4m3x2"), 96u);
  std::string bits = ptxOf(withTypes(large, types[4]));
  EXPECT_EQ(count(bits, "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32"), 64u);
  EXPECT_EQ(count(bits, "prmt.b32"), 96u);
  EXPECT_EQ(count(bits, "cvt"), count(half, "cvt"));
  for (const std::string &text : {native, half, converted, bits}) {
    EXPECT_EQ(count(text, "ldmatrix.sync.aligned.m8n8.x4.shared.b16"), 12u);
    EXPECT_EQ(count(text, ".local"), 0u);
    EXPECT_EQ(count(text, ".extern"), 0u);
  }
  EXPECT_EQ(bits, ptxOf(withTypes(large, types[4])));
}

TEST(Float, ChipsWithoutTheInstructionAreRefused) {
  for (const char *chip : {"sm_80", "sm_100a"}) {
    FloatProduct product{16, 64, 64};
    product.block = 32;
    product.chip = chip;
    std::string error = compileCase(makeCase(product, FloatData(product, 0))).error;
    EXPECT_NE(error.find("expected a chip with mma.sync.m16n8k32 of e4m3 and e4m3"), std::string::npos) << error;
    EXPECT_NE(error.find(chip), std::string::npos) << error;
  }
}

//===-- Mutations ---------------------------------------------------------===//

void expectFound(const FloatProduct &product, const Mutation &mutation) {
  for (uint64_t seed : {1, 2}) {
    KernelCase kernel = makeCase(product, FloatData(product, seed));
    CompiledProduct mutant = compileCase(kernel);
    ASSERT_EQ(mutant.error, "");
    mutant.ptx = mutation.apply(mutant.ptx);
    ProductResult got = emulateCase(kernel, mutant, seed);
    EXPECT_TRUE(!got.error.empty() || got.values != interpretCase(kernel).values)
        << mutation.name << ": " << product.describe();
  }
}

TEST(FloatMutations, OfTilesAreFound) {
  const Mutation mutations[] = {
      {"no wait for copies", [](const std::string &t) { return dropLines(t, "cp.async.wait_group"); }},
      {"copies not committed", [](const std::string &t) { return dropLines(t, "cp.async.commit_group"); }},
      {"no barrier", [](const std::string &t) { return dropLines(t, "bar.sync"); }},
      {"transposed fragments", [](const std::string &t) { return replaceAll(t, "ldmatrix.sync.aligned.m8n8.x4.shared", "ldmatrix.sync.aligned.m8n8.x4.trans.shared"); }},
  };
  FloatProduct product{40, 70, 256};
  product.promote = 64;
  for (const Mutation &mutation : mutations)
    for (size_t t : {0, 4, 6, 8})
      expectFound(withTypes(product, types[t]), mutation);
}

TEST(FloatMutations, OfNumbersAreFound) {
  FloatProduct product{40, 70, 256};
  FloatProduct promoted = product;
  promoted.promote = 64;
  expectFound(withTypes(product, types[0]), {"other input", [](const std::string &t) { return replaceAll(t, "f32.e4m3.e4m3.f32", "f32.e5m2.e4m3.f32"); }});
  expectFound(withTypes(product, types[0]), {"other weights", [](const std::string &t) { return replaceAll(t, "f32.e4m3.e4m3.f32", "f32.e4m3.e5m2.f32"); }});
  expectFound(withTypes(product, types[6]), {"other conversion", [](const std::string &t) { return replaceAll(t, "f16x2.e4m3x2", "f16x2.e5m2x2"); }});
  expectFound(withTypes(product, types[4]), {"signs lost", [](const std::string &t) { return replaceAll(t, "-2147450880", "0"); }});
  expectFound(withTypes(product, types[4]), {"pairs of a word swapped", [](const std::string &t) { return replaceLast(t, "0x1404U", "0x0414U"); }});
  expectFound(withTypes(promoted, types[0]), {"totals dropped", [](const std::string &t) { return replaceLast(t, "add.rn.f32", "sub.rn.f32"); }});
}

// A carry into NaN's bit is what tells it from 480.
TEST(FloatMutations, OfSpecialsAreFound) {
  FloatProduct product{40, 70, 256};
  product.hasSpecials = true;
  expectFound(withTypes(product, types[4]), {"NaN is a number", [](const std::string &t) { return replaceAll(t, "1073758208", "0"); }});
}

} // namespace
