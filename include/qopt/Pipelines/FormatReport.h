// SPDX-License-Identifier: Apache-2.0
// Which number format every layer of a quantized function got.
#ifndef QOPT_PIPELINES_FORMATREPORT_H
#define QOPT_PIPELINES_FORMATREPORT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <optional>
#include <string>
#include <vector>

namespace mlir::qopt {

/// A layer with a constant filter, or with a result in codes.
struct LayerFormats {
  std::string node;   ///< node name
  std::string op;     ///< mnemonic
  std::string filter; ///< as spellType, `f32`, or empty without filter
  std::string result; ///< the same of the result
  /// Of the filter, with scales, zero points and codebook; nullopt without one,
  /// and for one that another layer has counted.
  std::optional<double> bitsPerParameter;
};

/// A linear layer whose columns of outliers are multiplied apart.
struct LayerOutliers {
  std::string node;
  std::string half; ///< what they are multiplied as: f32, codes or s16
  /// Ascending; nullopt where every run finds its own.
  std::optional<std::vector<int64_t>> columns;
  /// "1, 7", or "found in every run".
  std::string spellColumns() const;
};

struct FormatReport {
  std::vector<LayerFormats> layers; ///< in program order
  std::vector<LayerOutliers> outliers; ///< in program order

  std::string toText() const;
  std::string toJson() const;
};

FormatReport reportFormats(func::FuncOp function);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_FORMATREPORT_H
