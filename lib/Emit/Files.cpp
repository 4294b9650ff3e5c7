// SPDX-License-Identifier: Apache-2.0
// Files that appear whole or not at all.
#include "qopt/Emit/Files.h"
#include "FileSizeLimit.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;

static llvm::Error cannotWrite(llvm::StringRef path, std::error_code reason) {
  return llvm::createStringError(reason, "cannot write '" + path +
                                             "': " + reason.message());
}

static std::error_code writeAll(int fd, llvm::StringRef contents) {
  llvm::raw_fd_ostream os(fd, /*shouldClose=*/false);
  os << contents;
  os.flush();
  std::error_code reason = os.error();
  os.clear_error();
  return reason;
}

static llvm::Error writeInPlace(llvm::StringRef path,
                                llvm::StringRef contents) {
  std::error_code reason;
  llvm::raw_fd_ostream os(path, reason, llvm::sys::fs::CD_OpenExisting);
  if (!reason) {
    os << contents;
    os.close();
    reason = os.error();
    os.clear_error();
  }
  return reason ? cannotWrite(path, reason) : llvm::Error::success();
}

llvm::Error mlir::qopt::writeFile(llvm::StringRef path,
                                  llvm::StringRef contents) {
  IgnoreFileSizeSignal ignore;
  llvm::sys::fs::file_status status;
  if (!llvm::sys::fs::status(path, status)) {
    if (status.type() == llvm::sys::fs::file_type::directory_file)
      return cannotWrite(path, std::make_error_code(std::errc::is_a_directory));
    if (status.type() != llvm::sys::fs::file_type::regular_file)
      return writeInPlace(path, contents);
  }
  auto temporary = llvm::sys::fs::TempFile::create(path + ".tmp-%%%%%%%%");
  if (!temporary)
    return cannotWrite(path, llvm::errorToErrorCode(temporary.takeError()));
  if (std::error_code reason = writeAll(temporary->FD, contents)) {
    llvm::consumeError(temporary->discard());
    return cannotWrite(path, reason);
  }
  if (llvm::Error error = temporary->keep(path)) {
    llvm::consumeError(temporary->discard());
    return cannotWrite(path, llvm::errorToErrorCode(std::move(error)));
  }
  return llvm::Error::success();
}
