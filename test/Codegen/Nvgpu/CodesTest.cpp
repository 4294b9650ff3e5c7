// SPDX-License-Identifier: Apache-2.0
// Products with 4-bit codes compiled to PTX equal the interpreter's and plain ones in
// every byte, and faults planted in the PTX are found.
#include "CodesProduct.h"
#include "Mutate.h"

using namespace mlir::qopt;

namespace {

/// NF4 as 8-bit integers, flint<s4>, and one whose entries all differ and are extreme.
const std::vector<int8_t> nf4 = {-127, -88, -67, -50, -36, -23, -12, 0, 10, 20, 31, 43, 56, 71, 92, 127};
const std::vector<int8_t> flint = {0, 1, 2, 3, 4, 6, 8, 16, 0, -1, -2, -3, -4, -6, -8, -16};
const std::vector<int8_t> extremes = {127, -128, 126, -127, 1, -1, 0, 64, -64, 85, -86, 100, -100, 33, -33, 2};

void expectExact(const CodesProduct &product) {
  std::string what = product.describe();
  for (uint64_t seed : {1, 2}) {
    CodesData data(product, seed);
    KernelCase kernel = makeCase(product, data);
    CompiledProduct compiled = compileCase(kernel);
    ASSERT_EQ(compiled.error, "") << what;
    ProductResult expected = interpretCase(kernel);
    ASSERT_EQ(expected.error, "") << what;
    EXPECT_TRUE(expected.values == runPlainly(product, data)) << what;
    ProductResult got = emulateCase(kernel, compiled, seed);
    ASSERT_EQ(got.error, "") << what;
    EXPECT_TRUE(got.values == expected.values) << what;
    EXPECT_EQ(got.bankConflicts, 0u) << what;
  }
}

// Each form and tile; M, N and K ragged or not; one row and one column; K shorter than a
// step and than a stage; runs of a step, of a stage, of two, of all; a short last run.
const CodesProduct shapes[] = {
    {1, 1, 1, 1},         {1, 32, 64, 32},     {3, 40, 100, 32},   {8, 129, 256, 128},
    {9, 1, 13, 13},       {12, 33, 40, 32},    {16, 128, 256, 64}, {10, 130, 96, 32},
    {17, 64, 192, 128},   {33, 100, 200, 64},  {64, 128, 128, 128}, {70, 72, 320, 320},
    {65, 257, 65, 64},    {130, 40, 33, 32}};

TEST(Codes, NumbersAreExact) {
  for (CodesProduct p : shapes) {
    expectExact(p);
    p.unsignedInput = true;
    p.hasBias = false;
    expectExact(p);
  }
}

TEST(Codes, TablesAreExact) {
  for (CodesProduct p : shapes)
    for (const std::vector<int8_t> &table : {nf4, flint, extremes}) {
      p.table = table;
      p.oneRowScale = table == flint;
      expectExact(p);
    }
}

// Sums beyond what a mantissa counts, and codes whose sums have no room for a factor.
TEST(Codes, LargestSumsAreExact) {
  CodesProduct p{3, 8, 4096, 4096};
  p.largest = true;
  for (int64_t rows : {3, 20})
    for (bool unsignedInput : {false, true}) {
      p.rows = rows;
      p.unsignedInput = unsignedInput;
      p.table = {};
      expectExact(p);
      p.table = extremes;
      expectExact(p);
    }
  CodesProduct beyond{20, 2, 66000, 66000};
  beyond.largest = beyond.unsignedInput = true;
  expectExact(beyond);
  beyond.rows = 1;
  expectExact(beyond);
}

std::string ptxOf(const CodesProduct &product) {
  CompiledProduct compiled = compileCase(makeCase(product, CodesData(product, 0)));
  EXPECT_EQ(compiled.error, "");
  return compiled.ptx;
}

// What the loops are made of: per stage, as often as it is unrolled, 16 products of a
// warp from 4 fragments of the input, and 8 words of weights whose decoding needs no prmt
// or 6 each; no weights in shared memory. A conversion of integers only where a run's
// sums do not fit a mantissa.
TEST(Codes, LoopsHoldWhatTheyShould) {
  auto stages = [](const std::string &text) {
    size_t products = count(text, "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32");
    EXPECT_GT(products, 0u);
    EXPECT_EQ(products % 16, 0u);
    EXPECT_EQ(count(text, "mma.sync"), products);
    EXPECT_EQ(count(text, "ldmatrix.sync.aligned.m8n8.x4.shared.b16") * 4, products);
    EXPECT_EQ(count(text, ".local"), 0u);
    EXPECT_EQ(count(text, ".extern"), 0u);
    return products / 16;
  };
  CodesProduct p{256, 256, 1024, 128};
  std::string numbers = ptxOf(p);
  EXPECT_LE(stages(numbers), 2u); // of a run
  EXPECT_EQ(count(numbers, "prmt"), 0u);
  EXPECT_EQ(count(numbers, "cvt.rn.f32.s32"), 0u);
  EXPECT_EQ(count(numbers, "fma.rn.f32"), 32u);
  p.table = nf4;
  std::string table = ptxOf(p);
  EXPECT_EQ(count(table, "prmt"), 48 * stages(table));
  p.run = 1024;
  std::string one = ptxOf(p);
  EXPECT_EQ(count(one, "cvt.rn.f32.s32"), 32u);
  EXPECT_EQ(count(one, "fma.rn.f32"), 0u);
}

TEST(Codes, SameTextEveryTime) {
  CodesProduct p{17, 64, 192, 64, nf4};
  EXPECT_EQ(ptxOf(p), ptxOf(p));
}

//===-- Mutations ---------------------------------------------------------===//

void expectFound(const CodesProduct &product, const Mutation &mutation) {
  for (uint64_t seed : {1, 2, 3}) {
    CodesData data(product, seed);
    KernelCase kernel = makeCase(product, data);
    CompiledProduct mutant = compileCase(kernel);
    ASSERT_EQ(mutant.error, "");
    mutant.ptx = mutation.apply(mutant.ptx);
    ProductResult got = emulateCase(kernel, mutant, seed);
    EXPECT_TRUE(!got.error.empty() || got.values != runPlainly(product, data)) << mutation.name;
  }
}

TEST(CodesMutations, OfTilesAreFound) {
  const Mutation mutations[] = {
      {"no wait for copies", [](const std::string &t) { return dropLines(t, "cp.async.wait_group"); }},
      {"copies not committed", [](const std::string &t) { return dropLines(t, "cp.async.commit_group"); }},
      {"no barrier", [](const std::string &t) { return dropLines(t, "bar.sync"); }},
      {"transposed fragments", [](const std::string &t) { return replaceAll(t, "ldmatrix.sync.aligned.m8n8.x4.shared", "ldmatrix.sync.aligned.m8n8.x4.trans.shared"); }},
      {"unsigned input", [](const std::string &t) { return replaceAll(t, "s32.s8.s8.s32", "s32.u8.s8.s32"); }},
      {"unsigned weights", [](const std::string &t) { return replaceAll(t, "s32.s8.s8.s32", "s32.s8.u8.s32"); }},
  };
  for (const Mutation &mutation : mutations)
    for (const CodesProduct &p : {CodesProduct{40, 70, 256, 128}, CodesProduct{40, 70, 256, 32, nf4}})
      expectFound(p, mutation);
}

TEST(CodesMutations, OfDecodingAreFound) {
  expectFound({40, 70, 256, 128}, {"lower halves", [](const std::string &t) { return replaceAll(t, "-252645136", "252645135"); }});
  for (int64_t rows : {1, 40}) {
    CodesProduct p{rows, 70, 256, 128, nf4};
    expectFound(p, {"signs of other nibbles", [](const std::string &t) { return replaceAll(t, "0x9d8c", "0xbfae"); }});
    expectFound(p, {"fourth bits kept", [](const std::string &t) { return replaceAll(t, "2004318071", "-1"); }});
  }
}

} // namespace
