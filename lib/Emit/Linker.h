// SPDX-License-Identifier: Apache-2.0
// Inside Emit: LLD as a function.
#ifndef QOPT_LIB_EMIT_LINKER_H
#define QOPT_LIB_EMIT_LINKER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace mlir::qopt {

/// Runs `ld.lld` with these arguments (the first is the program's name) in a
/// forked child of this program, whose standard output is `output`. A failure's
/// text is what the linker printed.
llvm::Error runLinker(llvm::ArrayRef<std::string> arguments, int output);

} // namespace mlir::qopt

#endif // QOPT_LIB_EMIT_LINKER_H
