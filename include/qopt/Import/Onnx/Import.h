// SPDX-License-Identifier: Apache-2.0
// ONNX models become float or quantized qopt graphs with static shapes.
// Source of the operators' meaning: https://onnx.ai/onnx/operators (opset 7..28).
#ifndef QOPT_IMPORT_ONNX_IMPORT_H
#define QOPT_IMPORT_ONNX_IMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringMap.h"

#include <cstdint>
#include <optional>

namespace mlir::qopt {

struct OnnxImportOptions {
  /// Fixed size for a symbolic batch, >= 1. Unset: the batch stays symbolic,
  /// which means that it is imported as 1 and that the function gets the unit
  /// attribute `qopt.symbolic_batch`. A batch is symbolic when axis 0 of every
  /// input and of every output is. An error where no input's axis 0 is symbolic.
  std::optional<int64_t> batch;

  /// Sizes of other symbolic dimensions by name, each >= 1. An error where no
  /// input has the dimension.
  llvm::StringMap<int64_t> dims;

  /// Largest tensor, in bytes of its imported form, that the model may hold
  /// or compute; larger ones are an error.
  uint64_t maxTensorBytes = uint64_t{1} << 33;
};

/// Imports the model in file `path`. Tensors in external files are looked up in
/// the model's folder, never outside it.
///
/// The result is a verified module named after the file, with one function
/// `main` whose arguments and results keep the model's names (`qopt.name`),
/// order and layout; float16, bfloat16 and double tensors become f32 and say so
/// (`qopt.onnx_type`). Subgraphs of constants are computed here. Locations are
/// NameLocs with the ONNX node's name (or its first output's, if it has none).
///
/// A model that cannot be imported gets one error that names every node at
/// fault and the reason for each; the result is then a failure.
FailureOr<OwningOpRef<ModuleOp>> importOnnx(StringRef path, MLIRContext *context,
                                            const OnnxImportOptions &options = {});

/// The same for a serialized model in memory; `name` stands for the file name.
/// External tensors are refused.
FailureOr<OwningOpRef<ModuleOp>>
importOnnxBuffer(StringRef bytes, StringRef name, MLIRContext *context,
                 const OnnxImportOptions &options = {});

} // namespace mlir::qopt

#endif // QOPT_IMPORT_ONNX_IMPORT_H
