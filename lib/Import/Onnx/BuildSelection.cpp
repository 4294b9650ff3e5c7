// SPDX-License-Identifier: Apache-2.0
// Graph builder: relations, logic and selection.
#include "GraphBuilder.h"

#include "qopt/IR/SelectionOps.h"

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::onnx_import;

// The common shape; nullopt and an error where there is none.
static std::optional<Shape> commonShape(GraphBuilder &b,
                                        ArrayRef<Tensor> operands) {
  Shape shape;
  for (const Tensor &operand : operands) {
    if (!operand || b.hasFailed())
      return std::nullopt;
    auto common = broadcastShapes(shape, operand->shape);
    if (failed(common)) {
      b.fail("expected shapes that broadcast, got " + str(shape) + " and " +
             str(operand->shape));
      return std::nullopt;
    }
    shape.assign(common->begin(), common->end());
  }
  return shape;
}

// Constant subgraphs of up to this many elements are computed.
static bool isSmallConstant(GraphBuilder &b, ArrayRef<Tensor> operands,
                            ArrayRef<int64_t> shape) {
  auto volume = volumeOf(shape);
  return llvm::all_of(operands, [](const Tensor &t) { return t->constant; }) &&
         volume && *volume <= int64_t{1} << 22 && b.spend(*volume);
}

Tensor GraphBuilder::relate(Relation relation, const Tensor &lhs,
                            const Tensor &rhs) {
  auto shape = commonShape(*this, {lhs, rhs});
  if (!shape)
    return nullptr;
  if (isSmallConstant(*this, {lhs, rhs}, *shape))
    return constant(foldRelation(relation, *lhs->constant, *rhs->constant));
  switch (relation) {
  case Relation::And:
    return select(lhs, rhs, scalar(DataType::Bool, 0));
  case Relation::Or:
    return select(lhs, scalar(DataType::Bool, 1), rhs);
  case Relation::Xor:
    return select(lhs, logicalNot(rhs), rhs);
  default:
    break;
  }
  Value a = materialize(lhs), b = materialize(rhs);
  auto type = resultType(DataType::Bool, *shape);
  if (!a || !b || !type)
    return nullptr;
  Value flags = relation == Relation::Equal  ? create<EqualOp>(type, a, b)
                : relation == Relation::Less ? create<LessOp>(type, a, b)
                                             : create<LessOrEqualOp>(type, a, b);
  return wrap(flags, DataType::Bool, *shape);
}

Tensor GraphBuilder::logicalNot(const Tensor &x) {
  if (!x || hasFailed())
    return nullptr;
  if (isSmallConstant(*this, {x}, x->shape))
    return constant(foldNot(*x->constant));
  return select(x, scalar(DataType::Bool, 0), scalar(DataType::Bool, 1));
}

Tensor GraphBuilder::select(const Tensor &condition, const Tensor &lhs,
                            const Tensor &rhs) {
  auto shape = commonShape(*this, {condition, lhs, rhs});
  if (!shape)
    return nullptr;
  if (isSmallConstant(*this, {condition, lhs, rhs}, *shape))
    return constant(foldWhere(*condition->constant, *lhs->constant, *rhs->constant));
  Value c = materialize(condition), a = materialize(lhs), b = materialize(rhs);
  auto type = resultType(lhs->type, *shape);
  if (!c || !a || !b || !type)
    return nullptr;
  return wrap(create<SelectOp>(type, c, a, b), lhs->type, *shape);
}
