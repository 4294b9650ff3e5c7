// SPDX-License-Identifier: Apache-2.0
// Progress bar; see the header.
#include "qopt/Pipelines/Progress.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir::qopt;

Progress::Progress(llvm::StringRef label, int64_t total)
    : label(label), total(total), terminal(llvm::errs().is_displayed()),
      start(Clock::now()), lastDrawn(start) {}

Progress::~Progress() {
  if (terminal)
    llvm::errs() << "\r\033[K";
}

void Progress::update(int64_t done) {
  auto now = Clock::now();
  if (!terminal || total <= 0 ||
      (now - lastDrawn < std::chrono::milliseconds(100) && done < total))
    return;
  lastDrawn = now;
  double elapsed = std::chrono::duration<double>(now - start).count();
  double left = done > 0 ? elapsed / done * (total - done) : 0.0;
  constexpr int64_t width = 30;
  int64_t filled = done * width / total;
  llvm::errs() << "\r" << label << " [" << std::string(filled, '#')
               << std::string(width - filled, ' ') << "] " << done << "/"
               << total << llvm::format(", %.0f s left ", left);
}
