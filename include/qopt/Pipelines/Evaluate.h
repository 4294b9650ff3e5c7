// SPDX-License-Identifier: Apache-2.0
// How good a model is: accuracy on labelled data, perplexity of a language
// model, and what every layer lost against the float model.
#ifndef QOPT_PIPELINES_EVALUATE_H
#define QOPT_PIPELINES_EVALUATE_H

#include "qopt/Pipelines/Runner.h"

#include <optional>

namespace mlir::qopt {

/// Share of samples whose label is the greatest, or among the five greatest,
/// outputs (ties: the lower index wins). First output of the model.
struct Accuracy {
  int64_t samples = 0;
  int64_t top1 = 0, top5 = 0;
  double top1Percent() const { return samples ? 100.0 * top1 / samples : 0.0; }
  double top5Percent() const { return samples ? 100.0 * top5 / samples : 0.0; }
};

/// Runs the model over the labelled data (at most `limit` runs; -1: all).
llvm::Expected<Accuracy> evaluateAccuracy(Runner &runner, const Dataset &data,
                                          llvm::StringRef progressLabel,
                                          int64_t limit = -1);

/// How well a language model foresees text: exp of the mean negative
/// log-likelihood of every token given those before it in its sequence (the
/// first of a sequence is given). Lower is better; 1 is perfect.
struct Perplexity {
  int64_t tokens = 0; ///< predicted
  double nats = 0;    ///< -sum of log probabilities, in f64 in data order
  double value() const;
};

/// Whether a model reads tokens and scores what comes next: one input of integers
/// [.., T], T >= 2, and a first output f32 [.., T, V] with the scores (logits) of
/// the token after each position.
bool isTokenModel(llvm::ArrayRef<Port> inputs, llvm::ArrayRef<Port> outputs);

/// Perplexity of a token model over all sequences of the data (at most `limit`
/// runs; -1: all). NaN or infinite where scores are. An error for a token outside
/// of the vocabulary.
llvm::Expected<Perplexity> evaluatePerplexity(Runner &runner,
                                              const Dataset &data,
                                              llvm::StringRef progressLabel,
                                              int64_t limit = -1);

/// Agreement of two models' outputs over the same data.
struct Agreement {
  int64_t runs = 0;
  uint64_t comparedBytes = 0, differingBytes = 0;
  double maxAbsError = 0.0;
  double signalPower = 0.0, noisePower = 0.0;
  int64_t equalTop1 = 0, samples = 0;
  /// 10 log10(signal / noise); infinity for equal outputs.
  double sqnr() const;
};
llvm::Expected<Agreement> compareOutputs(Runner &model, Runner &reference,
                                         const Dataset &data,
                                         llvm::StringRef progressLabel,
                                         int64_t limit = -1);

/// What one layer lost: its dequantized output against the float model's.
struct LayerError {
  std::string name; ///< node name
  std::string op;   ///< mnemonic and kind
  /// Formats of its constant filter and its result, as FormatReport has them.
  std::string filter, result;
  double sqnr = 0.0;
  double maxAbsError = 0.0;
  double floatMin = 0.0, floatMax = 0.0;
  bool staysFloat = false; ///< computed in f32
  bool byFormat = false;   ///< and so because a format has no integer form
  /// Columns of outliers that are multiplied apart: "1, 7", "found in every run", or
  /// empty.
  std::string outliers;
};

/// Both functions run in the interpreter over the first `limit` runs; layers
/// are matched by node name (last op of the name on both sides).
llvm::Expected<std::vector<LayerError>>
measureLayers(func::FuncOp floatMain, func::FuncOp quantizedMain,
              const Dataset &data, int64_t limit);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_EVALUATE_H
