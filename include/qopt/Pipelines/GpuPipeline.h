// SPDX-License-Identifier: Apache-2.0
// A whole model to kernels of a GPU and a list of launches.
#ifndef QOPT_PIPELINES_GPUPIPELINE_H
#define QOPT_PIPELINES_GPUPIPELINE_H

#include "llvm/ADT/StringRef.h"

#include <optional>

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace mlir::qopt {

/// Appends to a pass manager on ModuleOp the passes that turn a model in float or
/// integer form into its launch form for `chip` (a name of Target's table: "sm_80"):
///
/// - every `func.func` takes its inputs, its results, the arena {qopt.arena} and, where
///   it has constants, the weights {qopt.weights} as buffers, described by the attributes
///   that the CPU's passes leave; it holds what --qopt-verify-launches lets through:
///   constants, views, `gpu.launch_func`, `memref.copy` and `return`;
/// - the `gpu.module`s hold the kernels in the LLVM and NVVM dialects, with one
///   `#nvvm.target`, as emitPtx reads them. A buffer is one parameter, the address of
///   what the argument is a view of; the kernel adds the offset that stands in its type.
///
/// The context's registry needs registerCodegenCpuInterfaces,
/// registerCodegenNvgpuInterfaces and upstream's extensions.
///
/// `promote`: where given, products of 8- and 16-bit floats are matrix instructions, in
/// the order of `qopt.mma_float_matmul`, whose sums are added to f32 totals every
/// `promote` k (a multiple of 64; 0: never): results differ from those of CPUs within
/// rounding errors.
void buildGpuCodegenPipeline(OpPassManager &pm, llvm::StringRef chip,
                             std::optional<int64_t> promote = std::nullopt);

/// Registers `qopt-codegen-gpu-pipeline{chip=... float-products=...}`.
void registerGpuPipelines();

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_GPUPIPELINE_H
