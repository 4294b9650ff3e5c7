// SPDX-License-Identifier: Apache-2.0
// Inside Emit: a process that writes past its file size limit is killed by a
// signal unless it asks for an error instead.
#ifndef QOPT_LIB_EMIT_FILESIZELIMIT_H
#define QOPT_LIB_EMIT_FILESIZELIMIT_H

#include <csignal>

namespace mlir::qopt {

/// While alive, writing past RLIMIT_FSIZE fails with EFBIG.
class IgnoreFileSizeSignal {
public:
  IgnoreFileSizeSignal() : before(std::signal(SIGXFSZ, SIG_IGN)) {}
  ~IgnoreFileSizeSignal() { std::signal(SIGXFSZ, before); }
  IgnoreFileSizeSignal(const IgnoreFileSizeSignal &) = delete;
  IgnoreFileSizeSignal &operator=(const IgnoreFileSizeSignal &) = delete;

private:
  void (*before)(int);
};

} // namespace mlir::qopt

#endif // QOPT_LIB_EMIT_FILESIZELIMIT_H
