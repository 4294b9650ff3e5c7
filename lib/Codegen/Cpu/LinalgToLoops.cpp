// SPDX-License-Identifier: Apache-2.0
// The pass qopt-linalg-to-loops. Shapes are static, so the whole nest is decided
// here: which dimensions merge, which are parallel, and no loop is made for a
// dimension of one element.
#include "Buffers.h"
#include "ByteTables.h"
#include "LaneSums.h"
#include "RowGroups.h"
#include "qopt/Analysis/LinalgLoops.h"
#include "qopt/Codegen/Common/Linalg.h"
#include "qopt/Codegen/Cpu/Kernels/Transpose.h"
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace mlir::qopt {
#define GEN_PASS_DEF_LINALGTOLOOPS
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;

//===-- Loop nest ---------------------------------------------------------===//

namespace {

// Which dimensions run in parallel, as one flat loop: `dims` in order and, last,
// the chunks of `chunkDim`.
struct ParallelPlan {
  SmallVector<unsigned> dims;
  std::optional<unsigned> chunkDim;
  int64_t chunk = 0;

  bool empty() const { return dims.empty() && !chunkDim; }
};

// Enough iterations for any sensible number of threads to share evenly.
constexpr int64_t kEnoughIterations = 64;
// A chunk of the innermost dimension that still vectorises well.
constexpr int64_t kLeastChunk = 64;

// One piece of a group of ops, and the buffers that have room for a piece only.
struct Piece {
  int64_t count;                   ///< how many pieces there are
  Value number;                    ///< which one this is
  DenseMap<Value, Value> locals{}; ///< a buffer's stand-in, of one dimension
};

class NestBuilder {
public:
  NestBuilder(OpBuilder &b, linalg::LinalgOp op, const Piece *piece = nullptr)
      : b(b), op(op), loc(op.getLoc()), ranges(op.getStaticLoopRanges()),
        iterators(op.getIteratorTypesArray()), indices(ranges.size()), piece(piece) {}

  bool isEmpty() const { return llvm::is_contained(ranges, 0); }

  // Scalar operations of the whole nest, saturating.
  uint64_t work() const {
    uint64_t result = 0;
    op->getRegion(0).walk([&](Operation *) { ++result; });
    for (int64_t r : ranges)
      result = llvm::SaturatingMultiply(result, static_cast<uint64_t>(r));
    return result;
  }

  ParallelPlan plan() const {
    ParallelPlan result;
    int64_t iterations = 1;
    unsigned last = ranges.size();
    for (unsigned d = 0; d < ranges.size(); ++d)
      if (ranges[d] > 1)
        last = d;
    for (unsigned d = 0; d < last && iterators[d] == utils::IteratorType::parallel &&
                         iterations < kEnoughIterations;
         ++d) {
      if (ranges[d] == 1)
        continue;
      result.dims.push_back(d);
      iterations *= ranges[d];
    }
    bool cuttable = last < ranges.size() &&
                    iterators[last] == utils::IteratorType::parallel &&
                    ranges[last] >= 2 * kLeastChunk;
    if (iterations < kEnoughIterations && cuttable) {
      int64_t pieces = kEnoughIterations / iterations;
      int64_t chunk = llvm::divideCeil(ranges[last], pieces);
      result.chunk = std::max(kLeastChunk,
                              static_cast<int64_t>(llvm::alignTo(chunk, 16)));
      result.chunkDim = last;
    }
    return result;
  }

  void buildParallel(const ParallelPlan &plan) {
    int64_t total = 1;
    for (unsigned d : plan.dims)
      total *= ranges[d];
    if (plan.chunkDim)
      total *= llvm::divideCeil(ranges[*plan.chunkDim], plan.chunk);
    scf::ParallelOp::create(
        b, loc, ValueRange{index(0)}, ValueRange{index(total)},
        ValueRange{index(1)},
        [&](OpBuilder &nested, Location, ValueRange ivs) {
          OpBuilder::InsertionGuard guard(b);
          b.setInsertionPointToEnd(nested.getInsertionBlock());
          Value rest = ivs.front();
          Value piece;
          if (plan.chunkDim) {
            int64_t pieces =
                llvm::divideCeil(ranges[*plan.chunkDim], plan.chunk);
            std::tie(rest, piece) = divide(rest, pieces);
          }
          for (unsigned d : llvm::reverse(plan.dims)) {
            Value i;
            std::tie(rest, i) = divide(rest, ranges[d]);
            indices[d] = i;
          }
          buildLoops(0, plan, piece);
        });
  }

  // The op's part of its piece: a run of its leading dimensions, all of the others.
  void buildPiece() {
    codegen::RowPrefix prefix = *codegen::getRowPrefix(op, piece->count);
    int64_t perPiece = prefix.length / piece->count;
    auto buildRow = [&](Value r) {
      row = r;
      Value rest = arith::MulIOp::create(b, loc, piece->number, index(perPiece));
      rest = arith::AddIOp::create(b, loc, rest, r);
      for (unsigned d = prefix.dims; d-- > 0;) {
        // The outermost digit needs no remainder.
        if (d == 0 || ranges[d] == prefix.length)
          indices[d] = ranges[d] == 1 ? index(0) : rest;
        else
          std::tie(rest, indices[d]) = divide(rest, ranges[d]);
      }
      buildLoops(prefix.dims);
    };
    if (perPiece == 1)
      return buildRow(index(0));
    buildLoop(index(0), index(perPiece), buildRow);
  }

  // Loops of dimension d and all after it that have no index yet.
  void buildLoops(unsigned d, const ParallelPlan &plan = {}, Value piece = {}) {
    if (d == ranges.size())
      return isLaneSum() ? buildSum() : lookup ? buildLookup() : buildBody();
    bool isSummed = isLaneSum() && iterators[d] == utils::IteratorType::reduction;
    if (isSummed || indices[d])
      return buildLoops(d + 1, plan, piece);
    if (ranges[d] == 1) {
      indices[d] = index(0);
      return buildLoops(d + 1, plan, piece);
    }
    Value lower = index(0), upper = index(ranges[d]);
    if (plan.chunkDim == d) {
      lower = arith::MulIOp::create(b, loc, piece, index(plan.chunk));
      Value end = arith::AddIOp::create(b, loc, lower, index(plan.chunk));
      upper = ranges[d] % plan.chunk == 0
                  ? end
                  : arith::MinUIOp::create(b, loc, end, upper);
    }
    buildLoop(lower, upper, [&](Value iv) {
      indices[d] = iv;
      buildLoops(d + 1, plan, piece);
    });
    indices[d] = {};
  }

private:
  Value index(int64_t v) { return arith::ConstantIndexOp::create(b, loc, v); }

  // A loop of `body`; of look-ups of 64 codes first where the op has such.
  void buildLoop(Value lower, Value upper, function_ref<void(Value)> body) {
    lookup = codegen::getByteLookup(op);
    if (lookup) {
      Value step = index(codegen::kTableCodes);
      Value count = arith::SubIOp::create(b, loc, upper, lower);
      Value rest = arith::RemUIOp::create(b, loc, count, step);
      Value end = arith::SubIOp::create(b, loc, upper, rest);
      buildLoop(lower, end, step, body);
      lower = end;
      lookup = nullptr;
    }
    buildLoop(lower, upper, index(1), body);
  }

  void buildLoop(Value lower, Value upper, Value step, function_ref<void(Value)> body) {
    scf::ForOp::create(b, loc, lower, upper, step, ValueRange{},
                       [&](OpBuilder &nested, Location, Value iv, ValueRange) {
                         OpBuilder::InsertionGuard guard(b);
                         b.setInsertionPointToEnd(nested.getInsertionBlock());
                         body(iv);
                         scf::YieldOp::create(b, loc);
                       });
  }

  // Entries of 64 codes, the first of which is at the indices.
  void buildLookup() {
    auto codes = VectorType::get({codegen::kTableCodes}, b.getI8Type());
    auto [from, at] = access(op->getOpOperand(0));
    Value loaded = vector::LoadOp::create(b, loc, codes, from, at);
    Value entries = codegen::buildByteLookup(b, op, *lookup, loaded);
    auto [to, position] = access(op->getOpOperand(1));
    vector::StoreOp::create(b, loc, entries, to, position);
  }

  bool isLaneSum() const { return op->hasAttr(kLaneSumAttr); }

  void buildSum() {
    auto dim = static_cast<unsigned>(
        llvm::find(iterators, utils::IteratorType::reduction) - iterators.begin());
    codegen::buildLaneSum(b, op, dim, ranges[dim], [&](OpOperand &operand, Value at) {
      indices[dim] = at;
      return access(operand);
    });
  }

  std::pair<Value, Value> divide(Value x, int64_t by) {
    if (by == 1)
      return {x, index(0)};
    Value divisor = index(by);
    return {arith::DivUIOp::create(b, loc, x, divisor),
            arith::RemUIOp::create(b, loc, x, divisor)};
  }

  // Where the operand's element is at the indices: in its buffer, or in what stands in
  // for it, which begins where the piece does.
  codegen::Access access(OpOperand &operand) {
    SmallVector<Value> exprs;
    for (AffineExpr expr : op.getMatchingIndexingMap(&operand).getResults())
      exprs.push_back(affine::expandAffineExpr(b, loc, expr, indices, ValueRange{}));
    Value local;
    if (piece)
      local = piece->locals.lookup(codegen::getViewedBuffer(operand.get()));
    if (!local)
      return {operand.get(), exprs};
    auto prefix = *codegen::getRowPrefix(op, piece->count);
    unsigned rows = *codegen::getRowResults(op, operand, prefix);
    auto type = cast<MemRefType>(operand.get().getType());
    int64_t stride = 1;
    Value at = index(0);
    for (unsigned i = type.getRank(); i-- > rows; stride *= type.getDimSize(i))
      at = arith::AddIOp::create(
          b, loc, at, arith::MulIOp::create(b, loc, exprs[i], index(stride)));
    at = arith::AddIOp::create(b, loc, at,
                               arith::MulIOp::create(b, loc, row, index(stride)));
    return {local, {at}};
  }

  // Loads, the payload, stores.
  void buildBody() {
    IRMapping mapping;
    Block *payload = op.getBlock();
    for (OpOperand &operand : op->getOpOperands()) {
      BlockArgument arg = op.getMatchingBlockArgument(&operand);
      if (arg.use_empty())
        continue;
      Value value = operand.get();
      if (isa<MemRefType>(value.getType())) {
        auto [buffer, position] = access(operand);
        value = memref::LoadOp::create(b, loc, buffer, position);
      }
      mapping.map(arg, value);
    }
    for (Operation &inner : payload->without_terminator()) {
      if (auto indexOp = dyn_cast<linalg::IndexOp>(inner)) {
        mapping.map(indexOp.getResult(), indices[indexOp.getDim()]);
        continue;
      }
      b.clone(inner, mapping);
    }
    for (auto [operand, yielded] :
         llvm::zip(op.getDpsInitsMutable(),
                   payload->getTerminator()->getOperands())) {
      auto [buffer, position] = access(operand);
      memref::StoreOp::create(b, loc, mapping.lookupOrDefault(yielded), buffer,
                              position);
    }
  }

  OpBuilder &b;
  linalg::LinalgOp op;
  Location loc;
  SmallVector<int64_t> ranges;
  SmallVector<utils::IteratorType> iterators;
  SmallVector<Value> indices;
  const Piece *piece; ///< null: the op runs alone
  Value row;          ///< of the piece, in the op's leading dimensions
  /// Given while a loop takes 64 codes at a time.
  const ::qopt::target::WordLookupRow *lookup = nullptr;
};

struct LinalgToLoops final : mlir::qopt::impl::LinalgToLoopsBase<LinalgToLoops> {
  using Base::Base;

  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    replaceStridedCopies(rewriter);
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    for (linalg::LinalgOp op : ops) {
      if (failed(check(op)))
        return signalPassFailure();
      if (failed(replaceByTranspose(rewriter, op)))
        mergeDims(rewriter, op, getMergeableDims(op));
    }
    if (parallel && !getOperation().isExternal())
      lowerGroups(rewriter);
    getOperation().walk([&](linalg::LinalgOp op) {
      if (!isa<linalg::TransposeOp>(op))
        lower(rewriter, op);
    });
  }

private:
  // A copy between contiguous buffers is one memcpy; any other is a loop nest.
  void replaceStridedCopies(IRRewriter &rewriter) {
    getOperation().walk([&](memref::CopyOp copy) {
      auto isContiguous = [](Value v) {
        auto type = dyn_cast<MemRefType>(v.getType());
        return !type || type.areTrailingDimsContiguous(type.getRank());
      };
      if (isContiguous(copy.getSource()) && isContiguous(copy.getTarget()))
        return;
      rewriter.setInsertionPoint(copy);
      rewriter.replaceOpWithNewOp<linalg::CopyOp>(copy, copy.getSource(),
                                                  copy.getTarget());
    });
  }

  static LogicalResult check(linalg::LinalgOp op) {
    if (!op.hasPureBufferSemantics())
      return op.emitOpError() << "expected operands that are buffers, got "
                              << op->getOperandTypes();
    if (op.hasDynamicShape())
      return op.emitOpError() << "expected static shapes, got "
                              << op->getOperandTypes();
    return success();
  }

  // Neighbours at the top level of the function that may run piece by piece. Between
  // them nothing may touch memory.
  void lowerGroups(IRRewriter &rewriter) {
    codegen::RowGroup group;
    auto flush = [&] {
      lowerGroup(rewriter, group);
      group = {};
    };
    for (Operation &op : llvm::make_early_inc_range(getOperation().getBody().front())) {
      auto linalgOp = isa<linalg::TransposeOp>(op) ? linalg::LinalgOp()
                                                   : dyn_cast<linalg::LinalgOp>(op);
      if (linalgOp && !NestBuilder(rewriter, linalgOp).isEmpty()) {
        if (group.add(linalgOp))
          continue;
        flush();
        group.add(linalgOp);
      } else if (!isa<memref::AllocOp>(op) && !isMemoryEffectFree(&op)) {
        flush();
      }
    }
    flush();
  }

  void lowerGroup(IRRewriter &rewriter, const codegen::RowGroup &group) {
    uint64_t work = 0;
    for (linalg::LinalgOp op : group.ops())
      work = llvm::SaturatingAdd(work, NestBuilder(rewriter, op).work());
    // Sums over rows (norms, softmax) are what rows are kept near for; ops without one
    // vectorize better over all their dimensions merged.
    bool sums = llvm::any_of(group.ops(), [](linalg::LinalgOp op) {
      return op.getNumReductionLoops() != 0;
    });
    if (group.ops().size() < 2 || !sums || work < least())
      return;
    int64_t pieces = group.pieces(work);
    linalg::LinalgOp last = group.ops().back();
    Location loc = last.getLoc();
    rewriter.setInsertionPoint(last);
    auto index = [&](int64_t v) {
      return arith::ConstantIndexOp::create(rewriter, loc, v);
    };
    scf::ParallelOp::create(
        rewriter, loc, ValueRange{index(0)}, ValueRange{index(pieces)},
        ValueRange{index(1)}, [&](OpBuilder &nested, Location, ValueRange ivs) {
          OpBuilder::InsertionGuard guard(rewriter);
          rewriter.setInsertionPointToEnd(nested.getInsertionBlock());
          Piece piece{pieces, ivs.front()};
          for (Value buffer : group.temporaries(pieces))
            piece.locals[buffer] = createLocal(rewriter, loc, buffer, piece.count);
          for (linalg::LinalgOp op : group.ops())
            NestBuilder(rewriter, op, &piece).buildPiece();
        });
    for (linalg::LinalgOp op : group.ops())
      rewriter.eraseOp(op);
    ++numParallel;
    numGrouped += group.ops().size();
  }

  static Value createLocal(OpBuilder &b, Location loc, Value buffer, int64_t pieces) {
    auto type = cast<MemRefType>(buffer.getType());
    auto share = MemRefType::get({type.getNumElements() / pieces}, type.getElementType());
    return memref::AllocaOp::create(b, loc, share,
                                    b.getI64IntegerAttr(codegen::kBufferAlignment));
  }

  uint64_t least() const {
    return static_cast<uint64_t>(std::max<int64_t>(minWork, 0));
  }

  void lower(IRRewriter &rewriter, linalg::LinalgOp op) {
    rewriter.setInsertionPoint(op);
    NestBuilder nest(rewriter, op);
    if (!nest.isEmpty()) {
      ParallelPlan plan;
      bool nested = op->getParentOfType<scf::ParallelOp>() != nullptr;
      if (parallel && !nested && nest.work() >= least())
        plan = nest.plan();
      if (plan.empty()) {
        nest.buildLoops(0);
      } else {
        nest.buildParallel(plan);
        ++numParallel;
      }
    }
    rewriter.eraseOp(op);
  }
};

} // namespace
