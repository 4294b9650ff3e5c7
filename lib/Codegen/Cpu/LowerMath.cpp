// SPDX-License-Identifier: Apache-2.0
// The pass qopt-lower-math: libm calls for functions of which LLVM has no
// intrinsic, or only one that upstream lowers with a loss of accuracy.
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_LOWERMATH
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;

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
    RewritePatternSet patterns(&getContext());
    populateMathToLibmConversionPatterns(patterns);
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
