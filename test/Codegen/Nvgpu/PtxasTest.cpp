// SPDX-License-Identifier: Apache-2.0
// The vendor's assembler takes the kernels for every chip that has their instructions,
// without spills and within the registers that the tile is made for. Skipped where
// there is none.
#include "Product.h"

#include "qopt/Target/Gpu.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

using namespace mlir::qopt;
namespace target = ::qopt::target;

namespace {

class NvgpuPtxas : public testing::Test {
protected:
  void SetUp() override {
    if (std::system(QOPT_PTXAS " --version > /dev/null 2>&1"))
      GTEST_SKIP() << "no ptxas";
  }

  /// What ptxas says, verbosely; its exit status behind it.
  static std::string assemble(const std::string &text, const std::string &chip) {
    std::string path = testing::TempDir() + "qopt-nvgpu-test.ptx";
    std::ofstream(path) << text;
    std::string command = QOPT_PTXAS " -v -arch=" + chip + " -o /dev/null " + path + " 2>&1; echo status $?";
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
};

TEST_F(NvgpuPtxas, TakesKernelsWithoutSpills) {
  Product products[] = {{16, 4096, 4096, true, "i8"}, {64, 130, 100, false, "i8", "double_round"},
                        {4096, 4096, 4096},          {4096, 4096, 4096, true, "ui8"},
                        {130, 127, 13, true, "i8"}};
  for (const target::ChipRow &chip : target::chipRows()) {
    if (!target::supports(chip.chip, target::AsyncCopy::CpAsync))
      continue;
    for (Product product : products) {
      product.chip = std::string(chip.name);
      CompiledProduct compiled = compile(product);
      ASSERT_EQ(compiled.error, "") << product.chip;
      std::string said = assemble(compiled.ptx, product.chip);
      EXPECT_NE(said.find("status 0"), std::string::npos) << said;
      EXPECT_NE(said.find(" 0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads"), std::string::npos)
          << product.chip << " " << compiled.kernel << "\n" << said;
      // Two blocks fit a multiprocessor's registers.
      unsigned most = target::kSmRegisters / (2 * compiled.threads);
      EXPECT_LE(registersOf(said), most) << product.chip << " " << compiled.kernel;
      EXPECT_GT(registersOf(said), 0u) << said;
    }
  }
}

} // namespace
