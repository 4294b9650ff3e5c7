// SPDX-License-Identifier: Apache-2.0
// Temporary file and rename, or a device itself.
#include "OutputFile.h"

using namespace mlir::qopt;
namespace fs = llvm::sys::fs;

llvm::Error mlir::qopt::makeFileError(const char *what, llvm::StringRef path,
                                      llvm::Error reason) {
  return llvm::createStringError(llvm::Twine("cannot ") + what + " '" + path +
                                 "': " + llvm::toString(std::move(reason)));
}

static llvm::Error cannotWrite(llvm::StringRef path, std::error_code reason) {
  return makeFileError("write", path, llvm::errorCodeToError(reason));
}

OutputFile::OutputFile(OutputFile &&other)
    : path(std::move(other.path)), temporary(std::move(other.temporary)),
      device(other.device) {
  other.temporary.reset();
  other.device = -1;
}

OutputFile::~OutputFile() {
  if (temporary)
    llvm::consumeError(temporary->discard());
  if (device >= 0)
    fs::closeFile(device);
}

llvm::Expected<OutputFile> OutputFile::create(llvm::StringRef path,
                                              unsigned mode) {
  OutputFile file(path);
  fs::file_status status;
  std::error_code missing = fs::status(path, status);
  if (!missing && status.type() == fs::file_type::directory_file)
    return cannotWrite(path, std::make_error_code(std::errc::is_a_directory));
  if (!missing && status.type() != fs::file_type::regular_file) {
    if (std::error_code reason =
            fs::openFileForWrite(path, file.device, fs::CD_OpenExisting))
      return cannotWrite(path, reason);
    return std::move(file);
  }
  auto temporary = fs::TempFile::create(path + ".tmp-%%%%%%%%", mode);
  if (!temporary)
    return makeFileError("write", path, temporary.takeError());
  file.temporary = std::move(*temporary);
  return std::move(file);
}

llvm::Error OutputFile::keep() {
  if (!temporary)
    return llvm::Error::success();
  llvm::Error error = temporary->keep(path);
  if (!error) {
    temporary.reset();
    return error;
  }
  return makeFileError("write", path, std::move(error));
}
