// SPDX-License-Identifier: Apache-2.0
// Timing of a runner on random inputs.
#ifndef QOPT_PIPELINES_BENCH_H
#define QOPT_PIPELINES_BENCH_H

#include "qopt/Pipelines/Runner.h"

namespace mlir::qopt {

struct BenchOptions {
  int64_t batch = 1;    ///< runs per timed call
  int64_t repeat = 0;   ///< timed calls; 0: as many as fit `seconds`, at least 5
  double seconds = 2.0; ///< time to spend when repeat is 0
};

struct Timing {
  double medianMicroseconds = 0.0; ///< of one call
  double minMicroseconds = 0.0, maxMicroseconds = 0.0;
  int64_t calls = 0;
};

/// Times calls of the runner after warming up, on inputs drawn from a fixed
/// seed (f32: uniform in [-1, 1); integers: whole range).
llvm::Expected<Timing> timeRunner(Runner &runner, const BenchOptions &options);

/// Multiply-accumulates of one run of a function: convolutions and matmuls.
int64_t countMacs(func::FuncOp main);

/// Peak of this process' resident memory in bytes.
uint64_t peakMemoryBytes();

/// Multiply-accumulates per second, counted as 2 operations, that one core
/// reaches in a loop of the code path's dot instruction on registers: the
/// limit that a compiled integer (or float) model is measured against.
double probePeakOps(llvm::StringRef isa, bool integer);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_BENCH_H
