// SPDX-License-Identifier: Apache-2.0
#include "RowGroups.h"
#include "ThreadBody.h"

#include "qopt/Target/Gpu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;
using linalg::LinalgOp;

constexpr int64_t kMostThreads = 256;
// Terms of one op in one row that a block takes; with few rows most of the chip would
// wait for it.
constexpr int64_t kMostWork = 16384, kMostWorkOfFew = 4096, kFewRows = 32;

//===-- What a group is ---------------------------------------------------===//

static bool isReduction(LinalgOp op, unsigned loop) {
  return op.getIteratorTypesArray()[loop] == utils::IteratorType::reduction;
}

// Reduces what lies side by side: its rows' sizes are those of the loops before.
static std::optional<SmallVector<int64_t>> matchSeed(LinalgOp op) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  unsigned last = ranges.size() - 1;
  if (ranges.empty() || !isReduction(op, last) || ranges[last] == 1)
    return std::nullopt;
  AffineExpr dim = getAffineDimExpr(last, op->getContext());
  bool readsRows = llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *operand) {
    AffineMap map = op.getMatchingIndexingMap(operand);
    return map.getNumResults() != 0 && map.getResults().back() == dim;
  });
  if (!readsRows)
    return std::nullopt;
  SmallVector<int64_t> sizes;
  for (unsigned d = 0; d < ranges.size() && !isReduction(op, d); ++d)
    if (ranges[d] != 1)
      sizes.push_back(ranges[d]);
  return sizes;
}

// The first loops that are not of one step; nullopt where they are not the rows'.
static std::optional<SmallVector<unsigned>> matchRows(LinalgOp op, ArrayRef<int64_t> sizes) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  SmallVector<unsigned> loops;
  for (unsigned d = 0; d < ranges.size() && loops.size() < sizes.size(); ++d) {
    if (ranges[d] == 1)
      continue;
    if (ranges[d] != sizes[loops.size()] || isReduction(op, d))
      return std::nullopt;
    loops.push_back(d);
  }
  if (loops.size() < sizes.size())
    return std::nullopt;
  return loops;
}

static bool isSmall(LinalgOp op, ArrayRef<int64_t> sizes) {
  int64_t work = 1, rows = 1;
  for (int64_t range : op.getStaticLoopRanges())
    work *= range;
  for (int64_t size : sizes)
    rows *= size;
  return work / rows <= (rows < kFewRows ? kMostWorkOfFew : kMostWork);
}

// Whether the leading coordinates are the row's, apart from those that are always 0.
static bool staysInRow(LinalgOp op, OpOperand &operand, ArrayRef<unsigned> loops) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  size_t found = 0;
  for (AffineExpr expr : op.getMatchingIndexingMap(&operand).getResults()) {
    if (found == loops.size())
      return true;
    if (isa<AffineConstantExpr>(expr))
      continue;
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (dim && ranges[dim.getPosition()] == 1)
      continue;
    if (!dim || dim.getPosition() != loops[found])
      return false;
    ++found;
  }
  return found == loops.size();
}

static Value rootOf(Value buffer) {
  while (auto view = buffer.getDefiningOp<ViewLikeOpInterface>())
    buffer = view.getViewSource();
  return buffer;
}

// What any op writes is one buffer under one name, and all who touch it stay in their row.
static bool isClosed(const RowGroup &group) {
  DenseMap<Value, Value> written; // by root
  for (LinalgOp op : group.ops)
    for (Value init : op.getDpsInits())
      if (!written.try_emplace(rootOf(init), init).second && written[rootOf(init)] != init)
        return false;
  for (auto [op, loops] : llvm::zip_equal(group.ops, group.loops))
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isa<MemRefType>(operand.get().getType()))
        continue;
      auto known = written.find(rootOf(operand.get()));
      if (known != written.end() &&
          (known->second != operand.get() || !staysInRow(op, operand, loops)))
        return false;
    }
  return true;
}

//===-- Finding them ------------------------------------------------------===//

// The group with `op` behind its ops or before them, where that is one.
static bool extend(RowGroup &group, LinalgOp op, bool atEnd) {
  auto loops = matchRows(op, group.sizes);
  if (!loops || !isSmall(op, group.sizes) || countResults(op) == 0)
    return false;
  RowGroup longer = group;
  longer.ops.insert(atEnd ? longer.ops.end() : longer.ops.begin(), op);
  longer.loops.insert(atEnd ? longer.loops.end() : longer.loops.begin(), *loops);
  if (!isClosed(longer))
    return false;
  group = std::move(longer);
  return true;
}

static void findInRun(ArrayRef<LinalgOp> run, SmallVectorImpl<RowGroup> &groups) {
  for (size_t first = 0, at = 0; at < run.size(); ++at) {
    auto sizes = matchSeed(run[at]);
    RowGroup group;
    if (sizes)
      group.sizes = *sizes;
    if (!sizes || !extend(group, run[at], /*atEnd=*/true))
      continue;
    for (size_t before = at; before-- > first;)
      if (!extend(group, run[before], /*atEnd=*/false))
        break;
    size_t end = at + 1;
    while (end < run.size() && extend(group, run[end], /*atEnd=*/true))
      ++end;
    first = end;
    at = end - 1;
    if (group.ops.size() > 1)
      groups.push_back(std::move(group));
  }
}

SmallVector<RowGroup> mlir::qopt::findRowGroups(Block &block) {
  SmallVector<RowGroup> groups;
  SmallVector<LinalgOp> run;
  for (Operation &op : block) {
    if (auto linalgOp = dyn_cast<LinalgOp>(op)) {
      run.push_back(linalgOp);
    } else if (!isPure(&op) && !isa<memref::AllocOp>(op)) {
      findInRun(run, groups);
      run.clear();
    }
  }
  findInRun(run, groups);
  return groups;
}

//===-- The launch --------------------------------------------------------===//

// As many threads as the op with most results in a row has work for.
static int64_t threadsOf(const RowGroup &group, int64_t rows) {
  int64_t threads = ::qopt::target::kWarpThreads;
  for (LinalgOp op : group.ops)
    threads = std::max<int64_t>(
        threads, llvm::alignTo(countResults(op) / rows * threadsPerResult(op),
                               ::qopt::target::kWarpThreads));
  return std::min(threads, kMostThreads);
}

gpu::LaunchOp mlir::qopt::launchRows(OpBuilder &b, const RowGroup &group) {
  Location loc = LinalgOp(group.ops.front()).getLoc();
  int64_t rows = 1;
  for (int64_t size : group.sizes)
    rows *= size;
  int64_t threads = threadsOf(group, rows);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPoint(group.ops.back());
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  Value one = index(1);
  auto made = gpu::LaunchOp::create(b, loc, index(rows), one, one, index(threads), one, one);
  b.setInsertionPointToEnd(&made.getBody().front());
  SmallVector<Value> row(group.sizes.size());
  Value number = made.getBlockIds().x;
  for (size_t d = row.size(); d-- > 0;) {
    row[d] = b.createOrFold<arith::RemUIOp>(loc, number, index(group.sizes[d]));
    number = b.createOrFold<arith::DivUIOp>(loc, number, index(group.sizes[d]));
  }
  Value thread =
      arith::IndexCastUIOp::create(b, loc, b.getI32Type(), made.getThreadIds().x);
  for (auto [i, op] : llvm::enumerate(group.ops)) {
    if (i != 0)
      gpu::BarrierOp::create(b, loc);
    ThreadBody(b, op).buildRow(group.loops[i], row, thread, threads);
  }
  gpu::TerminatorOp::create(b, loc);
  return made;
}
