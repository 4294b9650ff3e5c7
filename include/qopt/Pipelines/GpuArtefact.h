// SPDX-License-Identifier: Apache-2.0
// Files of a model compiled for GPUs: the same kinds as for CPUs, with kernels for one or
// several chips in one library.
#ifndef QOPT_PIPELINES_GPUARTEFACT_H
#define QOPT_PIPELINES_GPUARTEFACT_H

#include "qopt/Pipelines/Workflow.h"

namespace mlir::qopt {

struct GpuTarget {
  /// Names of Target's table, latest first.
  std::vector<std::string> chips;
  /// Whether they were not named: without an assembler the earliest is enough, whose
  /// PTX drivers compile for all others.
  bool all = false;
};

/// Whether `text` is a target of GPUs: "nvptx", alone or with something behind a colon.
bool isGpuTarget(StringRef text);

/// "nvptx" (all chips that kernels are made for), "nvptx:sm_90a", "nvptx:sm_80,sm_89";
/// an error names the known chips.
llvm::Expected<GpuTarget> parseGpuTarget(StringRef text);

struct GpuArtefactOptions {
  GpuTarget target;
  /// As of findPtxas (Emit): a path, "none", or empty.
  std::string ptxas;
  /// Code paths for x86-64 in the same library.
  bool fallback = false;
  /// As of buildGpuCodegenPipeline (GpuPipeline.h).
  std::optional<int64_t> promote;
};

/// Whether the stage is one of GPUs; the error names those.
llvm::Error checkGpuStage(EmitStage stage);

/// Whether `main` takes and leaves buffers: a model in which somebody else has planned
/// the memory, of qopt.mma_matmul on memrefs. Its arguments are inputs and results
/// {qopt.result}, named by {qopt.name = "x"} or by their order.
bool takesBuffers(ModuleOp module);

/// Brings a model (float or integer form, or of buffers) to launch form for one chip.
/// `promote`: as of buildGpuCodegenPipeline.
LogicalResult lowerToLaunches(ModuleOp module, StringRef chip, std::optional<int64_t> promote);

/// Writes a model as PTX, object or library (EmitStage::Ptx of one chip only); the module
/// is as lowerToLaunches takes it. Files as writeArtefact.
llvm::Error writeGpuArtefact(OwningOpRef<ModuleOp> module, EmitStage stage,
                             StringRef path, const std::optional<Recipe> &recipe,
                             const GpuArtefactOptions &options);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_GPUARTEFACT_H
