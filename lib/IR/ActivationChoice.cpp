// SPDX-License-Identifier: Apache-2.0
// Histograms and chosen formats as attributes; see the header.
#include "qopt/IR/ActivationChoice.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::Histogram;

Attribute mlir::qopt::getValueAttr(Value value, StringRef name) {
  if (Operation *op = value.getDefiningOp())
    return op->getAttr(name);
  auto arg = cast<BlockArgument>(value);
  auto func = cast<func::FuncOp>(arg.getOwner()->getParentOp());
  return func.getArgAttr(arg.getArgNumber(), name);
}

void mlir::qopt::setValueAttr(Value value, StringRef name, Attribute attr) {
  if (Operation *op = value.getDefiningOp()) {
    if (attr)
      op->setAttr(name, attr);
    else
      op->removeAttr(name);
    return;
  }
  auto arg = cast<BlockArgument>(value);
  auto func = cast<func::FuncOp>(arg.getOwner()->getParentOp());
  if (attr)
    func.setArgAttr(arg.getArgNumber(), name, attr);
  else
    func.removeArgAttr(arg.getArgNumber(), name);
}

std::string mlir::qopt::getValueName(Value value) {
  if (Operation *op = value.getDefiningOp())
    return getNodeName(op);
  return "input " + std::to_string(cast<BlockArgument>(value).getArgNumber());
}

void mlir::qopt::setHistogram(Value value, const Histogram &histogram) {
  Builder builder(value.getContext());
  Histogram::Parts parts = histogram.parts();
  setValueAttr(
      value, kHistogramAttr,
      builder.getDictionaryAttr(
          {builder.getNamedAttr("exponent",
                                builder.getI64IntegerAttr(parts.widthExponent)),
           builder.getNamedAttr("extremes",
                                builder.getDenseF32ArrayAttr({parts.lo, parts.hi})),
           builder.getNamedAttr("negative",
                                builder.getDenseI64ArrayAttr(parts.negative)),
           builder.getNamedAttr("positive",
                                builder.getDenseI64ArrayAttr(parts.positive)),
           builder.getNamedAttr("zeros", builder.getI64IntegerAttr(
                                             static_cast<int64_t>(parts.zeros)))}));
}

FailureOr<std::optional<Histogram>> mlir::qopt::getHistogram(Value value) {
  Attribute attr = getValueAttr(value, kHistogramAttr);
  if (!attr)
    return std::optional<Histogram>();
  auto dictionary = dyn_cast<DictionaryAttr>(attr);
  auto get = [&](StringRef key) {
    return dictionary ? dictionary.get(key) : Attribute();
  };
  auto exponent = dyn_cast_or_null<IntegerAttr>(get("exponent"));
  auto zeros = dyn_cast_or_null<IntegerAttr>(get("zeros"));
  auto extremes = dyn_cast_or_null<DenseF32ArrayAttr>(get("extremes"));
  auto negative = dyn_cast_or_null<DenseI64ArrayAttr>(get("negative"));
  auto positive = dyn_cast_or_null<DenseI64ArrayAttr>(get("positive"));
  std::string why = "expected exponent, extremes, negative, positive and zeros";
  constexpr int64_t kFar = 1024; // no f32 has such an exponent
  if (exponent && zeros && extremes && extremes.size() == 2 && negative &&
      positive && std::abs(exponent.getInt()) < kFar && zeros.getInt() >= 0) {
    auto histogram = Histogram::fromParts(
        {static_cast<int>(exponent.getInt()),
         {negative.asArrayRef().begin(), negative.asArrayRef().end()},
         {positive.asArrayRef().begin(), positive.asArrayRef().end()},
         static_cast<uint64_t>(zeros.getInt()),
         extremes[0],
         extremes[1]},
        why);
    if (histogram)
      return histogram;
  }
  return emitError(value.getLoc())
         << "expected qopt.histogram of '" << getValueName(value)
         << "' to be a histogram: " << why;
}

FailureOr<FormatInterface> mlir::qopt::getChosenFormat(Value value) {
  Attribute attr = getValueAttr(value, kFormatAttr);
  auto format = dyn_cast_or_null<FormatInterface>(attr);
  if (attr && !format)
    return emitError(value.getLoc())
           << "expected qopt.format of '" << getValueName(value)
           << "' to be a number format, got " << attr;
  return format;
}
