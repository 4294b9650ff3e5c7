// SPDX-License-Identifier: Apache-2.0
// The pass qopt-outline-kernels: loop nests to functions without aliasing
// arguments, equal ones shared.
#include "qopt/Codegen/Common/KernelTable.h"
#include "qopt/Codegen/Cpu/Passes.h"
#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"

#include "llvm/ADT/StringExtras.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

static constexpr StringLiteral kKernelAttr = "qopt.kernel";

// Views that move into the kernel. memref.view is where a buffer begins (its
// source is the arena or the weights), so it is an argument.
static bool isMovableView(Operation *op) {
  return isa<ViewLikeOpInterface>(op) && !isa<memref::ViewOp>(op) &&
         isPure(op);
}

// Whether the loop only calls what is a function already.
static bool callsKernel(Operation &loop) {
  return loop.walk([](func::CallOp) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

namespace {

// What a nest needs from outside: arguments, and ops to clone into the kernel in
// order.
class Captures {
public:
  void add(Value value) {
    if (!seen.insert(value).second)
      return;
    Operation *def = value.getDefiningOp();
    if (def && (matchPattern(def, m_Constant()) || isMovableView(def))) {
      for (Value operand : def->getOperands())
        add(operand);
      clones.insert(def);
      return;
    }
    arguments.push_back(value);
  }

  SmallVector<Value> arguments;
  SetVector<Operation *> clones;

private:
  DenseSet<Value> seen;
};

class Outliner {
public:
  Outliner(func::FuncOp model, KernelTable &table)
      : model(model), table(table), b(model.getContext()) {}

  // Moves `loop` (its body, when parallel) into a kernel; whether one was made
  // that did not exist before.
  LogicalResult outline(Operation *loop, bool &shared) {
    auto parallel = dyn_cast<scf::ParallelOp>(loop);
    Captures captures;
    if (!parallel)
      for (Value operand : loop->getOperands())
        captures.add(operand);
    SetVector<Value> used;
    getUsedValuesDefinedAbove(loop->getRegions(), used);
    for (Value value : used)
      captures.add(value);
    if (failed(check(loop, captures.arguments)))
      return failure();
    SmallVector<Value> ivs;
    if (parallel)
      ivs = parallel.getInductionVars();
    func::FuncOp kernel = build(loop, captures, ivs);
    kernel.setSymName(getStem(loop));
    func::FuncOp interned = table.intern(kernel);
    shared = interned != kernel;
    replace(loop, interned, captures.arguments, ivs);
    return success();
  }

private:
  static LogicalResult check(Operation *loop, ArrayRef<Value> arguments) {
    for (Value value : arguments) {
      auto type = dyn_cast<MemRefType>(value.getType());
      if (type && (!type.hasStaticShape() || !type.getLayout().isIdentity()))
        return loop->emitOpError()
               << "expected buffers of static shape in row-major order, got "
               << type;
    }
    return success();
  }

  // <node>_<isa>, in letters that a symbol may have.
  std::string getStem(Operation *loop) {
    std::string stem = getNodeName(loop->getLoc());
    if (stem.empty())
      stem = "kernel";
    for (char &c : stem)
      if (!llvm::isAlnum(c))
        c = '_';
    if (auto isa = model->getAttrOfType<StringAttr>("qopt.isa"))
      stem += "_" + isa.str();
    return "k_" + stem;
  }

  func::FuncOp build(Operation *loop, const Captures &captures,
                     ValueRange ivs) {
    SmallVector<Type> types = llvm::map_to_vector(
        captures.arguments, [](Value v) { return v.getType(); });
    llvm::append_range(types, ivs.getTypes());
    b.setInsertionPointAfter(model);
    auto kernel = func::FuncOp::create(b, loop->getLoc(), "kernel",
                                       b.getFunctionType(types, {}));
    kernel.setPrivate();
    kernel->setAttr(kKernelAttr, b.getUnitAttr());
    if (Attribute isa = model->getAttr("qopt.isa"))
      kernel->setAttr("qopt.isa", isa);
    for (auto [i, value] : llvm::enumerate(captures.arguments))
      if (isa<MemRefType>(value.getType()))
        kernel.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(),
                          b.getUnitAttr());
    Block *entry = kernel.addEntryBlock();
    b.setInsertionPointToStart(entry);
    IRMapping mapping;
    auto args = entry->getArguments();
    mapping.map(captures.arguments,
                args.take_front(captures.arguments.size()));
    mapping.map(ivs, args.take_back(ivs.size()));
    for (Operation *op : captures.clones)
      b.clone(*op, mapping);
    if (isa<scf::ParallelOp>(loop))
      for (Operation &op : loop->getRegion(0).front().without_terminator())
        b.clone(op, mapping);
    else
      b.clone(*loop, mapping);
    func::ReturnOp::create(b, loop->getLoc());
    return kernel;
  }

  void replace(Operation *loop, func::FuncOp kernel, ArrayRef<Value> arguments,
               ValueRange ivs) {
    SmallVector<Value> operands(arguments);
    llvm::append_range(operands, ivs);
    auto parallel = dyn_cast<scf::ParallelOp>(loop);
    if (!parallel) {
      b.setInsertionPoint(loop);
      func::CallOp::create(b, loop->getLoc(), kernel, operands);
      loop->erase();
      return;
    }
    Block *body = parallel.getBody();
    while (&body->front() != body->getTerminator()) {
      Operation *last = body->getTerminator()->getPrevNode();
      last->erase();
    }
    b.setInsertionPoint(body->getTerminator());
    func::CallOp::create(b, loop->getLoc(), kernel, operands);
  }

  func::FuncOp model;
  KernelTable &table;
  OpBuilder b;
};

struct OutlineKernels final
    : mlir::qopt::impl::OutlineKernelsBase<OutlineKernels> {
  using Base::Base;

  void runOnOperation() override {
    KernelTable table(getOperation());
    SmallVector<func::FuncOp> models;
    for (auto func : getOperation().getOps<func::FuncOp>())
      if (!func.isExternal() && !func->hasAttr(kKernelAttr))
        models.push_back(func);
    for (func::FuncOp model : models) {
      SmallVector<Operation *> loops;
      for (Operation &op : model.getBody().front())
        if (isa<scf::ForOp, scf::ParallelOp>(op) && op.getNumResults() == 0 &&
            !callsKernel(op))
          loops.push_back(&op);
      Outliner outliner(model, table);
      for (Operation *loop : loops) {
        bool shared = false;
        if (failed(outliner.outline(loop, shared)))
          return signalPassFailure();
        numShared += shared;
      }
    }
  }
};

} // namespace
