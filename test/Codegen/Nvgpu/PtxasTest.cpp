// SPDX-License-Identifier: Apache-2.0
// The vendor's assembler takes the kernels for every chip that has their instructions,
// without spills and within the registers that the tile is made for. Skipped where
// there is none.
#include "CodesProduct.h"
#include "Cubin.h"
#include "FloatProduct.h"
#include "Mutate.h"
#include "Product.h"
#include "SparseProduct.h"

#include "qopt/Target/Gpu.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <unistd.h>

using namespace mlir::qopt;
namespace target = ::qopt::target;

namespace {

class NvgpuPtxas : public testing::Test {
protected:
  void SetUp() override {
    if (std::system(QOPT_PTXAS " --version > /dev/null 2>&1"))
      GTEST_SKIP() << "no ptxas";
  }

  static std::string path(const std::string &extension) {
    return testing::TempDir() + "qopt-nvgpu-test-" + std::to_string(getpid()) + extension;
  }
  void TearDown() override {
    for (const char *extension : {".ptx", ".cubin"})
      std::remove(path(extension).c_str());
  }

  /// What ptxas says, verbosely; its exit status behind it. The code is at path(".cubin").
  static std::string assemble(const std::string &text, const std::string &chip) {
    std::ofstream(path(".ptx")) << text;
    std::string command = QOPT_PTXAS " -v -arch=" + chip + " -o " + path(".cubin") + " " +
                          path(".ptx") + " 2>&1; echo status $?";
    std::string said;
    FILE *pipe = popen(command.c_str(), "r");
    if (!pipe)
      return "no shell";
    char buffer[512];
    while (std::fgets(buffer, sizeof buffer, pipe))
      said += buffer;
    pclose(pipe);
    return said;
  }

  static unsigned registersOf(const std::string &said) {
    size_t at = said.find("Used ");
    return at == std::string::npos ? 0 : std::strtoul(said.c_str() + at + 5, nullptr, 10);
  }

  static void expectTaken(const CompiledProduct &compiled, const std::string &chip,
                          uint32_t opcode = kImmaOpcode, unsigned blocks = 2) {
    ASSERT_EQ(compiled.error, "") << chip;
    std::string said = assemble(compiled.ptx, chip);
    EXPECT_NE(said.find("status 0"), std::string::npos) << said;
    EXPECT_NE(said.find(" 0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads"), std::string::npos)
        << chip << " " << compiled.kernel << "\n" << said;
    EXPECT_EQ(said.find("serialized"), std::string::npos) << said; // wgmma, for want of order
    // So many blocks fit a multiprocessor's registers, or one that fills its shared memory.
    bool isWgmma = !compiled.maps.empty();
    unsigned most = target::kSmRegisters / ((isWgmma ? 1 : blocks) * compiled.threads);
    EXPECT_LE(registersOf(said), most) << chip << " " << compiled.kernel;
    EXPECT_GT(registersOf(said), 0u) << said;
    std::ifstream file(path(".cubin"), std::ios::binary);
    std::string cubin((std::istreambuf_iterator<char>(file)), {});
    std::map<uint32_t, size_t> opcodes = countOpcodes(cubin);
    // One each, and as many more where ptxas has unrolled the loop; nothing emulated.
    size_t wanted = count(compiled.ptx, "mma.s"); // mma.sync, mma.sp
    size_t all = 0;
    for (uint32_t any : {kImmaOpcode, kHmmaOpcode, kQmmaOpcode})
      all += opcodes[any];
    EXPECT_EQ(opcodes[opcode], all) << chip << " " << compiled.kernel;
    if (wanted == 0) {
      EXPECT_EQ(all, 0u) << chip << " " << compiled.kernel;
    } else {
      EXPECT_GE(all, wanted) << chip << " " << compiled.kernel;
      EXPECT_EQ(all % wanted, 0u) << chip << " " << compiled.kernel;
    }
    expectWgmma(compiled, opcodes);
    RecordProperty(compiled.kernel, static_cast<int>(registersOf(said)));
  }

  /// Four per stage and loop over stages, one instruction each.
  static void expectWgmma(const CompiledProduct &compiled, std::map<uint32_t, size_t> &opcodes) {
    size_t wanted = count(compiled.ptx, "wgmma.mma_async"), all = 0;
    EXPECT_EQ(wanted % 4, 0u) << compiled.kernel;
    EXPECT_EQ(wanted > 0, !compiled.maps.empty()) << compiled.kernel;
    bool isHalf = count(compiled.ptx, "k16.f32") > 0;
    bool isInteger = count(compiled.ptx, "k32.s32") > 0;
    for (uint32_t any : {kIgmmaOpcode, kHgmmaOpcode, kQgmmaOpcode})
      all += opcodes[any];
    EXPECT_GE(all, wanted) << compiled.kernel;
    EXPECT_EQ(all % std::max<size_t>(wanted, 1), 0u) << compiled.kernel;
    EXPECT_EQ(opcodes[isInteger ? kIgmmaOpcode : isHalf ? kHgmmaOpcode : kQgmmaOpcode], all)
        << compiled.kernel;
  }

  static std::vector<std::string> chips() {
    std::vector<std::string> names;
    for (const target::ChipRow &chip : target::chipRows())
      if (target::supports(chip.chip, target::AsyncCopy::CpAsync))
        names.emplace_back(chip.name);
    return names;
  }
};

TEST_F(NvgpuPtxas, TakesKernelsWithoutSpills) {
  std::vector<Product> products = {
      {16, 4096, 4096, true, "i8"}, {64, 130, 100, false, "i8", "double_round"},
      {100, 80, 64, true, "ui8", "double_round"},
      {4096, 4096, 4096},           {4096, 4096, 4096, true, "ui8"},
      {130, 127, 13, true, "i8"},   {4096, 4096, 4096, false, "f32"},
      {1, 4096, 4096, false, "i8"}, {1, 4096, 4096, false, "f32"},
      {8, 4096, 11008},             {5, 127, 4099, true, "ui8"}};
  for (int64_t rows : {1, 4096})
    for (const char *rounding : {"single", "double_round"}) {
      Product narrow{rows, 4096, 4096, false, "i8", rounding};
      narrow.narrow = narrow.wholeRange = true;
      products.push_back(narrow);
    }
  for (const std::string &chip : chips())
    for (Product product : products) {
      product.chip = chip;
      bool isWide = product.result.back() == '8' && !product.narrow; // 64-bit epilogue
      expectTaken(compile(product), chip, kImmaOpcode, isWide ? 1 : 2);
    }
}

TEST_F(NvgpuPtxas, TakesConvolutionsWithoutSpills) {
  PixelGeometry pixels;
  pixels.kernel = {3, 3};
  pixels.strides = pixels.dilations = pixels.low = pixels.high = {1, 1};
  pixels.padValue = -3;
  for (const std::string &chip : chips())
    for (int64_t size : {4, 7, 56})
      for (int64_t channels : {64, 40, 4}) {
        pixels.sizes = {size, size};
        pixels.channels = channels;
        Product product{pixels.rows(), 256, pixels.depth(), false, "i8"};
        product.pixels = pixels;
        product.narrow = product.wholeRange = true;
        product.chip = chip;
        expectTaken(compile(product), chip);
      }
}

// Every tile, with what takes the most registers behind it.
TEST_F(NvgpuPtxas, TakesWgmmaWithoutSpills) {
  struct Case {
    int64_t rows, columns, blocks;
  };
  for (const Case &c : {Case{4096, 4096, 132}, {4096, 4100, 1}, {200, 384, 5}, {64, 4096, 1},
                        {64, 4096, 132}, {33, 1, 132}})
    for (const char *result : {"i32", "i8", "f32"})
      for (const char *rounding : {"single", "double_round"})
        for (bool narrow : {false, true}) {
          Product product{c.rows, c.columns, 4096, false, result, rounding, "sm_90a"};
          product.narrow = narrow;
          product.blocks = c.blocks;
          CompiledProduct compiled = compile(product);
          EXPECT_EQ(compiled.maps.size(), 2u);
          expectTaken(compiled, "sm_90a");
        }
}

TEST_F(NvgpuPtxas, TakesFloatWgmmaWithoutSpills) {
  for (const char *type : {"f8E4M3FN", "f8E5M2", "f16", "bf16"})
    for (int64_t rows : {1, 64, 128, 4096})
      for (int64_t promote : {0, 128, 384}) {
        int64_t columns = rows == 128 ? 11008 : 4096; // tiles of 64 x 128
        FloatProduct product{rows, columns, 4096, type, type, type[1] == '8' ? 32 : 16, promote};
        product.chip = "sm_90a";
        CompiledProduct compiled = compileCase(makeCase(product, FloatData(product, 0)));
        bool isHalf = product.elementBytes() == 2;
        if (rows > 1 || !isHalf)
          EXPECT_EQ(compiled.maps.size(), 2u);
        expectTaken(compiled, "sm_90a", kHmmaOpcode);
      }
}

TEST_F(NvgpuPtxas, TakesDepthwiseConvolutionsWithoutSpills) {
  for (const std::string &chip : chips())
    for (int64_t taps : {3, 5, 7})
      for (int64_t width : {30, 7})
        for (const char *pad : {"", "pad_value = -128 : i64, narrow, "}) {
          std::string sides = std::to_string(taps) + ", " + std::to_string(taps);
          KernelCase kernel;
          kernel.op = "qopt.dot_depthwise %a0, %a1 bias %a2 rescale %a3, %a4 outs %a5";
          kernel.attributes = pad + ("kernel = array<i64: " + sides) +
                              ">, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, "
                              "padding = array<i64: 1, 1, 1, 1>, out_zp = 3 : i64, "
                              "lo = -128 : i64, hi = 127 : i64, "
                              "rounding = #qopt<requant_rounding single>";
          int64_t positions = (30 + 3 - taps) * (width + 3 - taps);
          kernel.operands = {{"i8", {1, 30, width, 96}, {}}, {"i8", {taps * taps, 96}, {}},
                             {"i32", {96}, {}},              {"i32", {96}, {}},
                             {"i8", {96}, {}},               {"i8", {positions, 96}, {}}};
          kernel.chip = chip;
          expectTaken(compileCase(kernel), chip);
        }
}

// Heads of attention: scores, and values with rows of probabilities that are aligned to
// 16 bytes or not.
TEST_F(NvgpuPtxas, TakesBatchesWithoutSpills) {
  for (const std::string &chip : chips())
    for (int64_t rows : {512, 98, 1}) {
      KernelCase scores;
      scores.op = "qopt.mma_product %a0, %a1 rescale %a2, %a3 outs %a4";
      scores.attributes = "left_perm = array<i64: 1, 0, 2>, right_perm = array<i64: 1, 0, 2>, "
                          "result_perm = array<i64: 0, 1, 2>, left_zp = 5 : i64, right_zp = -9 : i64, "
                          "out_zp = 3 : i64, lo = -128 : i64, hi = 127 : i64, "
                          "rounding = #qopt<requant_rounding single>";
      scores.operands = {{"i8", {rows, 12, 64}, {}}, {"i8", {rows, 12, 64}, {}}, {"i32", {rows}, {}},
                         {"i8", {rows}, {}}, {"i8", {12, rows, rows}, {}}};
      scores.chip = chip;
      expectTaken(compileCase(scores), chip);
      KernelCase values = scores;
      int64_t padded = (rows + 15) / 16 * 16;
      values.attributes.replace(values.attributes.find("1, 0, 2"), 7, "0, 1, 2");
      values.attributes.replace(values.attributes.find("1, 0, 2"), 7, "0, 1, 2");
      values.attributes.replace(values.attributes.rfind("0, 1, 2"), 7, "1, 0, 2");
      values.operands = {{"i8", {12, rows, rows}, {}}, {"i8", {12, 64, padded}, {}}, {"i32", {64}, {}},
                         {"i8", {64}, {}}, {"i8", {rows, 12, 64}, {}}};
      expectTaken(compileCase(values), chip);
    }
}

TEST_F(NvgpuPtxas, TakesCodesWithoutSpills) {
  std::vector<int8_t> table = {0, 1, 2, 3, 4, 6, 8, 16, 0, -1, -2, -3, -4, -6, -8, -16};
  for (const std::string &chip : chips())
    for (int64_t rows : {1, 8, 16, 4096})
      for (int64_t run : {32, 128, 4096})
        for (bool hasTable : {false, true}) {
          CodesProduct product{rows, 256, 4096, run};
          product.chip = chip;
          if (hasTable)
            product.table = table;
          expectTaken(compileCase(makeCase(product, CodesData(product, 0))), chip);
        }
}

TEST_F(NvgpuPtxas, TakesSparseProductsWithoutSpills) {
  for (const std::string &chip : chips())
    for (SparseProduct product : {SparseProduct{8, 4096, 4096, true, "i8"}, {32, 256, 4096},
                                  {64, 256, 4096, false, "f32"}, {4096, 4096, 4096},
                                  {4096, 4096, 4096, true, "ui8", "double_round"},
                                  {130, 127, 13, true, "i8"}, {1, 256, 11008}}) {
      product.chip = chip;
      expectTaken(compileCase(makeCase(product, SparseData(product, 0))), chip);
    }
}

// Of 8 bits in blocks of 32 where the chip multiplies them, and as f16 everywhere.
TEST_F(NvgpuPtxas, TakesFloatsWithoutSpills) {
  for (const std::string &chip : chips())
    for (const char *type : {"f8E4M3FN", "f8E5M2", "f16", "bf16"})
      for (int64_t rows : {16, 64, 4096})
        for (int64_t promote : {0, 128})
          for (int64_t block : {16, 32}) {
            FloatProduct product{rows, 256, 4096, type, type, block, promote};
            product.chip = chip;
            bool isNative = target::nativeMma(*target::parseChip(chip), target::MmaKind::Mma,
                                              target::MmaType::E4M3, target::MmaType::E4M3);
            if (block == 32 && (product.elementBytes() == 2 || !isNative))
              continue;
            if (rows == 64 && promote == 0) // smaller than what comes next
              continue;
            expectTaken(compileCase(makeCase(product, FloatData(product, 0))), chip,
                        block == 32 ? kQmmaOpcode : kHmmaOpcode);
          }
}

} // namespace
