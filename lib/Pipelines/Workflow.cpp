// SPDX-License-Identifier: Apache-2.0
// The steps between model files; see the header.
#include "qopt/Pipelines/Workflow.h"

#include "qopt/Codegen/Cpu/Pipeline.h"
#include "qopt/Pipelines/Load.h"
#include "qopt/Pipelines/Pipelines.h"
#include "qopt/Quantize/Smooth/Passes.h"
#include "qopt/Sequence/Passes.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr std::pair<const char *, EmitStage> kStages[] = {
    {"float", EmitStage::Float},         {"prepared", EmitStage::Prepared},
    {"quantized", EmitStage::Quantized}, {"integer", EmitStage::Integer},
    {"linalg", EmitStage::Linalg},       {"llvm", EmitStage::Llvm},
    {"llvm-ir", EmitStage::LlvmIr},      {"asm", EmitStage::Assembly},
    {"object", EmitStage::Object},       {"library", EmitStage::Library}};

std::optional<EmitStage> mlir::qopt::parseEmitStage(StringRef text) {
  for (auto [name, stage] : kStages)
    if (text == name)
      return stage;
  return std::nullopt;
}

std::string mlir::qopt::listEmitStages() {
  std::string list;
  for (auto [name, stage] : kStages)
    list += (list.empty() ? "" : ", ") + std::string(name);
  return list;
}

LogicalResult mlir::qopt::prepare(ModuleOp module, bool keepFilters) {
  PassManager pm(module.getContext());
  buildPreparePipeline(pm, keepFilters);
  return pm.run(module);
}

LogicalResult mlir::qopt::injectOutliers(ModuleOp module, int64_t channels,
                                         double factor) {
  InjectOutliersOptions inject;
  inject.channels = channels;
  inject.factor = factor;
  inject.compensate = true; // of a post-norm block the residual reads the norm, too
  PassManager pm(module.getContext());
  buildPreparePipeline(pm);
  pm.addNestedPass<func::FuncOp>(createInjectOutliers(inject));
  return pm.run(module);
}

LogicalResult mlir::qopt::quantize(ModuleOp module,
                                   const std::optional<Recipe> &recipe,
                                   const RangeSource &ranges) {
  if (failed(prepare(module)))
    return failure();
  auto main = getMain(module);
  if (failed(main))
    return failure();
  PassManager pm(module.getContext());
  if (isQuantizedFunction(*main)) {
    if (recipe)
      return module.emitError()
             << "expected a float model for recipe '" << recipe->name
             << "', got one that is already quantized; leave the recipe out to "
                "keep its own scales";
    buildFusePipeline(pm);
    return pm.run(module);
  }
  if (!recipe)
    return module.emitError() << "expected a recipe to quantize a float model, "
                                 "got none (try --recipe int8)";
  if (failed(foldAndAnnotate(module, *recipe, ranges)))
    return failure();
  if (recipe->isWeightOnly())
    buildWeightOnlyPipeline(pm, *recipe);
  else
    buildQuantizePipeline(pm, *recipe);
  if (failed(pm.run(module)))
    return failure();
  clearChannels(*main);
  return success();
}

LogicalResult mlir::qopt::makeStepModel(ModuleOp module) {
  PassManager pm(module.getContext());
  pm.addNestedPass<func::FuncOp>(createMakeStepModel());
  return pm.run(module);
}

LogicalResult mlir::qopt::quantizeKvCache(ModuleOp module, StringRef format) {
  PassManager pm(module.getContext());
  Recipe recipe;
  recipe.kvCache = format.str();
  addKvCache(pm.nest<func::FuncOp>(), recipe);
  return pm.run(module);
}

LogicalResult mlir::qopt::lowerToInteger(ModuleOp module,
                                         const Recipe &recipe) {
  PassManager pm(module.getContext());
  buildIntegerPipeline(pm, recipe, /*allowFloat=*/true);
  if (failed(pm.run(module)))
    return failure();
  auto main = getMain(module);
  if (failed(main))
    return failure();
  markIntegerStage(*main);
  return success();
}

LogicalResult mlir::qopt::lowerToCpu(ModuleOp module, const CpuTarget &target,
                                     bool toLinalg) {
  PassManager pm(module.getContext());
  buildLayoutPipeline(pm);
  if (toLinalg) {
    buildLinalgPipeline(pm);
  } else {
    CpuCodegenOptions options;
    options.isas.assign(target.isas.begin(), target.isas.end());
    options.parallel = target.parallel;
    buildCpuCodegenPipeline(pm, options);
  }
  return pm.run(module);
}

llvm::Expected<CpuTarget> mlir::qopt::parseTarget(StringRef text) {
  CpuTarget target;
  auto [kind, isa] = text.split(':');
  if (kind == "cpu" && isa.empty())
    return target;
  if (kind == "cpu" && llvm::is_contained(target.isas, isa.str())) {
    target.isas = {isa.str()};
    return target;
  }
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      "expected target cpu, cpu:generic, cpu:avx2 or cpu:avx512vnni, got '%s'",
      text.str().c_str());
}
