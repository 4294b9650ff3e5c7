// SPDX-License-Identifier: Apache-2.0
// 2:4 sparse products compiled to PTX equal the interpreter's and dense ones in every
// byte, and faults planted in the PTX or in the metadata are found.
#include "Mutate.h"
#include "SparseProduct.h"

using namespace mlir::qopt;

namespace {

void expectExact(const SparseProduct &product) {
  std::string what = std::to_string(product.rows) + " x " + std::to_string(product.columns) +
                     " x " + std::to_string(product.depth) + ", " + product.result + " " +
                     product.rounding + (product.unsignedInput ? ", unsigned" : "");
  for (uint64_t seed : {1, 2}) {
    SparseData data(product, seed);
    KernelCase kernel = makeCase(product, data);
    CompiledProduct compiled = compileCase(kernel);
    ASSERT_EQ(compiled.error, "") << what;
    ProductResult expected = interpretCase(kernel);
    ASSERT_EQ(expected.error, "") << what;
    if (product.result == "i32") {
      EXPECT_TRUE(expected.values == runPlainly(product, data)) << what;
    }
    ProductResult got = emulateCase(kernel, compiled, seed);
    ASSERT_EQ(got.error, "") << what;
    EXPECT_TRUE(got.values == expected.values) << what;
    EXPECT_EQ(got.bankConflicts, 0u) << what;
  }
}

// Each tile; M, N and K ragged or not; one row and one column; K shorter than a step, a
// group and the stages; rows of the input aligned to 16, 8, 4 and fewer bytes.
const SparseProduct shapes[] = {
    {1, 1, 1},      {1, 32, 64},    {3, 40, 100},   {8, 33, 1024}, {9, 1, 13},
    {12, 70, 40},   {32, 64, 256},  {10, 130, 96},  {33, 64, 192}, {64, 100, 200},
    {65, 257, 65},  {130, 40, 33},  {128, 128, 128}, {150, 136, 320}, {100, 70, 3}};

TEST(Sparse, SumsAreExact) {
  for (SparseProduct p : shapes)
    for (bool unsignedInput : {false, true}) {
      p.unsignedInput = unsignedInput;
      expectExact(p);
    }
}

TEST(Sparse, ResultsAreExact) {
  for (SparseProduct p : shapes)
    for (const char *result : {"i8", "ui8", "f32"}) {
      p.result = result;
      p.rounding = p.rows % 2 ? "single" : "double_round";
      p.unsignedInput = result[0] == 'u';
      expectExact(p);
      p.narrow = true;
      if (p.result != "f32")
        expectExact(p);
      p.narrow = false;
    }
}

std::string ptxOf(const SparseProduct &product) {
  CompiledProduct compiled = compileCase(makeCase(product, SparseData(product, 0)));
  EXPECT_EQ(compiled.error, "");
  return compiled.ptx;
}

// What the loop of the largest tile is made of: of 32 rows and 64 columns of a warp and 64
// k, 16 instructions, a fragment of the input for each 8 rows, values of each 16 columns
// and positions of each 32; two stages are copied before it, one in it.
TEST(Sparse, LoopHoldsWhatItShould) {
  std::string ptx = ptxOf({256, 256, 1024});
  EXPECT_EQ(count(ptx, "mma.sp::ordered_metadata.sync.aligned.m16n8k64.row.col.s32.s8.s8.s32"), 16u);
  EXPECT_EQ(count(ptx, "mma.s"), 16u);
  EXPECT_EQ(count(ptx, "ldmatrix.sync.aligned.m8n8.x4.shared.b16"), 4u);
  EXPECT_EQ(count(ptx, "ld.shared.v4"), 4u);
  EXPECT_EQ(count(ptx, "ld.shared.v2"), 2u);
  EXPECT_EQ(count(ptx, "ld.shared"), 6u);
  EXPECT_EQ(count(ptx, "cp.async.commit_group"), 3u);
  EXPECT_EQ(count(ptx, "st.global.v4"), count(ptx, "st.global"));
  EXPECT_EQ(count(ptx, ".local"), 0u);
  EXPECT_EQ(count(ptx, ".extern"), 0u);
  EXPECT_EQ(ptx, ptxOf({256, 256, 1024}));
}

TEST(Sparse, ChipsWithoutTheInstructionAreRefused) {
  SparseProduct product{16, 64, 64};
  product.chip = "sm_75";
  EXPECT_NE(compileCase(makeCase(product, SparseData(product, 0))).error.find("expected a chip with cp.async"),
            std::string::npos);
}

//===-- Mutations ---------------------------------------------------------===//

TEST(SparseMutations, OfThePtxAreFound) {
  const Mutation mutations[] = {
      {"no wait for copies", [](const std::string &t) { return dropLines(t, "cp.async.wait_group"); }},
      {"copies not committed", [](const std::string &t) { return dropLines(t, "cp.async.commit_group"); }},
      {"no barrier", [](const std::string &t) { return dropLines(t, "bar.sync"); }},
      {"waits for too few", [](const std::string &t) { return replaceAll(t, "cp.async.wait_group \t2;", "cp.async.wait_group \t3;"); }},
      {"transposed fragments", [](const std::string &t) { return replaceAll(t, "ldmatrix.sync.aligned.m8n8.x4.shared", "ldmatrix.sync.aligned.m8n8.x4.trans.shared"); }},
      {"unsigned input", [](const std::string &t) { return replaceAll(t, "s32.s8.s8.s32", "s32.s8.u8.s32"); }},
      {"unsigned weights", [](const std::string &t) { return replaceAll(t, "s32.s8.s8.s32", "s32.u8.s8.s32"); }},
      {"dense left operand", [](const std::string &t) { return replaceAll(t, "m16n8k64.row.col", "m16n8k32.row.col"); }},
  };
  SparseProduct product{40, 70, 448};
  CompiledProduct compiled = compileCase(makeCase(product, SparseData(product, 0)));
  ASSERT_EQ(compiled.error, "");
  for (const Mutation &mutation : mutations)
    for (uint64_t seed : {1, 2, 3}) {
      SparseData data(product, seed);
      CompiledProduct mutant = compiled;
      mutant.ptx = mutation.apply(compiled.ptx);
      ProductResult got = emulateCase(makeCase(product, data), mutant, seed);
      EXPECT_TRUE(!got.error.empty() || got.values != runPlainly(product, data)) << mutation.name;
    }
}

// Every bit of the positions, every byte of the values swapped with its neighbour: refused
// by the emulator or another result.
TEST(SparseMutations, OfWeightsAreFound) {
  SparseProduct product{8, 32, 64};
  SparseData data(product, 1);
  CompiledProduct compiled = compileCase(makeCase(product, data));
  ASSERT_EQ(compiled.error, "");
  std::vector<int64_t> wanted = runPlainly(product, data);
  auto expectFound = [&](const SparseData &mutant, const char *what, size_t at) {
    ProductResult got = emulateCase(makeCase(product, mutant), compiled, 1);
    EXPECT_TRUE(!got.error.empty() || got.values != wanted) << what << " " << at;
  };
  for (size_t bit = 0; bit < 32 * data.metadata.size(); ++bit) {
    SparseData mutant = data;
    mutant.metadata[bit / 32] ^= uint32_t(1) << bit % 32;
    expectFound(mutant, "metadata bit", bit);
  }
  for (size_t word = 0; word < data.values.size(); ++word) {
    SparseData mutant = data;
    uint32_t value = mutant.values[word];
    mutant.values[word] = value << 8 | value >> 24;
    if (mutant.values[word] != value)
      expectFound(mutant, "values word", word);
  }
}

} // namespace
