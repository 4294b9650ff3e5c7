// SPDX-License-Identifier: Apache-2.0
// A whole model compiled for a GPU and run by the PTX emulator: every launch of its
// launch form, in order.
#ifndef QOPT_TEST_CODEGEN_NVGPU_EMULATEDMODEL_H
#define QOPT_TEST_CODEGEN_NVGPU_EMULATEDMODEL_H

#include "Emulator.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <vector>

namespace mlir::qopt {

class EmulatedModel {
public:
  /// Brings `module` (one function `main`, float or integer form) to its launch form,
  /// which the module must keep, and its kernels to the device. A fault can be planted:
  /// `to` wherever the PTX has `from`.
  static llvm::Expected<std::unique_ptr<EmulatedModel>>
  compile(ModuleOp module, llvm::StringRef chip, llvm::StringRef from = "",
          llvm::StringRef to = "");

  /// Results of `inputs`; `seed` is of the emulator's order of things. Memory that
  /// nothing has written holds no zeros.
  llvm::Expected<std::vector<std::vector<char>>>
  run(llvm::ArrayRef<llvm::ArrayRef<char>> inputs, uint64_t seed);

  unsigned launches() const { return numLaunches; }
  llvm::ArrayRef<std::string> ptx() const { return texts; }

private:
  llvm::Error load(llvm::StringRef from, llvm::StringRef to);
  llvm::Error runOp(Operation &op, uint64_t seed);
  llvm::Error launch(gpu::LaunchFuncOp op, uint64_t seed);
  llvm::Error copy(Value source, Value target);
  /// Where the buffer of `view` begins: the address that kernels get.
  llvm::Expected<uint64_t> baseOf(Value view);

  ModuleOp module;
  ::qopt::ptx::Device device;
  std::vector<std::string> texts;
  unsigned numLaunches = 0;
  llvm::DenseMap<Value, uint64_t> addresses; ///< of the function's arguments
};

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_EMULATEDMODEL_H
