// SPDX-License-Identifier: Apache-2.0
// Anonymous files in memory.
#include "MemoryFile.h"

#include "llvm/Support/raw_ostream.h"

#include <sys/mman.h>
#include <unistd.h>

using namespace mlir::qopt;

MemoryFile::~MemoryFile() {
  if (fd >= 0)
    close(fd);
}

llvm::Expected<MemoryFile> MemoryFile::create(llvm::StringRef name,
                                              llvm::StringRef contents) {
  MemoryFile file(name, memfd_create(name.str().c_str(), MFD_CLOEXEC));
  std::error_code reason;
  if (file.fd < 0) {
    reason = std::error_code(errno, std::generic_category());
  } else {
    llvm::raw_fd_ostream os(file.fd, /*shouldClose=*/false);
    os << contents;
    os.flush();
    reason = os.error();
    os.clear_error();
  }
  if (reason)
    return llvm::createStringError(reason, "cannot hold '" + name +
                                               "' in memory: " +
                                               reason.message());
  return std::move(file);
}
