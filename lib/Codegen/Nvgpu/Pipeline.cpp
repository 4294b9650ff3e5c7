// SPDX-License-Identifier: Apache-2.0
// From kernels in gpu.module to the LLVM and NVVM dialects: upstream's passes.
#include "qopt/Codegen/Nvgpu/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::qopt;

void mlir::qopt::buildLowerGpuKernelsPipeline(OpPassManager &pm) {
  OpPassManager &kernels = pm.nest<gpu::GPUModuleOp>();
  kernels.addPass(createCanonicalizerPass());
  kernels.addPass(createCSEPass());
  kernels.addPass(createSCFToControlFlowPass());
  ConvertGpuOpsToNVVMOpsOptions options;
  options.useBarePtrCallConv = true;
  kernels.addPass(createConvertGpuOpsToNVVMOps(options));
  kernels.addPass(createConvertNVVMToLLVMPass());
  kernels.addPass(createReconcileUnrealizedCastsPass());
  kernels.addPass(createCanonicalizerPass());
  kernels.addPass(createCSEPass());
}

void mlir::qopt::registerCodegenNvgpuPipelines() {
  PassPipelineRegistration<>(
      "qopt-lower-gpu-kernels-pipeline",
      "GPU kernels to the LLVM and NVVM dialects",
      [](OpPassManager &pm) { buildLowerGpuKernelsPipeline(pm); });
}
