// SPDX-License-Identifier: Apache-2.0
// Which values are observed, and their names in the statistics table.
#include "qopt/Calibrate/Statistics.h"

#include "qopt/IR/CacheOps.h"

using namespace mlir;
using namespace mlir::qopt;

static bool isFloatTensor(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && type.getElementType().isF32() && type.getNumElements() > 0;
}

// Moved elements lie in the range of the operand they came from.
static bool isArithmetic(Operation *op) {
  if (isa<ConstantOp, ReshapeOp, TransposeOp, BroadcastOp, SliceOp, GatherOp,
          ConcatOp, WriteRowOp, DequantizeOp>(op))
    return false;
  return isa<QOptDialect>(op->getDialect()) && op->getNumResults() == 1;
}

SmallVector<ObservedValue>
mlir::qopt::collectObservedValues(func::FuncOp func) {
  SmallVector<ObservedValue> values;
  llvm::StringMap<unsigned> seen;
  auto add = [&](std::string name, Value value) {
    unsigned count = ++seen[name];
    if (count > 1)
      name += "#" + std::to_string(count);
    values.push_back({std::move(name), value});
  };
  for (BlockArgument arg : func.getArguments()) {
    auto name = func.getArgAttrOfType<StringAttr>(arg.getArgNumber(),
                                                  QOptDialect::kNameAttr);
    if (isFloatTensor(arg))
      add("input:" + (name ? name.str() : std::to_string(arg.getArgNumber())),
          arg);
  }
  func.walk([&](Operation *op) {
    if (isArithmetic(op) && isFloatTensor(op->getResult(0)))
      add(getNodeName(op), op->getResult(0));
  });
  return values;
}
