// SPDX-License-Identifier: Apache-2.0
// The pass qopt-plan-memory: liveness of buffers over the function's top-level
// ops, then best-fit placement in one arena.
#include "Buffers.h"
#include "qopt/Codegen/Cpu/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <algorithm>

namespace mlir::qopt {
#define GEN_PASS_DEF_PLANMEMORY
#include "qopt/Codegen/Cpu/Passes.h.inc"
} // namespace mlir::qopt

using namespace mlir;
using namespace mlir::qopt;
using codegen::kBufferAlignment;

namespace {

// One allocation: live in the closed interval [first, last] of op numbers.
struct Buffer {
  memref::AllocOp alloc;
  int64_t bytes; // a multiple of the alignment
  int64_t first, last;
  int64_t offset = 0;

  bool overlaps(const Buffer &o) const {
    return first <= o.last && o.first <= last;
  }
};

class Liveness {
public:
  explicit Liveness(func::FuncOp func) : body(&func.getBody().front()) {
    int64_t number = 0;
    for (Operation &op : *body)
      numbers[&op] = number++;
  }

  // Numbers of the first and last op that touches the buffer through any alias.
  FailureOr<Buffer> measure(memref::AllocOp alloc) {
    uint64_t bytes = *codegen::getByteSize(alloc.getType());
    int64_t own = numbers[alloc];
    Buffer buffer{alloc,
                  static_cast<int64_t>(llvm::alignTo(bytes, kBufferAlignment)),
                  std::numeric_limits<int64_t>::max(), own};
    SmallVector<Value> aliases{alloc.getResult()};
    while (!aliases.empty()) {
      for (Operation *user : aliases.pop_back_val().getUsers()) {
        Operation *top = body->findAncestorOpInBlock(*user);
        if (isa<func::ReturnOp>(user))
          return alloc.emitOpError()
                 << "expected a buffer that stays in the function, got one "
                    "that is returned";
        bool isAlias = false;
        for (Value result : user->getResults()) {
          if (!isa<BaseMemRefType>(result.getType()))
            continue;
          aliases.push_back(result);
          isAlias = true;
        }
        if (isAlias && isPure(user))
          continue; // a view does not touch the bytes
        buffer.first = std::min(buffer.first, numbers[top]);
        buffer.last = std::max(buffer.last, numbers[top]);
      }
    }
    if (buffer.first == std::numeric_limits<int64_t>::max())
      buffer.first = own;
    return buffer;
  }

private:
  Block *body;
  DenseMap<Operation *, int64_t> numbers;
};

} // namespace

static LogicalResult checkAlloc(memref::AllocOp alloc, func::FuncOp func) {
  MemRefType type = alloc.getType();
  if (!type.hasStaticShape() || !type.getLayout().isIdentity())
    return alloc.emitOpError()
           << "expected a static shape in row-major order, got " << type;
  if (!codegen::getByteSize(type))
    return alloc.emitOpError()
           << "expected " << codegen::kSizedElements << ", got " << type;
  if (alloc->getParentOp() != func)
    return alloc.emitOpError()
           << "expected allocations at the top level of the function, got one "
              "inside '"
           << alloc->getParentOp()->getName() << "'";
  if (alloc.getAlignment().value_or(1) > kBufferAlignment)
    return alloc.emitOpError() << "expected an alignment of at most "
                               << kBufferAlignment << ", got "
                               << *alloc.getAlignment();
  return success();
}

// The offset of the smallest gap that holds `buffer` among `placed` ones alive
// with it; beyond all of them if there is none.
static int64_t findOffset(const Buffer &buffer, ArrayRef<Buffer *> placed) {
  SmallVector<std::pair<int64_t, int64_t>> taken; // [begin, end)
  for (Buffer *other : placed)
    if (other->overlaps(buffer))
      taken.push_back({other->offset, other->offset + other->bytes});
  llvm::sort(taken);
  int64_t free = 0, best = -1;
  int64_t bestSize = std::numeric_limits<int64_t>::max();
  for (auto [begin, end] : taken) {
    int64_t gap = begin - free;
    if (gap >= buffer.bytes && gap < bestSize) {
      best = free;
      bestSize = gap;
    }
    free = std::max(free, end);
  }
  return best >= 0 ? best : free;
}

// What is placed first: no order is the best for every graph (the problem is
// NP-hard), but for networks one of these nearly always meets the lower bound. Ties go
// to the order in the function, which is the order of the buffers.
static bool isLarger(const Buffer &a, const Buffer &b) { return a.bytes > b.bytes; }
static bool isLonger(const Buffer &a, const Buffer &b) {
  int64_t lengthA = a.last - a.first, lengthB = b.last - b.first;
  return lengthA != lengthB ? lengthA > lengthB : a.bytes > b.bytes;
}
static bool hasMoreArea(const Buffer &a, const Buffer &b) {
  return a.bytes * (a.last - a.first + 1) > b.bytes * (b.last - b.first + 1);
}
static bool isEarlier(const Buffer &a, const Buffer &b) { return a.first < b.first; }

// Places all buffers, one after the other in `order`; the size of the arena.
static int64_t placeInOrder(MutableArrayRef<Buffer> buffers,
                            bool (*goesFirst)(const Buffer &, const Buffer &)) {
  SmallVector<Buffer *> order;
  for (Buffer &buffer : buffers)
    order.push_back(&buffer);
  std::stable_sort(order.begin(), order.end(),
                   [&](Buffer *a, Buffer *b) { return goesFirst(*a, *b); });
  int64_t total = 0;
  SmallVector<Buffer *> placed;
  for (Buffer *buffer : order) {
    buffer->offset = findOffset(*buffer, placed);
    total = std::max(total, buffer->offset + buffer->bytes);
    placed.push_back(buffer);
  }
  return total;
}

// The best placement of all orders, the first of them where several are as good.
static int64_t place(SmallVectorImpl<Buffer> &buffers, int64_t bound) {
  SmallVector<Buffer> best;
  int64_t least = std::numeric_limits<int64_t>::max();
  for (auto goesFirst : {isLarger, hasMoreArea, isLonger, isEarlier}) {
    int64_t total = placeInOrder(buffers, goesFirst);
    if (total < least) {
      least = total;
      best.assign(buffers.begin(), buffers.end());
    }
    if (least == bound)
      break;
  }
  buffers = std::move(best);
  return least;
}

static int64_t getMostLive(ArrayRef<Buffer> buffers) {
  // Liveness only grows where a buffer's interval begins.
  int64_t most = 0;
  for (const Buffer &at : buffers) {
    int64_t live = 0;
    for (const Buffer &buffer : buffers)
      if (buffer.first <= at.first && at.first <= buffer.last)
        live += buffer.bytes;
    most = std::max(most, live);
  }
  return most;
}

namespace {
struct PlanMemory final : mlir::qopt::impl::PlanMemoryBase<PlanMemory> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (func.isExternal())
      return;
    SmallVector<Buffer> buffers;
    if (failed(collect(func, buffers)))
      return signalPassFailure();
    int64_t live = getMostLive(buffers);
    int64_t bytes = buffers.empty() ? 0 : place(buffers, live);
    OpBuilder b(&getContext());
    func->setAttr("qopt.arena_bytes", b.getI64IntegerAttr(bytes));
    func->setAttr("qopt.arena_live_bytes",
                  b.getI64IntegerAttr(live));
    if (failed(func.insertArgument(
            func.getNumArguments(), MemRefType::get(bytes, b.getI8Type()),
            b.getDictionaryAttr(b.getNamedAttr("qopt.arena", b.getUnitAttr())),
            func.getLoc())))
      return signalPassFailure();
    replace(b, func, buffers);
  }

private:
  static LogicalResult collect(func::FuncOp func,
                               SmallVectorImpl<Buffer> &buffers) {
    if (!func.getBody().hasOneBlock())
      return func.emitOpError() << "expected a body of one block, got "
                                << func.getBody().getBlocks().size();
    Liveness liveness(func);
    SmallVector<memref::AllocOp> allocs;
    func.walk([&](memref::DeallocOp dealloc) {
      if (dealloc.getMemref().getDefiningOp<memref::AllocOp>())
        dealloc.erase();
    });
    func.walk([&](memref::AllocOp alloc) { allocs.push_back(alloc); });
    for (memref::AllocOp alloc : allocs) {
      if (alloc->use_empty()) {
        alloc.erase();
        continue;
      }
      if (failed(checkAlloc(alloc, func)))
        return failure();
      FailureOr<Buffer> buffer = liveness.measure(alloc);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    return success();
  }

  static void replace(OpBuilder &b, func::FuncOp func,
                      MutableArrayRef<Buffer> buffers) {
    Value arena = func.getArguments().back();
    for (Buffer &buffer : buffers) {
      b.setInsertionPoint(buffer.alloc);
      Value offset = arith::ConstantIndexOp::create(b, buffer.alloc.getLoc(),
                                                    buffer.offset);
      Value view = memref::ViewOp::create(b, buffer.alloc.getLoc(),
                                          buffer.alloc.getType(), arena, offset,
                                          ValueRange{});
      buffer.alloc.replaceAllUsesWith(view);
      buffer.alloc.erase();
    }
  }
};
} // namespace
