// SPDX-License-Identifier: Apache-2.0
#include "VectorParts.h"

using namespace mlir;
using namespace mlir::qopt;

constexpr unsigned kMostAlign = 4; // log2 of 16 bytes

RowReader::RowReader(NvvmEmit &b, const GemmPlan &plan, gpu::GPUFuncOp kernel)
    : b(b), plan(plan),
      input(b.globalPointer(kernel.getArgument(plan.arguments.input))) {}

int64_t RowReader::align() const {
  unsigned zeros = llvm::countr_zero(static_cast<uint64_t>(plan.depth));
  return int64_t(1) << (plan.rows == 1 ? kMostAlign : std::min(zeros, kMostAlign));
}

SmallVector<Value> RowReader::inside(int64_t row, Value offset, int64_t count) {
  assert(align() >= 4 && "words are aligned");
  int64_t together = std::min(align() / 4, count);
  Value at = b.advance(b.advance(input, row * plan.depth), offset);
  SmallVector<Value> words;
  for (int64_t i = 0; i < count; i += together)
    llvm::append_range(words, b.loadConstants(b.getI32Type(), b.advance(at, 4 * i),
                                              together));
  return words;
}

Value RowReader::upToEdge(int64_t row, Value offset) {
  Value begin = b.advance(input, row * plan.depth);
  if (plan.depth % 4 == 0) {
    Value exists = b.below(offset, plan.depth);
    Value from = b.advance(begin, b.select(exists, offset, b.word(0)));
    Value word = b.loadConstants(b.getI32Type(), from, 1).front();
    return b.select(exists, word, b.word(0));
  }
  Value word = byteUpToEdge(begin, offset);
  for (int64_t i = 1; i < 4; ++i)
    word = b.bitOr(word,
                   b.shiftLeft(byteUpToEdge(begin, b.add(offset, i)), 8 * i));
  return word;
}

Value RowReader::byteUpToEdge(Value begin, Value offset) {
  Value exists = b.below(offset, plan.depth);
  Value from = b.advance(begin, b.select(exists, offset, b.word(0)));
  Value byte = b.createOrFold<arith::ExtUIOp>(b.getI32Type(),
                                              b.load(b.getI8Type(), from, 1));
  return b.select(exists, byte, b.word(0));
}

SmallVector<Value> mlir::qopt::halveAcrossLanes(NvvmEmit &b, Value lane, int64_t bit,
                                                ArrayRef<Value> values) {
  Value isUpper = b.createOrFold<arith::CmpIOp>(arith::CmpIPredicate::ne,
                                                b.bitAnd(lane, bit), b.word(0));
  size_t half = values.size() / 2;
  SmallVector<Value> kept;
  for (size_t i = 0; i < half; ++i) {
    Value own = b.select(isUpper, values[half + i], values[i]);
    Value other = b.select(isUpper, values[i], values[half + i]);
    kept.push_back(b.add(own, b.shuffleXor(other, bit)));
  }
  return kept;
}
