// SPDX-License-Identifier: Apache-2.0
// Expansion of compressed weights. A byte of the operand is value number p of its
// column, where p is how many bits its mask has below the byte's own, plus those of the
// group's steps before: a table of 16 entries by mask, or two multiplications. A column's
// values lie in its own lane of 32 bits, so that no byte crosses a lane.
#include "SparseExpander.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ADT/bit.h"

using namespace mlir;
using namespace mlir::qopt;
namespace target = ::qopt::target;

static constexpr int64_t kColumns = SparseGeometry::kColumns;
static constexpr int64_t kStep = SparseGeometry::kStep;
static constexpr int64_t kMasks = int64_t(1) << kStep;
static constexpr uint32_t kNone = 0x80;
// Multiplied by a byte: that byte in all four; its lower three bytes' sums are those of
// the bytes below each.
static constexpr int64_t kAllBytes = 0x01010101;
static constexpr int64_t kBytesBelow = 0x01010100;
// Multiplied by four bits, bit j to bit 8 j, among others.
static constexpr int64_t kBitsToBytes = 0x00204081;

SparseExpander::SparseExpander(KernelBuilder &builder, target::Isa isa,
                               const SparseGeometry &geometry)
    : b(builder), g(geometry), lookup(target::selectLookup(isa, kStep)),
      shuffle(target::selectByteLookup(isa)), lanes(b.vectorOf(kColumns, 32)) {
  if (lookup && lookup->entries != kMasks)
    lookup = nullptr; // several registers and a blend are slower than arithmetic
}

Value SparseExpander::expand(Value weights, Value at, int64_t step) {
  Value place = positions(loadMasks(weights, at, step));
  for (int64_t before = 0; before < step; ++before)
    place = arith::AddIOp::create(b, place, counts(loadMasks(weights, at, before)));
  Value values = loadValues(weights, at);
  return shuffle ? shuffleBytes(values, place) : selectBytes(values, place);
}

// 64 bits of masks in every pair of lanes, whose lower half has those of even columns:
// one broadcast and one shift per lane.
Value SparseExpander::loadMasks(Value weights, Value at, int64_t step) {
  Value from = b.add(at, g.valueBytes() + step * SparseGeometry::kMaskBytes);
  Value both = b.bitcast(
      b.load(weights, from, b.vectorOf(SparseGeometry::kMaskBytes, 8)),
      b.vectorOf(2, 32));
  SmallVector<int64_t> order;
  SmallVector<int32_t> shifts;
  for (int64_t column = 0; column < kColumns; ++column) {
    order.push_back(column % 2);
    shifts.push_back(static_cast<int32_t>(column / 2 * kStep));
  }
  Value shift =
      b.constant(DenseElementsAttr::get(lanes, ArrayRef<int32_t>(shifts)));
  return arith::ShRUIOp::create(b, b.shuffle(both, both, order), shift);
}

Value SparseExpander::loadValues(Value weights, Value at) {
  Value bytes = b.load(weights, at, b.vectorOf(g.valueBytes(), 8));
  auto bits = static_cast<unsigned>(8 * g.kept);
  Value values = b.bitcast(bytes, b.vectorOf(kColumns, bits));
  return bits == 32 ? values : arith::ExtUIOp::create(b, lanes, values);
}

//===-- Places of values --------------------------------------------------===//

Value SparseExpander::lookUp(Value masks,
                             function_ref<uint32_t(uint32_t)> entry) {
  SmallVector<int32_t> entries;
  for (uint32_t mask = 0; mask < kMasks; ++mask)
    entries.push_back(static_cast<int32_t>(entry(mask)));
  VectorType floats = b.vectorOf(kMasks, b.getF32Type());
  Value table = b.bitcast(
      b.constant(DenseElementsAttr::get(b.vectorOf(kMasks, 32),
                                        ArrayRef<int32_t>(entries))),
      floats);
  Value found = LLVM::CallIntrinsicOp::create(
                    b, floats, b.getStringAttr(StringRef(lookup->intrinsic)),
                    ValueRange{table, masks})
                    ->getResult(0);
  return b.bitcast(found, lanes);
}

Value SparseExpander::spread(Value masks) {
  Value four = arith::AndIOp::create(b, masks, b.splat(lanes, kMasks - 1));
  return arith::AndIOp::create(
      b, arith::MulIOp::create(b, four, b.splat(lanes, kBitsToBytes)), repeat(1));
}

static uint32_t countBelow(uint32_t mask, int64_t bit) {
  return static_cast<uint32_t>(llvm::popcount(mask & ((1u << bit) - 1)));
}

Value SparseExpander::positions(Value masks) {
  if (lookup)
    return lookUp(masks, [](uint32_t mask) {
      uint32_t entry = 0;
      for (int64_t bit = 0; bit < kStep; ++bit)
        entry |= ((mask >> bit) & 1 ? countBelow(mask, bit) : kNone) << (8 * bit);
      return entry;
    });
  Value bits = spread(masks);
  Value below = arith::MulIOp::create(b, bits, b.splat(lanes, kBytesBelow));
  Value none = arith::ShLIOp::create(
      b, arith::XOrIOp::create(b, bits, repeat(1)), b.splat(lanes, 7));
  return arith::OrIOp::create(b, below, none);
}

Value SparseExpander::counts(Value masks) {
  if (lookup)
    return lookUp(masks, [](uint32_t mask) {
      return countBelow(mask, kStep) * static_cast<uint32_t>(kAllBytes);
    });
  Value all = b.splat(lanes, kAllBytes);
  Value sum = arith::ShRUIOp::create(
      b, arith::MulIOp::create(b, spread(masks), all), b.splat(lanes, 24));
  return arith::MulIOp::create(b, sum, all);
}

//===-- Values to their places --------------------------------------------===//

// The instruction counts bytes from the start of 16: four lanes.
Value SparseExpander::shuffleBytes(Value values, Value positions) {
  SmallVector<int32_t> firsts;
  for (int64_t column = 0; column < kColumns; ++column)
    firsts.push_back(static_cast<int32_t>(column % 4 * kStep * kAllBytes));
  Value first =
      b.constant(DenseElementsAttr::get(lanes, ArrayRef<int32_t>(firsts)));
  VectorType type = b.vectorOf(kColumns * kStep, 8);
  Value bytes = b.bitcast(values, type);
  Value indices = b.bitcast(arith::AddIOp::create(b, positions, first), type);
  auto size = static_cast<int64_t>(shuffle->lanes);
  SmallVector<Value> parts;
  for (int64_t i = 0; i < kColumns * kStep; i += size)
    parts.push_back(LLVM::CallIntrinsicOp::create(
                        b, b.vectorOf(size, 8),
                        b.getStringAttr(StringRef(shuffle->intrinsic)),
                        ValueRange{b.slice(bytes, i, size), b.slice(indices, i, size)})
                        ->getResult(0));
  return b.join(std::move(parts));
}

// Without byte shuffles: value after value goes where its number stands.
Value SparseExpander::selectBytes(Value values, Value positions) {
  VectorType type = b.vectorOf(kColumns * kStep, 8);
  Value numbers = b.bitcast(positions, type), result = b.splat(type, 0);
  for (int64_t i = 0; i < g.kept; ++i) {
    Value byte = arith::AndIOp::create(
        b, arith::ShRUIOp::create(b, values, b.splat(lanes, 8 * i)),
        b.splat(lanes, 0xff));
    Value everywhere =
        b.bitcast(arith::MulIOp::create(b, byte, b.splat(lanes, kAllBytes)), type);
    Value isHere = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, numbers,
                                         b.splat(type, i));
    result = arith::SelectOp::create(b, isHere, everywhere, result);
  }
  return result;
}
