// SPDX-License-Identifier: Apache-2.0
// The order of the passes for GPUs: those of the CPU up to buffers, then launches.
#include "qopt/Pipelines/GpuPipeline.h"

#include "qopt/Codegen/Cpu/Passes.h"
#include "qopt/Codegen/Cpu/Pipeline.h"
#include "qopt/Codegen/Nvgpu/Passes.h"
#include "qopt/Layout/Passes.h"
#include "qopt/Quantize/Prepare/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

using namespace mlir;
using namespace mlir::qopt;

static void addLayout(OpPassManager &pm) {
  FoldDequantizedConstantsOptions fold;
  fold.onlyScales = true;
  pm.addNestedPass<func::FuncOp>(createFoldDequantizedConstants(fold));
  pm.addNestedPass<func::FuncOp>(createExpandBinaryCodes());
  pm.addNestedPass<func::FuncOp>(createPackGpuWeights());
}

void mlir::qopt::buildGpuCodegenPipeline(OpPassManager &pm, StringRef chip) {
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
};
} // namespace

void mlir::qopt::registerGpuPipelines() {
  PassPipelineRegistration<GpuPipelineOptions>(
      "qopt-codegen-gpu-pipeline",
      "float or integer qopt ops to launches and kernels in the NVVM dialect",
      [](OpPassManager &pm, const GpuPipelineOptions &options) {
        buildGpuCodegenPipeline(pm, options.chip);
      });
}
