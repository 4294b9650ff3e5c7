// SPDX-License-Identifier: Apache-2.0
// Which values are observed, and their names in the statistics table.
#include "qopt/Calibrate/Statistics.h"
#include "qopt/IR/FilterChoice.h"

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

namespace {
// Values with names that are theirs alone.
class NamedValues {
public:
  void add(std::string name, Value value) {
    unsigned count = ++seen[name];
    if (count > 1)
      name += "#" + std::to_string(count);
    values.push_back({std::move(name), value});
  }

  SmallVector<ObservedValue> values;

private:
  llvm::StringMap<unsigned> seen;
};
} // namespace

static std::string nameOf(func::FuncOp func, BlockArgument arg) {
  auto name = func.getArgAttrOfType<StringAttr>(arg.getArgNumber(),
                                                QOptDialect::kNameAttr);
  return "input:" + (name ? name.str() : std::to_string(arg.getArgNumber()));
}

SmallVector<ObservedValue>
mlir::qopt::collectObservedValues(func::FuncOp func) {
  NamedValues found;
  for (BlockArgument arg : func.getArguments())
    if (isFloatTensor(arg))
      found.add(nameOf(func, arg), arg);
  func.walk([&](Operation *op) {
    if (isArithmetic(op) && isFloatTensor(op->getResult(0)))
      found.add(getNodeName(op), op->getResult(0));
  });
  return found.values;
}

SmallVector<ObservedValue>
mlir::qopt::collectChannelValues(func::FuncOp func) {
  NamedValues found;
  SmallPtrSet<void *, 16> seen;
  func.walk([&](Operation *op) {
    Value input = getFloatFilter(op) ? op->getOperand(0) : Value();
    if (!input || !isFloatTensor(input) ||
        !seen.insert(input.getAsOpaquePointer()).second)
      return;
    Operation *maker = input.getDefiningOp();
    found.add(maker ? getNodeName(maker)
                    : nameOf(func, cast<BlockArgument>(input)),
              input);
  });
  return found.values;
}
