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

LogicalResult mlir::qopt::annotateChannels(func::FuncOp func,
                                           const StatisticsTable &table) {
  for (const ObservedValue &observed : collectChannelValues(func)) {
    auto found = table.channels.find(observed.name);
    if (found == table.channels.end())
      return emitError(observed.value.getLoc())
             << "expected statistics by channel of '" << observed.name
             << "', got a table without: calibrate with the recipe that folds "
                "scales";
    auto type = cast<RankedTensorType>(observed.value.getType());
    if (static_cast<int64_t>(found->second.channels()) !=
        type.getShape().back())
      return emitError(observed.value.getLoc())
             << "expected statistics of " << type.getShape().back()
             << " channels of '" << observed.name << "', got "
             << found->second.channels() << ": was the table made from another "
             << "model?";
    setChannelStatistics(observed.value, found->second);
  }
  return success();
}

void mlir::qopt::clearChannels(func::FuncOp func) {
  for (BlockArgument arg : func.getArguments())
    func.removeArgAttr(arg.getArgNumber(), kChannelsAttr);
  func.walk([](Operation *op) { op->removeAttr(kChannelsAttr); });
}

namespace {

struct InsertObservers final
    : mlir::qopt::impl::InsertObserversBase<InsertObservers> {
  using InsertObserversBase::InsertObserversBase;

  void runOnOperation() override {
    OpBuilder builder(&getContext());
    int64_t id = 0;
    auto values = channels ? collectChannelValues(getOperation())
                           : collectObservedValues(getOperation());
    for (const ObservedValue &observed : values) {
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
    if (channels) {
      if (failed(annotateChannels(getOperation(), *table)))
        return signalPassFailure();
      numAnnotated += collectChannelValues(getOperation()).size();
      return;
    }
    if (failed(annotateRanges(getOperation(), *table, histograms)))
      return signalPassFailure();
    numAnnotated += collectObservedValues(getOperation()).size();
  }
};

} // namespace
