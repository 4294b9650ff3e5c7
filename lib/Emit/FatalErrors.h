// SPDX-License-Identifier: Apache-2.0
// Inside Emit: LLVM's fatal errors as errors of ours.
#ifndef QOPT_LIB_EMIT_FATALERRORS_H
#define QOPT_LIB_EMIT_FATALERRORS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

namespace mlir::qopt {

/// Runs `work`. Where LLVM has no other way out than to end the process (an instruction
/// that a chip lacks cannot be selected), the process goes on and the error says what
/// LLVM said. The frames of `work` are left as they are, without destructors: what it
/// owns is lost, and what it used must not be touched again, not even destroyed. One
/// call at a time; LLVM's handler is one for the process.
llvm::Error withoutFatalErrors(llvm::function_ref<void()> work);

} // namespace mlir::qopt

#endif // QOPT_LIB_EMIT_FATALERRORS_H
