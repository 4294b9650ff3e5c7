// SPDX-License-Identifier: Apache-2.0
// From kernels in gpu.module to the LLVM and NVVM dialects: upstream's passes.
#include "qopt/Codegen/Nvgpu/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::qopt;

void mlir::qopt::buildLaunchPipeline(OpPassManager &pm) {
  pm.addNestedPass<func::FuncOp>(createLaunchLinalg());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

void mlir::qopt::buildKernelPipeline(OpPassManager &pm, llvm::StringRef chip) {
  ExpandGpuKernelsOptions products;
  products.chip = chip.str();
  pm.addPass(createExpandGpuKernels(products));
  OutlineLaunchesOptions launches;
  launches.chip = chip.str();
  pm.addPass(createOutlineLaunches(launches));
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createVerifyLaunches());
}

void mlir::qopt::buildLowerGpuKernelsPipeline(OpPassManager &pm) {
  OpPassManager &kernels = pm.nest<gpu::GPUModuleOp>();
  kernels.addPass(createCanonicalizerPass());
  kernels.addPass(createCSEPass());
  kernels.addPass(memref::createExpandStridedMetadataPass());
  kernels.addPass(createLowerAffinePass());
  kernels.addPass(createSCFToControlFlowPass());
  // Before the conversion to NVVM, which would make calls of a library of them.
  kernels.addPass(createLowerGpuMath());
  ConvertGpuOpsToNVVMOpsOptions options;
  options.useBarePtrCallConv = true;
  kernels.addPass(createConvertGpuOpsToNVVMOps(options));
  kernels.addPass(createLowerTensorMaps());
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
