// SPDX-License-Identifier: Apache-2.0
// --qopt-choose-filter-formats: what the codes of every constant filter shall be.
#include "qopt/Quantize/Choose/Passes.h"

#include "FilterSearch.h"
#include "qopt/IR/FilterChoice.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <cmath>

#define DEBUG_TYPE "qopt-choose-filter-formats"

namespace mlir::qopt {
#define GEN_PASS_DEF_CHOOSEFILTERFORMATS
#include "qopt/Quantize/Choose/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

struct ChooseFilterFormats final
    : mlir::qopt::impl::ChooseFilterFormatsBase<ChooseFilterFormats> {
  using ChooseFilterFormatsBase::ChooseFilterFormatsBase;

  void runOnOperation() override {
    auto error = [&] { return getOperation()->emitError(); };
    auto wanted = parseFormatRequest(format, &getContext(), /*narrow=*/true,
                                     error);
    auto scales = parseClipRule(clip, error);
    auto sharing = parseGranularity(granularity, error);
    if (!wanted || !scales || !sharing)
      return signalPassFailure();
    for (FormatInterface f : wanted->formats)
      if (f.getBits() > kMostBits) {
        error() << "expected formats of at most " << kMostBits
                << " bits for filters, got " << f;
        return signalPassFailure();
      }
    request = *wanted;
    clipRule = *scales;
    WalkResult result = getOperation()->walk([&](Operation *op) {
      if (!isa<QOptDialect>(op->getDialect()) || !getFloatFilter(op) ||
          op->hasAttr(QOptDialect::kFloatAttr) || hasFilterChoice(op))
        return WalkResult::advance();
      return WalkResult(choose(op, getFilterGranularity(op, *sharing)));
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

private:
  FormatRequest request;
  ClipRule clipRule;

  LogicalResult choose(Operation *op, Attribute granularity) {
    DenseElementsAttr filter = getFloatFilter(op);
    auto shape = cast<RankedTensorType>(filter.getType()).getShape();
    std::vector<float> weights(filter.value_begin<float>(),
                               filter.value_end<float>());
    for (auto [i, w] : llvm::enumerate(weights))
      if (!std::isfinite(w))
        return op->emitError()
               << "expected a finite filter in node '" << getNodeName(op)
               << "', got " << w << " at element " << i;
    ValueSlots slots(weights, shape, granularity);
    if (request.method == FormatMethod::Given && slots.hasNegative() &&
        !makeTable(request.formats.front()).isSigned())
      return op->emitError()
             << "expected a format with negative values for the filter of node '"
             << getNodeName(op) << "', which has some, got "
             << request.formats.front();
    FormatChoice choice = chooseFormat(slots, request, clipRule, &getContext());
    setFilterChoice(op,
                    {QType::get(&getContext(), choice.format, granularity),
                     std::move(choice.scales)},
                    shape);
    ++numChosen;
    return success();
  }
};

} // namespace
