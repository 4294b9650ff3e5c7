// SPDX-License-Identifier: Apache-2.0
// Modules in launch form to lists of launches, and what is none.
#include "qopt/Emit/DeviceCode.h"
#include "qopt/Emit/Emit.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Parser/Parser.h"

#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qopt;

namespace {

constexpr char kForm[] = R"mlir(
module @net attributes {gpu.container_module} {
  func.func @main(%x: memref<4x8xi8> {qopt.name = "image"}, %y: memref<32xi32> {qopt.result},
                  %z: memref<16xi32> {qopt.result}, %arena: memref<256xi8> {qopt.arena},
                  %w: memref<64xi8> {qopt.weights}) {
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c64 = arith.constant 64 : index
    %c1024 = arith.constant 1024 : i32
    %seven = arith.constant -7 : i32
    %half = arith.constant 0.5 : f32
    %a = memref.view %arena[%c64][] : memref<256xi8> to memref<32xi32>
    %s = memref.subview %a[8] [16] [1] : memref<32xi32> to memref<16xi32, strided<[1], offset: 8>>
    %flat = memref.collapse_shape %x [[0, 1]] : memref<4x8xi8> into memref<32xi8>
    gpu.launch_func @kernels::@one blocks in (%c1, %c2, %c1) threads in (%c64, %c1, %c1)
      dynamic_shared_memory_size %c1024
      args(%flat : memref<32xi8>, %s : memref<16xi32, strided<[1], offset: 8>>, %seven : i32, %half : f32)
    memref.copy %s, %z : memref<16xi32, strided<[1], offset: 8>> to memref<16xi32>
    gpu.launch_func @more::@two blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1)
      args(%w : memref<64xi8>, %y : memref<32xi32>)
    gpu.launch_func @kernels::@one blocks in (%c1, %c1, %c2) threads in (%c1, %c1, %c1)
      args(%flat : memref<32xi8>, %s : memref<16xi32, strided<[1], offset: 8>>, %seven : i32, %half : f32)
    return
  }
  gpu.module @kernels [#nvvm.target<chip = "sm_80">] {
    llvm.func @one(%a: !llvm.ptr, %b: !llvm.ptr, %c: i32, %d: f32) attributes {gpu.kernel, nvvm.kernel} {
      llvm.return
    }
  }
  gpu.module @more [#nvvm.target<chip = "sm_80">] {
    llvm.func @two(%a: !llvm.ptr, %b: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel} {
      llvm.return
    }
  }
}
)mlir";

std::string replaced(std::string text, const std::string &from, const std::string &to) {
  size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

class LaunchPlanTest : public testing::Test {
protected:
  LaunchPlanTest() {
    context.loadDialect<arith::ArithDialect, func::FuncDialect, gpu::GPUDialect,
                        LLVM::LLVMDialect, memref::MemRefDialect, NVVM::NVVMDialect>();
    context.allowUnregisteredDialects();
  }
  OwningOpRef<ModuleOp> parse(const std::string &text) {
    auto module = parseSourceString<ModuleOp>(text, &context);
    EXPECT_TRUE(module);
    return module;
  }
  std::string refuse(const std::string &from, const std::string &to) {
    auto module = parse(replaced(kForm, from, to));
    auto plan = readLaunchPlan(*module);
    EXPECT_FALSE(bool(plan)) << to;
    return plan ? "" : llvm::toString(plan.takeError());
  }
  MLIRContext context;
};

bool equal(const qopt_device_argument &a, uint32_t space, uint32_t index, uint64_t value) {
  return a.space == space && a.index == index && a.value == value;
}

TEST_F(LaunchPlanTest, HasEveryStep) {
  auto module = parse(kForm);
  auto read = readLaunchPlan(*module);
  ASSERT_TRUE(bool(read)) << llvm::toString(read.takeError());
  const LaunchPlan &plan = *read;
  EXPECT_EQ(plan.arenaBytes, 256u);
  ASSERT_EQ(plan.kernels.size(), 2u);
  EXPECT_EQ(plan.kernels[0].name, "one");
  EXPECT_EQ(plan.kernels[0].image, 0u);
  EXPECT_EQ(plan.kernels[1].name, "two");
  EXPECT_EQ(plan.kernels[1].image, 1u);
  ASSERT_EQ(plan.steps.size(), 4u);

  const LaunchStep &first = plan.steps[0];
  EXPECT_EQ(first.kernel, 0u);
  EXPECT_EQ(first.grid, (std::array<uint32_t, 3>{1, 2, 1}));
  EXPECT_EQ(first.block, (std::array<uint32_t, 3>{64, 1, 1}));
  EXPECT_EQ(first.sharedBytes, 1024u);
  ASSERT_EQ(first.arguments.size(), 4u);
  EXPECT_TRUE(equal(first.arguments[0], QOPT_SPACE_INPUT, 0, 0));
  // The kernel adds the offset in the type itself.
  EXPECT_TRUE(equal(first.arguments[1], QOPT_SPACE_ARENA, 0, 64));
  EXPECT_TRUE(equal(first.arguments[2], QOPT_SPACE_VALUE, 0, 0xfffffff9));
  EXPECT_TRUE(equal(first.arguments[3], QOPT_SPACE_VALUE, 0, 0x3f000000));

  const LaunchStep &copy = plan.steps[1];
  EXPECT_EQ(copy.kernel, QOPT_DEVICE_COPY);
  EXPECT_EQ(copy.copyBytes, 64u);
  ASSERT_EQ(copy.arguments.size(), 2u);
  EXPECT_TRUE(equal(copy.arguments[0], QOPT_SPACE_OUTPUT, 1, 0));
  EXPECT_TRUE(equal(copy.arguments[1], QOPT_SPACE_ARENA, 0, 64 + 32));

  EXPECT_EQ(plan.steps[2].kernel, 1u);
  EXPECT_EQ(plan.steps[2].sharedBytes, 0u);
  EXPECT_TRUE(equal(plan.steps[2].arguments[0], QOPT_SPACE_WEIGHTS, 0, 0));
  EXPECT_TRUE(equal(plan.steps[2].arguments[1], QOPT_SPACE_OUTPUT, 0, 0));
  EXPECT_EQ(plan.steps[3].kernel, 0u);
  EXPECT_EQ(plan.steps[3].grid[2], 2u);
}

// `two` reads the weights, 64 bytes, by a tensor map.
std::string withMap(const std::string &map) {
  return replaced(kForm, "@two(%a: !llvm.ptr, %b: !llvm.ptr) attributes {",
                  "@two(%a: !llvm.ptr, %b: !llvm.ptr) attributes {qopt.tensor_maps = [" + map + "], ");
}
constexpr char kMap[] = "{argument = 0 : i64, box = array<i64: 32, 8>, sizes = array<i64: 24, 2>, "
                        "strides = array<i64: 32>, swizzle = 32 : i64}";

TEST_F(LaunchPlanTest, HasTensorMaps) {
  auto module = parse(withMap(kMap));
  auto read = readLaunchPlan(*module);
  ASSERT_TRUE(bool(read)) << llvm::toString(read.takeError());
  ASSERT_EQ(read->tensorMaps.size(), 1u);
  const qopt_device_tensor_map &map = read->tensorMaps[0];
  EXPECT_TRUE(equal(map.base, QOPT_SPACE_WEIGHTS, 0, 0));
  EXPECT_EQ(map.rank, 2u);
  EXPECT_EQ(map.swizzle_bytes, 32u);
  EXPECT_EQ(map.sizes[0], 24u);
  EXPECT_EQ(map.sizes[1], 2u);
  EXPECT_EQ(map.strides[0], 32u);
  EXPECT_EQ(map.boxes[0], 32u);
  EXPECT_EQ(map.boxes[1], 8u);
  EXPECT_EQ(map.sizes[2] | map.strides[1] | map.boxes[2] | map.reserved, 0u);
  EXPECT_TRUE(equal(read->steps[2].arguments[0], QOPT_SPACE_TENSOR_MAP, 0, 0));
  EXPECT_TRUE(equal(read->steps[2].arguments[1], QOPT_SPACE_OUTPUT, 0, 0));
}

TEST_F(LaunchPlanTest, SharesEqualTensorMaps) {
  std::string again = "    return\n  }\n  gpu.module @kernels";
  std::string launch = "gpu.launch_func @more::@two blocks in (%c1, %c1, %c1) threads in (%c1, %c1, "
                       "%c1) args(%w : memref<64xi8>, %y : memref<32xi32>)\n";
  auto module = parse(replaced(withMap(kMap), again, launch + again));
  auto read = readLaunchPlan(*module);
  ASSERT_TRUE(bool(read)) << llvm::toString(read.takeError());
  EXPECT_EQ(read->steps.size(), 5u);
  EXPECT_EQ(read->tensorMaps.size(), 1u);
}

TEST_F(LaunchPlanTest, RefusesWrongTensorMaps) {
  std::string said;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    said += diagnostic.str();
    return success();
  });
  for (auto [from, to, expected] :
       {std::tuple("24, 2", "24, 3", "within the 64 bytes of argument 0, got one that reaches 88"),
        std::tuple("swizzle = 32", "swizzle = 16", "expected a swizzle of 0, 32, 64 or 128 bytes, got 16")}) {
    said.clear();
    auto module = parse(withMap(replaced(kMap, from, to)));
    auto read = readLaunchPlan(*module);
    ASSERT_FALSE(bool(read));
    EXPECT_NE(llvm::toString(read.takeError()).find("expected tensor maps in order"), std::string::npos);
    EXPECT_NE(said.find(expected), std::string::npos) << said;
  }
}

TEST_F(LaunchPlanTest, RefusesWhatIsNone) {
  auto has = [](const std::string &text, const char *part) {
    return text.find(part) != std::string::npos;
  };
  const char *launch = "gpu.launch_func @kernels::@one blocks in (%c1, %c2, %c1)";
  std::string text = refuse("    return\n", "    %n = memref.alloc() : memref<4xi8>\n    return\n");
  EXPECT_TRUE(has(text, "launch form: 'memref.alloc' at ") &&
              has(text, "expected constants, views, launches, copies and a return only"))
      << text;
  text = refuse(launch, "%n = \"test.size\"() : () -> index\n gpu.launch_func @kernels::@one blocks "
                        "in (%n, %c2, %c1)");
  EXPECT_TRUE(has(text, "'test.size'")) << text;
  text = refuse("%c2 = arith.constant 2 : index", "%c2 = arith.constant 0 : index");
  EXPECT_TRUE(has(text, "expected constant sizes from 1 to 2^31 - 1")) << text;
  text = refuse("%x: memref<4x8xi8> {qopt.name = \"image\"}", "%q: index, %x: memref<4x8xi8>");
  EXPECT_TRUE(has(text, "expected memrefs of static shape in row-major order as arguments, got "
                        "index"))
      << text;
  text = refuse("%s = memref.subview %a[8] [16] [1] : memref<32xi32> to memref<16xi32, strided<[1], "
                "offset: 8>>",
                "%t = memref.subview %a[0] [16] [2] : memref<32xi32> to memref<16xi32, "
                "strided<[2]>>\n memref.copy %t, %z : memref<16xi32, strided<[2]>> to "
                "memref<16xi32>\n %s = memref.subview %a[8] [16] [1] : memref<32xi32> to "
                "memref<16xi32, strided<[1], offset: 8>>");
  EXPECT_TRUE(has(text, "'memref.copy'") && has(text, "expected a copy between contiguous views"))
      << text;
  text = refuse("func.func @main", "func.func @other() { return }\n func.func @main");
  EXPECT_TRUE(has(text, "expected one function with a body, got 'other' and 'main'")) << text;
}

TEST_F(LaunchPlanTest, MakesAVariantAndADescription) {
  auto module = parse(kForm);
  auto variant = makeDeviceVariant(*module, /*ptxas=*/"");
  ASSERT_TRUE(bool(variant)) << llvm::toString(variant.takeError());
  EXPECT_EQ(variant->chip, "sm_80");
  EXPECT_EQ(variant->major, 8u);
  EXPECT_EQ(variant->minor, 0u);
  EXPECT_FALSE(variant->exact);
  ASSERT_EQ(variant->images.size(), 2u);
  EXPECT_NE(variant->images[0].ptx.find(".entry one("), std::string::npos);
  EXPECT_NE(variant->images[1].ptx.find(".entry two("), std::string::npos);
  EXPECT_TRUE(variant->images[0].cubin.bytes.empty());
  makeDescriptionModule(*module, *variant);
  EXPECT_TRUE(module->getBody()->empty());
  DeviceCode code;
  code.variants.push_back(std::move(*variant));
  EmitOptions options;
  options.device = &code;
  auto info = readModelInfo(*module, &code);
  ASSERT_TRUE(bool(info)) << llvm::toString(info.takeError());
  ASSERT_EQ(info->inputs.size(), 1u);
  EXPECT_EQ(info->inputs[0].name, "image");
  ASSERT_EQ(info->outputs.size(), 2u);
  EXPECT_EQ(info->outputs[1].name, "output1");
  EXPECT_EQ(info->arenaBytes, 256u);
  auto object = emitObject(*module, options);
  EXPECT_TRUE(bool(object)) << llvm::toString(object.takeError());
}

TEST_F(LaunchPlanTest, RefusesImagesOfTwoChips) {
  auto module = parse(replaced(kForm, "sm_80", "sm_90a"));
  auto variant = makeDeviceVariant(*module, "");
  ASSERT_FALSE(bool(variant));
  EXPECT_NE(llvm::toString(variant.takeError()).find("the same of all gpu.modules"),
            std::string::npos);
}

TEST(Ptxas, IsFoundOrRefused) {
  EXPECT_EQ(llvm::cantFail(findPtxas("none")), "");
  auto wrong = findPtxas("/nowhere/ptxas");
  ASSERT_FALSE(bool(wrong));
  EXPECT_EQ(llvm::toString(wrong.takeError()),
            "expected the path of ptxas or 'none', got '/nowhere/ptxas', which is no program");
}

TEST(Ptxas, Assembles) {
  std::string ptxas = llvm::cantFail(findPtxas(""));
  if (ptxas.empty())
    GTEST_SKIP() << "no ptxas";
  const char *text = ".version 7.0\n.target sm_80\n.address_size 64\n"
                     ".visible .entry k(.param .u64 p) { .shared .b32 s[64]; .reg .b32 %r<3>; "
                     ".reg .b64 %rd<3>; ld.param.u64 %rd1, [p]; mov.u32 %r1, %tid.x; "
                     "st.shared.u32 [s], %r1; ld.shared.u32 %r2, [s+4]; "
                     "st.global.u32 [%rd1], %r2; ret; }\n";
  auto cubin = assemble(text, "sm_80", ptxas);
  ASSERT_TRUE(bool(cubin)) << llvm::toString(cubin.takeError());
  EXPECT_EQ(StringRef(cubin->bytes.data(), 4), "\x7f" "ELF");
  ASSERT_EQ(cubin->kernels.size(), 1u);
  EXPECT_EQ(cubin->kernels[0].name, "k");
  EXPECT_GT(cubin->kernels[0].registers, 0u);
  EXPECT_EQ(cubin->kernels[0].sharedBytes, 256u);
  EXPECT_EQ(cubin->kernels[0].spillBytes, 0u);
  auto again = assemble(text, "sm_80", ptxas);
  ASSERT_TRUE(bool(again)) << llvm::toString(again.takeError());
  EXPECT_EQ(cubin->bytes, again->bytes) << "same text, same bytes";
  auto wrong = assemble("nonsense", "sm_80", ptxas);
  ASSERT_FALSE(bool(wrong));
  EXPECT_NE(llvm::toString(wrong.takeError()).find("that ptxas assembles for sm_80, got: "),
            std::string::npos);
}

} // namespace
