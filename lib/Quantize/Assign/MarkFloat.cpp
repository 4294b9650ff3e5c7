// SPDX-License-Identifier: Apache-2.0
// --qopt-mark-float: the user's list of layers that stay float.
#include "qopt/Quantize/Assign/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"

#define DEBUG_TYPE "qopt-mark-float"

namespace mlir::qopt {
#define GEN_PASS_DEF_MARKFLOAT
#include "qopt/Quantize/Assign/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

namespace {

// A constant, in float or as codes.
bool isConstantFilter(Value value) {
  if (auto dequantize = value.getDefiningOp<DequantizeOp>())
    value = dequantize.getInput();
  if (auto assemble = value.getDefiningOp<AssembleOp>())
    value = assemble.getCodes();
  return bool(getConstant(value));
}

// Whether the function's results depend on `op` past no conv or matmul.
bool isHead(Operation *op) {
  SmallVector<Operation *> next(op->getUsers());
  llvm::SmallPtrSet<Operation *, 16> seen;
  bool reachesResult = false;
  while (!next.empty()) {
    Operation *user = next.pop_back_val();
    if (!seen.insert(user).second)
      continue;
    if (isa<ConvOp, MatmulOp>(user))
      return false;
    reachesResult |= user->hasTrait<::mlir::OpTrait::IsTerminator>();
    next.append(user->user_begin(), user->user_end());
  }
  return reachesResult;
}

// The kind a user would name: `sigmoid` of a unary op, `average_pool`,
// `reduce_sum`, else the mnemonic.
std::string kindOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::string>(op)
      .Case([](UnaryOp o) { return stringifyUnaryKind(o.getKind()).str(); })
      .Case([](BinaryOp o) { return stringifyBinaryKind(o.getKind()).str(); })
      .Case([](PoolOp o) {
        return stringifyPoolKind(o.getKind()).str() + "_pool";
      })
      .Case([](MatmulOp o) {
        return isConstantFilter(o.getRhs()) ? "linear" : "bmm";
      })
      .Case([](ReduceOp o) {
        return "reduce_" + stringifyReduceKind(o.getKind()).str();
      })
      .Default([](Operation *o) { return o->getName().stripDialect().str(); });
}

struct MarkFloat final : mlir::qopt::impl::MarkFloatBase<MarkFloat> {
  using MarkFloatBase::MarkFloatBase;

  void runOnOperation() override {
    llvm::StringSet<> unusedNodes, unusedKinds;
    for (const std::string &n : nodes)
      unusedNodes.insert(n);
    for (const std::string &k : kinds)
      unusedKinds.insert(k);
    OpSet earlier;
    if (failed(collectBefore(earlier)))
      return signalPassFailure();
    auto unit = UnitAttr::get(&getContext());
    unsigned numLeft = 0;
    getOperation()->walk([&](Operation *op) {
      if (!isa<QOptDialect>(op->getDialect()) || isa<ConstantOp>(op))
        return;
      std::string name = getNodeName(op);
      std::string kind = kindOf(op);
      StringRef mnemonic = op->getName().stripDialect();
      bool byNode = llvm::is_contained(nodes, name);
      auto isOneOf = [&](const auto &list) {
        return llvm::is_contained(list, kind) ||
               llvm::is_contained(list, mnemonic.str());
      };
      bool isOther = !only.empty() && !isOneOf(only);
      bool byHead = head && kind == "linear" && isHead(op);
      if (!byNode && !isOneOf(kinds) && !isOther && !byHead &&
          !earlier.contains(op)) {
        ++numLeft;
        return;
      }
      unusedNodes.erase(name);
      unusedKinds.erase(kind);
      unusedKinds.erase(mnemonic);
      op->setAttr(QOptDialect::kFloatAttr, unit);
      ++numMarked;
    });
    if (!only.empty() && numLeft == 0) {
      getOperation()->emitError() << "expected an op to quantize of kind "
                                  << llvm::join(only, ", ") << ", got none";
      signalPassFailure();
    }
    reportUnused(nodes, unusedNodes, "a node name");
    reportUnused(kinds, unusedKinds, "an op kind");
  }

private:
  using OpSet = llvm::SmallPtrSet<Operation *, 16>;

  // All that the ops named by `before` are computed from, but not they themselves
  // (where one of several of a name reads another, that one neither).
  LogicalResult collectBefore(OpSet &earlier) {
    for (const std::string &name : before) {
      OpSet named;
      getOperation()->walk([&](Operation *op) {
        if (isa<QOptDialect>(op->getDialect()) && !isa<ConstantOp>(op) &&
            getNodeName(op) == name)
          named.insert(op);
      });
      if (named.empty())
        return getOperation()->emitError()
               << "expected a node name of this model before which all stays "
                  "float, got '"
               << name << "'";
      SmallVector<Operation *> next(named.begin(), named.end());
      while (!next.empty())
        for (Value operand : next.pop_back_val()->getOperands())
          if (Operation *op = operand.getDefiningOp();
              op && !isa<ConstantOp>(op) && !named.contains(op) &&
              earlier.insert(op).second)
            next.push_back(op);
    }
    return success();
  }

  template <typename Names>
  void reportUnused(const Names &names, const llvm::StringSet<> &unused,
                    StringRef what) {
    for (const std::string &n : names)
      if (unused.contains(n)) {
        getOperation()->emitError()
            << "expected " << what << " of this model to keep in float, got '"
            << n << "'";
        signalPassFailure();
      }
  }
};

} // namespace
