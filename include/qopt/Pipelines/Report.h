// SPDX-License-Identifier: Apache-2.0
// Evaluation as a self-contained HTML page and as JSON.
#ifndef QOPT_PIPELINES_REPORT_H
#define QOPT_PIPELINES_REPORT_H

#include "qopt/Pipelines/Evaluate.h"
#include "qopt/Pipelines/FoldReport.h"

#include <optional>
#include <string>

namespace mlir::qopt {

/// One row of the summary: a model as it was measured.
struct ModelFigures {
  std::string name;
  std::optional<Accuracy> accuracy;
  std::optional<Perplexity> perplexity;
  uint64_t weightBytes = 0, arenaBytes = 0;
  double medianMicroseconds = 0.0;
  std::string isa;
};

struct EvaluationReport {
  std::string title;
  std::vector<ModelFigures> models;
  /// First model's outputs against the second's.
  std::optional<Agreement> agreement;
  std::vector<LayerError> layers;
  /// Of the folded model, where one was.
  FoldReport folds;

  /// A page with tables and SVG drawings, no script, nothing loaded from elsewhere.
  std::string toHtml() const;
  std::string toJson() const;
  /// Plain text for a terminal.
  std::string toText() const;
};

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_REPORT_H
