// SPDX-License-Identifier: Apache-2.0
// TensorProto to HostTensor. Includes protobuf: for the loader's sources only.
#ifndef QOPT_LIB_IMPORT_ONNX_TENSORLOADER_H
#define QOPT_LIB_IMPORT_ONNX_TENSORLOADER_H

#include "Model.h"

#include <onnx/onnx_pb.h>

namespace mlir::qopt::onnx_import {

/// Where external tensors may come from.
struct TensorSource {
  std::string folder;          ///< The model's, "" for a model in memory.
  bool allowExternal = false;
  uint64_t maxTensorBytes = 0; ///< Limit on the imported form.
};

/// Moves the contents of `proto` out (leaving it empty) and checks them against
/// its declared type and shape. The result has a defect where they disagree,
/// where a float is converted and does not fit, or where the type has no form
/// here.
Initializer decodeTensor(::onnx::TensorProto &proto, const TensorSource &source);

/// Reads `length` bytes (to the end of the file where unset) at `offset` of the
/// file that `proto` names. On failure `error` says why.
FailureOr<std::string> readExternalData(const ::onnx::TensorProto &proto,
                                        const TensorSource &source,
                                        uint64_t wantedBytes, std::string &error);

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_TENSORLOADER_H
