// SPDX-License-Identifier: Apache-2.0
// --qopt-insert-observers, --qopt-annotate-ranges.
#include "qopt/Calibrate/Passes.h"

#include "qopt/Calibrate/Statistics.h"
#include "qopt/IR/ActivationChoice.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_INSERTOBSERVERS
#define GEN_PASS_DEF_ANNOTATERANGES
#include "qopt/Calibrate/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

LogicalResult mlir::qopt::annotateRanges(func::FuncOp func,
                                         const StatisticsTable &table,
                                         bool histograms) {
  Builder builder(func.getContext());
  auto type = RankedTensorType::get({2}, builder.getF32Type());
  for (const ObservedValue &observed : collectObservedValues(func)) {
    auto found = table.values.find(observed.name);
    if (found == table.values.end())
      return emitError(observed.value.getLoc())
             << "expected statistics of '" << observed.name
             << "', got a table without it: was it made from another model?";
    float bounds[] = {static_cast<float>(found->second.range.lo),
                      static_cast<float>(found->second.range.hi)};
    auto range = DenseElementsAttr::get(type, ArrayRef<float>(bounds));
    setValueAttr(observed.value, QOptDialect::kRangeAttr, range);
    if (!histograms)
      continue;
    if (!found->second.histogram)
      return emitError(observed.value.getLoc())
             << "expected a histogram of '" << observed.name
             << "', got a statistics table without: calibrate with the recipe "
                "that searches activation formats";
    setHistogram(observed.value, *found->second.histogram);
  }
  return success();
}

namespace {

struct InsertObservers final
    : mlir::qopt::impl::InsertObserversBase<InsertObservers> {
  using InsertObserversBase::InsertObserversBase;

  void runOnOperation() override {
    OpBuilder builder(&getContext());
    int64_t id = 0;
    for (const ObservedValue &observed : collectObservedValues(getOperation())) {
      builder.setInsertionPointAfterValue(observed.value);
      ObserveOp::create(builder, observed.value.getLoc(), observed.value, id++);
    }
    numObserved += id;
  }
};

struct AnnotateRanges final
    : mlir::qopt::impl::AnnotateRangesBase<AnnotateRanges> {
  using AnnotateRangesBase::AnnotateRangesBase;

  void runOnOperation() override {
    auto table = StatisticsTable::load(stats);
    if (!table) {
      getOperation()->emitError() << llvm::toString(table.takeError());
      return signalPassFailure();
    }
    if (failed(annotateRanges(getOperation(), *table, histograms)))
      return signalPassFailure();
    numAnnotated += collectObservedValues(getOperation()).size();
  }
};

} // namespace
