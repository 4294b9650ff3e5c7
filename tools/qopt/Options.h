// SPDX-License-Identifier: Apache-2.0
// Command line of the driver: subcommands and the options they share.
#ifndef QOPT_TOOLS_QOPT_OPTIONS_H
#define QOPT_TOOLS_QOPT_OPTIONS_H

#include "qopt/Pipelines/Load.h"
#include "qopt/Pipelines/Workflow.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/CommandLine.h"

#include <string>
#include <vector>

namespace mlir::qopt::driver {

/// Values of all options; each subcommand reads its own.
struct Options {
  std::string model, secondModel;
  std::string data, stats, recipe, output, input, report, target = "cpu";
  std::string emit, engine, isa, observer, name, csv, search, folds, outliers;
  std::vector<std::string> dims, formats, granularities;
  int64_t batch = 0, limit = -1, layerRuns = 8, repeat = 0;
  int threads = 0, jobs = 0;
  bool json = false, profile = false;
  /// Step models: compile one; generate without.
  bool step = false, noCache = false;
  std::string tokenizer, prompt, compare, kvCache;
  std::string ptxas, fallback, floatProducts; ///< of GPUs
  int64_t tokens = -1;
  double temperature = 0, topP = 1;
  uint64_t seed = 0;
};

/// Exit codes of the contract: 1 for a failure, 2 for wrong usage.
constexpr int kFailure = 1, kUsage = 2;

/// One subcommand: its name and what runs it.
struct Command {
  llvm::cl::SubCommand *sub;
  int (*run)(const Options &options);
};

int runImport(const Options &options);
int runCalibrate(const Options &options);
int runQuantize(const Options &options);
int runCompile(const Options &options);
int runRun(const Options &options);
int runEval(const Options &options);
int runBench(const Options &options);
int runSweepCommand(const Options &options);
int runFormats(const Options &options);
int runGenerate(const Options &options);

/// A context that prints diagnostics as "error: FILE: node 'NAME': message" to stderr.
class DriverContext {
public:
  /// Without `remarks` only warnings and errors are printed.
  explicit DriverContext(bool remarks = true);
  MLIRContext *get() { return &context; }

private:
  MLIRContext context;
};

/// Prints "error: message" and returns kFailure.
int fail(llvm::Error error);
int fail(const llvm::Twine &message);
/// Prints "error: message" and a hint at --help; returns kUsage.
int usage(const llvm::Twine &message);

/// --batch and --dim as load options.
llvm::Expected<LoadOptions> getLoadOptions(const Options &options);
/// The recipe asked for, if any.
llvm::Expected<std::optional<Recipe>> getRecipe(const Options &options);

/// A float model as it is to run, with the cache's format of --kv-cache.
LogicalResult prepareFloat(const Options &options, ModuleOp module);

/// With --step: a model of many positions becomes a step model; one that is a step
/// model stays as it is.
LogicalResult makeStepIfAsked(const Options &options, ModuleOp module);

/// Loads a model and brings it to the form in which it can run: integer-only for quantized
/// models, prepared float otherwise; with a recipe, quantizes it; with `step`, a token
/// model of many positions becomes a step model on the way.
FailureOr<OwningOpRef<ModuleOp>> loadRunnable(const Options &options,
                                              StringRef path,
                                              MLIRContext *context);

/// Writes text or bytecode (.mlirbc) IR atomically; "-" is stdout.
llvm::Error writeModule(ModuleOp module, StringRef path);
llvm::Error writeText(StringRef text, StringRef path);

} // namespace mlir::qopt::driver

#endif // QOPT_TOOLS_QOPT_OPTIONS_H
