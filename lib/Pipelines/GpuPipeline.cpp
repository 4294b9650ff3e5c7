// SPDX-License-Identifier: Apache-2.0
// The order of the passes for GPUs: those of the CPU up to buffers, then launches.
#include "qopt/Pipelines/GpuPipeline.h"

#include "qopt/Codegen/Cpu/Passes.h"
#include "qopt/Codegen/Cpu/Pipeline.h"
#include "qopt/Codegen/Nvgpu/Passes.h"
#include "qopt/IR/TensorMaps.h"
#include "qopt/Layout/Passes.h"
#include "qopt/Quantize/Prepare/Passes.h"
#include "qopt/Target/Gpu.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

// Blocks are what an instruction of the chip takes: of one warp, or of four, whose rows
// tensor copies fetch.
static void addFloatProducts(OpPassManager &pm, StringRef chip, int64_t promote) {
  auto known = target::parseChip(std::string_view(chip.data(), chip.size()));
  auto multiplies = [&](target::MmaKind kind) {
    return known && target::nativeMma(*known, kind, target::MmaType::E4M3,
                                      target::MmaType::E4M3);
  };
  bool ofWarps = multiplies(target::MmaKind::Mma);
  bool ofGroups = multiplies(target::MmaKind::Wgmma) &&
                  promote % target::wgmmaTiles().front().depth == 0;
  PackGpuFloatsOptions options;
  options.block = ofWarps || ofGroups ? 32 : 16;
  options.align = ofWarps ? 1 : kTensorMapAlign;
  options.promote = promote;
  pm.addNestedPass<func::FuncOp>(createPackGpuFloats(options));
}

static void addLayout(OpPassManager &pm) {
  FoldDequantizedConstantsOptions fold;
  fold.onlyScales = true;
  pm.addNestedPass<func::FuncOp>(createFoldDequantizedConstants(fold));
  pm.addNestedPass<func::FuncOp>(createExpandBinaryCodes());
  pm.addNestedPass<func::FuncOp>(createFuseProducts());
  pm.addNestedPass<func::FuncOp>(createPackGpuProducts());
  pm.addNestedPass<func::FuncOp>(createPackGpuWeights());
}

void mlir::qopt::buildGpuCodegenPipeline(OpPassManager &pm, StringRef chip,
                                         std::optional<int64_t> promote) {
  if (promote)
    addFloatProducts(pm, chip, *promote);
  addLayout(pm);
  buildLinalgPipeline(pm);
  buildBufferizationPipeline(pm);
  buildLaunchPipeline(pm);
  pm.addNestedPass<func::FuncOp>(createPlanMemory());
  OutlineWeightsOptions weights;
  weights.keepBytes = 0; // kernels see the weights, and no globals of the module
  pm.addPass(createOutlineWeights(weights));
  buildKernelPipeline(pm, chip);
  buildLowerGpuKernelsPipeline(pm);
}

namespace {
struct GpuPipelineOptions : PassPipelineOptions<GpuPipelineOptions> {
  Option<std::string> chip{*this, "chip",
                           llvm::cl::desc("the chip: sm_80, sm_90a, ..."),
                           llvm::cl::init("sm_80")};
  Option<int64_t> floatProducts{
      *this, "float-products",
      llvm::cl::desc("products of 8- and 16-bit floats by matrix instructions, whose sums "
                     "round otherwise than those of CPUs: k after which they are added to "
                     "f32 totals, 0: never (default -1: no such products)"),
      llvm::cl::init(-1)};
};
} // namespace

void mlir::qopt::registerGpuPipelines() {
  PassPipelineRegistration<GpuPipelineOptions>(
      "qopt-codegen-gpu-pipeline",
      "float or integer qopt ops to launches and kernels in the NVVM dialect",
      [](OpPassManager &pm, const GpuPipelineOptions &options) {
        buildGpuCodegenPipeline(pm, options.chip,
                                options.floatProducts < 0
                                    ? std::nullopt
                                    : std::optional<int64_t>(options.floatProducts));
      });
}
