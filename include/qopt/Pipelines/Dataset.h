// SPDX-License-Identifier: Apache-2.0
// Samples for a model's inputs, from .npz or .npy files.
#ifndef QOPT_PIPELINES_DATASET_H
#define QOPT_PIPELINES_DATASET_H

#include "qopt/Data/Array.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace mlir::qopt {

/// One input or output of a runnable model: name, element type and the shape
/// of one run (a symbolic batch counts 1).
struct Port {
  std::string name;
  ::qopt::data::DType dtype;
  std::vector<int64_t> shape;

  int64_t elements() const;
  size_t bytes() const;
};

/// Arrays bound to a model's inputs. A "run" is one execution of the model; the
/// samples of a run lie along axis 0 of the arrays (a model of fixed batch B
/// takes B samples a run).
class Dataset {
public:
  /// Reads `path` and binds its arrays to `inputs` by name; one unnamed array, or the only one beside
  /// `labels`, serves a model of one input. Errors say which array was
  /// wanted and what the file has.
  static llvm::Expected<Dataset> load(const std::string &path,
                                      llvm::ArrayRef<Port> inputs);

  int64_t runs() const { return numRuns; }
  int64_t samplesPerRun() const { return rowsPerRun; }
  int64_t samples() const { return numRuns * rowsPerRun; }
  /// One entry per sample; empty where the file has none.
  llvm::ArrayRef<int64_t> labels() const { return labelValues; }

  /// Input `index` of runs [first, first + count), converted to the port's
  /// element type, one run after the other.
  std::vector<uint8_t> get(size_t index, int64_t first, int64_t count) const;

private:
  std::vector<Port> ports;
  std::vector<::qopt::data::Array> arrays;
  std::vector<int64_t> labelValues;
  int64_t numRuns = 0, rowsPerRun = 1;

  llvm::Error bind(std::vector<::qopt::data::Array> file,
                   const std::string &path);
  llvm::Error bindLabels(std::vector<::qopt::data::Array> &file);
  llvm::Error checkShape(size_t index);
};

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_DATASET_H
