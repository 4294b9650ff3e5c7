// SPDX-License-Identifier: Apache-2.0
// Following the positions through a function; see the header.
#include "Positions.h"

using namespace mlir;
using namespace mlir::qopt;

const Positions *PositionAnalysis::lookup(Value value) const {
  auto it = positions.find(value);
  return it == positions.end() ? nullptr : &it->second;
}

const OpRule *PositionAnalysis::getRule(Operation *op) const {
  auto it = rules.find(op);
  return it == rules.end() ? nullptr : &it->second;
}

// The one input of token ids.
static FailureOr<BlockArgument> getTokens(func::FuncOp func) {
  if (func.isExternal() || !func.getBody().hasOneBlock() ||
      func.getNumArguments() != 1)
    return func.emitError()
           << "expected a function of one block and one input, the token ids, "
              "for a step model, got "
           << func.getNumArguments() << " inputs";
  auto type = dyn_cast<RankedTensorType>(func.getArgumentTypes().front());
  if (!type || !type.hasStaticShape() || type.getRank() < 1 ||
      !isa<IntegerType>(type.getElementType()) || type.getShape().back() < 2)
    return func.emitError() << "expected token ids of shape [.., T], T >= 2, as "
                               "input of a model to make steps of, got "
                            << func.getArgumentTypes().front();
  return func.getArgument(0);
}

FailureOr<PositionAnalysis> PositionAnalysis::run(func::FuncOp func) {
  auto tokens = getTokens(func);
  if (failed(tokens))
    return failure();
  PositionAnalysis result;
  auto type = cast<RankedTensorType>(tokens->getType());
  result.length = type.getShape().back();
  result.positions[*tokens] = {Positions::Role::Row, type.getRank() - 1, -1};
  for (Operation &op : func.getBody().front().without_terminator()) {
    auto isKnown = [&](Value v) { return result.positions.contains(v); };
    if (llvm::none_of(op.getOperands(), isKnown))
      continue;
    auto rule = inferRule(&op, result.positions, result.length);
    if (failed(rule))
      return failure();
    if (op.getNumResults() == 1)
      result.positions[op.getResult(0)] = rule->result;
    result.rules[&op] = std::move(*rule);
  }
  for (Value value : func.getBody().front().getTerminator()->getOperands())
    if (const Positions *p = result.lookup(value);
        p && p->role != Positions::Role::Row)
      return func.emitError()
             << "expected results with one row per position, got attention "
                "scores from node '"
             << getNodeName(value.getDefiningOp()) << "'";
  return result;
}
