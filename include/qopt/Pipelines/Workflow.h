// SPDX-License-Identifier: Apache-2.0
// From a model file to a quantized, integer-only or compiled one: the steps a
// front end (the driver, the C API, Python) puts together.
#ifndef QOPT_PIPELINES_WORKFLOW_H
#define QOPT_PIPELINES_WORKFLOW_H

#include "qopt/Calibrate/Statistics.h"
#include "qopt/Pipelines/Dataset.h"
#include "qopt/Pipelines/Recipe.h"
#include "qopt/Target/Cpu.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <optional>

namespace mlir::qopt {

/// Stage of a module between two steps, and the name `--emit` knows it by.
enum class EmitStage { Float, Prepared, Quantized, Integer, Linalg, Llvm, LlvmIr, Assembly, Ptx, Object, Library };
std::optional<EmitStage> parseEmitStage(StringRef text);
/// "float, prepared, ...", for messages and help.
std::string listEmitStages();

/// Canonical float form; `keepFilters` as in buildPreparePipeline. Diagnostics on
/// failure.
LogicalResult prepare(ModuleOp module, bool keepFilters = false);

/// Runs the prepared float model, compiled and instrumented, over at most `maxRuns` (-1: all)
/// runs of the data file. Where the recipe folds scales, a copy of the model is folded:
/// statistics by channel are of the model before, ranges of the model after.
llvm::Expected<StatisticsTable> calibrate(ModuleOp prepared,
                                          const std::string &dataPath,
                                          const Recipe &recipe,
                                          int64_t maxRuns = -1);

/// Prepares a float module and gives every normalization outlier channels
/// (--qopt-inject-outliers): the same function, harder to quantize.
LogicalResult injectOutliers(ModuleOp module, int64_t channels, double factor);

/// Where ranges come from: a data file to run, or a table made before.
struct RangeSource {
  std::string dataPath, statsPath;
};

/// Folds the scales of a prepared module as the recipe says and leaves ranges on it,
/// from the data or the table. Diagnostics on failure.
LogicalResult foldAndAnnotate(ModuleOp prepared, const Recipe &recipe,
                              const RangeSource &ranges);

/// Brings an imported float module to quantized form (prepare, calibrate or
/// read the table, quantize), or an imported QDQ module to quantized form (no recipe then).
/// Diagnostics on failure.
LogicalResult quantize(ModuleOp module, const std::optional<Recipe> &recipe,
                       const RangeSource &ranges);

/// A causal token model (float, quantized or integer form) to one of its positions,
/// see --qopt-make-step-model. Diagnostics on failure.
LogicalResult makeStepModel(ModuleOp module);

/// Keys and values of a float causal token model to codes and back; `format` as
/// Recipe::kvCache. Diagnostics on failure.
LogicalResult quantizeKvCache(ModuleOp module, StringRef format);

/// Quantized form to integer-only form, gate included. `rounding` as in Recipe.
LogicalResult lowerToInteger(ModuleOp module, const Recipe &recipe);

/// Float or integer-only form to LLVM dialect (or to linalg with `toLinalg`).
struct CpuTarget {
  /// All instruction sets of the architecture.
  explicit CpuTarget(::qopt::target::Arch arch = ::qopt::target::Arch::X86_64);

  ::qopt::target::Arch arch;
  std::vector<std::string> isas; ///< code paths, best first
  bool parallel = true;
};
LogicalResult lowerToCpu(ModuleOp module, const CpuTarget &target,
                         bool toLinalg = false);

/// "cpu" (x86-64), "cpu:avx2", "cpu:aarch64", "cpu:neon-i8mm",
/// "cpu:aarch64:generic", ...: all paths of an architecture or one; an error names
/// the known targets.
llvm::Expected<CpuTarget> parseTarget(StringRef text);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_WORKFLOW_H
