// SPDX-License-Identifier: Apache-2.0
// One conformance case: a model with its inputs and the outputs it must give.
#ifndef QOPT_TEST_CONFORMANCE_CASE_H
#define QOPT_TEST_CONFORMANCE_CASE_H

#include "qopt/Data/Array.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace conformance {

/// How far a floating output may be from the expected one.
struct Tolerance {
  /// Of the expected number; ONNX's own runner uses 1e-3 and 1e-7.
  double relative = 1e-3, absolute = 1e-7;
  /// Of the distance from the smallest to the largest finite expected number.
  double ofRange = 1e-4;
};

struct Output {
  std::string path; ///< .npy
  Tolerance tolerance;
};

/// Paths are absolute or relative to the manifest's folder.
struct Case {
  std::string name;
  std::string model;               ///< .onnx
  std::vector<std::string> inputs; ///< .npy, in the order of the model's inputs
  std::vector<Output> outputs;     ///< in the order of the model's outputs
};

/// Reads a manifest:
///   {"cases": [{"name": "..", "model": "m.onnx", "inputs": ["i.npy", ..],
///               "outputs": [{"path": "o.npy", "relative": 1e-3}, ..]}, ..]}
/// Tolerances that are left out keep their defaults.
llvm::Expected<std::vector<Case>> readManifest(llvm::StringRef path);

} // namespace conformance

#endif // QOPT_TEST_CONFORMANCE_CASE_H
