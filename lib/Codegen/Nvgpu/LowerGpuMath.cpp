// SPDX-License-Identifier: Apache-2.0
// qopt-lower-gpu-math: functions that are instructions become LLVM's intrinsics.
#include "GpuMath.h"
#include "qopt/Codegen/Nvgpu/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include "llvm/ADT/TypeSwitch.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_LOWERGPUMATH
#include "qopt/Codegen/Nvgpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

StringRef mlir::qopt::getGpuIntrinsic(Operation *op) {
  return llvm::TypeSwitch<Operation *, StringRef>(op)
      .Case([](math::AbsFOp) { return "llvm.fabs"; })
      .Case([](math::CeilOp) { return "llvm.ceil"; })
      .Case([](math::CopySignOp) { return "llvm.copysign"; })
      .Case([](math::CountLeadingZerosOp) { return "llvm.ctlz"; })
      .Case([](math::CtPopOp) { return "llvm.ctpop"; })
      .Case([](math::FloorOp) { return "llvm.floor"; })
      .Case([](math::FmaOp) { return "llvm.fma"; })
      .Case([](math::RoundEvenOp) { return "llvm.roundeven"; })
      .Case([](math::SqrtOp) { return "llvm.sqrt"; })
      .Case([](math::TruncOp) { return "llvm.trunc"; })
      .Default([](Operation *) { return StringRef(); });
}

namespace {
struct LowerGpuMath final : mlir::qopt::impl::LowerGpuMathBase<LowerGpuMath> {
  using Base::Base;

  void runOnOperation() override {
    getOperation().walk([&](Operation *op) {
      StringRef intrinsic = getGpuIntrinsic(op);
      if (intrinsic.empty())
        return;
      OpBuilder b(op);
      SmallVector<Value> operands(op->getOperands());
      if (isa<math::CountLeadingZerosOp>(op)) // of zero: the width
        operands.push_back(arith::ConstantOp::create(b, op->getLoc(), b.getBoolAttr(false)));
      auto call = LLVM::CallIntrinsicOp::create(b, op->getLoc(), op->getResult(0).getType(),
                                                b.getStringAttr(intrinsic), operands);
      op->getResult(0).replaceAllUsesWith(call->getResult(0));
      op->erase();
      ++numLowered;
    });
  }
};
} // namespace
