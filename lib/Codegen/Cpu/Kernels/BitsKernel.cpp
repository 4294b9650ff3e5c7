// SPDX-License-Identifier: Apache-2.0
// Kernel of qopt.packed_matmul_bits. A chunk's tables stay in registers while all planes
// of the columns of a block pass; their sums wait in 16 bits in the nearest cache, and go
// to 32 bits before they could overflow. A slot is a plane of a group of columns.
//   for block of columns:
//     for run:
//       for segment of chunks:
//         for chunk, slot: narrow[slot] += look-ups of both words
//         but for the last segment, for slot: wide[slot] += narrow[slot]
//       for group, plane: totals[group] += (start + step * (wide + narrow)) * scale
//     store totals * row scale (+ bias)
#include "BitsPlan.h"
#include "KernelBuilder.h"
#include "StoredScales.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

static constexpr int64_t kColumns = BitsGeometry::kColumns;
static constexpr int64_t kHalf = kColumns / 2; // lanes of 32 bits
// Sums of so many chunks fit 16 bits: 8 * 32 * -128 is the lowest number of them.
static constexpr int64_t kSegmentChunks = 8;
static_assert(kSegmentChunks * BitsGeometry::kChunkCodes * 128 == 1 << 15);

namespace {

// A block of columns and how many of its groups and columns there are.
struct Block {
  Value number;
  int64_t groups, columns;
};

class BitsKernel {
public:
  BitsKernel(func::FuncOp func, const BitsPlan &plan);
  void emit();

private:
  void emitBlock(const Block &block);
  void emitRun(const Block &block, Value run, int64_t length);
  void emitChunks(const Block &block, Value first, int64_t chunks);
  void emitChunk(const Block &block, Value chunk);
  SmallVector<Value> loadTables(Value chunk);
  Value sumWord(Value codes, ArrayRef<Value> tables);
  Value sumByLookup(Value codes, ArrayRef<Value> tables);
  Value sumByBits(Value codes, ArrayRef<Value> singles);
  void widen(Value slot);
  std::pair<Value, Value> takeSums(Value slot, bool isWide);
  Value scaleAt(const Block &block, Value step, Value column);
  Value offsetAt(const Block &block, Value run, Value column);
  void addRun(const Block &block, Value run, bool isWide, Value group, int64_t columns);
  void finish(const Block &block, Value group, int64_t columns);

  int64_t slots(const Block &block) const { return block.groups * g.planes; }
  void repeat(int64_t count, function_ref<void(Value i)> body) {
    b.loop(b.index(0), b.index(count), 1, body);
  }
  // Groups of the block, and how many of their columns exist.
  void forGroups(const Block &block, function_ref<void(Value, int64_t)> body) {
    int64_t full = block.columns / kColumns;
    repeat(full, [&](Value group) { body(group, kColumns); });
    if (int64_t rest = block.columns % kColumns)
      body(b.index(full), rest);
  }
  // Parameters of the block begin here where a column has so many.
  Value paramsOf(const Block &block, int64_t steps) {
    return b.mul(block.number, g.kBlockColumns * steps);
  }
  // Columns of the block that parameters are given for.
  int64_t paramColumns(const Block &block) const {
    return BitsGeometry::ceilDiv(block.columns, kHalf) * kHalf;
  }

  KernelBuilder b;
  const BitsPlan &plan;
  const BitsGeometry &g;
  const target::WordLookupRow *lookup;
  Value input, rowScale, codes, scales, offsets, bias, output;
  Value inputOffset, outputOffset, scaleFactor, columnBegin, columnEnd;
  // Sums of a run by slot (wide ones: of even columns before odd ones; null where 16
  // bits do for all runs), and totals by column.
  Value narrow, wide, totals;
  VectorType shorts, words, floats;
};

} // namespace

BitsKernel::BitsKernel(func::FuncOp func, const BitsPlan &plan)
    : b(func), plan(plan), g(plan.geometry),
      lookup(target::selectWordLookup(plan.isa)), shorts(b.vectorOf(kColumns, 16)),
      words(b.vectorOf(kHalf, 32)), floats(b.vectorOf(kHalf, b.getF32Type())) {
  unsigned next = 0;
  auto take = [&] { return Value(func.getArgument(next++)); };
  for (Value *argument : {&input, &rowScale, &codes, &scales})
    *argument = take();
  if (plan.hasOffsets)
    offsets = take();
  if (plan.hasBias)
    bias = take();
  for (Value *argument : {&output, &inputOffset, &outputOffset})
    *argument = take();
  if (plan.hasScaleFactor)
    scaleFactor = take();
  next += 2; // the range of row tiles: there is one
  columnBegin = take();
  columnEnd = take();
  auto scratch = [&](int64_t each, Type element) -> Value {
    auto type = MemRefType::get({BitsGeometry::kBlockColumns * each}, element);
    return memref::AllocaOp::create(b, type, b.getI64IntegerAttr(64));
  };
  narrow = scratch(g.planes, b.getI16Type());
  if (g.runChunks() > kSegmentChunks)
    wide = scratch(g.planes, b.getI32Type());
  totals = scratch(1, b.getF32Type());
}

// All blocks are alike but for the last, which may have fewer columns.
void BitsKernel::emit() {
  int64_t last = g.blocks() - 1;
  int64_t rest = g.columns - last * g.kBlockColumns;
  b.loop(columnBegin, columnEnd, 1, [&](Value block) {
    auto emitLast = [&] { emitBlock({block, g.blockGroups(last), rest}); };
    if (rest == g.kBlockColumns || last == 0)
      return emitLast();
    b.branch(
        b.less(block, last),
        [&] { emitBlock({block, g.kBlockGroups, g.kBlockColumns}); }, emitLast);
  });
}

void BitsKernel::emitBlock(const Block &block) {
  repeat(slots(block), [&](Value slot) {
    Value at = b.mul(slot, kColumns);
    b.store(b.splat(shorts, 0), narrow, at);
    for (int64_t half = 0; wide && half < 2; ++half)
      b.store(b.splat(words, 0), wide, b.add(at, half * kHalf));
  });
  repeat(block.groups * 2, [&](Value half) {
    b.store(b.splatFloat(floats, 0), totals, b.mul(half, kHalf));
  });
  int64_t full = g.depth / g.run, rest = g.depth % g.run;
  repeat(full, [&](Value run) { emitRun(block, run, g.run); });
  if (rest != 0)
    emitRun(block, b.index(full), rest);
  forGroups(block,
            [&](Value group, int64_t columns) { finish(block, group, columns); });
}

// The last segment's sums are never widened in memory.
void BitsKernel::emitRun(const Block &block, Value run, int64_t length) {
  int64_t chunks = BitsGeometry::ceilDiv(length, g.kChunkCodes);
  int64_t widened = (chunks - 1) / kSegmentChunks;
  Value first = b.mul(run, g.runChunks());
  repeat(widened, [&](Value segment) {
    emitChunks(block, b.add(first, b.mul(segment, kSegmentChunks)), kSegmentChunks);
    repeat(slots(block), [&](Value slot) { widen(slot); });
  });
  emitChunks(block, b.add(first, widened * kSegmentChunks),
             chunks - widened * kSegmentChunks);
  forGroups(block, [&](Value group, int64_t columns) {
    addRun(block, run, /*isWide=*/widened > 0, group, columns);
  });
}

void BitsKernel::emitChunks(const Block &block, Value first, int64_t chunks) {
  repeat(chunks, [&](Value i) { emitChunk(block, b.add(first, i)); });
}

//===-- Chunks ------------------------------------------------------------===//

// Of both words: the four tables of 32 entries where they are looked up, else the
// entries of single codes in all lanes.
SmallVector<Value> BitsKernel::loadTables(Value chunk) {
  constexpr int64_t kWords = BitsGeometry::kWordEntries / 2;
  SmallVector<Value> loaded;
  for (int64_t half = 0; half < g.kChunkWords; ++half) {
    Value at = b.add(b.add(inputOffset, b.mul(chunk, g.kChunkWords * kWords)),
                     half * kWords);
    if (lookup) {
      for (int64_t i = 0; i < kWords; i += kHalf)
        loaded.push_back(b.bitcast(b.load(input, b.add(at, i), words), shorts));
      continue;
    }
    for (const BitsGeometry::Field &field : g.kFields)
      for (int64_t bit = 0; bit < field.bits; ++bit) {
        int64_t entry = field.entry + (int64_t(1) << bit);
        Value pair = b.bitcast(b.load(input, b.add(at, entry / 2), b.vectorOf(1, 32)),
                               b.vectorOf(2, 16));
        loaded.push_back(
            b.shuffle(pair, pair, SmallVector<int64_t>(kColumns, entry % 2)));
      }
  }
  return loaded;
}

void BitsKernel::emitChunk(const Block &block, Value chunk) {
  SmallVector<Value> tables = loadTables(chunk);
  size_t each = tables.size() / BitsGeometry::kChunkWords;
  constexpr int64_t kSlotWords = BitsGeometry::kChunkWords * kColumns;
  Value blockAt =
      b.mul(block.number, g.chunks() * g.kBlockGroups * g.planes * kSlotWords);
  Value chunkAt = b.add(blockAt, b.mul(chunk, slots(block) * kSlotWords));
  repeat(slots(block), [&](Value slot) {
    Value at = b.add(chunkAt, b.mul(slot, kSlotWords));
    Value sum = b.load(narrow, b.mul(slot, kColumns), shorts);
    for (int64_t half = 0; half < g.kChunkWords; ++half) {
      Value word = b.load(codes, b.add(at, half * kColumns), shorts);
      sum = arith::AddIOp::create(
          b, sum, sumWord(word, ArrayRef(tables).slice(half * each, each)));
    }
    b.store(sum, narrow, b.mul(slot, kColumns));
  });
}

Value BitsKernel::sumWord(Value word, ArrayRef<Value> tables) {
  return lookup ? sumByLookup(word, tables) : sumByBits(word, tables);
}

// The instruction reads the six lowest bits; a table of five bits stands for both
// halves of one of six.
Value BitsKernel::sumByLookup(Value word, ArrayRef<Value> tables) {
  Value sum;
  for (const BitsGeometry::Field &field : g.kFields) {
    Value index = word;
    if (field.lowest != 0)
      index = arith::ShRUIOp::create(b, word, b.splat(shorts, field.lowest));
    int64_t first = field.entry / kColumns;
    Value second = tables[field.bits == 6 ? first + 1 : first];
    Value term = LLVM::CallIntrinsicOp::create(
                     b, shorts, b.getStringAttr(StringRef(lookup->intrinsic)),
                     ValueRange{tables[first], index, second})
                     ->getResult(0);
    sum = sum ? Value(arith::AddIOp::create(b, sum, term)) : term;
  }
  return sum;
}

Value BitsKernel::sumByBits(Value word, ArrayRef<Value> singles) {
  Value sum, zero = b.splat(shorts, 0);
  for (auto [j, code] : llvm::enumerate(singles)) {
    Value bit = arith::AndIOp::create(
        b, word, b.splat(shorts, static_cast<int16_t>(1u << j)));
    Value isSet =
        arith::CmpIOp::create(b, arith::CmpIPredicate::ne, bit, zero);
    Value term = arith::SelectOp::create(b, isSet, code, zero);
    sum = sum ? Value(arith::AddIOp::create(b, sum, term)) : term;
  }
  return sum;
}

//===-- Results -----------------------------------------------------------===//

// Sums of even columns are the lower halves of 32-bit lanes, those of odd ones the
// upper halves. What is taken is 0 afterwards.
std::pair<Value, Value> BitsKernel::takeSums(Value slot, bool isWide) {
  Value at = b.mul(slot, kColumns), bits = b.splat(words, 16);
  Value both = b.bitcast(b.load(narrow, at, shorts), words);
  b.store(b.splat(shorts, 0), narrow, at);
  Value even = arith::ShRSIOp::create(b, arith::ShLIOp::create(b, both, bits), bits);
  Value odd = arith::ShRSIOp::create(b, both, bits);
  if (!isWide)
    return {even, odd};
  auto add = [&](Value part, int64_t half) -> Value {
    Value from = b.add(at, half * kHalf);
    Value sum = arith::AddIOp::create(b, b.load(wide, from, words), part);
    b.store(b.splat(words, 0), wide, from);
    return sum;
  };
  even = add(even, 0);
  return {even, add(odd, 1)};
}

void BitsKernel::widen(Value slot) {
  auto [even, odd] = takeSums(slot, /*isWide=*/true);
  Value at = b.mul(slot, kColumns);
  b.store(even, wide, at);
  b.store(odd, wide, b.add(at, kHalf));
}

// Scales of 16 columns from `column` of the block on; `step` counts planes of runs.
Value BitsKernel::scaleAt(const Block &block, Value step, Value column) {
  Type stored = plan.scaleBits == 32 ? Type(b.getF32Type())
                                     : b.getIntegerType(plan.scaleBits);
  Value at = b.add(b.add(paramsOf(block, g.runs() * g.planes),
                         b.mul(step, paramColumns(block))),
                   column);
  return loadStoredScales(b, b.load(scales, at, b.vectorOf(kHalf, stored)),
                          plan.scaleBits, plan.scaleShift, scaleFactor);
}

Value BitsKernel::offsetAt(const Block &block, Value run, Value column) {
  Value at = b.add(b.add(paramsOf(block, g.runs()), b.mul(run, paramColumns(block))),
                   column);
  return b.load(offsets, at, floats);
}

// Adds a run's planes to the totals of the group, `columns` of which exist.
void BitsKernel::addRun(const Block &block, Value run, bool isWide, Value group,
                        int64_t columns) {
  Value at = b.mul(group, kColumns);
  Value startAt = b.add(b.add(inputOffset, run), g.startIndex(0));
  Value start = b.broadcastAt(input, startAt, kHalf);
  SmallVector<Value> sums;
  for (int64_t first = 0; first < columns; first += kHalf)
    sums.push_back(b.load(totals, b.add(at, first), floats));
  auto add = [&](Value total, Value integers, Value scale) -> Value {
    Value real = arith::SIToFPOp::create(b, floats, integers);
    return arith::AddFOp::create(b, total, arith::MulFOp::create(b, real, scale));
  };
  auto addPlane = [&](Value plane, ValueRange carried) {
    auto [even, odd] = takeSums(b.add(b.mul(group, g.planes), plane), isWide);
    Value step = b.add(b.mul(run, g.planes), plane);
    SmallVector<Value> next(carried);
    for (auto [i, total] : llvm::enumerate(next)) {
      int64_t first = static_cast<int64_t>(i) * kHalf;
      SmallVector<int64_t> order; // columns in turn
      for (int64_t j = 0; j < kHalf; ++j)
        order.push_back((first + j) / 2 + (j % 2) * kHalf);
      Value sum = arith::MulIOp::create(b, b.shuffle(even, odd, order),
                                        b.splat(words, plan.step));
      total = add(total, arith::AddIOp::create(b, start, sum),
                  scaleAt(block, step, b.add(at, first)));
    }
    return next;
  };
  sums = b.loop(b.index(0), b.index(g.planes), 1, sums, addPlane);
  for (auto [i, total] : llvm::enumerate(sums)) {
    Value column = b.add(at, static_cast<int64_t>(i) * kHalf);
    if (offsets)
      total = add(total, start, offsetAt(block, run, column));
    b.store(total, totals, column);
  }
}

void BitsKernel::finish(const Block &block, Value group, int64_t columns) {
  Value factor = b.broadcastAt(rowScale, b.index(0), kHalf);
  for (int64_t first = 0; first < columns; first += kHalf) {
    Value inBlock = b.add(b.mul(group, kColumns), first);
    Value column = b.add(b.mul(block.number, g.kBlockColumns), inBlock);
    Value total =
        arith::MulFOp::create(b, b.load(totals, inBlock, floats), factor);
    if (bias)
      total = arith::AddFOp::create(b, total, b.load(bias, column, floats));
    b.storeFirst(total, output, b.add(outputOffset, column),
                 std::min(kHalf, columns - first));
  }
}

void mlir::qopt::emitBitsKernel(func::FuncOp func, const BitsPlan &plan) {
  BitsKernel(func, plan).emit();
}
