// SPDX-License-Identifier: Apache-2.0
// Where a compiled model spends its time, by sampling.
#ifndef QOPT_PIPELINES_PROFILE_H
#define QOPT_PIPELINES_PROFILE_H

#include "qopt/Pipelines/Bench.h"

#include <string>
#include <vector>

namespace mlir::qopt {

/// Samples that fell into one function of the library (a kernel, or the rest of the
/// model), or into another library, whose file name stands for it.
struct FunctionSamples {
  std::string name;
  int64_t samples = 0;
};

struct Profile {
  std::vector<FunctionSamples> functions; ///< most samples first, then by name
  int64_t samples = 0;                    ///< of all functions together
};

/// Runs the model as timeRunner does and looks a thousand times per second of
/// processor time (all threads together; the system may do it less often) which
/// function runs. `library`: the file that the runner was loaded from, whose symbol
/// table has the kernels' names. Errors: the file cannot be read, the processor is
/// neither x86-64 nor AArch64, or no sample was taken. Not for two threads at a time:
/// it takes over SIGPROF meanwhile.
llvm::Expected<Profile> profileLibrary(Runner &runner, llvm::StringRef library,
                                       const BenchOptions &options);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_PROFILE_H
