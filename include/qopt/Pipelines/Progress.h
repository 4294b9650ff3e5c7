// SPDX-License-Identifier: Apache-2.0
// Progress of long work: a bar with an ETA on a terminal, nothing in a pipe.
#ifndef QOPT_PIPELINES_PROGRESS_H
#define QOPT_PIPELINES_PROGRESS_H

#include "llvm/ADT/StringRef.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace mlir::qopt {

class Progress {
public:
  /// Work of `total` steps; draws on stderr if that is a terminal.
  Progress(llvm::StringRef label, int64_t total);
  ~Progress();

  /// `done` steps are finished; draws at most ten times a second.
  void update(int64_t done);

private:
  using Clock = std::chrono::steady_clock;
  std::string label;
  int64_t total;
  bool terminal;
  Clock::time_point start, lastDrawn;
};

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_PROGRESS_H
