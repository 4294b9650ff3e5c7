// SPDX-License-Identifier: Apache-2.0
// The gate qopt-verify-no-alloc.
#include "qopt/Codegen/Cpu/Passes.h"

#include "llvm/ADT/StringSet.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_VERIFYNOALLOC
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;

// Symbols of the C library and, by prefix, operators new and delete.
static bool isAllocator(StringRef symbol) {
  static const llvm::StringSet<> names = {
      "malloc", "calloc",         "realloc", "aligned_alloc",
      "valloc", "posix_memalign", "free",    "memalign"};
  return names.contains(symbol) || symbol.starts_with("_Znw") ||
         symbol.starts_with("_Zna") || symbol.starts_with("_Zdl") ||
         symbol.starts_with("_Zda");
}

namespace {
struct VerifyNoAlloc final : mlir::qopt::impl::VerifyNoAllocBase<VerifyNoAlloc> {
  using Base::Base;

  void runOnOperation() override {
    bool failed = false;
    auto refuse = [&](Operation *op, StringRef what) {
      op->emitOpError() << "expected no heap allocation, got a use of '" << what
                        << "'";
      failed = true;
    };
    getOperation().walk([&](Operation *op) {
      if (isa<memref::AllocOp, memref::ReallocOp, memref::DeallocOp>(op))
        refuse(op, op->getName().getStringRef());
      // Whatever refers to an allocator may call it.
      op->getAttrDictionary().walk([&](SymbolRefAttr symbol) {
        if (isAllocator(symbol.getRootReference()))
          refuse(op, symbol.getRootReference());
      });
    });
    if (failed)
      signalPassFailure();
  }
};
} // namespace
