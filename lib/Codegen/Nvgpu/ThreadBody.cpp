// SPDX-License-Identifier: Apache-2.0
#include "ThreadBody.h"

#include "qopt/Analysis/LinalgLoops.h"
#include "qopt/Numerics/RealFunctions.h"
#include "qopt/Target/Gpu.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace mlir::qopt;

// From so many terms on a warp shares a sum.
constexpr int64_t kSharedTerms = 64;

static bool isLaneSum(linalg::LinalgOp op) { return op->hasAttr(kLaneSumAttr); }

// Whether results do not depend on the order in which `op` takes its operands.
static bool isOrderless(Operation *op) {
  return isa<arith::AddIOp, arith::MulIOp, arith::AndIOp, arith::OrIOp, arith::XOrIOp,
             arith::MaxSIOp, arith::MaxUIOp, arith::MinSIOp, arith::MinUIOp,
             arith::MaximumFOp, arith::MinimumFOp>(op);
}

// The op that adds a term to the result; null where there is not one of that form.
static Operation *getCombiner(linalg::LinalgOp op) {
  if (op.getNumDpsInits() != 1 || op.getNumReductionLoops() != 1)
    return nullptr;
  Value held = op.getRegionOutputArgs().front();
  Operation *combiner = op.getBlock()->getTerminator()->getOperand(0).getDefiningOp();
  bool combines = combiner && held.hasOneUse() && *held.user_begin() == combiner;
  combines = combines && combiner->getNumOperands() == 2 && held.getType().isIntOrFloat();
  return combines ? combiner : nullptr;
}

// Whether neighbours of the reduced dimension are neighbours in memory in all that
// varies along it.
static bool readsRows(linalg::LinalgOp op, unsigned dim) {
  return llvm::all_of(op.getDpsInputOperands(), [&](OpOperand *operand) {
    AffineMap map = op.getMatchingIndexingMap(operand);
    if (!map.isFunctionOfDim(dim))
      return true;
    auto [strides, offset] = cast<MemRefType>(operand->get().getType()).getStridesAndOffset();
    return strides.back() == 1 &&
           map.getResults().back() == getAffineDimExpr(dim, map.getContext());
  });
}

int64_t mlir::qopt::threadsPerResult(linalg::LinalgOp op) {
  if (isLaneSum(op))
    return ::qopt::numerics::kSumLanes;
  Operation *combiner = getCombiner(op);
  if (!combiner || !isOrderless(combiner))
    return 1;
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  auto dim = static_cast<unsigned>(
      llvm::find(iterators, utils::IteratorType::reduction) - iterators.begin());
  bool shares = op.getStaticLoopRanges()[dim] >= kSharedTerms && readsRows(op, dim);
  return shares ? ::qopt::target::kWarpThreads : 1;
}

int64_t mlir::qopt::countResults(linalg::LinalgOp op) {
  int64_t count = 1;
  for (auto [range, iterator] :
       llvm::zip(op.getStaticLoopRanges(), op.getIteratorTypesArray())) {
    if (range == 0)
      return 0;
    if (iterator == utils::IteratorType::parallel)
      count *= range;
  }
  return count;
}

ThreadBody::ThreadBody(OpBuilder &b, linalg::LinalgOp op)
    : b(b), op(op), loc(op.getLoc()), ranges(op.getStaticLoopRanges()),
      indices(ranges.size()) {
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  AffineMap result = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  // Neighbours in memory are neighbours among the threads.
  auto placeOf = [&](unsigned d) {
    auto place = result.getResultPosition(b.getAffineDimExpr(d));
    return place ? static_cast<int64_t>(*place) : -1;
  };
  for (unsigned d = 0; d < ranges.size(); ++d)
    (iterators[d] == utils::IteratorType::parallel ? parallel : reductions)
        .push_back(d);
  llvm::stable_sort(parallel, [&](unsigned x, unsigned y) {
    return placeOf(x) < placeOf(y);
  });
  for (OpOperand &init : op.getDpsInitsMutable())
    for (unsigned d : reductions)
      inRegisters &= !op.getMatchingIndexingMap(&init).isFunctionOfDim(d);
}

Value ThreadBody::integer(Type type, int64_t value) {
  return arith::ConstantOp::create(b, loc, b.getIntegerAttr(type, value));
}

void ThreadBody::build(Value thread, int64_t threads) {
  int64_t share = threadsPerResult(op), results = countResults(op);
  Type type = thread.getType();
  Value result = thread, lane;
  if (share != 1) {
    lane = arith::RemUIOp::create(b, loc, thread, integer(type, share));
    result = arith::DivUIOp::create(b, loc, thread, integer(type, share));
  }
  Value valid;
  if (threads != share * results)
    valid = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, result,
                                  integer(type, results));
  if (lane) {
    // Shuffles need all threads of a warp: those beyond the end repeat the last sum.
    if (valid)
      result = arith::SelectOp::create(b, loc, valid, result,
                                       integer(type, results - 1));
    enterResult(result);
    return buildShared(lane, share, valid);
  }
  OpBuilder::InsertionGuard guard(b);
  if (valid) {
    auto branch = scf::IfOp::create(b, loc, valid, /*withElseRegion=*/false);
    b.setInsertionPointToStart(branch.thenBlock());
  }
  enterResult(result);
  buildLoops();
}

int64_t ThreadBody::countShared() const {
  int64_t count = 1;
  for (unsigned d : parallel)
    count *= ranges[d];
  return count;
}

// A warp whose first result is beyond the last one has nothing to do, as a whole.
void ThreadBody::buildRow(ArrayRef<unsigned> row, ArrayRef<Value> at, Value thread,
                          int64_t threads) {
  for (auto [d, index] : llvm::zip_equal(row, at)) {
    indices[d] = index;
    parallel.erase(llvm::find(parallel, d));
  }
  int64_t share = threadsPerResult(op), work = countShared() * share;
  Type word = thread.getType();
  auto trip = [&](Value number) {
    Value first = number;
    if (share != 1)
      first = arith::AndIOp::create(
          b, loc, number, integer(word, -int64_t(::qopt::target::kWarpThreads)));
    OpBuilder::InsertionGuard guard(b);
    if (work % threads != 0) {
      Value exists = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, first,
                                           integer(word, work));
      auto branch = scf::IfOp::create(b, loc, exists, /*withElseRegion=*/false);
      b.setInsertionPointToStart(branch.thenBlock());
    }
    buildShare(number, share);
  };
  if (work <= threads)
    return trip(thread);
  scf::ForOp::create(
      b, loc, integer(word, 0), integer(word, llvm::alignTo(work, threads)),
      integer(word, threads), ValueRange(),
      [&](OpBuilder &nested, Location, Value begin, ValueRange) {
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPointToEnd(nested.getInsertionBlock());
        trip(arith::AddIOp::create(b, loc, begin, thread));
        scf::YieldOp::create(b, loc);
      });
}

// Of a result that threads share, those beyond the last one repeat it: shuffles need all
// threads of a warp.
void ThreadBody::buildShare(Value number, int64_t share) {
  if (share == 1) {
    enterResult(number);
    return buildLoops();
  }
  Type word = number.getType();
  int64_t results = countShared();
  Value lane = arith::RemUIOp::create(b, loc, number, integer(word, share));
  Value result = arith::DivUIOp::create(b, loc, number, integer(word, share)), valid;
  if (results * share % ::qopt::target::kWarpThreads != 0) {
    valid = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, result,
                                  integer(word, results));
    result = arith::SelectOp::create(b, loc, valid, result, integer(word, results - 1));
  }
  enterResult(result);
  buildShared(lane, share, valid);
}

void ThreadBody::enterResult(Value result) {
  Type type = result.getType();
  auto toIndex = [&](Value value) -> Value {
    if (type.isIndex())
      return value;
    return arith::IndexCastUIOp::create(b, loc, b.getIndexType(), value);
  };
  int64_t rest = countShared();
  for (unsigned d : llvm::reverse(parallel)) {
    rest /= ranges[d];
    if (ranges[d] == 1) {
      indices[d] = index(0);
    } else if (rest == 1) { // the outermost digit needs no remainder
      indices[d] = toIndex(result);
      result = integer(type, 0);
    } else {
      Value size = integer(type, ranges[d]);
      indices[d] = toIndex(arith::RemUIOp::create(b, loc, result, size));
      result = arith::DivUIOp::create(b, loc, result, size);
    }
  }
}

//===-- Memory ------------------------------------------------------------===//

SmallVector<Value> ThreadBody::access(OpOperand &operand) {
  SmallVector<Value> position;
  for (AffineExpr expr : op.getMatchingIndexingMap(&operand).getResults())
    position.push_back(
        affine::expandAffineExpr(b, loc, expr, indices, ValueRange{}));
  return position;
}

Value ThreadBody::load(OpOperand &operand) {
  if (!isa<MemRefType>(operand.get().getType()))
    return operand.get();
  return memref::LoadOp::create(b, loc, operand.get(), access(operand));
}

void ThreadBody::store(ValueRange values) {
  for (auto [init, value] : llvm::zip(op.getDpsInitsMutable(), values))
    memref::StoreOp::create(b, loc, value, init.get(), access(init));
}

//===-- Loops -------------------------------------------------------------===//

// The payload at the indices; `carried` is what the results hold (none: memory does).
SmallVector<Value> ThreadBody::payload(ValueRange carried) {
  IRMapping mapping;
  for (OpOperand &operand : op->getOpOperands()) {
    BlockArgument argument = op.getMatchingBlockArgument(&operand);
    if (argument.use_empty())
      continue;
    bool holds = op.isDpsInit(&operand) && !carried.empty();
    mapping.map(argument,
                holds ? carried[operand.getOperandNumber() - op.getNumDpsInputs()]
                      : load(operand));
  }
  Block *block = op.getBlock();
  for (Operation &inner : block->without_terminator()) {
    if (auto number = dyn_cast<linalg::IndexOp>(inner))
      mapping.map(number.getResult(), indices[number.getDim()]);
    else
      b.clone(inner, mapping);
  }
  return llvm::map_to_vector(block->getTerminator()->getOperands(), [&](Value v) {
    return mapping.lookupOrDefault(v);
  });
}

SmallVector<Value> ThreadBody::reduce(unsigned from, SmallVector<Value> carried) {
  if (from == reductions.size()) {
    SmallVector<Value> values = payload(carried);
    if (inRegisters)
      return values;
    store(values);
    return {};
  }
  unsigned d = reductions[from];
  if (ranges[d] == 1) {
    indices[d] = index(0);
    return reduce(from + 1, std::move(carried));
  }
  auto loop = scf::ForOp::create(
      b, loc, index(0), index(ranges[d]), index(1), carried,
      [&](OpBuilder &nested, Location, Value at, ValueRange values) {
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPointToEnd(nested.getInsertionBlock());
        indices[d] = at;
        SmallVector<Value> next = reduce(from + 1, llvm::to_vector(values));
        scf::YieldOp::create(b, loc, next);
      });
  return llvm::to_vector(ValueRange(loop.getResults()));
}

void ThreadBody::buildLoops() {
  SmallVector<Value> carried;
  if (reductions.empty()) // what the results hold is read where it is used
    return store(payload({}));
  for (OpOperand &init : op.getDpsInitsMutable())
    if (inRegisters)
      carried.push_back(load(init));
  carried = reduce(0, std::move(carried));
  if (inRegisters)
    store(carried);
}

//===-- Reductions that neighbours share ----------------------------------===//

// Every thread takes each `lanes`-th term. A lane sum so is Numerics' laneSum, a thread
// per lane; of all others the order does not matter.
void ThreadBody::buildShared(Value lane, int64_t lanes, Value valid) {
  unsigned d = reductions.front();
  Operation *combiner = getCombiner(op);
  TypedAttr neutral = *arith::getNeutralElement(combiner);
  if (isLaneSum(op)) // that of a sum is -0, which differs where there are no terms
    neutral = b.getFloatAttr(combiner->getResult(0).getType(), 0.0);
  Value none = arith::ConstantOp::create(b, loc, neutral);
  Value first = lane;
  if (!lane.getType().isIndex())
    first = arith::IndexCastUIOp::create(b, loc, b.getIndexType(), lane);
  auto loop = scf::ForOp::create(
      b, loc, first, index(ranges[d]), index(lanes), ValueRange{none},
      [&](OpBuilder &nested, Location, Value at, ValueRange held) {
        OpBuilder::InsertionGuard guard(b);
        b.setInsertionPointToEnd(nested.getInsertionBlock());
        indices[d] = at;
        scf::YieldOp::create(b, loc, payload(held));
      });
  auto combine = [&](Value x, Value y) {
    Operation *clone = b.clone(*combiner);
    clone->setOperands({x, y});
    return clone->getResult(0);
  };
  // Both halves first, then the halves of a half: the order of a lane sum.
  Value all = loop.getResult(0);
  for (int64_t half = lanes / 2; half != 0; half /= 2)
    all = combine(all, shuffle(all, half));
  Value stores = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, lane,
                                       integer(lane.getType(), 0));
  if (valid)
    stores = arith::AndIOp::create(b, loc, stores, valid);
  auto branch = scf::IfOp::create(b, loc, stores, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(branch.thenBlock());
  if (!isLaneSum(op))
    all = combine(load(*op.getDpsInitOperand(0)), all);
  store(all);
}

// Registers of 32 bits are exchanged.
Value ThreadBody::shuffle(Value value, int64_t distance) {
  Type type = value.getType(), word = b.getI32Type(), wide = b.getI64Type();
  unsigned width = type.getIntOrFloatBitWidth();
  Type bitsType = b.getIntegerType(width);
  Value bits = value;
  if (type != bitsType)
    bits = arith::BitcastOp::create(b, loc, bitsType, value);
  auto exchange = [&](Value part) -> Value {
    return gpu::ShuffleOp::create(b, loc, part, integer(word, distance),
                                  integer(word, ::qopt::target::kWarpThreads),
                                  gpu::ShuffleMode::XOR)
        .getShuffleResult();
  };
  Value got;
  if (width == 64) {
    Value half = integer(wide, 32);
    Value low = exchange(arith::TruncIOp::create(b, loc, word, bits));
    Value upper = arith::ShRUIOp::create(b, loc, bits, half);
    Value high = exchange(arith::TruncIOp::create(b, loc, word, upper));
    low = arith::ExtUIOp::create(b, loc, wide, low);
    high = arith::ExtUIOp::create(b, loc, wide, high);
    got = arith::OrIOp::create(b, loc, low, arith::ShLIOp::create(b, loc, high, half));
  } else if (width == 32) {
    got = exchange(bits);
  } else {
    got = exchange(arith::ExtUIOp::create(b, loc, word, bits));
    got = arith::TruncIOp::create(b, loc, bitsType, got);
  }
  return type == bitsType ? got : arith::BitcastOp::create(b, loc, type, got).getResult();
}
