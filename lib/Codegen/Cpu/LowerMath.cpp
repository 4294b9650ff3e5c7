// SPDX-License-Identifier: Apache-2.0
// The pass qopt-lower-math: libm calls for functions of which LLVM has no
// intrinsic, or only one that upstream lowers with a loss of accuracy.
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_LOWERMATH
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;

// Types that upstream's patterns take apart or extend into calls on f32 or f64.
static bool hasCallableForm(Type type) {
  if (auto vector = dyn_cast<VectorType>(type))
    return !vector.isScalable() && hasCallableForm(vector.getElementType());
  return type.isF16() || type.isBF16() || type.isF32() || type.isF64();
}

namespace {
struct LowerMath final : mlir::qopt::impl::LowerMathBase<LowerMath> {
  using Base::Base;

  void runOnOperation() override {
    ConversionTarget target(getContext());
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    target.addIllegalOp<math::AcosOp, math::AcoshOp, math::AsinOp,
                        math::AsinhOp, math::AtanOp, math::AtanhOp,
                        math::CosOp, math::CoshOp, math::ErfOp, math::ErfcOp,
                        math::ExpOp, math::ExpM1Op, math::LogOp, math::Log1pOp,
                        math::PowFOp, math::SinOp, math::SinhOp, math::TanOp,
                        math::TanhOp>();
    if (failed(check(target)))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    populateMathToLibmConversionPatterns(patterns);
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }

private:
  LogicalResult check(const ConversionTarget &target) {
    bool failed = false;
    getOperation().walk([&](Operation *op) {
      if (!target.isIllegal(op) || hasCallableForm(op->getResult(0).getType()))
        return;
      op->emitOpError() << "expected f16, bf16, f32 or f64, or vectors of a "
                           "known number of them, got "
                        << op->getResult(0).getType();
      failed = true;
    });
    return failure(failed);
  }
};
} // namespace
