// SPDX-License-Identifier: Apache-2.0
// What a model library holds for GPUs, as plain data: for each chip the kernels and the
// list of launches that runs a sample (qopt-c/Device.h). Made from a module in launch
// form, which is what the GPU pipeline leaves:
//
// - one func.func with a body, whose arguments are memrefs of static shape: inputs,
//   results {qopt.result}, the arena {qopt.arena} and the weights {qopt.weights}; its
//   body holds constants, views of the arguments at static offsets, gpu.launch_func
//   with constant sizes, memref.copy between contiguous views, and return;
// - gpu.modules of the LLVM and NVVM dialects with one #nvvm.target each, all of one
//   chip. A kernel's buffer is one parameter: the address of the argument or memref.view
//   that it is seen through; the kernel adds the offset of the memref's own type. A
//   buffer that the kernel's qopt.tensor_maps names is a tensor map over it instead
//   (qopt/IR/TensorMaps.h).
#ifndef QOPT_EMIT_DEVICECODE_H
#define QOPT_EMIT_DEVICECODE_H

#include "qopt-c/Device.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

#include <array>
#include <string>
#include <vector>

namespace mlir::qopt {

/// One launch, or with `copyBytes` > 0 or without a kernel a copy from argument 1 to 0.
struct LaunchStep {
  uint32_t kernel = QOPT_DEVICE_COPY; ///< which of the plan's
  std::array<uint32_t, 3> grid{1, 1, 1}, block{1, 1, 1};
  uint32_t sharedBytes = 0; ///< dynamic, of a block
  llvm::SmallVector<qopt_device_argument> arguments;
  uint64_t copyBytes = 0;
};

/// A kernel that some step launches.
struct PlannedKernel {
  std::string name;
  uint32_t image; ///< which of the module's gpu.modules, in order
};

struct LaunchPlan {
  std::vector<PlannedKernel> kernels; ///< in the order of first use
  std::vector<LaunchStep> steps;
  std::vector<qopt_device_tensor_map> tensorMaps; ///< no two equal
  uint64_t arenaBytes = 0; ///< of the arena's type
};

/// The launches of a module in launch form. Errors name the op that is none of what the
/// form allows, what was expected and what was found.
llvm::Expected<LaunchPlan> readLaunchPlan(ModuleOp module);

/// What the vendor's assembler says of a kernel.
struct KernelUse {
  std::string name;
  uint32_t registers = 0;   ///< of a thread
  uint32_t sharedBytes = 0; ///< static, of a block
  uint32_t spillBytes = 0;  ///< stored and loaded, of a thread
};

struct Cubin {
  llvm::SmallVector<char, 0> bytes;
  std::vector<KernelUse> kernels; ///< in the order of the text
};

/// Where `ptxas` is: `asked` itself if it is a path, nowhere ("") if it is "none"; if it
/// is empty the one in PATH, in $CUDA_HOME/bin or in /usr/local/cuda/bin, or nowhere. An
/// error if `asked` is a path that is no program.
llvm::Expected<std::string> findPtxas(llvm::StringRef asked);

/// Machine code of PTX for `chip` by the assembler at `ptxas`; its messages are the
/// error's text. Same text and assembler, same bytes.
llvm::Expected<Cubin> assemble(llvm::StringRef ptx, llvm::StringRef chip,
                               llvm::StringRef ptxas);

/// One gpu.module as the driver loads it.
struct DeviceImage {
  std::string ptx; ///< empty: left out
  Cubin cubin;     ///< no bytes: there is no assembler
};

/// As qopt_device_variant.
struct DeviceVariant {
  std::string chip; ///< "sm_90a"
  uint32_t major = 0, minor = 0;
  bool exact = false;
  std::vector<DeviceImage> images;
  LaunchPlan plan;
  AsmResourceBlob weights;

  llvm::ArrayRef<char> weightBytes() const { return weights.getData(); }
};

/// PTX of the module's kernels, of all gpu.modules one after the other.
llvm::Expected<std::string> emitPtxText(ModuleOp module);

/// The variant of a module in launch form; with an assembler (`ptxas` not empty) with
/// cubins. PTX is left out where it would serve no device that the cubin does not: of
/// chips whose code runs on them alone. Takes the weights out of the module.
llvm::Expected<DeviceVariant> makeDeviceVariant(ModuleOp module,
                                                llvm::StringRef ptxas);

/// All chips of a model, latest compute capability first.
struct DeviceCode {
  std::vector<DeviceVariant> variants;
};

/// Leaves of a module in launch form what describes the model: a module without code,
/// for emitObject with EmitOptions::device and no code path for CPUs. The weights are
/// given back as the attribute `qopt.weights`, without a copy: `variant` must outlive it.
void makeDescriptionModule(ModuleOp module, const DeviceVariant &variant);

} // namespace mlir::qopt

#endif // QOPT_EMIT_DEVICECODE_H
