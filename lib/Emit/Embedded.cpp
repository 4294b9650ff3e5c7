// SPDX-License-Identifier: Apache-2.0
// C++ access to the files of Embedded.c.
#include "qopt/Emit/Files.h"

using namespace mlir;

extern "C" {
extern const char qopt_embedded_archive[], qopt_embedded_archive_end[];
extern const char qopt_embedded_header[], qopt_embedded_header_end[];
}

llvm::StringRef mlir::qopt::getRuntimeArchive() {
  return {qopt_embedded_archive,
          size_t(qopt_embedded_archive_end - qopt_embedded_archive)};
}

llvm::StringRef mlir::qopt::getRuntimeHeader() {
  return {qopt_embedded_header,
          size_t(qopt_embedded_header_end - qopt_embedded_header)};
}
