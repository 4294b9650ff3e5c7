// SPDX-License-Identifier: Apache-2.0
//
// PTX ISA, "mma", "mma.sp": products of small matrices by a warp. Integer sums
// are exact and wrap, or clamp with .satfinite. PTX leaves the order and the
// width of a tensor core's floating point sums open; here they are exact and
// rounded once, so a test against a chip needs a tolerance and a test against
// another model of one rounding needs none.
#include "FloatMath.h"
#include "Families.h"
#include "MmaShape.h"

#include <algorithm>
#include <limits>

namespace qopt::ptx {

namespace {
/// m x 8 results, row by row.
using Sums = int64_t[MmaShape::maxM][MmaShape::n];

template <class T> struct Dense {
  T a[MmaShape::maxM][MmaShape::maxK], b[MmaShape::n][MmaShape::maxK];
};

/// Elements as T by `decode(type, bits)`; stored elements of a sparse A go to
/// their columns, all others are 0.
template <class T, class Decode>
void expand(Warp &warp, const Inst &inst, const MmaShape &shape, Dense<T> &dense, Decode decode) {
  MmaOperand a, b;
  gatherA(warp, inst, shape, a);
  gatherB(warp, inst, shape, b);
  MmaPositions positions;
  if (shape.isSparse) {
    gatherPositions(warp, inst, shape, positions);
    std::memset(dense.a, 0, sizeof dense.a);
  }
  int bits = shape.elementBits();
  for (int row = 0; row < shape.m; ++row)
    for (int k = 0; k < shape.storedK(); ++k)
      dense.a[row][shape.isSparse ? positions[row][k] : k] = decode(shape.a, a.element(row, k, bits));
  for (int column = 0; column < MmaShape::n; ++column)
    for (int k = 0; k < shape.k; ++k)
      dense.b[column][k] = decode(shape.b, b.element(column, k, bits));
}

void integerSums(Warp &warp, const Inst &inst, const MmaShape &shape, Sums sums) {
  Dense<int16_t> dense;
  expand(warp, inst, shape, dense, [bits = shape.elementBits()](Type type, uint32_t element) {
    return int16_t(isSigned(type) ? signExtend(element, bits) : int64_t(element));
  });
  for (int row = 0; row < shape.m; ++row)
    for (int column = 0; column < MmaShape::n; ++column) {
      int32_t sum = 0; // at most 256 products below 2^16
      for (int k = 0; k < shape.k; ++k)
        sum += int32_t(dense.a[row][k]) * dense.b[column][k];
      sums[row][column] = sum;
    }
}

void bitSums(Warp &warp, const Inst &inst, const MmaShape &shape, Sums sums) {
  MmaOperand a, b;
  gatherA(warp, inst, shape, a);
  gatherB(warp, inst, shape, b);
  for (int row = 0; row < shape.m; ++row)
    for (int column = 0; column < MmaShape::n; ++column) {
      int sum = 0;
      for (int word = 0; word < shape.k / 32; ++word) {
        uint32_t x = a.words[row][word], y = b.words[column][word];
        sum += __builtin_popcount(shape.isAnd ? x & y : x ^ y);
      }
      sums[row][column] = sum;
    }
}

void integerProduct(Warp &warp, const Inst &inst, uint32_t) {
  const MmaShape &shape = *static_cast<const MmaShape *>(inst.extra.get());
  Sums sums;
  if (shape.a == Type::B1)
    bitSums(warp, inst, shape, sums);
  else
    integerSums(warp, inst, shape, sums);
  MmaRegisters at = registersOf(shape);
  forAccumulators(shape, [&](int row, int column, uint32_t lane, int i) {
    int64_t sum = sums[row][column] + int32_t(warp.row(inst.r[at.c + size_t(i)])[lane]);
    if (shape.saturates)
      sum = std::clamp<int64_t>(sum, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max());
    // Written only now: D may be C's registers, and each lane reads its own.
    warp.row(inst.r[at.d + size_t(i)])[lane] = uint32_t(sum);
  });
  ++warp.block.statistics.matrixProducts;
}

/// Element i of the accumulators: a register of f32, half a register of f16.
uint32_t accumulatorBits(Warp &warp, const Inst &inst, const MmaShape &shape, size_t first, uint32_t lane, int i) {
  if (shape.accumulator == Type::F32)
    return uint32_t(warp.row(inst.r[first + size_t(i)])[lane]);
  return uint32_t(warp.row(inst.r[first + size_t(i / 2)])[lane]) >> (16 * (i % 2)) & 0xffff;
}

void setAccumulator(Warp &warp, const Inst &inst, const MmaShape &shape, uint32_t lane, int i, uint32_t bits) {
  if (shape.accumulator == Type::F32) {
    warp.row(inst.r[size_t(i)])[lane] = bits;
    return;
  }
  uint64_t &word = warp.row(inst.r[size_t(i / 2)])[lane];
  word = i % 2 ? (word & 0xffff) | bits << 16 : (word & 0xffff0000) | bits;
}

void floatProduct(Warp &warp, const Inst &inst, uint32_t) {
  const MmaShape &shape = *static_cast<const MmaShape *>(inst.extra.get());
  static thread_local Dense<double> dense;
  expand(warp, inst, shape, dense, decodeFloat);
  uint32_t results[MmaShape::maxM][MmaShape::n];
  MmaRegisters at = registersOf(shape);
  forAccumulators(shape, [&](int row, int column, uint32_t lane, int i) {
    ExactSum sum;
    sum.add(decodeFloat(shape.accumulator, accumulatorBits(warp, inst, shape, at.c, lane, i)));
    for (int k = 0; k < shape.k; ++k)
      if (double product = dense.a[row][k] * dense.b[column][k]; product != 0)
        sum.add(product);
    results[row][column] = encodeFloat(shape.accumulator, sum.toOdd(), Rounding::Nearest, false);
  });
  forAccumulators(shape, [&](int row, int column, uint32_t lane, int i) {
    setAccumulator(warp, inst, shape, lane, i, results[row][column]);
  });
  ++warp.block.statistics.matrixProducts;
}

/// "m16n8k32"
void takeSize(Decoding &d, MmaShape &shape) {
  constexpr std::pair<std::string_view, std::pair<int, int>> sizes[] = {
      {"m8n8k16", {8, 16}},    {"m8n8k32", {8, 32}},     {"m8n8k128", {8, 128}},  {"m16n8k8", {16, 8}},
      {"m16n8k16", {16, 16}},  {"m16n8k32", {16, 32}},   {"m16n8k64", {16, 64}},  {"m16n8k128", {16, 128}},
      {"m16n8k256", {16, 256}}};
  for (const auto &[text, size] : sizes)
    if (d.take(text)) {
      shape.m = size.first;
      shape.k = size.second;
      return;
    }
  d.failModifier("a shape that the emulator has");
}

bool isByteFloat(Type type) { return type == Type::E4M3 || type == Type::E5M2; }

/// The shapes that PTX has for the types, by the number of stored columns.
bool isKnown(const MmaShape &shape) {
  int k = shape.storedK();
  if (shape.isSparse && (shape.elementBits() < 8 || shape.m != 16))
    return false;
  switch (shape.elementBits()) {
  case 1: return shape.b == Type::B1 && (k == 128 || (k == 256 && shape.m == 16));
  case 4: return shape.m == 8 ? k == 32 : k == 32 || k == 64;
  case 8:
    if (isByteFloat(shape.a))
      return isByteFloat(shape.b) && shape.m == 16 && (shape.isSparse ? k == 32 : k == 16 || k == 32);
    return shape.m == 8 ? k == 16 : k == 16 || k == 32;
  default: return shape.b == shape.a && shape.m == 16 && (k == 8 || k == 16);
  }
}

void takeTypes(Decoding &d, MmaShape &shape) {
  shape.accumulator = d.takeType({Type::S32, Type::F32, Type::F16});
  std::initializer_list<Type> elements = {Type::S8, Type::U8, Type::S4, Type::U4, Type::B1,
                                          Type::F16, Type::BF16, Type::E4M3, Type::E5M2};
  shape.a = d.takeType(elements);
  shape.b = d.takeType(elements);
  Type c = d.takeType({Type::S32, Type::F32, Type::F16});
  bool isInteger = !isFloat(shape.a);
  bool fits = c == shape.accumulator && isInteger == (c == Type::S32) && bitsOf(shape.a) == bitsOf(shape.b) &&
              (shape.a != Type::BF16 || c == Type::F32);
  if (!fits || !isKnown(shape) || (shape.saturates && (!isInteger || shape.a == Type::B1)))
    d.fail("a shape and types that PTX has together", "'" + d.source.mnemonic() + "'");
}

void takeOperands(Decoding &d, const MmaShape &shape) {
  d.finish(shape.isSparse ? 6 : 4);
  Type accumulator = shape.accumulator == Type::F32 ? Type::F32 : Type::B32;
  d.destinations(0, accumulator, size_t(shape.registersOfC()));
  d.values(1, Type::B32, size_t(shape.registersOfA()));
  d.values(2, Type::B32, size_t(shape.registersOfB()));
  d.values(3, accumulator, size_t(shape.registersOfC()));
  if (shape.isSparse)
    d.value(4, Type::B32);
}

void takeSelector(Decoding &d, MmaShape &shape) {
  uint64_t selector = d.immediate(5);
  // Every eight stored columns take the metadata of one more lane of a quad.
  uint64_t choices = 4 / (uint64_t(shape.storedK()) / 8);
  if (selector >= choices)
    d.fail("a sparsity selector below " + std::to_string(choices), std::to_string(selector));
  shape.selector = int(selector);
}

void decodeMma(Decoding &d) {
  auto shape = std::make_shared<MmaShape>();
  int sparse = d.takeAny({"sp", "sp::ordered_metadata"});
  shape->isSparse = sparse >= 0;
  shape->isOrdered = sparse == 1;
  for (std::string_view modifier : {"sync", "aligned"})
    if (!d.take(modifier))
      d.failModifier("." + std::string(modifier));
  takeSize(d, *shape);
  for (std::string_view modifier : {"row", "col"})
    if (!d.take(modifier))
      d.failModifier("." + std::string(modifier));
  shape->saturates = d.take("satfinite");
  takeTypes(d, *shape);
  if (shape->a == Type::B1) {
    shape->isAnd = d.takeOne({"xor", "and"}) == 1;
    d.takeOne({"popc"});
  }
  takeOperands(d, *shape);
  if (shape->isSparse)
    takeSelector(d, *shape);
  d.inst.flow = Flow::Converge;
  d.inst.run = isFloat(shape->a) ? floatProduct : integerProduct;
  d.inst.extra = shape;
}
} // namespace

void addMma(InstructionTable &table) { table["mma"] = decodeMma; }

} // namespace qopt::ptx
