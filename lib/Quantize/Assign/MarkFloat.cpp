// SPDX-License-Identifier: Apache-2.0
// --qopt-mark-float: the user's list of layers that stay float.
#include "qopt/Quantize/Assign/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
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

// The kind a user would name: `sigmoid` of a unary op, `average_pool`,
// `reduce_sum`, else the mnemonic.
std::string kindOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::string>(op)
      .Case([](UnaryOp o) { return stringifyUnaryKind(o.getKind()).str(); })
      .Case([](BinaryOp o) { return stringifyBinaryKind(o.getKind()).str(); })
      .Case([](PoolOp o) {
        return stringifyPoolKind(o.getKind()).str() + "_pool";
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
    auto unit = UnitAttr::get(&getContext());
    getOperation()->walk([&](Operation *op) {
      if (!isa<QOptDialect>(op->getDialect()) || isa<ConstantOp>(op))
        return;
      std::string name = getNodeName(op);
      std::string kind = kindOf(op);
      StringRef mnemonic = op->getName().stripDialect();
      bool byNode = llvm::is_contained(nodes, name);
      bool byKind = llvm::is_contained(kinds, kind) ||
                    llvm::is_contained(kinds, mnemonic.str());
      if (!byNode && !byKind)
        return;
      unusedNodes.erase(name);
      unusedKinds.erase(kind);
      unusedKinds.erase(mnemonic);
      op->setAttr(QOptDialect::kFloatAttr, unit);
      ++numMarked;
    });
    reportUnused(nodes, unusedNodes, "a node name");
    reportUnused(kinds, unusedKinds, "an op kind");
  }

private:
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
