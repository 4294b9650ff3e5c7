// SPDX-License-Identifier: Apache-2.0
// qopt run and qopt eval.
#include "Options.h"

#include "qopt/Data/Npz.h"
#include "qopt/Pipelines/Bench.h"
#include "qopt/Pipelines/Pipelines.h"
#include "qopt/Pipelines/Report.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::driver;
using ::qopt::data::Array;

namespace {

// A model ready to run; the module lives as long as a reference runner needs.
struct Running {
  OwningOpRef<ModuleOp> module;
  std::unique_ptr<Runner> runner;
};

RunnerOptions runnerOptions(const Options &options) {
  RunnerOptions result;
  result.threads = options.threads;
  result.isa = options.isa;
  return result;
}

// nullopt after an error was printed.
std::optional<Running> open(const Options &options, StringRef path,
                            DriverContext &context) {
  Running running;
  if (auto load = getLoadOptions(options); !load) {
    fail(load.takeError());
    return std::nullopt;
  }
  llvm::Expected<std::unique_ptr<Runner>> runner = nullptr;
  if (getModelKind(path) == ModelKind::Library) {
    runner = createLibraryRunner(path, runnerOptions(options));
  } else {
    auto module = loadRunnable(options, path, context.get());
    if (failed(module))
      return std::nullopt;
    running.module = std::move(*module);
    runner = options.engine == "reference"
                 ? createReferenceRunner(*getMain(*running.module))
                 : createJitRunner(*running.module, runnerOptions(options));
  }
  if (!runner) {
    fail(runner.takeError());
    return std::nullopt;
  }
  running.runner = std::move(*runner);
  return running;
}

bool checkEngine(const Options &options) {
  return options.engine == "jit" || options.engine == "reference";
}

} // namespace

int driver::runRun(const Options &options) {
  if (options.input.empty() || options.output.empty())
    return usage("expected inputs (--input) and an output file (--output)");
  if (!checkEngine(options))
    return usage("expected --engine jit or reference, got '" + options.engine +
                 "'");
  DriverContext context;
  auto running = open(options, options.model, context);
  if (!running)
    return kFailure;
  Runner &runner = *running->runner;
  auto data = Dataset::load(options.input, runner.inputs());
  if (!data)
    return fail(data.takeError());
  std::vector<Array> results;
  for (const Port &port : runner.outputs()) {
    Array array;
    array.name = port.name;
    array.dtype = port.dtype;
    array.shape = port.shape;
    // Runs lie along axis 0, which a model of batch 1 already has.
    if (!array.shape.empty() && array.shape[0] == data->samplesPerRun())
      array.shape[0] *= data->runs();
    else
      array.shape.insert(array.shape.begin(), data->runs());
    results.push_back(std::move(array));
  }
  llvm::Error error = runner.runAll(
      *data, 64, "running",
      [&](int64_t, int64_t, auto outputs) -> llvm::Error {
        for (auto [array, bytes] : llvm::zip_equal(results, outputs))
          array.bytes.insert(array.bytes.end(), bytes.begin(), bytes.end());
        return llvm::Error::success();
      });
  if (error)
    return fail(std::move(error));
  std::string message;
  if (!::qopt::data::writeNpz(options.output, results, message))
    return fail(message);
  return 0;
}

namespace {

// Accuracy, size and latency of one model.
llvm::Expected<ModelFigures> measure(Runner &runner, const Dataset &data,
                                     StringRef name, const Options &options) {
  ModelFigures figures;
  figures.name = llvm::sys::path::filename(name).str();
  figures.weightBytes = runner.weightBytes();
  figures.arenaBytes = runner.arenaBytes();
  figures.isa = runner.isa();
  if (!data.labels().empty()) {
    auto accuracy =
        evaluateAccuracy(runner, data, "evaluating", options.limit);
    if (!accuracy)
      return accuracy.takeError();
    figures.accuracy = *accuracy;
  } else if (isTokenModel(runner.inputs(), runner.outputs())) {
    auto perplexity =
        evaluatePerplexity(runner, data, "evaluating", options.limit);
    if (!perplexity)
      return perplexity.takeError();
    figures.perplexity = *perplexity;
  }
  if (options.engine != "reference") {
    auto timing = timeRunner(runner, BenchOptions{/*batch=*/1, /*repeat=*/0,
                                                  /*seconds=*/0.2});
    if (!timing)
      return timing.takeError();
    figures.medianMicroseconds = timing->medianMicroseconds;
  }
  return figures;
}

// Layers of the second model against the first, where both are IR.
llvm::Error addLayers(EvaluationReport &report, const Options &options,
                      DriverContext &context, const Dataset &data) {
  if (options.layerRuns <= 0 ||
      getModelKind(options.model) == ModelKind::Library ||
      getModelKind(options.secondModel) == ModelKind::Library)
    return llvm::Error::success();
  auto load = getLoadOptions(options);
  if (!load)
    return load.takeError();
  auto first = loadModule(options.model, context.get(), *load);
  auto second = loadModule(options.secondModel, context.get(), *load);
  auto failure = [] {
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "expected two models to compare layers of");
  };
  if (failed(first) || failed(second) || failed(prepare(**first)))
    return failure();
  auto a = getMain(**first), b = getMain(**second);
  if (failed(a) || failed(b))
    return failure();
  auto layers = measureLayers(*a, *b, data, options.layerRuns);
  if (!layers)
    return layers.takeError();
  report.layers = std::move(*layers);
  return llvm::Error::success();
}

} // namespace

int driver::runEval(const Options &options) {
  if (options.data.empty())
    return usage("expected data (--data)");
  if (!checkEngine(options))
    return usage("expected --engine jit or reference, got '" + options.engine +
                 "'");
  DriverContext context;
  auto first = open(options, options.model, context);
  if (!first)
    return kFailure;
  auto data = Dataset::load(options.data, first->runner->inputs());
  if (!data)
    return fail(data.takeError());
  EvaluationReport report;
  auto addFolds = [&](Running &running) {
    auto main = running.module ? getMain(*running.module)
                               : FailureOr<func::FuncOp>(failure());
    if (succeeded(main))
      llvm::append_range(report.folds.entries, reportFolds(*main).entries);
  };
  addFolds(*first);
  report.title = "qopt evaluation of " +
                 llvm::sys::path::filename(options.model).str();
  auto figures = measure(*first->runner, *data, options.model, options);
  if (!figures)
    return fail(figures.takeError());
  report.models.push_back(std::move(*figures));
  if (!options.secondModel.empty()) {
    Options secondOptions = options;
    secondOptions.recipe.clear();
    auto second = open(secondOptions, options.secondModel, context);
    if (!second)
      return kFailure;
    addFolds(*second);
    auto secondFigures =
        measure(*second->runner, *data, options.secondModel, options);
    if (!secondFigures)
      return fail(secondFigures.takeError());
    report.models.push_back(std::move(*secondFigures));
    auto agreement = compareOutputs(*second->runner, *first->runner, *data,
                                    "comparing", options.limit);
    if (!agreement)
      return fail(agreement.takeError());
    report.agreement = *agreement;
    if (llvm::Error error = addLayers(report, options, context, *data))
      return fail(std::move(error));
  }
  llvm::outs() << (options.json ? report.toJson() : report.toText());
  if (!options.report.empty())
    if (llvm::Error error = writeText(report.toHtml(), options.report))
      return fail(std::move(error));
  return 0;
}
