// SPDX-License-Identifier: Apache-2.0
// Where groups begin, and what reports say of them; see FoldGroup.h.
#include "FoldGroup.h"

#include "qopt/IR/FilterChoice.h"
#include "qopt/IR/FoldRecord.h"
#include "qopt/IR/TransformerOps.h"

using namespace mlir;
using namespace mlir::qopt;

bool mlir::qopt::isConstantLinear(Operation *op) {
  return bool(getFloatFilter(op));
}

// One number for all channels is a scale of the whole value, not a gain.
bool mlir::qopt::isNormLike(Operation *op) {
  if (isa<NormOp>(op))
    return stageOf(op->getResult(0).getType()) == Stage::Float;
  auto mul = dyn_cast<BinaryOp>(op);
  if (!mul || mul.getKind() != BinaryKind::mul ||
      stageOf(mul.getType()) != Stage::Float)
    return false;
  auto shape = cast<RankedTensorType>(mul.getType()).getShape();
  if (shape.empty())
    return false;
  return cast<ChannelScaleInterface>(op)
             .askResult(ChannelLabels::ofLastDim(shape))
             .absorbs() &&
         llvm::any_of(op->getOperands(), [&](Value v) {
           auto type = cast<RankedTensorType>(v.getType());
           return type != mul.getType() && type.getNumElements() == shape.back();
         });
}

void mlir::qopt::recordEntry(func::FuncOp func,
                             ArrayRef<NamedAttribute> entries) {
  Builder builder(func.getContext());
  SmallVector<Attribute> list;
  if (auto old = func->getAttrOfType<ArrayAttr>(kFoldsAttr))
    llvm::append_range(list, old);
  list.push_back(builder.getDictionaryAttr(entries));
  func->setAttr(kFoldsAttr, builder.getArrayAttr(list));
}

void mlir::qopt::recordFold(func::FuncOp func, StringRef method,
                            const FoldGroup &group,
                            ArrayRef<NamedAttribute> extra) {
  Builder builder(func.getContext());
  SmallVector<StringRef> readers;
  SmallVector<std::string> names;
  for (const FoldUse &reader : group.getReaders())
    names.push_back(getNodeName(reader.op));
  for (const std::string &name : names)
    readers.push_back(name);
  SmallVector<NamedAttribute> entries(extra);
  entries.push_back(builder.getNamedAttr(
      "at", builder.getStringAttr(getNodeName(group.getMaker()))));
  entries.push_back(
      builder.getNamedAttr("method", builder.getStringAttr(method)));
  entries.push_back(
      builder.getNamedAttr("readers", builder.getStrArrayAttr(readers)));
  SmallVector<std::string> scaled = group.getScaledNodes();
  SmallVector<StringRef> refs(scaled.begin(), scaled.end());
  entries.push_back(
      builder.getNamedAttr("scaled", builder.getStrArrayAttr(refs)));
  recordEntry(func, entries);
}

void mlir::qopt::recordRefusal(func::FuncOp func, StringRef method,
                               Operation *maker, StringRef whyNot) {
  if (isNormLike(maker))
    maker->emitRemark() << "no fold group at '" << getNodeName(maker)
                        << "' for " << method << ": " << whyNot;
  Builder builder(func.getContext());
  recordEntry(
      func,
      {builder.getNamedAttr("at",
                               builder.getStringAttr(getNodeName(maker))),
          builder.getNamedAttr("method", builder.getStringAttr(method)),
          builder.getNamedAttr("refused", builder.getStringAttr(whyNot))});
}
