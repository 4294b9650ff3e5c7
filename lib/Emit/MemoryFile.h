// SPDX-License-Identifier: Apache-2.0
// Inside Emit: a file without a name, for programs that read files only.
#ifndef QOPT_LIB_EMIT_MEMORYFILE_H
#define QOPT_LIB_EMIT_MEMORYFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace mlir::qopt {

/// An anonymous file in memory (memfd). It needs no temporary folder, and
/// nothing is left behind even if the process is killed.
class MemoryFile {
public:
  static llvm::Expected<MemoryFile> create(llvm::StringRef name,
                                           llvm::StringRef contents);
  MemoryFile(MemoryFile &&other) : name(std::move(other.name)), fd(other.fd) {
    other.fd = -1;
  }
  MemoryFile(const MemoryFile &) = delete;
  MemoryFile &operator=(const MemoryFile &) = delete;
  ~MemoryFile();

  /// Where this process and its forked children can open it.
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd); }
  /// What messages should call it.
  const std::string &getName() const { return name; }

private:
  MemoryFile(llvm::StringRef name, int fd) : name(name), fd(fd) {}

  std::string name;
  int fd;
};

} // namespace mlir::qopt

#endif // QOPT_LIB_EMIT_MEMORYFILE_H
