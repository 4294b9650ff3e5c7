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

// The kind a user would name: `sigmoid` of a unary op, else the mnemonic.
StringRef kindOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, StringRef>(op)
      .Case([](UnaryOp o) { return stringifyUnaryKind(o.getKind()); })
      .Case([](BinaryOp o) { return stringifyBinaryKind(o.getKind()); })
      .Default([](Operation *o) { return o->getName().stripDialect(); });
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
      StringRef kind = kindOf(op), mnemonic = op->getName().stripDialect();
      bool byNode = llvm::is_contained(nodes, name);
      bool byKind = llvm::is_contained(kinds, kind.str()) ||
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
