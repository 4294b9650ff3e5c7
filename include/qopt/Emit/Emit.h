// SPDX-License-Identifier: Apache-2.0
// From an LLVM-dialect module with the attributes of ModelAttributes.h to
// machine code: LLVM IR, assembly, an object file with the C ABI's descriptor.
// Linux, on the module's architecture (x86-64 or AArch64). No fast-math and no contraction anywhere; functions may raise
// the instruction set above the baseline by their `target-features`.
#ifndef QOPT_EMIT_EMIT_H
#define QOPT_EMIT_EMIT_H

#include "qopt/Emit/ModelInfo.h"

#include "llvm/IR/Module.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>

namespace mlir::qopt {

struct EmitOptions {
  /// LLVM's -O level, 0 to 3.
  int optLevel = 3;
  /// Added to the manifest that is embedded in the object.
  ManifestEntries manifest;
  /// Code for GPUs that the object holds, too; not owned. The object then refers to
  /// the symbol `qopt_cuda_backend` of lib/Runtime/Cuda.
  const DeviceCode *device = nullptr;
};

/// LLVM IR of the functions alone: no descriptor, not optimised. MLIR's
/// diagnostics become the error's text.
llvm::Expected<std::unique_ptr<llvm::Module>>
translateToLLVM(ModuleOp module, llvm::LLVMContext &context);

/// Adds the constant `qopt_model_desc` and the function `<name>_model` that
/// returns it; all other definitions become internal. The weights are a
/// zero-filled constant in a section of its own: the bytes are copied into the
/// finished object, so that LLVM never holds them. Fails if an entry is missing
/// or has another signature.
llvm::Error addModelDescriptor(llvm::Module &module, const ModelInfo &info);

/// A relocatable object, position independent, symbol `<name>_model`; undefined
/// symbols are those of OpenMP, libm, libc and, in instrumented models,
/// `qopt_observe`. Same module, same bytes. Peak memory beyond LLVM's own: one
/// copy of the weights.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
emitObject(ModuleOp module, const EmitOptions &options);

/// The same code without the weights: they are an undefined symbol
/// `<name>_weights`, for whoever has them in memory already.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
emitObjectWithoutWeights(ModuleOp module, const EmitOptions &options);

/// The optimised LLVM IR, and its assembly (of x86-64 in AT&T syntax), as text. Weights are
/// shown as zeros.
llvm::Expected<std::string> emitLLVMIR(ModuleOp module,
                                       const EmitOptions &options);
llvm::Expected<std::string> emitAssembly(ModuleOp module,
                                         const EmitOptions &options);

} // namespace mlir::qopt

#endif // QOPT_EMIT_EMIT_H
