// SPDX-License-Identifier: Apache-2.0
// Files of a compiled model.
#ifndef QOPT_PIPELINES_ARTEFACT_H
#define QOPT_PIPELINES_ARTEFACT_H

#include "qopt/Pipelines/Workflow.h"

#include "mlir/IR/OwningOpRef.h"

namespace mlir::qopt {

/// Names the module (and so the exported `<name>_model`): `name` if not
/// empty, which must be a C identifier; else the module's own name; else "model".
LogicalResult setModelName(ModuleOp module, StringRef name);

/// Whether `stage` can be made for the target: libraries are linked for x86-64 only;
/// the error says how to link an object of another architecture.
llvm::Error checkStage(EmitStage stage, const CpuTarget &target);

/// Writes an LLVM-dialect module as LLVM IR, assembly, object or library. Object
/// and library get `<stem>.h` and `<stem>.json` beside them; the manifest holds
/// the recipe, if the model was quantized by one. "-" is standard output, for
/// text. All files appear whole or not at all. Takes the module: its memory is
/// freed on the way.
llvm::Error writeArtefact(OwningOpRef<ModuleOp> module, EmitStage stage,
                          StringRef path, const std::optional<Recipe> &recipe);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_ARTEFACT_H
