// SPDX-License-Identifier: Apache-2.0
// qopt-lower-tensor-maps: parameters that are tensor maps are passed by value. See
// Passes.td for before and after.
#include "qopt/Codegen/Nvgpu/Passes.h"

#include "qopt/IR/TensorMaps.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_LOWERTENSORMAPS
#include "qopt/Codegen/Nvgpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

constexpr int64_t kMapAlign = 64; // of the parameter

static LogicalResult lower(LLVM::LLVMFuncOp kernel, int64_t &count) {
  auto maps = getTensorMaps(kernel, kernel.getNumArguments(),
                            [&] { return kernel.emitOpError(); });
  if (failed(maps))
    return failure();
  Builder b(kernel.getContext());
  Type map = LLVM::LLVMArrayType::get(b.getI64Type(), kTensorMapBytes / 8);
  for (const TensorMapSpec &spec : *maps) {
    if (!isa<LLVM::LLVMPointerType>(kernel.getArgument(spec.argument).getType()))
      return kernel.emitOpError() << "expected a pointer as argument " << spec.argument
                                  << ", which is a tensor map, got "
                                  << kernel.getArgument(spec.argument).getType();
    auto set = [&](StringRef name, Attribute value) {
      kernel.setArgAttr(spec.argument, name, value);
    };
    set(LLVM::LLVMDialect::getByValAttrName(), TypeAttr::get(map));
    set(LLVM::LLVMDialect::getAlignAttrName(), b.getI64IntegerAttr(kMapAlign));
    set(NVVM::NVVMDialect::getGridConstantAttrName(), b.getUnitAttr());
    ++count;
  }
  return success();
}

namespace {
struct LowerTensorMaps final : mlir::qopt::impl::LowerTensorMapsBase<LowerTensorMaps> {
  using Base::Base;

  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<LLVM::LLVMFuncOp>()) {
      int64_t count = 0;
      if (failed(lower(kernel, count)))
        return signalPassFailure();
      numLowered += count;
    }
  }
};
} // namespace
