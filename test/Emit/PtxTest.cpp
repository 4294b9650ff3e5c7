// SPDX-License-Identifier: Apache-2.0
// emitPtx: what it prints, and what it refuses. That kernels compute what they should
// is tested in test/Codegen/Nvgpu.
#include "qopt/Emit/Ptx.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

using namespace mlir;

namespace {

/// The PTX of the one gpu.module in `text`, or the error behind "error: ".
std::string ptxOf(const std::string &text) {
  MLIRContext context;
  context.loadDialect<gpu::GPUDialect, LLVM::LLVMDialect, NVVM::NVVMDialect>();
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return "not parsed";
  auto ptx = qopt::emitPtx(*module->getOps<gpu::GPUModuleOp>().begin());
  return ptx ? *ptx : "error: " + llvm::toString(ptx.takeError());
}

const std::string body = R"(
  llvm.func @k(%x: !llvm.ptr<1>) attributes {nvvm.kernel} {
    %t = nvvm.read.ptx.sreg.tid.x : i32
    llvm.store %t, %x : i32, !llvm.ptr<1>
    llvm.return
  })";

std::string moduleOf(const std::string &targets, const std::string &body) {
  return "gpu.module @kernels " + targets + " {" + body + "\n}\n";
}

TEST(Ptx, IsOfTheTargetsChipAndVersion) {
  for (const char *chip : {"sm_80", "sm_90a"}) {
    std::string ptx = ptxOf(moduleOf(
        std::string("[#nvvm.target<chip = \"") + chip + "\", features = \"+ptx90\">]", body));
    EXPECT_NE(ptx.find(".version 9.0"), std::string::npos) << ptx;
    EXPECT_NE(ptx.find(std::string(".target ") + chip), std::string::npos) << ptx;
    EXPECT_NE(ptx.find(".visible .entry k("), std::string::npos) << ptx;
  }
}

TEST(Ptx, NeedsOneTarget) {
  EXPECT_EQ(ptxOf(moduleOf("", body)),
            "error: expected one #nvvm.target of gpu.module 'kernels', got 0 targets");
  EXPECT_EQ(ptxOf(moduleOf("[#nvvm.target<chip = \"sm_80\">, #nvvm.target<chip = \"sm_90\">]", body)),
            "error: expected one #nvvm.target of gpu.module 'kernels', got 2 targets");
}

TEST(Ptx, RefusesUnknownChips) {
  EXPECT_EQ(ptxOf(moduleOf("[#nvvm.target<chip = \"sm_81\">]", body)),
            "error: expected a chip that LLVM knows, got 'sm_81'");
}

TEST(Ptx, RefusesCallsOfWhatIsDefinedNowhere) {
  EXPECT_EQ(ptxOf(moduleOf("[#nvvm.target<chip = \"sm_80\">]", R"(
  llvm.func @__nv_expf(f32) -> f32
  llvm.func @k(%x: !llvm.ptr<1>, %v: f32) attributes {nvvm.kernel} {
    %e = llvm.call @__nv_expf(%v) : (f32) -> f32
    llvm.store %e, %x : f32, !llvm.ptr<1>
    llvm.return
  })")),
            "error: expected kernels of 'kernels' that call nothing from outside, got calls of "
            "__nv_expf");
}

// LLVM would end the process.
TEST(Ptx, RefusesWhatTheChipLacks) {
  const std::string body = R"(
  llvm.func @k() attributes {nvvm.kernel} {
    llvm.call_intrinsic "llvm.nvvm.wgmma.fence.sync.aligned"() : () -> ()
    llvm.return
  })";
  auto on = [&](const char *chip) {
    return ptxOf(moduleOf(std::string("[#nvvm.target<chip = \"") + chip + "\">]", body));
  };
  for (int again = 0; again < 2; ++again) {
    std::string error = on("sm_80");
    EXPECT_EQ(error.find("error: expected kernels that LLVM compiles for sm_80, got: Cannot select"),
              0u) << error;
    EXPECT_NE(on("sm_90a").find("wgmma.fence.sync.aligned"), std::string::npos);
  }
}

TEST(Ptx, RefusesOtherDialects) {
  std::string error = ptxOf(moduleOf("[#nvvm.target<chip = \"sm_80\">]", R"(
  gpu.func @k() kernel {
    gpu.return
  })"));
  EXPECT_EQ(error.find("error: translation to LLVM IR failed: "), 0u) << error;
}

} // namespace
