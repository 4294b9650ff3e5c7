// SPDX-License-Identifier: Apache-2.0
// What a compiled model is, as plain data: read from the attributes of
// ModelAttributes.h, written as the C ABI's descriptor, as the manifest and as
// the C header.
#ifndef QOPT_EMIT_MODELINFO_H
#define QOPT_EMIT_MODELINFO_H

#include "qopt/Target/Cpu.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <optional>
#include <string>
#include <vector>

namespace mlir::qopt {

struct DeviceCode;

/// One input or output, as qopt_tensor_info.
struct TensorDescription {
  std::string name; ///< of the ONNX value; any UTF-8 text
  uint32_t dtype;   ///< qopt_dtype
  std::vector<int64_t> shape; ///< of one sample; a symbolic batch is 1
  /// Size of one sample.
  uint64_t bytes() const;
};

/// One code path, as qopt_code_path.
struct CodePath {
  std::string isa;   ///< name of Target's table
  uint32_t features; ///< qopt_cpu_feature bits that it needs
  std::string symbol; ///< the entry function
};

struct ModelInfo {
  std::string name; ///< a C identifier
  std::vector<TensorDescription> inputs, outputs;
  uint64_t arenaBytes = 0;
  /// The lower bound of arenaBytes by liveness, where it is known.
  std::optional<uint64_t> arenaLiveBytes;
  bool symbolicBatch = false;
  ::qopt::target::Arch arch = ::qopt::target::Arch::X86_64;
  std::vector<CodePath> paths; ///< best first; none only of a model with a device
  /// Not owned: code for GPUs. Null: none.
  const DeviceCode *device = nullptr;
  /// Not owned: the bytes of the module's `qopt.weights` resource.
  llvm::ArrayRef<char> weights;
  /// The object refers to a symbol `<name>_weights` instead of holding them.
  bool externalWeights = false;
  std::string manifest; ///< JSON text, see buildManifest
};

/// Reads the module's attributes. Every attribute that is missing or wrong is
/// an error that says what was expected. `manifest` is left empty. The result
/// refers to the module's resources, and to `device`, and must not outlive them.
/// With a device there may be no code path for CPUs.
llvm::Expected<ModelInfo> readModelInfo(ModuleOp module,
                                        const DeviceCode *device = nullptr);

/// The blobs of constants that a library holds, each once: those of the CPU first, if
/// there are any, then those of the device's variants that differ.
std::vector<llvm::ArrayRef<char>> listWeights(const ModelInfo &info);

/// Where each begins in the section of constants: at multiples of 4096 bytes.
std::vector<uint64_t> placeWeights(llvm::ArrayRef<llvm::ArrayRef<char>> blobs);

/// Takes the weights' blob out of the module's resource, so that they live
/// (or die) with the result instead of with the MLIR context. The module can
/// not be emitted any more. Weights that are no resource are copied; without
/// weights the result is empty.
AsmResourceBlob takeWeights(ModuleOp module);

/// "f32", "s8", ...: the spelling of a qopt_dtype in manifests and headers.
llvm::StringRef getDtypeName(uint32_t dtype);

/// Keys that callers add to the manifest (recipe, tool version, ...), in order.
using ManifestEntries = std::vector<std::pair<std::string, llvm::json::Value>>;

/// The manifest: name, abi_version, inputs and outputs (name, dtype, shape,
/// bytes), symbolic_batch, code_paths, arena_bytes, arena_live_bytes (where known),
/// weight_bytes,
/// weights_sha256, of a model for GPUs "device" (per chip: images, kernels with what the
/// assembler says of them, launches, arena and weights), then `extra`. Two spaces of indentation, keys in this order:
/// same contents, same bytes.
std::string buildManifest(const ModelInfo &info, const ManifestEntries &extra);

/// The C header: complete text of qopt-c/Runtime.h (and, of a model for GPUs, of
/// qopt-c/Device.h), the model's function, its
/// tensors as macros, and an example that is a complete program. Needs no other
/// file. `stem` is what the example calls the files; empty: the model's name.
std::string buildHeader(const ModelInfo &info, llvm::StringRef stem = "");

} // namespace mlir::qopt

#endif // QOPT_EMIT_MODELINFO_H
