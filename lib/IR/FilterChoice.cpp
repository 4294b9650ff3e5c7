// SPDX-License-Identifier: Apache-2.0
// Reading and writing the chosen format of a filter; see the header.
#include "qopt/IR/FilterChoice.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;

DenseElementsAttr mlir::qopt::getFloatFilter(Operation *op) {
  if (!isa<ConvOp, MatmulOp>(op) ||
      stageOf(op->getResult(0).getType()) != Stage::Float)
    return {};
  auto dense =
      dyn_cast_or_null<DenseElementsAttr>(getConstant(op->getOperand(1)));
  return dense && dense.getElementType().isF32() ? dense : DenseElementsAttr();
}

Attribute mlir::qopt::getFilterGranularity(Operation *op,
                                           const GranularitySpec &sharing) {
  int64_t rank =
      cast<RankedTensorType>(op->getOperand(1).getType()).getRank();
  bool isConv = isa<ConvOp>(op);
  return sharing.getAttr(op->getContext(), isConv ? 0 : rank - 1,
                         isConv ? rank - 1 : rank - 2);
}

bool mlir::qopt::hasFilterChoice(Operation *op) {
  return op->hasAttr(kFilterTypeAttr) || op->hasAttr(kFilterScalesAttr);
}

void mlir::qopt::setFilterChoice(Operation *op, const FilterChoice &choice,
                                 ArrayRef<int64_t> shape) {
  op->setAttr(kFilterTypeAttr, TypeAttr::get(choice.type));
  if (choice.scales.empty())
    return;
  auto type = RankedTensorType::get(
      getScaleShape(choice.type.getGranularity(), shape),
      Float32Type::get(op->getContext()));
  op->setAttr(kFilterScalesAttr,
              DenseElementsAttr::get(type, ArrayRef<float>(choice.scales)));
}

void mlir::qopt::dropFilterChoice(Operation *op) {
  op->removeAttr(kFilterTypeAttr);
  op->removeAttr(kFilterScalesAttr);
}

// The axis that a granularity speaks of; -1 for one without.
static int64_t axisOf(Attribute granularity) {
  if (auto channel = dyn_cast<ChannelGranularityAttr>(granularity))
    return channel.getAxis();
  if (auto group = dyn_cast<GroupGranularityAttr>(granularity))
    return group.getAxis();
  return -1;
}

FailureOr<std::optional<FilterChoice>>
mlir::qopt::getFilterChoice(Operation *op, ArrayRef<int64_t> shape) {
  if (!hasFilterChoice(op))
    return std::optional<FilterChoice>();
  auto error = [&](StringRef wanted) {
    return op->emitError() << "expected " << wanted << " in node '"
                           << getNodeName(op) << "', got ";
  };
  Attribute typeAttr = op->getAttr(kFilterTypeAttr);
  auto wrapped = dyn_cast_or_null<TypeAttr>(typeAttr);
  auto type = wrapped ? dyn_cast<QType>(wrapped.getValue()) : QType();
  if (!type)
    return error("qopt.filter_type to be a !qopt.q type") << typeAttr;
  Attribute granularity = type.getGranularity();
  int64_t rank = static_cast<int64_t>(shape.size());
  if (isa<TokenGranularityAttr>(granularity) || axisOf(granularity) >= rank)
    return error("a granularity of the filter") << granularity;
  FilterChoice choice{type, {}};
  Attribute scalesAttr = op->getAttr(kFilterScalesAttr);
  if (!scalesAttr)
    return std::optional<FilterChoice>(choice);
  auto scales = dyn_cast<DenseElementsAttr>(scalesAttr);
  auto wanted = RankedTensorType::get(getScaleShape(granularity, shape),
                                      Float32Type::get(op->getContext()));
  if (!scales || scales.getType() != wanted) {
    InFlightDiagnostic diagnostic = error("qopt.filter_scales of the type that "
                                          "the granularity asks for");
    if (scales)
      return diagnostic << scales.getType() << " instead of " << wanted;
    return diagnostic << scalesAttr;
  }
  for (float s : scales.getValues<float>()) {
    if (!std::isnormal(s) || s < 0)
      return error("scales that are normal positive numbers") << s;
    choice.scales.push_back(s);
  }
  return std::optional<FilterChoice>(std::move(choice));
}
