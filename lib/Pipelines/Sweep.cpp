// SPDX-License-Identifier: Apache-2.0
// Running a sweep; see the header.
#include "qopt/Pipelines/Sweep.h"

#include "SweepTable.h"
#include "qopt/Analysis/StorageBits.h"
#include "qopt/Pipelines/Evaluate.h"
#include "qopt/Pipelines/Load.h"
#include "qopt/Pipelines/Pipelines.h"
#include "qopt/Pipelines/Progress.h"
#include "qopt/Pipelines/Runner.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

#include <cmath>
#include <limits>
#include <mutex>
#include <tuple>

using namespace mlir;
using namespace mlir::qopt;

std::vector<SweepConfig>
mlir::qopt::crossSweep(ArrayRef<std::string> formats,
                       ArrayRef<std::string> granularities) {
  std::vector<SweepConfig> configs;
  for (const std::string &format : formats)
    for (const std::string &granularity : granularities)
      configs.push_back({format, granularity});
  return configs;
}

std::vector<SweepConfig> mlir::qopt::getDefaultSweep() {
  static const std::string formats[] = {
      "s3",         "s4",         "s5",        "s6",         "s8",
      "e2m0finite", "e2m1finite", "e3m1finite", "e3m2finite", "e3m4finite",
      "dynamic<s4>", "dynamic<s8>", "flint<s4>", "nf4",        "ant:4",
      "fp8:8",      "quantile:4", "kmeans:3",  "kmeans:4"};
  static const std::string granularities[] = {"channel", "group:128", "group:64",
                                              "group:32"};
  return crossSweep(formats, granularities);
}

namespace {

llvm::Error makeError(const llvm::Twine &text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), text);
}

// What every configuration starts from. Workers parse their own copy of the
// module: a context is shared by nobody, so nobody waits.
struct Job {
  std::string bytecode;
  MLIRContext *origin;
  std::string dataPath;
  SweepOptions options;
};

class Worker {
public:
  explicit Worker(const Job &job)
      : job(job), context(job.origin->getDialectRegistry(),
                          MLIRContext::Threading::DISABLED) {
    context.getDiagEngine().registerHandler([this](Diagnostic &diagnostic) {
      if (why.empty())
        why = diagnostic.str();
      return success();
    });
  }

  // The point of a configuration, its score left to be filled in.
  llvm::Expected<SweepPoint> quantize(const SweepConfig &config) {
    auto buffer = llvm::MemoryBuffer::getMemBuffer(job.bytecode, "model", false);
    module = parseSourceString<ModuleOp>(buffer->getBuffer(), &context);
    if (!module)
      return failed(config);
    if (config.format != "f32") {
      Recipe recipe;
      recipe.activations = "f32";
      recipe.weights = config.format;
      recipe.weightGranularity = config.granularity;
      recipe.weightSearch = job.options.search;
      PassManager pm(&context);
      buildWeightOnlyPipeline(pm, recipe);
      if (mlir::failed(pm.run(*module)))
        return failed(config);
    }
    ModelBits bits = countStorage(*getMain(*module));
    SweepPoint point;
    point.config = config;
    point.bitsPerParameter = bits.filterTotal.perParameter();
    point.totalBits = bits.total().total();
    if (bits.filterTotal.parameters)
      point.entropyBits = (bits.filterTotal.entropyBits +
                           bits.filterTotal.scaleBits + bits.filterTotal.zeroBits +
                           bits.filterTotal.bookBits) /
                          bits.filterTotal.parameters;
    return point;
  }

  llvm::Expected<std::unique_ptr<Runner>> createRunner() {
    RunnerOptions run;
    run.threads = 1;
    return createJitRunner(*module, run);
  }

private:
  const Job &job;
  MLIRContext context;
  std::string why;
  OwningOpRef<ModuleOp> module;

  llvm::Error failed(const SweepConfig &config) {
    return makeError("format '" + config.format + "', granularity '" +
                     config.granularity + "': " + why);
  }
};

ScoreKind chooseKind(const Dataset &data, ArrayRef<Port> inputs,
                     ArrayRef<Port> outputs) {
  if (!data.labels().empty())
    return ScoreKind::Top1;
  return isTokenModel(inputs, outputs) ? ScoreKind::Perplexity : ScoreKind::Sqnr;
}

llvm::Expected<double> scoreOf(Runner &runner, Worker *floatWorker,
                               const Job &job) {
  auto data = Dataset::load(job.dataPath, runner.inputs());
  if (!data)
    return data.takeError();
  ScoreKind kind = chooseKind(*data, runner.inputs(), runner.outputs());
  if (kind == ScoreKind::Top1) {
    auto accuracy = evaluateAccuracy(runner, *data, "", job.options.limit);
    if (!accuracy)
      return accuracy.takeError();
    return accuracy->top1Percent();
  }
  if (kind == ScoreKind::Perplexity) {
    auto perplexity = evaluatePerplexity(runner, *data, "", job.options.limit);
    if (!perplexity)
      return perplexity.takeError();
    return perplexity->value();
  }
  auto reference = floatWorker->createRunner();
  if (!reference)
    return reference.takeError();
  auto agreement =
      compareOutputs(runner, **reference, *data, "", job.options.limit);
  if (!agreement)
    return agreement.takeError();
  return agreement->sqnr();
}

llvm::Expected<SweepPoint> evaluate(const Job &job, const SweepConfig &config) {
  Worker worker(job);
  auto point = worker.quantize(config);
  if (!point)
    return point.takeError();
  auto runner = worker.createRunner();
  if (!runner)
    return runner.takeError();
  Worker floatWorker(job);
  if (auto ready = floatWorker.quantize({"f32", "tensor"}); !ready)
    return ready.takeError();
  auto score = scoreOf(**runner, &floatWorker, job);
  if (!score)
    return score.takeError();
  point->score = *score;
  return point;
}

// Same model, data and options: same key.
llvm::Expected<std::string> makeKey(const Job &job) {
  auto data = llvm::MemoryBuffer::getFile(job.dataPath);
  if (!data)
    return makeError("expected readable data, got '" + job.dataPath +
                     "': " + data.getError().message());
  uint64_t hash = llvm::xxh3_64bits(job.bytecode);
  hash ^= llvm::xxh3_64bits((*data)->getBuffer()) * 3;
  hash ^= llvm::xxh3_64bits(job.options.search + "/" +
                            std::to_string(job.options.limit)) *
          5;
  return llvm::utohexstr(hash);
}

// Points computed by several threads, put into the table one by one.
class Sweep {
public:
  Sweep(const Job &job, SweepTable table, ArrayRef<SweepConfig> configs)
      : job(job), table(std::move(table)), configs(configs),
        points(configs.size()), progress("sweeping", configs.size()) {}

  llvm::Error run() {
    llvm::DefaultThreadPool pool(
        llvm::hardware_concurrency(std::max(job.options.jobs, 0)));
    for (size_t i = 0; i < configs.size(); ++i)
      pool.async([this, i] { compute(i); });
    pool.wait();
    return error.empty() ? llvm::Error::success() : makeError(error);
  }

  std::vector<SweepPoint> takePoints() { return std::move(points); }

private:
  const Job &job;
  SweepTable table;
  ArrayRef<SweepConfig> configs;
  std::vector<SweepPoint> points;
  Progress progress;
  std::mutex mutex;
  int64_t done = 0;
  size_t failedAt = SIZE_MAX;
  std::string error;

  void compute(size_t i) {
    {
      std::lock_guard<std::mutex> lock(mutex);
      if (failedAt < i)
        return;
      if (auto known = table.find(configs[i])) {
        points[i] = *known;
        progress.update(++done);
        return;
      }
    }
    auto point = evaluate(job, configs[i]);
    std::lock_guard<std::mutex> lock(mutex);
    if (!point)
      return fail(i, point.takeError());
    points[i] = *point;
    if (llvm::Error writing = table.add(*point))
      return fail(i, std::move(writing));
    progress.update(++done);
  }

  // The first configuration's error is the one reported, whoever came first.
  void fail(size_t i, llvm::Error why) {
    std::string text = llvm::toString(std::move(why));
    if (i >= failedAt)
      return;
    failedAt = i;
    error = std::move(text);
  }
};

} // namespace

llvm::Expected<SweepResult>
mlir::qopt::runSweep(ModuleOp prepared, StringRef modelName,
                     const std::string &dataPath, ArrayRef<SweepConfig> configs,
                     const SweepOptions &options) {
  Job job{"", prepared.getContext(), dataPath, options};
  llvm::raw_string_ostream os(job.bytecode);
  if (failed(writeBytecodeToFile(prepared, os)))
    return makeError("expected a model that can be copied");
  auto key = makeKey(job);
  if (!key)
    return key.takeError();
  auto table = SweepTable::open(options.csvPath, *key);
  if (!table)
    return table.takeError();
  auto main = getMain(prepared);
  if (failed(main))
    return makeError("expected a model with a function 'main'");
  auto data = Dataset::load(dataPath, getInputPorts(*main));
  if (!data)
    return data.takeError();

  std::vector<SweepConfig> all{{"f32", "tensor"}};
  all.insert(all.end(), configs.begin(), configs.end());
  Sweep sweep(job, std::move(*table), all);
  if (llvm::Error error = sweep.run())
    return std::move(error);
  SweepResult result;
  result.model = modelName.str();
  result.kind = chooseKind(*data, getInputPorts(*main), getOutputPorts(*main));
  result.points = sweep.takePoints();
  result.floatPoint = result.points.front();
  result.points.erase(result.points.begin());
  return result;
}

std::vector<size_t> mlir::qopt::paretoFront(ArrayRef<SweepPoint> points,
                                            ScoreKind kind) {
  auto quality = [&](size_t i) {
    double score = points[i].score;
    if (std::isnan(score))
      return -std::numeric_limits<double>::infinity();
    return kind == ScoreKind::Perplexity ? -score : score;
  };
  std::vector<size_t> order(points.size());
  for (size_t i = 0; i < order.size(); ++i)
    order[i] = i;
  // By bits, then quality, best first, then place: an order without equals.
  auto key = [&](size_t i) {
    return std::tuple(points[i].totalBits, -quality(i), i);
  };
  llvm::sort(order, [&](size_t a, size_t b) { return key(a) < key(b); });
  std::vector<size_t> front;
  for (size_t i : order)
    if (front.empty() || quality(i) > quality(front.back()))
      front.push_back(i);
  return front;
}
