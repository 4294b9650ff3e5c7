// SPDX-License-Identifier: Apache-2.0
// Something that runs a model: the reference interpreter, the compiled object
// in this process, or a compiled library.
#ifndef QOPT_PIPELINES_RUNNER_H
#define QOPT_PIPELINES_RUNNER_H

#include "qopt/Pipelines/Dataset.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <memory>

namespace mlir::qopt {

class CalibrationSession;

struct RunnerOptions {
  /// OpenMP threads; 0: as many as the machine has.
  int threads = 0;
  /// Code path ("generic", "avx2", "avx512vnni"); empty: the best.
  std::string isa;
  /// Only these code paths are compiled in; empty: the one that will run.
  std::vector<std::string> compiledIsas;
  /// What qopt_observe calls receive (calibration); null otherwise.
  CalibrationSession *session = nullptr;
};

class Runner {
public:
  virtual ~Runner() = default;

  llvm::ArrayRef<Port> inputs() const { return inputPorts; }
  llvm::ArrayRef<Port> outputs() const { return outputPorts; }
  /// Code path in use, or "reference".
  virtual std::string isa() const = 0;
  /// Bytes of constants and of working memory, 0 where there is no plan.
  virtual uint64_t weightBytes() const { return 0; }
  virtual uint64_t arenaBytes() const { return 0; }

  /// Runs `count` times; buffers hold `count` inputs and outputs one after the other.
  virtual llvm::Error run(llvm::ArrayRef<const void *> inputs,
                          llvm::ArrayRef<void *> outputs, int64_t count) = 0;

  /// Of a model on a GPU: what it runs on ("NVIDIA H200: cubin of sm_90a"); else "".
  virtual std::string device() const { return ""; }
  /// Of a model on a GPU: microseconds that each of `calls` runs of a batch takes there,
  /// without copies; `run` of the same batch must have come before. Else nothing.
  virtual llvm::Expected<std::vector<double>> timeOnDevice(int64_t batch, int calls) {
    return std::vector<double>();
  }

  /// Runs over a dataset in blocks of at most `block` runs; `consume(first, count, outputs)`
  /// sees each block's outputs.
  using Consumer = llvm::function_ref<llvm::Error(
      int64_t first, int64_t count, llvm::ArrayRef<std::vector<uint8_t>>)>;
  llvm::Error runAll(const Dataset &data, int64_t block,
                     llvm::StringRef progressLabel, Consumer consume,
                     int64_t limit = -1);

protected:
  std::vector<Port> inputPorts, outputPorts;
};

/// Interpreter of `main`, at any stage. The module must outlive the runner.
llvm::Expected<std::unique_ptr<Runner>> createReferenceRunner(func::FuncOp main);

/// Compiles a clone of `module` (float or integer-only form) in this process.
llvm::Expected<std::unique_ptr<Runner>>
createJitRunner(ModuleOp module, const RunnerOptions &options);

/// Opens a library made by `qopt compile`.
llvm::Expected<std::unique_ptr<Runner>>
createLibraryRunner(llvm::StringRef path, const RunnerOptions &options);

/// Ports of a model function.
std::vector<Port> getInputPorts(func::FuncOp main);
std::vector<Port> getOutputPorts(func::FuncOp main);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_RUNNER_H
