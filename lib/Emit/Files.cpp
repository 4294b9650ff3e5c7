// SPDX-License-Identifier: Apache-2.0
// Writing bytes that are at hand.
#include "qopt/Emit/Files.h"
#include "FileSizeLimit.h"
#include "OutputFile.h"

#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qopt;

llvm::Error mlir::qopt::writeFile(llvm::StringRef path,
                                  llvm::StringRef contents) {
  return writeFile(path, [&](llvm::raw_ostream &os) {
    os << contents;
    return llvm::Error::success();
  });
}

llvm::Error mlir::qopt::writeFile(
    llvm::StringRef path,
    llvm::function_ref<llvm::Error(llvm::raw_ostream &)> write) {
  IgnoreFileSizeSignal ignore;
  auto file = OutputFile::create(path, /*mode=*/0666);
  if (!file)
    return file.takeError();
  llvm::raw_fd_ostream os(file->getDescriptor(), /*shouldClose=*/false);
  llvm::Error error = write(os);
  os.flush();
  std::error_code reason = os.error();
  os.clear_error();
  if (reason) {
    llvm::consumeError(std::move(error));
    return makeFileError("write", path, llvm::errorCodeToError(reason));
  }
  return error ? std::move(error) : file->keep();
}
