// SPDX-License-Identifier: Apache-2.0
// The order of the CPU passes, ours and upstream's.
#include "qopt/Codegen/Cpu/Pipeline.h"
#include "qopt/Codegen/Cpu/Kernels/Passes.h"
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::qopt;

void mlir::qopt::buildBufferizationPipeline(OpPassManager &pm) {
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  bufferize.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  pm.addPass(bufferization::createOneShotBufferizePass(bufferize));
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createResultsToArguments());
  pm.addNestedPass<func::FuncOp>(createLegalizeEmptyArguments());
  pm.addPass(createCanonicalizerPass());
}

static void addLowering(OpPassManager &pm, const CpuCodegenOptions &options) {
  pm.addPass(createLowerMath());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  if (options.parallel)
    pm.addPass(createConvertSCFToOpenMPPass());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(createConvertVectorToLLVMPass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  ConvertFuncToLLVMPassOptions functions;
  functions.useBarePtrCallConv = true;
  pm.addPass(createConvertFuncToLLVMPass(functions));
  pm.addPass(createConvertControlFlowToLLVMPass());
  if (options.parallel)
    pm.addPass(createConvertOpenMPToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createCanonicalizerPass());
}

void mlir::qopt::buildLinalgPipeline(OpPassManager &pm) {
  pm.addPass(createLowerToLinalg());
  pm.addNestedPass<func::FuncOp>(createFoldEmptyTensors());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addNestedPass<func::FuncOp>(createFuseElementwise());
}

void mlir::qopt::buildCpuCodegenPipeline(OpPassManager &pm,
                                         const CpuCodegenOptions &options) {
  buildLinalgPipeline(pm);
  buildBufferizationPipeline(pm);

  MultiversionOptions versions;
  versions.arch = options.arch;
  versions.isas.assign(options.isas.begin(), options.isas.end());
  pm.addPass(createMultiversion(versions));
  LinalgToLoopsOptions loops;
  loops.parallel = options.parallel;
  pm.addNestedPass<func::FuncOp>(createLinalgToLoops(loops));
  ExpandOptimizerStepsOptions steps;
  steps.parallel = options.parallel;
  pm.addPass(createExpandOptimizerSteps(steps));
  pm.addPass(createCanonicalizerPass());
  pm.addNestedPass<func::FuncOp>(createPlanMemory());
  pm.addPass(createOutlineWeights());
  pm.addPass(createOutlineKernels());
  ExpandKernelsOptions kernels;
  if (!options.parallel)
    kernels.maxRanges = 1;
  pm.addPass(createExpandKernels(kernels));

  addLowering(pm, options);
  pm.addPass(createEmitEntry());
  pm.addPass(createVerifyNoAlloc());
}

namespace {
struct CpuPipelineOptions : PassPipelineOptions<CpuPipelineOptions> {
  Option<std::string> arch{*this, "arch",
                           llvm::cl::desc("architecture: x86_64 or aarch64"),
                           llvm::cl::init("x86_64")};
  ListOption<std::string> isas{
      *this, "isas", llvm::cl::desc("instruction sets, best first")};
  Option<bool> parallel{*this, "parallel",
                        llvm::cl::desc("parallel loops (OpenMP)"),
                        llvm::cl::init(true)};
};
} // namespace

void mlir::qopt::registerCodegenCpuPipelines() {
  PassPipelineRegistration<CpuPipelineOptions>(
      "qopt-codegen-cpu-pipeline",
      "float or integer qopt ops to the LLVM dialect with C entry points",
      [](OpPassManager &pm, const CpuPipelineOptions &given) {
        CpuCodegenOptions options;
        options.arch = given.arch;
        options.isas.assign(given.isas.begin(), given.isas.end());
        options.parallel = given.parallel;
        buildCpuCodegenPipeline(pm, options);
      });
}
