// SPDX-License-Identifier: Apache-2.0
// Inside Emit: a file that appears whole or not at all.
#ifndef QOPT_LIB_EMIT_OUTPUTFILE_H
#define QOPT_LIB_EMIT_OUTPUTFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"

#include <optional>
#include <string>

namespace mlir::qopt {

/// An open file that takes its place at `keep`: a temporary one beside `path`,
/// gone if it is not kept, even when the process is interrupted. What exists and
/// is no regular file (/dev/stdout, a pipe) is opened itself: replacing it by a
/// file would break it for everybody.
class OutputFile {
public:
  /// `mode`: permissions before the umask.
  static llvm::Expected<OutputFile> create(llvm::StringRef path, unsigned mode);
  OutputFile(OutputFile &&other);
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;
  ~OutputFile();

  int getDescriptor() const { return temporary ? temporary->FD : device; }
  llvm::Error keep();

private:
  explicit OutputFile(llvm::StringRef path) : path(path) {}

  std::string path;
  std::optional<llvm::sys::fs::TempFile> temporary;
  int device = -1;
};

/// "cannot <what> '<path>': <reason>".
llvm::Error makeFileError(const char *what, llvm::StringRef path,
                          llvm::Error reason);

} // namespace mlir::qopt

#endif // QOPT_LIB_EMIT_OUTPUTFILE_H
