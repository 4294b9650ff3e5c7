// SPDX-License-Identifier: Apache-2.0
// The ways a case is run, from the model file to its outputs.
#ifndef QOPT_TEST_CONFORMANCE_ENGINES_H
#define QOPT_TEST_CONFORMANCE_ENGINES_H

#include "Case.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace conformance {

/// The legs of a case, in the order they run:
///   import     the model file becomes a verified float or Q/DQ graph
///   reference  the prepared graph in the interpreter
///   integer    a Q/DQ graph fused and lowered to integers, in the interpreter
///   jit-ISA    the same (or the prepared float graph) compiled in this process,
///              for one code path after the other; an integer graph's outputs
///              must be the interpreter's bit by bit
struct Outcome {
  std::string leg;
  std::string problem; ///< empty: passed
};

struct EngineOptions {
  std::vector<std::string> isas; ///< code paths that are compiled and run
};

/// Runs all legs. `started(leg)` comes before a leg, `finished` after it, so
/// that a crash can be put down to its leg. After a failed import nothing else runs.
void runCase(const Case &entry, const EngineOptions &options,
             mlir::MLIRContext *context,
             llvm::function_ref<void(llvm::StringRef)> started,
             llvm::function_ref<void(const Outcome &)> finished);

} // namespace conformance

#endif // QOPT_TEST_CONFORMANCE_ENGINES_H
