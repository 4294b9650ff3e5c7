// SPDX-License-Identifier: Apache-2.0
// What convolution and depthwise kernels share: arguments, addresses and the
// walk over tiles.
#include "KernelFunctions.h"

using namespace mlir;
using namespace mlir::qopt;

static Value argument(func::FuncOp func, const KernelPlan &plan, int i) {
  return plan.rescale ? Value(func.getArgument(3 + i)) : Value();
}

KernelFunction::KernelFunction(func::FuncOp func, const KernelPlan &plan)
    : b(func), plan(plan), g(plan.geometry), input(func.getArgument(0)),
      weights(func.getArgument(1)), bias(func.getArgument(2)),
      multiplier(argument(func, plan, 0)), shift(argument(func, plan, 1)),
      epilogue(b, plan) {
  unsigned next = plan.rescale ? 5 : 3;
  if (plan.product)
    right = func.getArgument(next++);
  output = func.getArgument(next++);
  inputOffset = func.getArgument(next++);
  outputOffset = func.getArgument(next++);
  if (plan.product)
    rightOffset = func.getArgument(next++);
  if (plan.zeroPointArgument())
    epilogue.setZeroPoint(func.getArgument(next++));
  rowBegin = func.getArgument(next++);
  rowEnd = func.getArgument(next++);
  columnBegin = func.getArgument(next++);
  columnEnd = func.getArgument(next++);
  sumElement = plan.isFloat() ? Type(b.getF32Type()) : b.getI32Type();
}

Value mlir::qopt::offsetOf(KernelBuilder &b, const PositionMap &map,
                           Value position) {
  Value offset = b.index(0);
  for (size_t i = map.sizes.size(); i-- > 0;) {
    // The outermost digit needs no remainder.
    Value digit = i == 0 ? position : b.rem(position, map.sizes[i]);
    offset = b.add(offset, b.mul(digit, map.strides[i]));
    if (i != 0)
      position = b.div(position, map.sizes[i]);
  }
  return offset;
}

void KernelFunction::walkColumns(function_ref<void(Value)> column) {
  auto columns = [&](Value begin, Value end) {
    blockBegin = begin;
    blockEnd = end;
    if (plan.columnTiles() == 1)
      return column(b.index(0));
    b.loop(columnBegin, columnEnd, 1, column);
  };
  int64_t size = plan.blockTiles();
  if (size >= plan.rowTiles())
    return columns(rowBegin, rowEnd);
  b.loop(rowBegin, rowEnd, size, [&](Value block) {
    columns(block, b.min(b.add(block, size), rowEnd));
  });
}

Epilogue::Channels KernelFunction::enterChannels(Value channel,
                                                 ArrayRef<int64_t> order) {
  if (!plan.rescale)
    return {};
  int64_t last = *llvm::max_element(order) + 1;
  Value m = b.load(multiplier, channel, b.vectorOf(last, 32));
  Value s = arith::ExtSIOp::create(b, b.vectorOf(last, 32),
                                   b.load(shift, channel, b.vectorOf(last, 8)));
  if (llvm::equal(order, llvm::seq<int64_t>(0, last)))
    return epilogue.enter(m, s);
  return epilogue.enter(b.shuffle(m, m, order), b.shuffle(s, s, order));
}
