// SPDX-License-Identifier: Apache-2.0
// Runs functions of textual MLIR: passes, LLVM, machine code in this process.
#ifndef QOPT_TEST_INTEROP_JIT_H
#define QOPT_TEST_INTEROP_JIT_H

#include "llvm/ExecutionEngine/Orc/LLJIT.h"

#include <functional>
#include <memory>
#include <string>

namespace mlir {
class OpPassManager;
}

namespace mlir::qopt {

class Jit {
public:
  /// `text` is a module; `passes` make standard ops of it, which are then
  /// lowered. Any failure is a failure of the test, and get() gives null.
  Jit(const std::string &text,
      const std::function<void(OpPassManager &)> &passes);
  ~Jit();

  template <typename Function> Function *get(const std::string &name) {
    return reinterpret_cast<Function *>(lookup(name));
  }

private:
  void compile(const std::string &text,
               const std::function<void(OpPassManager &)> &passes);
  void *lookup(const std::string &name);

  std::unique_ptr<llvm::orc::LLJIT> jit;
};

} // namespace mlir::qopt

#endif // QOPT_TEST_INTEROP_JIT_H
