// SPDX-License-Identifier: Apache-2.0
// Files of a compiled model.
#ifndef QOPT_PIPELINES_ARTEFACT_H
#define QOPT_PIPELINES_ARTEFACT_H

#include "qopt/Pipelines/Workflow.h"

#include "mlir/IR/OwningOpRef.h"

namespace mlir::qopt {

struct DeviceCode;

/// Names the module (and so the exported `<name>_model`): `name` if not
/// empty, which must be a C identifier; else the module's own name; else "model".
LogicalResult setModelName(ModuleOp module, StringRef name);

/// Whether `stage` can be made for the target: libraries are linked for x86-64 only (the
/// error says how to link an object of another architecture), and PTX is of GPUs.
llvm::Error checkStage(EmitStage stage, const CpuTarget &target);

/// Module attributes that lowering leaves for the manifest: multiply-accumulates of a
/// run (IntegerAttr), and whether they are of integers (BoolAttr).
inline constexpr char kMacsAttr[] = "qopt.macs_per_run";
inline constexpr char kIntegerAttr[] = "qopt.integer";

/// Leaves them on a module in float or integer form.
void recordArithmetic(ModuleOp module);

/// What the manifest beside a library says of its arithmetic.
struct Arithmetic {
  int64_t macs = 0; ///< multiply-accumulates of a run; 0 where nothing is known
  bool integer = true;
};

/// Of the library at `path`; without a manifest beside it nothing is known.
Arithmetic readArithmetic(StringRef path);

/// Writes an LLVM-dialect module as LLVM IR, assembly, object or library. Object
/// and library get `<stem>.h` and `<stem>.json` beside them; the manifest holds
/// the recipe, if the model was quantized by one, and what a run computes. "-" is standard output, for
/// text. All files appear whole or not at all. Takes the module: its memory is
/// freed on the way. With `device` object and library hold code for GPUs, too.
llvm::Error writeArtefact(OwningOpRef<ModuleOp> module, EmitStage stage,
                          StringRef path, const std::optional<Recipe> &recipe,
                          const DeviceCode *device = nullptr);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_ARTEFACT_H
