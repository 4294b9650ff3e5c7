// SPDX-License-Identifier: Apache-2.0
// The CSV file of a sweep: what a later run need not compute again.
#ifndef QOPT_LIB_PIPELINES_SWEEPTABLE_H
#define QOPT_LIB_PIPELINES_SWEEPTABLE_H

#include "qopt/Pipelines/Sweep.h"

#include "llvm/ADT/StringMap.h"

#include <optional>

namespace mlir::qopt {

/// Points by configuration, mirrored in a file after every addition (written
/// beside it, then renamed). `key` says for which model, data and options the
/// points hold; points of other keys in the file are dropped.
class SweepTable {
public:
  /// Reads `path` if it is there; an error if it is no table of a sweep. An empty
  /// path is a table without a file.
  static llvm::Expected<SweepTable> open(std::string path, std::string key);

  std::optional<SweepPoint> find(const SweepConfig &config) const;
  llvm::Error add(const SweepPoint &point);

private:
  std::string path, key;
  std::vector<SweepPoint> points;

  llvm::Error parse(StringRef text);
};

} // namespace mlir::qopt

#endif // QOPT_LIB_PIPELINES_SWEEPTABLE_H
