// SPDX-License-Identifier: Apache-2.0
// A compiled model in this process, without files: the same object bytes that
// would be linked into a library.
#ifndef QOPT_EMIT_JITMODEL_H
#define QOPT_EMIT_JITMODEL_H

#include "qopt-c/Runtime.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>

namespace llvm::orc {
class LLJIT;
} // namespace llvm::orc

namespace mlir::qopt {

struct JitOptions {
  /// What instrumented code calls as `qopt_observe`; null: looked up in this
  /// process, an error if the object needs it and it is not there.
  void *observe = nullptr;
};

class JitModel {
public:
  ~JitModel();

  /// Links the object into memory. An error names the symbols that are nowhere.
  static llvm::Expected<std::unique_ptr<JitModel>>
  create(std::unique_ptr<llvm::MemoryBuffer> object, llvm::StringRef modelName,
         const JitOptions &options = {});

  /// For qopt_create. Valid as long as this object, which must outlive every
  /// qopt_model made from it.
  const qopt_model_desc *desc() const { return description; }

private:
  JitModel(std::unique_ptr<llvm::orc::LLJIT> jit,
           const qopt_model_desc *description);

  std::unique_ptr<llvm::orc::LLJIT> jit;
  const qopt_model_desc *description;
};

} // namespace mlir::qopt

#endif // QOPT_EMIT_JITMODEL_H
