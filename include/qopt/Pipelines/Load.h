// SPDX-License-Identifier: Apache-2.0
// Models from files, whatever stage they are at.
#ifndef QOPT_PIPELINES_LOAD_H
#define QOPT_PIPELINES_LOAD_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringMap.h"

#include <optional>

namespace mlir::qopt {

/// What a file holds, by its extension.
enum class ModelKind { Onnx, Mlir, Library, Unknown };
ModelKind getModelKind(StringRef path);

struct LoadOptions {
  /// Fixed batch instead of a symbolic one; sizes of other symbolic dimensions.
  std::optional<int64_t> batch;
  llvm::StringMap<int64_t> dims;
};

/// Reads a .onnx, .mlir or .mlirbc file into a verified module. Errors are
/// diagnostics of `context`.
FailureOr<OwningOpRef<ModuleOp>> loadModule(StringRef path,
                                            MLIRContext *context,
                                            const LoadOptions &options);

/// The function `main` of a model, with a diagnostic where there is none or
/// where its arguments and results are not ranked static tensors.
FailureOr<func::FuncOp> getMain(ModuleOp module);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_LOAD_H
