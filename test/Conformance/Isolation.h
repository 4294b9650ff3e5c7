// SPDX-License-Identifier: Apache-2.0
// Work in child processes: a crash or a hang costs one piece of work.
#ifndef QOPT_TEST_CONFORMANCE_ISOLATION_H
#define QOPT_TEST_CONFORMANCE_ISOLATION_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace conformance {

/// What became of one piece of work.
struct ChildResult {
  std::vector<std::string> lines; ///< what it sent, whole lines only
  std::string death; ///< empty, or "signal 11", "timeout of 60 s", "exit code 1"
  std::string stderrTail; ///< last lines on stderr, for a child that died
};

/// Runs `work(i, send)` for i in [0, count) in a child process each, at most
/// `jobs` at once; `send` hands a line to the parent. `done(i, result)` is
/// called here, in order of i. A child is killed after `seconds`.
void runIsolated(size_t count, unsigned jobs, unsigned seconds,
                 llvm::function_ref<void(
                     size_t, llvm::function_ref<void(llvm::StringRef)>)>
                     work,
                 llvm::function_ref<void(size_t, const ChildResult &)> done);

} // namespace conformance

#endif // QOPT_TEST_CONFORMANCE_ISOLATION_H
