// SPDX-License-Identifier: Apache-2.0
// Calibration runs, and the folds that stand between them: statistics by channel
// are of the model before its scales are folded, ranges of the model after.
#include "qopt/Pipelines/Workflow.h"

#include "qopt/Pipelines/Load.h"
#include "qopt/Pipelines/Pipelines.h"
#include "qopt/Pipelines/Runner.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mlir::qopt;

// Tokens of every observed value that a search sees.
static constexpr int64_t kSampledRows = 128;

static llvm::Error makeError(const char *text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

namespace {

// The runs of a data file over one prepared module.
class CalibrationRuns {
public:
  static llvm::Expected<CalibrationRuns>
  create(ModuleOp prepared, const std::string &dataPath, int64_t maxRuns) {
    auto main = getMain(prepared);
    if (failed(main))
      return makeError("expected a model to calibrate");
    auto data = Dataset::load(dataPath, getInputPorts(*main));
    if (!data)
      return data.takeError();
    return CalibrationRuns(std::move(*data), maxRuns);
  }

  int64_t runs() const {
    return limit < 0 ? data.runs() : std::min(limit, data.runs());
  }
  int64_t samples() const { return runs() * data.samplesPerRun(); }

  /// Runs an instrumented copy of the module.
  llvm::Error observe(ModuleOp prepared, bool channels,
                      CalibrationSession &session) const {
    OwningOpRef<ModuleOp> instrumented = prepared.clone();
    PassManager pm(prepared.getContext());
    buildInstrumentPipeline(pm, channels);
    if (failed(pm.run(*instrumented)))
      return makeError("expected a float model to calibrate");
    RunnerOptions options;
    options.session = &session;
    auto runner = createJitRunner(*instrumented, options);
    instrumented = nullptr;
    if (!runner)
      return runner.takeError();
    // One run at a time: observers see samples in order, from one thread.
    return (*runner)->runAll(
        data, 1, channels ? "observing channels" : "calibrating",
        [](int64_t, int64_t, auto) { return llvm::Error::success(); }, limit);
  }

private:
  CalibrationRuns(Dataset data, int64_t limit)
      : data(std::move(data)), limit(limit) {}

  Dataset data;
  int64_t limit;
};

} // namespace

static LogicalResult
runPipeline(ModuleOp module, const Recipe &recipe,
            void (*build)(OpPassManager &, const Recipe &)) {
  PassManager pm(module.getContext());
  build(pm, recipe);
  return pm.run(module);
}

// The folds of a recipe, in place. `observe` fills the table with statistics by
// channel of the module as it is then, or finds them there.
static LogicalResult fold(ModuleOp module, const Recipe &recipe,
                          StatisticsTable &table,
                          llvm::function_ref<LogicalResult()> observe) {
  if (failed(runPipeline(module, recipe, buildDataFreeFoldPipeline)))
    return failure();
  if (!recipe.needsChannels())
    return success();
  auto main = getMain(module);
  if (failed(main) || failed(observe()) ||
      failed(annotateChannels(*main, table)))
    return failure();
  return runPipeline(module, recipe, buildChannelFoldPipeline);
}

// Folds the module and leaves everything in the table that a run without data needs.
static llvm::Expected<StatisticsTable>
calibrateInPlace(ModuleOp module, const std::string &dataPath,
                 const Recipe &recipe, int64_t maxRuns) {
  auto data = CalibrationRuns::create(module, dataPath, maxRuns);
  if (!data)
    return data.takeError();
  StatisticsTable table;
  llvm::Error error = llvm::Error::success();
  auto observeChannels = [&]() -> LogicalResult {
    ChannelSession session(collectChannelValues(*getMain(module)), data->runs(),
                           recipe.needsRows() ? kSampledRows : 0);
    error = data->observe(module, /*channels=*/true, session);
    if (!error)
      error = session.finish(table);
    return failure(bool(error));
  };
  bool folded = succeeded(fold(module, recipe, table, observeChannels));
  if (error)
    return std::move(error);
  if (!folded)
    return makeError("expected a model whose scales can be folded");
  table.folds = recipe.getFolds();
  table.samples = data->samples();
  if (!recipe.needsRanges())
    return table;

  auto config = recipe.getObserverConfig(module.getContext());
  if (!config)
    return config.takeError();
  ObserverSession session(collectObservedValues(*getMain(module)), *config,
                          /*keepHistograms=*/recipe.choosesActivations());
  if (llvm::Error failed = data->observe(module, /*channels=*/false, session))
    return std::move(failed);
  auto ranges = session.finish(data->samples());
  if (!ranges)
    return ranges.takeError();
  ranges->channels = std::move(table.channels);
  ranges->folds = std::move(table.folds);
  return ranges;
}

llvm::Expected<StatisticsTable>
mlir::qopt::calibrate(ModuleOp prepared, const std::string &dataPath,
                      const Recipe &recipe, int64_t maxRuns) {
  OwningOpRef<ModuleOp> copy = prepared.clone();
  return calibrateInPlace(*copy, dataPath, recipe, maxRuns);
}

// A table from a file, and the module folded by it.
static llvm::Expected<StatisticsTable>
foldByTable(ModuleOp module, const std::string &path, const Recipe &recipe) {
  auto table = StatisticsTable::load(path);
  if (!table)
    return table.takeError();
  if (table->folds != recipe.getFolds())
    return llvm::createStringError(
        llvm::inconvertibleErrorCode(),
        "expected statistics of the model with folds '%s', got '%s': calibrate "
        "with this recipe",
        recipe.getFolds().c_str(), table->folds.c_str());
  if (failed(fold(module, recipe, *table, [] { return success(); })))
    return makeError("expected a model whose scales can be folded");
  return table;
}

LogicalResult mlir::qopt::foldAndAnnotate(ModuleOp module, const Recipe &recipe,
                                          const RangeSource &ranges) {
  if (!recipe.needsData())
    return runPipeline(module, recipe, buildDataFreeFoldPipeline);
  if (ranges.dataPath.empty() && ranges.statsPath.empty())
    return module.emitError()
           << "expected calibration data (--data) or statistics (--stats) for "
              "recipe '"
           << recipe.name << "', got neither";
  auto table = ranges.statsPath.empty()
                   ? calibrateInPlace(module, ranges.dataPath, recipe, -1)
                   : foldByTable(module, ranges.statsPath, recipe);
  if (!table)
    return module.emitError() << llvm::toString(table.takeError());
  auto main = getMain(module);
  if (failed(main))
    return failure();
  if (!recipe.needsRanges())
    return success();
  return annotateRanges(*main, *table,
                        /*histograms=*/recipe.choosesActivations());
}
