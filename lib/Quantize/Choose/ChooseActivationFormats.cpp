// SPDX-License-Identifier: Apache-2.0
// --qopt-choose-activation-formats: what the codes of run-time values shall be,
// from the histograms that calibration left.
#include "qopt/Quantize/Choose/Passes.h"

#include "FilterSearch.h"
#include "qopt/IR/ActivationChoice.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <cfloat>

#define DEBUG_TYPE "qopt-choose-activation-formats"

namespace mlir::qopt {
#define GEN_PASS_DEF_CHOOSEACTIVATIONFORMATS
#include "qopt/Quantize/Choose/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {

struct ChooseActivationFormats final
    : mlir::qopt::impl::ChooseActivationFormatsBase<ChooseActivationFormats> {
  using ChooseActivationFormatsBase::ChooseActivationFormatsBase;

  void runOnOperation() override {
    if (failed(parseOptions()))
      return signalPassFailure();
    SmallVector<Value> values(getOperation().getArguments());
    getOperation()->walk([&](Operation *op) {
      if (isa<QOptDialect>(op->getDialect()) && op->getNumResults() == 1)
        values.push_back(op->getResult(0));
    });
    for (Value value : values)
      if (failed(choose(value)))
        return signalPassFailure();
  }

private:
  FormatRequest request;
  ClipRule clipRule;

  LogicalResult parseOptions() {
    auto error = [&] { return getOperation()->emitError(); };
    auto wanted = parseFormatRequest(format, &getContext(), /*narrow=*/false,
                                     error);
    auto scales = parseClipRule(clip, error);
    if (!wanted || !scales)
      return failure();
    request = *wanted;
    clipRule = *scales;
    if (request.isCodebook())
      return error() << "expected ant:N, ant-float:N, fp8:N, best:F|G or a "
                        "format for activations, got '"
                     << format << "'";
    if (clipRule.kind == ClipRule::Kind::Mean)
      return error() << "expected clip absmax, mse or percentile:P for "
                        "activations, got 'mean'";
    for (FormatInterface f : request.formats)
      if (f.getBits() > kMostBits)
        return error() << "expected formats of at most " << kMostBits
                       << " bits for activations, got " << f;
    return success();
  }

  LogicalResult choose(Value value) {
    auto histogram = getHistogram(value);
    auto present = getChosenFormat(value);
    if (failed(histogram) || failed(present))
      return failure();
    if (!*histogram || *present)
      return success();
    ValueSlots slots(**histogram);
    if (request.method == FormatMethod::Given && slots.hasNegative() &&
        !makeTable(request.formats.front()).isSigned())
      return emitError(value.getLoc())
             << "expected a format with negative values for '"
             << getValueName(value) << "', which has some, got "
             << request.formats.front();
    FormatChoice choice = chooseFormat(slots, request, clipRule, &getContext());
    setValueAttr(value, kFormatAttr, choice.format);
    setValueAttr(value, QOptDialect::kRangeAttr,
                 clipOf(choice, slots.hasNegative()));
    setValueAttr(value, kHistogramAttr, {});
    ++numChosen;
    return success();
  }

  // The range for which the format's own rule (chooseParams, symmetric) gives
  // this scale.
  Attribute clipOf(const FormatChoice &choice, bool bothSigns) {
    num::CodeTable table = makeTable(choice.format);
    bool uniform = choice.format.isUniform();
    double reach = uniform || !table.isSigned() ? table.maxFinite()
                                                : table.maxMagnitude();
    auto clip = static_cast<float>(
        std::min(double(choice.scales.front()) * reach, double(FLT_MAX)));
    float bounds[] = {bothSigns ? -clip : 0.0f, clip};
    auto type = RankedTensorType::get({2}, Float32Type::get(&getContext()));
    return DenseElementsAttr::get(type, ArrayRef<float>(bounds));
  }
};

} // namespace
