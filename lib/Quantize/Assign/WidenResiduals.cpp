// SPDX-License-Identifier: Apache-2.0
// --qopt-widen-residuals: more bits for values that only additions and normalizations
// read, and for what softmax reads.
#include "qopt/IR/ActivationChoice.h"
#include "qopt/IR/Spelling.h"
#include "qopt/Quantize/Assign/Passes.h"
#include "qopt/Quantize/Assign/QuantizableOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Iterators.h"

#define DEBUG_TYPE "qopt-widen-residuals"

namespace mlir::qopt {
#define GEN_PASS_DEF_WIDENRESIDUALS
#include "qopt/Quantize/Assign/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

bool isSum(Operation *op) {
  auto binary = dyn_cast<BinaryOp>(op);
  return binary && (binary.getKind() == BinaryKind::add ||
                    binary.getKind() == BinaryKind::sub);
}

struct WidenResiduals final : mlir::qopt::impl::WidenResidualsBase<WidenResiduals> {
  using Base::Base;

  void runOnOperation() override {
    FormatInterface residualFormat, scoreFormat;
    if (failed(parse("residual", residual, residualFormat)) ||
        failed(parse("scores", scores, scoreFormat)))
      return signalPassFailure();
    findResiduals();
    if (residualFormat)
      markAll(residualFormat, numResiduals,
              [&](Value v) { return residuals.contains(v); });
    if (scoreFormat)
      markAll(scoreFormat, numScores, [&](Value v) { return isScore(v); });
  }

private:
  // Null where the option is empty.
  LogicalResult parse(StringRef option, StringRef text, FormatInterface &format) {
    if (text.empty())
      return success();
    format = parseFormat(text, &getContext(), /*narrow=*/false,
                         [&] { return getOperation()->emitError(); });
    if (!format)
      return failure();
    if (format.isUniform() && format.getBits() <= 16)
      return success();
    return getOperation()->emitError()
           << "expected integers of at most 16 bits as the " << option
           << " format, got '" << text << "'";
  }

  void markAll(FormatInterface format, Pass::Statistic &count,
               function_ref<bool(Value)> isWanted) {
    getOperation()->walk([&](Operation *op) {
      if (op->getNumResults() != 1 || isa<ConstantOp>(op) ||
          !isa<QOptDialect>(op->getDialect()) || op->hasAttr(kFormatAttr) ||
          op->hasAttr(QOptDialect::kFloatAttr) || !isWanted(op->getResult(0)))
        return;
      setValueAttr(op->getResult(0), kFormatAttr, format);
      ++count;
    });
  }

  // Readers come after what they read, so theirs is known when a value's turn comes.
  void findResiduals() {
    getOperation()->walk<WalkOrder::PostOrder, ReverseIterator>([&](Operation *op) {
      for (Value result : op->getResults())
        if (isResidual(result))
          residuals.insert(result);
    });
  }

  // All readers are normalizations, or sums and moves that are residuals themselves:
  // nothing multiplies the codes.
  bool isResidual(Value value) {
    return isa<FloatType>(getElementTypeOrSelf(value)) && !value.use_empty() &&
           llvm::all_of(value.getUsers(), [&](Operation *reader) {
             if (reader->hasAttr(QOptDialect::kFloatAttr))
               return false;
             return isa<NormOp>(reader) || ((isSum(reader) || movesOnly(reader)) &&
                                            residuals.contains(reader->getResult(0)));
           });
  }

  static bool isScore(Value value) {
    return !value.use_empty() && llvm::all_of(value.getUsers(), [](Operation *op) {
      auto softmax = dyn_cast<SoftmaxOp>(op);
      return softmax && !softmax->hasAttr(QOptDialect::kFloatAttr);
    });
  }

  llvm::DenseSet<Value> residuals;
};

} // namespace
