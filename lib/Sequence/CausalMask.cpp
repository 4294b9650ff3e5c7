// SPDX-License-Identifier: Apache-2.0
// Whether a constant hides the future; see Positions.h.
#include "Positions.h"

#include "qopt/Reference/Interpreter.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace mlir::qopt;

// The numbers of a value that is computed from constants only.
static FailureOr<Tensor> evaluateConstant(Value value) {
  if (auto constant = value.getDefiningOp<ConstantOp>())
    return makeConstantTensor(constant.getLoc(), constant.getValue());
  Operation *op = value.getDefiningOp();
  SetVector<Operation *> slice;
  BackwardSliceOptions options;
  options.inclusive = true;
  if (!op || failed(getBackwardSlice(op, &slice, options)))
    return failure();
  OpBuilder builder(op->getContext());
  OwningOpRef<ModuleOp> module = ModuleOp::create(op->getLoc());
  builder.setInsertionPointToEnd(module->getBody());
  auto func = func::FuncOp::create(
      builder, op->getLoc(), "constant",
      builder.getFunctionType({}, {value.getType()}));
  builder.setInsertionPointToEnd(func.addEntryBlock());
  IRMapping mapping;
  for (Operation *inner : slice)
    builder.clone(*inner, mapping);
  func::ReturnOp::create(builder, op->getLoc(), mapping.lookup(value));
  auto results = Interpreter(func).run({});
  if (failed(results))
    return failure();
  return results->front();
}

// Stride of dimension `dim` of a value of `rank` dimensions in the elements of a
// tensor that it reads under broadcasting; nullopt where the tensor has not all T.
static std::optional<int64_t> getStride(ArrayRef<int64_t> shape, int64_t rank,
                                        int64_t dim, int64_t length) {
  int64_t own = dim - (rank - static_cast<int64_t>(shape.size()));
  if (own < 0 || shape[own] != length)
    return std::nullopt;
  return ShapedType::getNumElements(shape.drop_front(own + 1));
}

bool mlir::qopt::masksTheFuture(Value mask, int64_t rank,
                                const Positions &scores, int64_t length,
                                function_ref<bool(double)> isMasked,
                                std::string &whyNot) {
  auto tensor = evaluateConstant(mask);
  if (failed(tensor)) {
    whyNot = "the mask is not constant";
    return false;
  }
  auto query = getStride(tensor->getShape(), rank, scores.query, length);
  auto key = getStride(tensor->getShape(), rank, scores.key, length);
  if (!query || !key) {
    whyNot = "the mask is not of shape [.., queries, keys]";
    return false;
  }
  std::vector<double> values = toReals(*tensor);
  for (int64_t at = 0, end = values.size(); at < end; ++at) {
    int64_t i = at / *query % length, j = at / *key % length;
    if (j <= i || isMasked(values[at]))
      continue;
    llvm::raw_string_ostream(whyNot)
        << "the mask is " << values[at] << " where query " << i
        << " looks at key " << j;
    return false;
  }
  return true;
}
