// SPDX-License-Identifier: Apache-2.0
// A compiled model in this process, without files: the same machine code that
// would be linked into a library.
#ifndef QOPT_EMIT_JITMODEL_H
#define QOPT_EMIT_JITMODEL_H

#include "qopt-c/Runtime.h"
#include "qopt/Emit/Emit.h"

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

  /// Emits the module's object and links it into memory. The weights are not
  /// copied: their blob moves from the module's resource into the result, so the
  /// module can not be emitted a second time.
  static llvm::Expected<std::unique_ptr<JitModel>>
  compile(ModuleOp module, const EmitOptions &emitOptions,
          const JitOptions &options = {});

  /// For qopt_create. Valid as long as this object, which must outlive every
  /// qopt_model made from it.
  const qopt_model_desc *desc() const { return description; }

private:
  JitModel(std::unique_ptr<llvm::orc::LLJIT> jit, AsmResourceBlob weights,
           const qopt_model_desc *description);

  static llvm::Expected<std::unique_ptr<JitModel>>
  link(std::unique_ptr<llvm::MemoryBuffer> object, llvm::StringRef modelName,
       const JitOptions &options, AsmResourceBlob weights);

  std::unique_ptr<llvm::orc::LLJIT> jit;
  AsmResourceBlob weights;
  const qopt_model_desc *description;
};

} // namespace mlir::qopt

#endif // QOPT_EMIT_JITMODEL_H
