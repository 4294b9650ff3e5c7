// SPDX-License-Identifier: Apache-2.0
// The steps between model files; see the header.
#include "qopt/Pipelines/Workflow.h"

#include "qopt/Codegen/Cpu/Pipeline.h"
#include "qopt/Pipelines/Load.h"
#include "qopt/Pipelines/Pipelines.h"
#include "qopt/Pipelines/Runner.h"
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

llvm::Expected<StatisticsTable>
mlir::qopt::calibrate(ModuleOp prepared, const std::string &dataPath,
                      const Recipe &recipe, int64_t maxRuns) {
  auto config = recipe.getObserverConfig(prepared.getContext());
  if (!config)
    return config.takeError();
  auto main = getMain(prepared);
  if (failed(main))
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "expected a model to calibrate");
  auto data = Dataset::load(dataPath, getInputPorts(*main));
  if (!data)
    return data.takeError();
  ObserverSession session(collectObservedValues(*main), *config,
                          /*keepHistograms=*/recipe.choosesActivations());

  OwningOpRef<ModuleOp> instrumented = prepared.clone();
  PassManager pm(prepared.getContext());
  buildInstrumentPipeline(pm);
  if (failed(pm.run(*instrumented)))
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "expected a float model to calibrate");
  RunnerOptions options;
  options.session = &session;
  auto runner = createJitRunner(*instrumented, options);
  instrumented = nullptr;
  if (!runner)
    return runner.takeError();
  // One run at a time: observers see samples in order, from one thread.
  llvm::Error error = (*runner)->runAll(
      *data, 1, "calibrating",
      [](int64_t, int64_t, auto) { return llvm::Error::success(); }, maxRuns);
  if (error)
    return std::move(error);
  int64_t runs = maxRuns < 0 ? data->runs() : std::min(maxRuns, data->runs());
  return session.finish(runs * data->samplesPerRun());
}

// Ranges onto the prepared module, from the data or the table.
static LogicalResult annotate(ModuleOp module, const Recipe &recipe,
                              const RangeSource &ranges) {
  if (ranges.dataPath.empty() && ranges.statsPath.empty())
    return module.emitError()
           << "expected calibration data (--data) or statistics (--stats) for "
              "recipe '"
           << recipe.name << "', got neither";
  auto table = ranges.statsPath.empty()
                   ? calibrate(module, ranges.dataPath, recipe)
                   : StatisticsTable::load(ranges.statsPath);
  if (!table)
    return module.emitError() << llvm::toString(table.takeError());
  auto main = getMain(module);
  if (failed(main))
    return failure();
  return annotateRanges(*main, *table,
                        /*histograms=*/recipe.choosesActivations());
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
  if (recipe->isWeightOnly()) {
    buildWeightOnlyPipeline(pm, *recipe);
    return pm.run(module);
  }
  if (recipe->needsRanges() && failed(annotate(module, *recipe, ranges)))
    return failure();
  buildQuantizePipeline(pm, *recipe);
  return pm.run(module);
}

LogicalResult mlir::qopt::makeStepModel(ModuleOp module) {
  PassManager pm(module.getContext());
  pm.addNestedPass<func::FuncOp>(createMakeStepModel());
  return pm.run(module);
}

LogicalResult mlir::qopt::lowerToInteger(ModuleOp module,
                                         const Recipe &recipe) {
  PassManager pm(module.getContext());
  buildIntegerPipeline(pm, recipe, /*allowFloat=*/true);
  return pm.run(module);
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
