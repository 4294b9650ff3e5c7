// SPDX-License-Identifier: Apache-2.0
// Static shapes for a model's inputs: which symbols are the batch, which sizes
// the user gave.
#ifndef QOPT_LIB_IMPORT_ONNX_INPUTSHAPES_H
#define QOPT_LIB_IMPORT_ONNX_INPUTSHAPES_H

#include "Model.h"

#include "qopt/Import/Onnx/Import.h"

namespace mlir::qopt::onnx_import {

struct InputShapes {
  std::vector<Shape> shapes; ///< One per input of the model.
  /// Axis 0 of all inputs and outputs is symbolic and was set to 1.
  bool symbolicBatch = false;
};

/// Checks types and resolves every dimension. On failure `error` says why.
FailureOr<InputShapes> resolveInputs(const Model &model,
                                     const OnnxImportOptions &options,
                                     std::string &error);

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_INPUTSHAPES_H
