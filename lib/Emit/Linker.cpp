// SPDX-License-Identifier: Apache-2.0
// LLD is a library that behaves like a program: it resets llvm::cl options,
// keeps its state in globals, and may exit. A child that ends with the link
// keeps all of that away from the caller. The child runs single-threaded and
// touches nothing that another thread of the parent may have locked, beyond
// malloc, which glibc makes safe to use after fork.
#include "Linker.h"

#include "lld/Common/Driver.h"

#include "llvm/Support/Errno.h"
#include "llvm/Support/raw_ostream.h"

#include <sys/wait.h>
#include <unistd.h>

LLD_HAS_DRIVER(elf)

using namespace mlir;

[[noreturn]] static void linkInChild(llvm::ArrayRef<std::string> arguments,
                                     int output, int messages) {
  std::vector<const char *> argv;
  for (const std::string &argument : arguments)
    argv.push_back(argument.c_str());
  // Some of LLVM's errors know no other place than this.
  dup2(messages, STDERR_FILENO);
  dup2(output, STDOUT_FILENO);
  int code = 1;
  {
    llvm::raw_fd_ostream os(messages, /*shouldClose=*/false,
                            /*unbuffered=*/true);
    code = lld::lldMain(argv, os, os, {{lld::Gnu, &lld::elf::link}}).retCode;
    llvm::outs().flush();
    if (std::error_code reason = llvm::outs().error()) {
      os << reason.message();
      code = 1;
    }
    os.clear_error();
  }
  // No exit handlers: they are the parent's.
  _exit(code);
}

static std::string readAll(int fd) {
  std::string text;
  char buffer[4096];
  for (;;) {
    ssize_t count =
        llvm::sys::RetryAfterSignal(-1, read, fd, &buffer[0], sizeof(buffer));
    if (count <= 0)
      return text;
    text.append(buffer, static_cast<size_t>(count));
  }
}

static llvm::Error systemError(const char *what) {
  std::error_code reason(errno, std::generic_category());
  return llvm::createStringError(reason, "cannot start the linker: %s: %s",
                                 what, reason.message().c_str());
}

llvm::Error mlir::qopt::runLinker(llvm::ArrayRef<std::string> arguments,
                                   int output) {
  // What is still buffered is the parent's to write.
  llvm::outs().flush();
  int ends[2];
  if (pipe(ends))
    return systemError("pipe");
  pid_t child = fork();
  if (child < 0) {
    llvm::Error error = systemError("fork");
    close(ends[0]);
    close(ends[1]);
    return error;
  }
  if (child == 0) {
    close(ends[0]);
    linkInChild(arguments, output, ends[1]);
  }
  close(ends[1]);
  std::string messages = readAll(ends[0]);
  close(ends[0]);
  int status = 0;
  if (llvm::sys::RetryAfterSignal(-1, waitpid, child, &status, 0) < 0)
    return systemError("waitpid");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return llvm::Error::success();
  if (WIFSIGNALED(status))
    messages += "ld.lld ended by signal " + std::to_string(WTERMSIG(status));
  return llvm::createStringError(llvm::StringRef(messages).rtrim());
}
