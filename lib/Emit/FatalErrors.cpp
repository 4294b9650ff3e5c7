// SPDX-License-Identifier: Apache-2.0
#include "FatalErrors.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/ErrorHandling.h"

#include <mutex>

// LLVM calls it where it would print the reason and end the process. It does not return.
static void leave(void *reason, const char *text, bool) {
  *static_cast<std::string *>(reason) = text;
  llvm::CrashRecoveryContext::GetCurrent()->HandleExit(1);
}

llvm::Error mlir::qopt::withoutFatalErrors(llvm::function_ref<void()> work) {
  static std::mutex mutex;
  std::lock_guard<std::mutex> lock(mutex);
  std::string reason;
  llvm::ScopedFatalErrorHandler handler(leave, &reason);
  llvm::CrashRecoveryContext::Enable();
  bool done = llvm::CrashRecoveryContext().RunSafely(work);
  llvm::CrashRecoveryContext::Disable();
  if (done)
    return llvm::Error::success();
  return llvm::createStringError(reason.empty() ? "LLVM crashed" : reason);
}
