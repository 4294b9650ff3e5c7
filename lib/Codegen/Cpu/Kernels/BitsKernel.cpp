// SPDX-License-Identifier: Apache-2.0
// Kernel of qopt.packed_matmul_bits. A chunk's tables stay in registers while the
// columns of a block pass; their sums wait in 16 bits in the nearest cache, and go to
// 32 bits before they could overflow.
//   for block of columns:
//     for segment of chunks:
//       for chunk, group of columns: narrow[group] += look-ups of both words
//       for group: wide[group] += narrow[group], narrow[group] = 0
//     store (start + step * wide) * scale * row scale (+ bias)
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
  void emitSegment(const Block &block, Value first, int64_t chunks);
  void emitChunk(const Block &block, Value chunk);
  SmallVector<Value> loadTables(Value chunk);
  Value sumWord(Value codes, ArrayRef<Value> tables);
  Value sumByLookup(Value codes, ArrayRef<Value> tables);
  Value sumByBits(Value codes, ArrayRef<Value> singles);
  void widen(Value group);
  void finish(const Block &block, Value group, int64_t columns);
  void forGroups(int64_t groups, function_ref<void(Value group)> body) {
    b.loop(b.index(0), b.index(groups), 1, body);
  }

  KernelBuilder b;
  const BitsPlan &plan;
  const BitsGeometry &g;
  const target::WordLookupRow *lookup;
  Value input, rowScale, codes, scales, bias, output;
  Value inputOffset, outputOffset, scaleFactor, columnBegin, columnEnd;
  Value narrow, wide; // sums of the block's columns, of even ones before odd ones
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
  if (plan.hasBias)
    bias = take();
  for (Value *argument : {&output, &inputOffset, &outputOffset})
    *argument = take();
  if (plan.hasScaleFactor)
    scaleFactor = take();
  next += 2; // the range of row tiles: there is one
  columnBegin = take();
  columnEnd = take();
  auto scratch = [&](unsigned bits) -> Value {
    auto type = MemRefType::get({BitsGeometry::kBlockColumns}, b.getIntegerType(bits));
    return memref::AllocaOp::create(b, type, b.getI64IntegerAttr(64));
  };
  narrow = scratch(16);
  wide = scratch(32);
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
  forGroups(block.groups, [&](Value group) {
    b.store(b.splat(shorts, 0), narrow, b.mul(group, kColumns));
    for (int64_t half = 0; half < 2; ++half)
      b.store(b.splat(words, 0), wide, b.add(b.mul(group, kColumns), half * kHalf));
  });
  int64_t full = g.chunks() / kSegmentChunks, rest = g.chunks() % kSegmentChunks;
  b.loop(b.index(0), b.index(full), 1, [&](Value segment) {
    emitSegment(block, b.mul(segment, kSegmentChunks), kSegmentChunks);
  });
  if (rest != 0)
    emitSegment(block, b.index(full * kSegmentChunks), rest);
  int64_t groups = block.columns / kColumns;
  forGroups(groups, [&](Value group) { finish(block, group, kColumns); });
  if (int64_t columns = block.columns % kColumns)
    finish(block, b.index(groups), columns);
}

void BitsKernel::emitSegment(const Block &block, Value first, int64_t chunks) {
  b.loop(b.index(0), b.index(chunks), 1,
         [&](Value i) { emitChunk(block, b.add(first, i)); });
  forGroups(block.groups, [&](Value group) { widen(group); });
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
  constexpr int64_t kGroupWords = BitsGeometry::kChunkWords * kColumns;
  Value blockAt = b.mul(block.number, g.chunks() * g.kBlockGroups * kGroupWords);
  Value chunkAt = b.add(blockAt, b.mul(chunk, block.groups * kGroupWords));
  forGroups(block.groups, [&](Value group) {
    Value at = b.add(chunkAt, b.mul(group, kGroupWords));
    Value sum = b.load(narrow, b.mul(group, kColumns), shorts);
    for (int64_t half = 0; half < g.kChunkWords; ++half) {
      Value word = b.load(codes, b.add(at, half * kColumns), shorts);
      sum = arith::AddIOp::create(
          b, sum, sumWord(word, ArrayRef(tables).slice(half * each, each)));
    }
    b.store(sum, narrow, b.mul(group, kColumns));
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

// Sums of even columns are the lower halves of 32-bit lanes, those of odd ones the
// upper halves.
void BitsKernel::widen(Value group) {
  Value at = b.mul(group, kColumns), bits = b.splat(words, 16);
  Value both = b.bitcast(b.load(narrow, at, shorts), words);
  auto addAt = [&](Value to, Value part) {
    b.store(arith::AddIOp::create(b, b.load(wide, to, words), part), wide, to);
  };
  addAt(at, arith::ShRSIOp::create(b, arith::ShLIOp::create(b, both, bits), bits));
  addAt(b.add(at, kHalf), arith::ShRSIOp::create(b, both, bits));
  b.store(b.splat(shorts, 0), narrow, at);
}

//===-- Results -----------------------------------------------------------===//

// `columns` of the group exist.
void BitsKernel::finish(const Block &block, Value group, int64_t columns) {
  Value at = b.mul(group, kColumns);
  Value column = b.add(b.mul(block.number, g.kBlockColumns), at);
  Value even = b.load(wide, at, words), odd = b.load(wide, b.add(at, kHalf), words);
  Value start = b.broadcastAt(input, b.add(inputOffset, g.startIndex()), kHalf);
  Value factor = b.broadcastAt(rowScale, b.index(0), kHalf);
  Type stored = plan.scaleBits == 32 ? Type(b.getF32Type())
                                     : b.getIntegerType(plan.scaleBits);
  for (int64_t first = 0; first < columns; first += kHalf) {
    SmallVector<int64_t> order; // columns in turn
    for (int64_t i = 0; i < kHalf; ++i)
      order.push_back((first + i) / 2 + (i % 2) * kHalf);
    Value sum = arith::MulIOp::create(b, b.shuffle(even, odd, order),
                                      b.splat(words, plan.step));
    Value real = arith::SIToFPOp::create(b, floats,
                                         arith::AddIOp::create(b, start, sum));
    Value from = b.add(column, first);
    Value scale = loadStoredScales(b, b.load(scales, from, b.vectorOf(kHalf, stored)),
                                   plan.scaleBits, plan.scaleShift, scaleFactor);
    Value total = arith::AddFOp::create(b, b.splatFloat(floats, 0),
                                        arith::MulFOp::create(b, real, scale));
    total = arith::MulFOp::create(b, total, factor);
    if (bias)
      total = arith::AddFOp::create(b, total, b.load(bias, from, floats));
    b.storeFirst(total, output, b.add(outputOffset, from),
                 std::min(kHalf, columns - first));
  }
}

void mlir::qopt::emitBitsKernel(func::FuncOp func, const BitsPlan &plan) {
  BitsKernel(func, plan).emit();
}
