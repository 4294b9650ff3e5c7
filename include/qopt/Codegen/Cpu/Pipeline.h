// SPDX-License-Identifier: Apache-2.0
// The passes of Codegen/Cpu in order.
#ifndef QOPT_CODEGEN_CPU_PIPELINE_H
#define QOPT_CODEGEN_CPU_PIPELINE_H

#include "llvm/ADT/SmallVector.h"

#include <string>

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace mlir::qopt {

struct CpuCodegenOptions {
  /// Architecture of the artefact; a name of Target's table.
  std::string arch = "x86_64";
  /// Instruction sets of the artefact, best first; names of Target's table. None:
  /// all of the architecture.
  llvm::SmallVector<std::string> isas;
  /// Whether large loops are parallel (OpenMP).
  bool parallel = true;
};

/// Appends to a pass manager on ModuleOp the passes up to fused linalg on tensors:
/// the first part of buildCpuCodegenPipeline.
void buildLinalgPipeline(OpPassManager &pm);

/// Appends the passes from there to buffers; results are written into the caller's:
/// the second part.
void buildBufferizationPipeline(OpPassManager &pm);

/// Appends to a pass manager on ModuleOp the passes that turn float or integer
/// qopt ops into the LLVM dialect with C entry points, described by the module
/// attributes of include/qopt/Emit/ModelAttributes.h. The context's registry
/// needs registerCodegenCpuInterfaces.
void buildCpuCodegenPipeline(OpPassManager &pm,
                             const CpuCodegenOptions &options);

/// Registers `qopt-codegen-cpu-pipeline{arch=... isas=... parallel=...}`.
void registerCodegenCpuPipelines();

} // namespace mlir::qopt

#endif // QOPT_CODEGEN_CPU_PIPELINE_H
