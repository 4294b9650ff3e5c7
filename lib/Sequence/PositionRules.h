// SPDX-License-Identifier: Apache-2.0
// The rule of one op in the making; which op has which is said by PositionRules.cpp.
#ifndef QOPT_LIB_SEQUENCE_POSITIONRULES_H
#define QOPT_LIB_SEQUENCE_POSITIONRULES_H

#include "Positions.h"

#include "qopt/IR/RunTimeOps.h"
#include "qopt/IR/RunsOps.h"
#include "qopt/IR/SelectionOps.h"
#include "qopt/IR/TransformerOps.h"

namespace mlir::qopt::rules {

using Role = Positions::Role;
using Kind = OperandUse::Kind;

inline ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}
inline int64_t rankOf(Value value) { return shapeOf(value).size(); }

class Rules {
public:
  Rules(Operation *op, const PositionMap &known, int64_t length)
      : op(op), known(known), length(length) {
    rule.uses.resize(op->getNumOperands());
  }

  FailureOr<OpRule> infer();

private:
  const Positions *get(unsigned operand) const {
    auto it = known.find(op->getOperand(operand));
    return it == known.end() ? nullptr : &it->second;
  }
  InFlightDiagnostic refuse(const Twine &got) const {
    return op->emitError() << "expected every position to be treated alike, or "
                              "causal attention, in node '"
                           << getNodeName(op) << "', got " << got;
  }
  // The result's positions.
  LogicalResult yield(Positions result) {
    rule.result = result;
    return success();
  }
  void useRow(unsigned operand) {
    rule.uses[operand] = {Kind::Row, get(operand)->query};
  }
  // A constant that differs from position to position along the result's dimension
  // `dim`, read under broadcasting by a value of `rank` dimensions.
  void useConstant(unsigned operand, int64_t rank, int64_t dim) {
    ArrayRef<int64_t> shape = shapeOf(op->getOperand(operand));
    int64_t own = dim - (rank - static_cast<int64_t>(shape.size()));
    if (own >= 0 && shape[own] == length)
      rule.uses[operand] = {Kind::Row, own};
  }
  LogicalResult needRow(unsigned operand, StringRef what) {
    const Positions *p = get(operand);
    if (p && p->role != Role::Row)
      return refuse(Twine(what) + " that are attention scores");
    return success();
  }

  // PositionRules.cpp
  LogicalResult elementwise(ArrayRef<unsigned> data);
  LogicalResult unary();
  LogicalResult border();
  LogicalResult reduce(ReduceOp reduce);
  LogicalResult window();
  LogicalResult reshape();
  LogicalResult transpose(TransposeOp transpose);
  LogicalResult concat(ConcatOp concat);
  LogicalResult sameSizes(StringRef what);
  LogicalResult gather(GatherOp gather);
  LogicalResult norm(NormOp norm);
  LogicalResult rotary(RotaryOp rotary);
  LogicalResult chooseScales(ChooseScalesOp choose);
  LogicalResult lastDimParams(unsigned firstParam);

  // AttentionRules.cpp
  LogicalResult binary(BinaryOp binary);
  LogicalResult compare();
  LogicalResult select(SelectOp select);
  void explainMask(InFlightDiagnostic &diagnostic);
  LogicalResult softmax(SoftmaxOp softmax);
  LogicalResult maskedSoftmax(SoftmaxOp softmax);
  LogicalResult matmul(MatmulOp matmul);
  LogicalResult attention(MatmulOp matmul);
  LogicalResult dequantizeSums(DequantizeSumsOp sums);
  LogicalResult matmulRuns(MatmulRunsOp product);

  Operation *op;
  const PositionMap &known;
  int64_t length;
  OpRule rule;
};

} // namespace mlir::qopt::rules

#endif // QOPT_LIB_SEQUENCE_POSITIONRULES_H
