// SPDX-License-Identifier: Apache-2.0
// Products by wgmma with tensor copies equal the interpreter's in every byte, and faults
// planted in the PTX are found.
#include "ProductChecks.h"

using namespace mlir::qopt;

namespace {

struct Shape {
  int64_t rows, columns, depth;
  int64_t blocks; ///< which tile: of which there are at least so many
  const char *tile;
};

// Each tile; M, N and K ragged or not; K shorter than a stage, as many stages as there
// are, and more; N with and without factors that let a thread have neighbours.
const Shape shapes[] = {
    {33, 1, 16, 132, "64x64"},      {64, 64, 128, 132, "64x64"},    {40, 72, 400, 132, "64x64"},
    {70, 130, 48, 132, "64x64"},    {129, 33, 1040, 132, "64x64"},  {64, 128, 256, 1, "64x128"},
    {50, 176, 784, 1, "64x128"},    {37, 7, 32, 1, "64x128"},       {128, 128, 1024, 1, "128x256"},
    {200, 300, 144, 5, "128x128"},  {129, 256, 896, 3, "128x128"},  {100, 70, 208, 1, "128x256"},
    {130, 272, 656, 1, "128x256"},  {128, 256, 640, 1, "128x256"},  {65, 257, 16, 1, "128x256"}};

Product productOf(const Shape &s, const std::string &result, const std::string &rounding = "single") {
  Product product{s.rows, s.columns, s.depth, result == "ui8", result, rounding, "sm_90a"};
  product.blocks = s.blocks;
  return product;
}

void expectExact(const Product &product, const char *tile) {
  CompiledProduct compiled = compile(product);
  ASSERT_EQ(compiled.error, "");
  const std::string &what = compiled.kernel;
  EXPECT_NE(what.find("qopt_wgmma_"), std::string::npos) << what;
  EXPECT_NE(what.find(std::string("_") + tile + "_sm_90a"), std::string::npos) << what;
  expectExactResults(product, compiled, what);
}

TEST(Wgmma, SumsAreExact) {
  for (const Shape &s : shapes)
    for (bool unsignedInput : {false, true}) {
      Product product = productOf(s, "i32");
      product.unsignedInput = unsignedInput;
      expectExact(product, s.tile);
    }
}

TEST(Wgmma, RescaledResultsAreExact) {
  for (const Shape &s : shapes)
    for (const char *result : {"i8", "ui8"})
      expectExact(productOf(s, result, s.rows % 2 ? "single" : "double_round"), s.tile);
}

TEST(Wgmma, NarrowResultsAreExact) {
  for (const Shape &s : shapes)
    for (const char *rounding : {"single", "double_round"}) {
      Product product = productOf(s, s.rows % 2 ? "i8" : "ui8", rounding);
      product.narrow = true;
      product.wholeRange = s.columns % 2;
      expectExact(product, s.tile);
    }
}

TEST(Wgmma, RealResultsAreExact) {
  for (const Shape &s : shapes)
    for (bool oneScale : {false, true}) {
      Product product = productOf(s, "f32");
      product.oneScale = oneScale;
      product.hasBias = s.rows % 2;
      expectExact(product, s.tile);
    }
}

// Four instructions of 32 bytes per stage; neighbours are stored together.
TEST(Wgmma, KernelHoldsWhatItShould) {
  Product product{4096, 4096, 4096, false, "i8", "single", "sm_90a"};
  product.narrow = product.wholeRange = true;
  CompiledProduct compiled = compile(product);
  ASSERT_EQ(compiled.error, "");
  const std::string &ptx = compiled.ptx;
  EXPECT_EQ(compiled.threads, 288u);
  EXPECT_EQ(compiled.dynamicShared, 4 * (384 * 128 + 16u));
  EXPECT_EQ(count(ptx, "wgmma.mma_async.sync.aligned.m64n256k32.s32.s8.s8"), 4u);
  EXPECT_EQ(count(ptx, "cp.async.bulk.tensor.2d"), count(ptx, "mbarrier.arrive.expect_tx"));
  EXPECT_EQ(count(ptx, "cp.async.bulk.tensor.5d"), count(ptx, "mbarrier.arrive.expect_tx"));
  EXPECT_EQ(count(ptx, "st.global.v2"), 16u);
  EXPECT_EQ(count(ptx, "st.global"), 16u);
  EXPECT_EQ(count(ptx, ".local"), 0u);
  EXPECT_EQ(count(ptx, ".b8 qopt_dynamic_shared[]"), 1u);
  EXPECT_EQ(count(ptx, ".param .align 64 .b8"), 2u);
}

// Rows of input that tensor maps cannot take, and few rows.
TEST(Wgmma, OthersAreProductsByMmaSync) {
  for (auto [rows, depth] : {std::pair(64, 20), std::pair(64, 8), std::pair(32, 64)}) {
    CompiledProduct compiled = compile(Product{rows, 64, depth, false, "i32", "single", "sm_90a"});
    EXPECT_NE(compiled.kernel.find("qopt_gemm_"), std::string::npos) << compiled.error;
    EXPECT_TRUE(compiled.maps.empty());
  }
}

TEST(Wgmma, SameTextEveryTime) {
  Product product{100, 96, 48, true, "i8", "single", "sm_90a"};
  EXPECT_EQ(compile(product).ptx, compile(product).ptx);
}

//===-- Mutations ---------------------------------------------------------===//

// The consumers' wait comes last; the producer's loop may be unrolled.
std::string dropWaits(std::string text, bool ofConsumers) {
  const std::string branch = "@!over bra again;";
  size_t last = text.rfind(branch);
  EXPECT_NE(text.find(branch), last);
  if (ofConsumers)
    return text.replace(last, branch.size(), "");
  for (size_t at = text.find(branch); at != text.rfind(branch); at = text.find(branch, at))
    text.replace(at, branch.size(), "");
  return text;
}

// Consumers wait for the first phase of every stage only.
std::string stopPhase(const std::string &text) {
  size_t parity = text.find("], ", text.rfind("mbarrier.try_wait.parity")) + 3;
  return text.substr(0, parity) + "0" + text.substr(text.find(';', parity));
}

const Mutation mutations[] = {
    {"no wait for a full stage", [](const std::string &t) { return dropWaits(t, true); }},
    {"no wait for an empty stage", [](const std::string &t) { return dropWaits(t, false); }},
    {"no bytes expected", [](const std::string &t) { return replaceAll(t, "mbarrier.arrive.expect_tx", "mbarrier.expect_tx"); }},
    {"a stage is never empty", [](const std::string &t) { return dropLines(t, "mbarrier.arrive.shared::cta"); }},
    {"no wait for products", [](const std::string &t) { return dropLines(t, "wgmma.wait_group"); }},
    {"a product may be under way", [](const std::string &t) { return replaceAll(t, "wgmma.wait_group.sync.aligned 0", "wgmma.wait_group.sync.aligned 1"); }},
    {"products not committed", [](const std::string &t) { return dropLines(t, "wgmma.commit_group"); }},
    {"no fence before products", [](const std::string &t) { return dropLines(t, "wgmma.fence"); }},
    {"no barrier", [](const std::string &t) { return dropLines(t, "bar.sync"); }},
    {"a step of 16 bytes", [](const std::string &t) { return replaceAll(t, ", 2;\n\tadd.s64 b1", ", 1;\n\tadd.s64 b1"); }},
    {"unsigned input", [](const std::string &t) { return replaceAll(t, "k32.s32.s8.s8", "k32.s32.u8.s8"); }},
    {"phases are not told apart", stopPhase},
    {"fewer bytes expected", [](const std::string &t) { return replaceAll(t, ", 16384;", ", 16368;"); }},
    {"rows of 64 swizzled bytes", [](const std::string &t) { return replaceAll(t, "4611686293305360384", "-9223371761976868864"); }},
    {"eight rows at half their distance", [](const std::string &t) { return replaceAll(t, "4611686293305360384", "4611686155866406912"); }},
};

TEST(WgmmaMutations, AreFound) {
  Product product = productOf({100, 96, 1040, 132, ""}, "i32");
  CompiledProduct compiled = compile(product);
  ASSERT_EQ(compiled.error, "");
  expectFound(product, compiled, mutations);
}

// What maps say is part of the kernel, too.
TEST(WgmmaMutations, OfMapsAreFound) {
  Product product = productOf({100, 96, 208, 132, ""}, "i32");
  CompiledProduct compiled = compile(product);
  ASSERT_EQ(compiled.maps.size(), 2u);
  ProductData data(product, 1);
  auto isFound = [&](void (*apply)(TensorMapSpec &), size_t map) {
    CompiledProduct mutant = compiled;
    apply(mutant.maps[map]);
    ProductResult got = runEmulator(product, mutant, data, 1);
    return !got.error.empty() || got.values != runPlainly(product, data);
  };
  for (size_t map : {0, 1}) {
    EXPECT_TRUE(isFound([](TensorMapSpec &m) { m.swizzle = 0; }, map));
    EXPECT_TRUE(isFound([](TensorMapSpec &m) { m.strides[0] += 16; }, map));
    EXPECT_TRUE(isFound([](TensorMapSpec &m) { --m.box[1]; }, map));
    EXPECT_TRUE(isFound([](TensorMapSpec &m) { m.sizes[0] -= 16; }, map));
    EXPECT_TRUE(isFound([](TensorMapSpec &m) { --m.sizes.back(); }, map));
  }
  EXPECT_TRUE(isFound([](TensorMapSpec &m) { std::swap(m.strides[0], m.strides[2]); }, 1));
}

} // namespace
