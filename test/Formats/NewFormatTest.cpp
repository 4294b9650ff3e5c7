// SPDX-License-Identifier: Apache-2.0
// The promise of docs/guides/add-a-format.md: one attribute with one method, and
// the format is quantized to, compiled and run, in the interpreter and on every
// code path alike, with nothing else touched.
#include "Zigzag.h"
#include "qopt-c/Runtime.h"
#include "qopt/IR/FormatCodec.h"
#include "qopt/InitAllDialects.h"
#include "qopt/Pipelines/Runner.h"
#include "qopt/Target/Cpu.h"

#include "mlir/IR/DialectImplementation.h"
#include "mlir/Parser/Parser.h"

#include <cstring>
#include <gtest/gtest.h>
#include <thread>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {

//===-- The format: all there is to it ------------------------------------===//

class ZigzagAttr
    : public Attribute::AttrBase<ZigzagAttr, Attribute, AttributeStorage,
                                 FormatInterface::Trait> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ZigzagAttr)
  using Base::Base;
  static constexpr StringLiteral name = "test.zigzag";
  std::optional<num::CodeTable> buildTable() const { return zigzagTable(); }
};

class TestDialect : public Dialect {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(TestDialect)
  explicit TestDialect(MLIRContext *context)
      : Dialect("test", context, TypeID::get<TestDialect>()) {
    addAttributes<ZigzagAttr>();
  }
  static StringRef getDialectNamespace() { return "test"; }
  Attribute parseAttribute(DialectAsmParser &parser, Type) const override {
    if (parser.parseKeyword("zigzag"))
      return {};
    return ZigzagAttr::get(parser.getContext());
  }
  void printAttribute(Attribute, DialectAsmPrinter &printer) const override {
    printer << "zigzag";
  }
};

//===-- Quantize, compile, run --------------------------------------------===//

constexpr char kModel[] = R"mlir(
!q = !qopt.q<#test.zigzag, #qopt.block<5>>
func.func @main(%x: tensor<4x3xf32>, %s: tensor<3xf32>, %a: tensor<2x4xf32>)
    -> (tensor<4x3xui8>, tensor<4x3xf32>, tensor<2x3xf32>) {
  %z = qopt.constant dense<0> : tensor<3xi32>
  %q = qopt.quantize %x, %s, %z rounding nearest_even
    : tensor<4x3xf32>, tensor<3xf32>, tensor<3xi32> -> tensor<4x3x!q>
  %c = qopt.codes %q : tensor<4x3x!q> -> tensor<4x3xui8>
  %d = qopt.dequantize %q : tensor<4x3x!q> -> tensor<4x3xf32>
  %m = qopt.matmul %a, %q : (tensor<2x4xf32>, tensor<4x3x!q>) -> tensor<2x3xf32>
  return %c, %d, %m : tensor<4x3xui8>, tensor<4x3xf32>, tensor<2x3xf32>
}
)mlir";

class NewFormat : public ::testing::Test {
protected:
  NewFormat() : context(makeRegistry(), MLIRContext::Threading::DISABLED) {
    context.loadAllAvailableDialects();
    format = cast<FormatInterface>(Attribute(ZigzagAttr::get(&context)));
  }

  static DialectRegistry makeRegistry() {
    DialectRegistry registry;
    mlir::qopt::registerAllDialects(registry);
    registry.insert<TestDialect>();
    return registry;
  }

  struct Results {
    std::vector<uint8_t> codes = std::vector<uint8_t>(12);
    std::vector<float> values = std::vector<float>(12);
    std::vector<float> products = std::vector<float>(6);

    bool operator==(const Results &o) const {
      return codes == o.codes &&
             !std::memcmp(values.data(), o.values.data(), 12 * 4) &&
             !std::memcmp(products.data(), o.products.data(), 6 * 4);
    }
  };

  Results run(llvm::Expected<std::unique_ptr<Runner>> runner) {
    Results results;
    if (!runner) {
      ADD_FAILURE() << llvm::toString(runner.takeError());
      return results;
    }
    const void *inputs[] = {x, scales, left};
    void *outputs[] = {results.codes.data(), results.values.data(),
                       results.products.data()};
    if (llvm::Error error = (*runner)->run(inputs, outputs, 1))
      ADD_FAILURE() << llvm::toString(std::move(error));
    return results;
  }

  MLIRContext context;
  FormatInterface format;
  // Under the scales 1, 1/3 and 0: ties, saturation, zero of both signs.
  float x[12] = {0,     -0.0f, 0.2f,  -9.0f, 1.0f, 1.0f,
                 -0.3f, 0.05f, -0.0f, 5.0f,  0,    -0.0f};
  float scales[3] = {1, 1.0f / 3, 0};
  float left[8] = {1, 0.1f, -3, 0.7f, 1e-3f, 2, 5, -0.0f};
};

TEST_F(NewFormat, AnswersFromItsTable) {
  EXPECT_EQ(format.getBits(), 3u);
  EXPECT_FALSE(format.isSignedCode());
  EXPECT_FALSE(format.isUniform());
  EXPECT_FALSE(format.isIntegerValued());
  EXPECT_EQ(format.getMinCode(), 0);
  EXPECT_EQ(format.getMaxCode(), 7);
  EXPECT_EQ(format.getStorageType(),
            IntegerType::get(&context, 8, IntegerType::Unsigned));
  EXPECT_EQ(format.decode(5), -3.0);
  EXPECT_EQ(format.encode(-2.0, num::RoundingMode::NearestEven), 3);
  EXPECT_EQ(format.quantize(1.0f, 0.5f, 0, num::RoundingMode::NearestEven), 4);
  EXPECT_EQ(format.dequantize(4, 0.5f, 0), float(4.0 / 3) * 0.5f);
  auto params = format.chooseParams(-6, 1.5, /*symmetric=*/false);
  ASSERT_TRUE(params);
  EXPECT_EQ(params->scale, 2.0f);
  EXPECT_EQ(params->zeroPoint, 0);
  EXPECT_FALSE(format.chooseParams(0, INFINITY, false));
}

TEST_F(NewFormat, OneTableForAllThreads) {
  std::vector<const num::CodeTable *> tables(8);
  std::vector<std::thread> threads;
  for (const num::CodeTable *&table : tables)
    threads.emplace_back([&] { table = format.getTable(); });
  for (std::thread &thread : threads)
    thread.join();
  for (const num::CodeTable *table : tables)
    EXPECT_EQ(table, tables.front());
}

TEST_F(NewFormat, RunsInterpretedAndCompiled) {
  auto module = parseSourceString<ModuleOp>(kModel, &context);
  ASSERT_TRUE(module);
  auto main = *module->getOps<func::FuncOp>().begin();
  Results wanted = run(createReferenceRunner(main));
  // By hand: thirds in the first block, ninths in the second, zeros in the third.
  EXPECT_EQ(wanted.codes, (std::vector<uint8_t>{0, 0, 2, 5, 4, 6, 3, 0, 0, 6, 0,
                                                0}));
  EXPECT_EQ(wanted.values[3], -3.0f);
  EXPECT_EQ(wanted.values[11], 0.0f);
  for (const ::qopt::target::IsaRow &row : ::qopt::target::isaRows()) {
    if ((row.cpu & qopt_cpu_features()) != row.cpu)
      continue;
    RunnerOptions options;
    options.isa = std::string(row.name);
    EXPECT_TRUE(run(createJitRunner(*module, options)) == wanted)
        << options.isa;
  }
}

} // namespace
