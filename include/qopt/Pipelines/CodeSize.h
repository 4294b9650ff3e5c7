// SPDX-License-Identifier: Apache-2.0
// How much machine code a compiled model has.
#ifndef QOPT_PIPELINES_CODESIZE_H
#define QOPT_PIPELINES_CODESIZE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>

namespace mlir::qopt {

struct CodeSize {
  uint64_t bytes = 0;  ///< of sections with instructions, all code paths
  int64_t kernels = 0; ///< functions that layers of equal contract share
};

/// Of a model library (ELF). An error names the file when it cannot be read or is
/// no object file.
llvm::Expected<CodeSize> measureCode(llvm::StringRef path);

} // namespace mlir::qopt

#endif // QOPT_PIPELINES_CODESIZE_H
