// SPDX-License-Identifier: Apache-2.0
// The pass qopt-expand-optimizer-steps: one loop over blocks. In a block the
// states are computed twice, first for their largest magnitude and then to be
// encoded; that needs no memory for states in f32, and the block's bytes are in
// the cache the second time.
#include "OptimizerMath.h"
#include "qopt/Codegen/Cpu/Passes.h"
#include "qopt/Target/Cpu.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/SymbolTable.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_EXPANDOPTIMIZERSTEPS
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;
namespace num = ::qopt::numerics;
namespace target = ::qopt::target;

// f32 states have no blocks; this is what one iteration then does.
static constexpr int64_t kFloatBlock = 4096;

namespace {

/// The tables of a module, as constants in memory.
class Tables {
public:
  explicit Tables(ModuleOp module) : symbols(module) {}

  StateTables get(ImplicitLocOpBuilder &b, bool isSigned) {
    const num::StateCode &code = num::stateCode(isSigned);
    std::string stem = isSigned ? "qopt_dynamic8_signed" : "qopt_dynamic8_unsigned";
    return {&code, getTable(b, stem + "_values", code.values),
            getTable(b, stem + "_thresholds", code.thresholds)};
  }

private:
  Value getTable(ImplicitLocOpBuilder &b, const std::string &name,
                 ArrayRef<float> values) {
    auto size = static_cast<int64_t>(values.size());
    auto type = MemRefType::get({size}, b.getF32Type());
    memref::GlobalOp &global = globals[name];
    if (!global) {
      OpBuilder module(b.getContext());
      auto tensorType = RankedTensorType::get({size}, b.getF32Type());
      global = memref::GlobalOp::create(
          module, b.getLoc(), name, module.getStringAttr("private"), type,
          DenseElementsAttr::get(tensorType, values), /*constant=*/true,
          /*alignment=*/IntegerAttr());
      symbols.insert(global); // makes the name unique
    }
    return memref::GetGlobalOp::create(b, type, global.getSymName());
  }

  SymbolTable symbols;
  llvm::StringMap<memref::GlobalOp> globals;
};

class StepExpander {
public:
  StepExpander(ImplicitLocOpBuilder &b, OptimizerStepOp op, Tables &tables,
               int64_t width)
      : b(b), op(op), spec(op.getSpec()), width(width),
        elements(cast<MemRefType>(op.getParameter().getType())
                     .getNumElements()),
        block(op.hasCodes() ? static_cast<int64_t>(*op.getBlock())
                            : kFloatBlock) {
    block = std::min(block, elements);
    for (size_t k = 0; op.hasCodes() && k < op.getStates().size(); ++k)
      codes.push_back(
          tables.get(b, num::isSignedState(spec.kind, static_cast<int>(k))));
  }

  int64_t blockCount() const { return llvm::divideCeil(elements, block); }
  void buildBlock(Value number);

private:
  using Vectors = SmallVector<Value, 2>;
  using LoopBody = function_ref<Vectors(const Lanes &, Value, ValueRange)>;

  Value index(int64_t v) { return arith::ConstantIndexOp::create(b, v); }
  Value flat(Value buffer);
  Value scalar(Value buffer) {
    return buffer ? Value(memref::LoadOp::create(b, buffer, ValueRange{}))
                  : Value();
  }
  Vectors walk(bool carries, LoopBody body);
  Value update(const Lanes &lanes, Value at, Vectors &states);
  Value readAbsmax(size_t k, Value number);
  void findScales(Value number);

  ImplicitLocOpBuilder &b;
  OptimizerStepOp op;
  num::OptimizerSpec spec;
  int64_t width, elements, block;
  SmallVector<StateTables, 2> codes;
  // Of the block under construction.
  Value begin, vectorEnd, end;
  Value parameter, gradient, step, root, keep;
  Vectors states, absmax, inverse, isZero;
};

// The buffer as one dimension.
Value StepExpander::flat(Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  if (type.getRank() == 1)
    return buffer;
  auto flatType = MemRefType::get({elements}, type.getElementType());
  return memref::ReinterpretCastOp::create(b, flatType, buffer, /*offset=*/0,
                                           ArrayRef<int64_t>{elements},
                                           ArrayRef<int64_t>{1});
}

// Runs `body` over the block's elements, whole vectors first. With `carries`
// there is an i32 per state that starts as 0 and ends as the largest lane.
StepExpander::Vectors StepExpander::walk(bool carries, LoopBody body) {
  Vectors result;
  if (carries)
    result.assign(op.getStates().size(),
                  arith::ConstantIntOp::create(b, 0, 32));
  auto loop = [&](int64_t laneCount, Value from, Value to) {
    Lanes lanes(b, laneCount);
    Vectors start;
    for (Value value : result)
      start.push_back(lanes.broadcast(value));
    auto loopOp = scf::ForOp::create(b, from, to, index(laneCount), start);
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(loopOp.getBody());
      Vectors next =
          body(lanes, loopOp.getInductionVar(), loopOp.getRegionIterArgs());
      if (carries)
        scf::YieldOp::create(b, next);
    }
    for (auto [value, carried] : llvm::zip(result, loopOp.getResults()))
      value = lanes.reduceMax(carried);
  };
  loop(width, begin, vectorEnd);
  if (width > 1 && (block % width != 0 || elements % block % width != 0))
    loop(1, vectorEnd, end);
  return result;
}

// The new states and the new parameter of the lanes at `at`.
Value StepExpander::update(const Lanes &lanes, Value at, Vectors &next) {
  for (auto [k, state] : llvm::enumerate(states)) {
    Value loaded = lanes.load(state, at);
    next.push_back(op.hasCodes()
                       ? buildDecode(lanes, codes[k], loaded, absmax[k])
                       : loaded);
  }
  OptimizerMath math(lanes, spec, step, root, keep);
  return math.build(lanes.load(parameter, at), lanes.load(gradient, at), next);
}

// An absmax that is no finite number >= 0 counts as 0.
Value StepExpander::readAbsmax(size_t k, Value number) {
  Lanes one(b, 1);
  Value value = one.load(op.getAbsmax()[k], number);
  Value zero = one.constant(0.0f);
  Value most = one.constant(std::numeric_limits<float>::max());
  Value usable = arith::AndIOp::create(
      b, one.compare(arith::CmpFPredicate::OGE, value, zero),
      one.compare(arith::CmpFPredicate::OLE, value, most));
  return one.select(usable, value, zero);
}

// First walk: the largest magnitudes. The order of non-negative floats is that
// of their bits, and integers may be compared in any order.
void StepExpander::findScales(Value number) {
  Vectors largest = walk(true, [&](const Lanes &lanes, Value at,
                                   ValueRange carried) {
    Vectors next;
    update(lanes, at, next);
    Type bits = lanes.typeOf(b.getI32Type());
    for (auto [state, most] : llvm::zip(next, carried)) {
      Value magnitude = arith::BitcastOp::create(b, bits, lanes.abs(state));
      state = arith::MaxUIOp::create(b, most, magnitude);
    }
    return next;
  });
  Lanes one(b, 1);
  size_t first = 1 + states.size();
  for (auto [k, bits] : llvm::enumerate(largest)) {
    Value value = arith::BitcastOp::create(b, b.getF32Type(), bits);
    Value unit = one.constant(1.0f);
    isZero.push_back(one.compare(arith::CmpFPredicate::OLT, value,
                                 one.constant(num::kLeastAbsmax)));
    inverse.push_back(one.div(unit, one.select(isZero[k], unit, value)));
    one.store(one.select(isZero[k], one.constant(0.0f), value),
              op.getInits()[first + k], number);
  }
}

void StepExpander::buildBlock(Value number) {
  begin = arith::MulIOp::create(b, number, index(block));
  end = arith::AddIOp::create(b, begin, index(block));
  if (elements % block != 0)
    end = arith::MinUIOp::create(b, end, index(elements));
  Value size = arith::SubIOp::create(b, end, begin);
  Value rest = arith::RemUIOp::create(b, size, index(width));
  vectorEnd = arith::SubIOp::create(b, end, rest);
  parameter = flat(op.getParameter());
  gradient = flat(op.getGradient());
  Vectors outs;
  for (Value init : op.getInits().take_front(1 + op.getStates().size()))
    outs.push_back(flat(init));
  for (Value state : op.getStates())
    states.push_back(flat(state));
  step = scalar(op.getStep());
  root = scalar(op.getRoot());
  keep = scalar(op.getKeep());
  for (size_t k = 0; k < codes.size(); ++k)
    absmax.push_back(readAbsmax(k, number));
  if (op.hasCodes())
    findScales(number);
  walk(false, [&](const Lanes &lanes, Value at, ValueRange) {
    Vectors next;
    lanes.store(update(lanes, at, next), outs[0], at);
    for (auto [k, state] : llvm::enumerate(next)) {
      if (op.hasCodes()) {
        state = lanes.select(lanes.broadcast(isZero[k]), lanes.constant(0.0f),
                             state);
        Value scaled = lanes.mul(state, lanes.broadcast(inverse[k]));
        state = buildEncode(lanes, codes[k], scaled, state, spec.zeroRule);
      }
      lanes.store(state, outs[1 + k], at);
    }
    return Vectors();
  });
}

struct ExpandOptimizerSteps final
    : mlir::qopt::impl::ExpandOptimizerStepsBase<ExpandOptimizerSteps> {
  using Base::Base;

  void runOnOperation() override {
    Tables tables(getOperation());
    SmallVector<OptimizerStepOp> steps;
    getOperation().walk([&](OptimizerStepOp op) { steps.push_back(op); });
    for (OptimizerStepOp op : steps) {
      if (failed(expand(op, tables)))
        return signalPassFailure();
      ++numExpanded;
    }
  }

private:
  LogicalResult check(OptimizerStepOp op) {
    for (Type type : op->getOperandTypes()) {
      auto buffer = dyn_cast<MemRefType>(type);
      if (!buffer || !buffer.getLayout().isIdentity())
        return op.emitOpError() << "expected row-major memrefs, got " << type;
    }
    return success();
  }

  LogicalResult expand(OptimizerStepOp op, Tables &tables) {
    if (failed(check(op)))
      return failure();
    auto function = op->getParentOfType<func::FuncOp>();
    auto name = function->getAttrOfType<StringAttr>("qopt.isa");
    auto isa = name ? target::parseIsa(name.strref()) : target::Isa::Generic;
    if (!isa)
      return function.emitError() << "expected qopt.isa to name an instruction "
                                     "set, got '"
                                  << name.strref() << "'";
    ImplicitLocOpBuilder b(op.getLoc(), op);
    StepExpander expander(b, op, tables,
                          target::describe(*isa).vectorBytes / sizeof(float));
    Value zero = arith::ConstantIndexOp::create(b, 0);
    Value one = arith::ConstantIndexOp::create(b, 1);
    Value count = arith::ConstantIndexOp::create(b, expander.blockCount());
    int64_t elements =
        cast<MemRefType>(op.getParameter().getType()).getNumElements();
    OpBuilder::InsertionGuard guard(b);
    if (parallel && expander.blockCount() > 1 && elements >= minElements) {
      auto loop = scf::ParallelOp::create(b, ValueRange{zero}, ValueRange{count},
                                          ValueRange{one});
      b.setInsertionPointToStart(loop.getBody());
      expander.buildBlock(loop.getInductionVars().front());
      ++numParallel;
    } else {
      auto loop = scf::ForOp::create(b, zero, count, one);
      b.setInsertionPointToStart(loop.getBody());
      expander.buildBlock(loop.getInductionVar());
    }
    op.erase();
    return success();
  }
};

} // namespace
