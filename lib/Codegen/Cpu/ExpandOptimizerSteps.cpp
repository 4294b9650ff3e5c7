// SPDX-License-Identifier: Apache-2.0
// The pass qopt-expand-optimizer-steps: one loop over blocks. The new states of
// a block go to a scratch buffer of its size until their largest magnitudes are
// known; from there they are encoded.
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
// Blocks that run in parallel have their scratch on the threads' stacks; larger
// ones run one after the other.
static constexpr int64_t kLargestStackBlock = 8192;

namespace {

/// The tables of a module, as constants in memory.
class Tables {
public:
  explicit Tables(ModuleOp module) : symbols(module) {}

  StateTables get(ImplicitLocOpBuilder &b, bool isSigned) {
    const num::StateCode &code = num::stateCode(isSigned);
    std::string stem = isSigned ? "qopt_dynamic8_signed" : "qopt_dynamic8_unsigned";
    const num::StateEncoder &encoder = num::stateEncoder(isSigned);
    return {&code, &encoder,
            getTable(b, stem + "_values", b.getF32Type(),
                     ArrayRef<float>(code.values)),
            getTable(b, stem + "_entries", b.getI32Type(),
                     ArrayRef<uint32_t>(encoder.entries))};
  }

private:
  template <typename T>
  Value getTable(ImplicitLocOpBuilder &b, const std::string &name,
                 Type element, ArrayRef<T> values) {
    auto size = static_cast<int64_t>(values.size());
    auto type = MemRefType::get({size}, element);
    memref::GlobalOp &global = globals[name];
    if (!global) {
      OpBuilder module(b.getContext());
      ArrayRef<char> bytes(reinterpret_cast<const char *>(values.data()),
                           values.size() * sizeof(T));
      global = memref::GlobalOp::create(
          module, b.getLoc(), name, module.getStringAttr("private"), type,
          DenseElementsAttr::getFromRawBuffer(
              RankedTensorType::get({size}, element), bytes),
          /*constant=*/true, /*alignment=*/IntegerAttr());
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
  bool fitsStack() {
    return !op.hasCodes() || block <= kLargestStackBlock;
  }
  /// f32 buffers of one block for each state; none for f32 states.
  template <typename AllocOp> void createScratch() {
    auto type = MemRefType::get({block}, b.getF32Type());
    for (size_t k = 0; k < codes.size(); ++k)
      scratch.push_back(AllocOp::create(b, type));
  }
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
  Vectors update(const Lanes &lanes, Value at);
  Value readAbsmax(size_t k, Value number);
  void updateBlock();
  Vectors updateCodedBlock();
  void encodeBlock(Value number, ValueRange largest);
  void enterBlock(Value number);
  Value scratchPosition(Value at) {
    return arith::SubIOp::create(b, at, begin);
  }

  ImplicitLocOpBuilder &b;
  OptimizerStepOp op;
  num::OptimizerSpec spec;
  int64_t width, elements, block;
  SmallVector<StateTables, 2> codes;
  SmallVector<Value, 2> scratch;
  // Of the block under construction.
  Value begin, vectorEnd, end;
  Value parameter, gradient, step, root, keep;
  Vectors states, absmax, outs;
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

// Writes the new parameter of the lanes at `at`; the new states.
StepExpander::Vectors StepExpander::update(const Lanes &lanes, Value at) {
  Vectors next;
  for (auto [k, state] : llvm::enumerate(states)) {
    Value loaded = lanes.load(state, at);
    next.push_back(op.hasCodes()
                       ? buildDecode(lanes, codes[k], loaded, absmax[k])
                       : loaded);
  }
  OptimizerMath math(lanes, spec, step, root, keep);
  lanes.store(math.build(lanes.load(parameter, at), lanes.load(gradient, at),
                         next),
              outs[0], at);
  return next;
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

// f32 states.
void StepExpander::updateBlock() {
  walk(false, [&](const Lanes &lanes, Value at, ValueRange) {
    for (auto [k, state] : llvm::enumerate(update(lanes, at)))
      lanes.store(state, outs[1 + k], at);
    return Vectors();
  });
}

// First walk: new parameters, new states to the scratch, and their largest
// magnitudes as bits. The order of non-negative floats is that of their bits,
// and integers may be compared in any order.
StepExpander::Vectors StepExpander::updateCodedBlock() {
  return walk(true, [&](const Lanes &lanes, Value at, ValueRange carried) {
    Vectors next = update(lanes, at);
    Type bits = lanes.typeOf(b.getI32Type());
    Value position = scratchPosition(at);
    for (auto [k, state] : llvm::enumerate(next)) {
      lanes.store(state, scratch[k], position);
      Value magnitude = arith::BitcastOp::create(b, bits, lanes.abs(state));
      state = arith::MaxUIOp::create(b, carried[k], magnitude);
    }
    return next;
  });
}

// Second walk: absmax, and codes from the scratch.
void StepExpander::encodeBlock(Value number, ValueRange largest) {
  Lanes one(b, 1);
  Vectors inverse, isZero;
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
  walk(false, [&](const Lanes &lanes, Value at, ValueRange) {
    Value position = scratchPosition(at);
    for (size_t k = 0; k < states.size(); ++k) {
      Value state = lanes.load(scratch[k], position);
      state = lanes.select(lanes.broadcast(isZero[k]), lanes.constant(0.0f),
                           state);
      Value scaled = lanes.mul(state, lanes.broadcast(inverse[k]));
      lanes.store(buildEncode(lanes, codes[k], scaled, state, spec.zeroRule),
                  outs[1 + k], at);
    }
    return Vectors();
  });
}

// Bounds, buffers and scalars of the block.
void StepExpander::enterBlock(Value number) {
  begin = arith::MulIOp::create(b, number, index(block));
  end = arith::AddIOp::create(b, begin, index(block));
  if (elements % block != 0)
    end = arith::MinUIOp::create(b, end, index(elements));
  Value size = arith::SubIOp::create(b, end, begin);
  Value rest = arith::RemUIOp::create(b, size, index(width));
  vectorEnd = arith::SubIOp::create(b, end, rest);
  parameter = flat(op.getParameter());
  gradient = flat(op.getGradient());
  for (Value init : op.getInits().take_front(1 + op.getStates().size()))
    outs.push_back(flat(init));
  for (Value state : op.getStates())
    states.push_back(flat(state));
  step = scalar(op.getStep());
  root = scalar(op.getRoot());
  keep = scalar(op.getKeep());
  for (size_t k = 0; k < codes.size(); ++k)
    absmax.push_back(readAbsmax(k, number));
}

void StepExpander::buildBlock(Value number) {
  enterBlock(number);
  if (!op.hasCodes())
    return updateBlock();
  encodeBlock(number, updateCodedBlock());
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
    if (parallel && expander.blockCount() > 1 && expander.fitsStack() &&
        elements >= minElements) {
      auto loop = scf::ParallelOp::create(b, ValueRange{zero}, ValueRange{count},
                                          ValueRange{one});
      b.setInsertionPointToStart(loop.getBody());
      expander.createScratch<memref::AllocaOp>();
      expander.buildBlock(loop.getInductionVars().front());
      ++numParallel;
    } else {
      expander.createScratch<memref::AllocOp>();
      auto loop = scf::ForOp::create(b, zero, count, one);
      b.setInsertionPointToStart(loop.getBody());
      expander.buildBlock(loop.getInductionVar());
    }
    op.erase();
    return success();
  }
};

} // namespace
