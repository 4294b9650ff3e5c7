// SPDX-License-Identifier: Apache-2.0
// Grouping of ops by what their pieces touch; see the header.
#include "RowGroups.h"

#include "Buffers.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

#include <algorithm>

using namespace mlir;
using namespace mlir::qopt;
using namespace mlir::qopt::codegen;

// Enough pieces for any sensible number of threads, and as many as are still small.
static constexpr int64_t kFewestPieces = 8, kBestPieces = 128, kMostPieces = 256;
// Scalar operations of a piece beside which a call and the starts of its loops count
// for nothing.
static constexpr uint64_t kLeastWork = 16384;
// What the temporaries of a piece may take: they should stay in the nearest cache, and
// a thread's stack is a few MiB.
static constexpr int64_t kMostLocalBytes = 128 * 1024;

Value codegen::getViewedBuffer(Value value) {
  while (auto view = value.getDefiningOp<ViewLikeOpInterface>())
    value = view.getViewSource();
  return value;
}

std::optional<RowPrefix> codegen::getRowPrefix(linalg::LinalgOp op, int64_t pieces) {
  RowPrefix prefix{0, 1};
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  unsigned innermost = 0;
  for (unsigned d = 0; d < ranges.size(); ++d)
    if (ranges[d] != 1)
      innermost = d;
  for (auto [range, iterator] : llvm::zip(ranges, op.getIteratorTypesArray())) {
    if (iterator != utils::IteratorType::parallel)
      return std::nullopt;
    // Elements whose every index is a remainder of their number are no row: they would
    // be computed one by one.
    if (prefix.dims == innermost && prefix.length > 1)
      return std::nullopt;
    ++prefix.dims;
    prefix.length *= range;
    if (prefix.length % pieces == 0 && prefix.length != 0)
      return prefix;
  }
  return std::nullopt;
}

// Row-major from its first element on, and all of what it is a view of.
static bool isWholeBuffer(Value value) {
  auto isPlain = [](Value v) {
    auto type = dyn_cast<MemRefType>(v.getType());
    return type && type.hasStaticShape() && type.getLayout().isIdentity();
  };
  Value buffer = getViewedBuffer(value);
  return isPlain(value) && isPlain(buffer) &&
         cast<MemRefType>(value.getType()).getNumElements() ==
             cast<MemRefType>(buffer.getType()).getNumElements();
}

std::optional<unsigned> codegen::getRowResults(linalg::LinalgOp op, OpOperand &operand,
                                               const RowPrefix &prefix) {
  if (!isWholeBuffer(operand.get()))
    return std::nullopt;
  AffineMap map = op.getMatchingIndexingMap(&operand);
  ArrayRef<int64_t> shape = cast<MemRefType>(operand.get().getType()).getShape();
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  unsigned result = 0;
  for (unsigned d = 0; d < prefix.dims; ++d) {
    if (ranges[d] == 1)
      continue;
    while (result < shape.size() && shape[result] == 1)
      ++result;
    if (result == shape.size() || shape[result] != ranges[d] ||
        map.getResult(result) != getAffineDimExpr(d, map.getContext()))
      return std::nullopt;
    ++result;
  }
  return result;
}

// Whether the ops may run in `pieces` pieces.
static bool areIndependent(ArrayRef<linalg::LinalgOp> ops, int64_t pieces) {
  struct Use {
    bool isWritten = false, isByPiece = true;
  };
  DenseMap<Value, Use> uses;
  for (linalg::LinalgOp op : ops) {
    auto prefix = getRowPrefix(op, pieces);
    if (!prefix)
      return false;
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isa<MemRefType>(operand.get().getType()))
        continue;
      Use &use = uses[getViewedBuffer(operand.get())];
      use.isWritten |= op.isDpsInit(&operand);
      use.isByPiece &= getRowResults(op, operand, *prefix).has_value();
    }
  }
  return llvm::all_of(uses, [](const auto &entry) {
    return !entry.second.isWritten || entry.second.isByPiece;
  });
}

bool RowGroup::add(linalg::LinalgOp op) {
  SmallVector<linalg::LinalgOp> grown(members);
  grown.push_back(op);
  SmallVector<int64_t> remaining;
  auto consider = [&](int64_t pieces) {
    if (areIndependent(grown, pieces))
      remaining.push_back(pieces);
  };
  if (members.empty())
    for (int64_t pieces = kFewestPieces; pieces <= kMostPieces; ++pieces)
      consider(pieces);
  else
    llvm::for_each(candidates, consider);
  if (remaining.empty())
    return false;
  members = std::move(grown);
  candidates = std::move(remaining);
  return true;
}

int64_t RowGroup::pieces(uint64_t work) const {
  int64_t most = static_cast<int64_t>(
      std::clamp<uint64_t>(work / kLeastWork, kFewestPieces, kBestPieces));
  int64_t best = candidates.front();
  for (int64_t pieces : candidates)
    if (pieces <= most)
      best = pieces;
  return best;
}

// Whether all that touches the buffer, through any view, is in `ops`.
static bool isTouchedOnlyBy(Value buffer, const DenseSet<Operation *> &ops) {
  SmallVector<Value> aliases{buffer};
  while (!aliases.empty())
    for (Operation *user : aliases.pop_back_val().getUsers()) {
      if (isa<ViewLikeOpInterface>(user))
        llvm::append_range(aliases, user->getResults());
      else if (!ops.contains(user))
        return false;
    }
  return true;
}

SetVector<Value> RowGroup::temporaries(int64_t pieces) const {
  DenseSet<Operation *> ops;
  for (linalg::LinalgOp op : members)
    ops.insert(op);
  SetVector<Value> result;
  int64_t bytes = 0;
  for (linalg::LinalgOp op : members)
    for (OpOperand &init : op.getDpsInitsMutable()) {
      Value buffer = getViewedBuffer(init.get());
      if (result.contains(buffer) || !buffer.getDefiningOp<memref::AllocOp>() ||
          !isTouchedOnlyBy(buffer, ops))
        continue;
      auto size = getByteSize(cast<MemRefType>(buffer.getType()));
      if (!size)
        continue;
      int64_t share = llvm::divideCeil(static_cast<int64_t>(*size), pieces);
      if (bytes + share > kMostLocalBytes)
        continue;
      bytes += share;
      result.insert(buffer);
    }
  return result;
}
