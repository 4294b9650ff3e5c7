// SPDX-License-Identifier: Apache-2.0
// Which per-channel factors were folded before quantization, and which were not.
#ifndef QOPT_PIPELINES_FOLDREPORT_H
#define QOPT_PIPELINES_FOLDREPORT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/JSON.h"

#include <string>
#include <vector>

namespace mlir::qopt {

/// One entry of `qopt.folds` (qopt/IR/FoldRecord.h).
struct FoldEntry {
  std::string method; ///< smooth, awq, equalize, rotate, inject
  std::string at;     ///< node whose result is divided
  std::vector<std::string> readers;
  std::string refused; ///< why there is no group, or empty
  /// The numbers of the method by name: alpha, exponent, error_before, ...
  std::vector<std::pair<std::string, double>> numbers;
};

struct FoldReport {
  std::vector<FoldEntry> entries; ///< in the order in which they were made

  /// A table for a terminal; empty without entries.
  std::string toText() const;
  std::string toHtml() const;
  std::string toJson() const;
  void write(llvm::json::OStream &json) const;
};

FoldReport reportFolds(func::FuncOp function);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_FOLDREPORT_H
