// SPDX-License-Identifier: Apache-2.0
// Accuracy against total bits: weight-only quantization of one model in many
// formats and granularities, the picture of the k-bit inference scaling laws
// (Dettmers & Zettlemoyer, ICML 2023, figure 1); of a language model with
// perplexity for accuracy.
#ifndef QOPT_PIPELINES_SWEEP_H
#define QOPT_PIPELINES_SWEEP_H

#include "qopt/Pipelines/Dataset.h"

#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <vector>

namespace mlir::qopt {

/// One configuration: spellings as in recipes; format `f32` is the float model.
struct SweepConfig {
  std::string format, granularity;
};

/// A configuration with what it costs and what it gives.
struct SweepPoint {
  SweepConfig config;
  double bitsPerParameter = 0; ///< of filters: codes, scales, zero points
  int64_t totalBits = 0;       ///< of all constants
  double entropyBits = 0;      ///< per filter parameter, ideal entropy coder
  double score = 0;            ///< in the unit of the sweep's ScoreKind
};

struct SweepOptions {
  std::string search = "absmax"; ///< how scales are chosen
  int64_t limit = -1;            ///< runs of the data; -1: all
  int jobs = 0;                  ///< configurations at a time; 0: one per core
  std::string csvPath;           ///< kept up to date; finished points are reused
};

/// What points are compared by: top-1 in percent on labelled data, perplexity of
/// a token model (lower is better), else SQNR against the float model in dB.
enum class ScoreKind { Top1, Perplexity, Sqnr };

struct SweepResult {
  std::string model;
  ScoreKind kind = ScoreKind::Top1;
  SweepPoint floatPoint;
  std::vector<SweepPoint> points; ///< in the order of the configurations
};

/// The formats and granularities that a sweep covers unless told otherwise.
std::vector<SweepConfig> getDefaultSweep();

/// Every format with every granularity.
std::vector<SweepConfig> crossSweep(ArrayRef<std::string> formats,
                                    ArrayRef<std::string> granularities);

/// Quantizes, compiles and evaluates clones of the prepared float module. An
/// error (a spelling that is none, an unwritable table) ends the sweep; points
/// that were finished are in the table and are not computed again.
llvm::Expected<SweepResult> runSweep(ModuleOp prepared, StringRef modelName,
                                     const std::string &dataPath,
                                     ArrayRef<SweepConfig> configs,
                                     const SweepOptions &options);

/// Indices of the points that no other one beats: fewer bits with at least the
/// same score, or a better score with at most the same bits. Ascending in bits;
/// of equal points the first. A NaN score is the worst.
std::vector<size_t> paretoFront(ArrayRef<SweepPoint> points, ScoreKind kind);

/// A self-contained page: the picture with its Pareto front, and the table.
std::string toHtml(const SweepResult &result);
/// Plain text for a terminal: one line per point, the front marked.
std::string toText(const SweepResult &result);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_SWEEP_H
