// SPDX-License-Identifier: Apache-2.0
// Packing of a product's right side; see the header. Where columns lie side by side,
// four rows of 16 codes are interleaved in registers; where k does, every four codes
// of a column are one word that is moved as it is.
#include "ProductPacking.h"

#include "KernelFunctions.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::qopt;

static constexpr int64_t kColumns = KernelGeometry::kColumns;
static constexpr int64_t kStep = KernelGeometry::kStep;

Value mlir::qopt::rowSumAt(KernelBuilder &b, const KernelPlan &plan, Value group,
                           Value row) {
  const KernelGeometry &g = plan.geometry;
  int64_t columns = g.groups * g.panels() * kColumns;
  return b.add(b.add(b.mul(group, plan.positions), row), columns);
}

RightPacker::RightPacker(KernelBuilder &builder, const KernelPlan &plan,
                         const ProductBuffers &buffers)
    : b(builder), plan(plan), g(plan.geometry), product(*plan.product),
      buffers(buffers), depth(g.groupChannels()) {}

int64_t RightPacker::panelBytes() const { return g.runSteps() * kColumns * kStep; }

void RightPacker::emit(Value group) {
  Value from = b.add(buffers.rightOffset, offsetOf(b, product.right, group));
  if (product.rightColumn == 1)
    packRowsOfColumns(group, from);
  else
    b.loop(b.index(0), b.index(g.groupFeatures()), 1, [&](Value column) {
      Value panel = b.add(b.mul(group, g.panels()), b.div(column, kColumns));
      Value inPanel = b.rem(column, kColumns);
      packColumnByDepth(b.add(from, b.mul(column, product.rightColumn)),
                        b.add(b.mul(panel, panelBytes()), b.mul(inPanel, kStep)),
                        b.add(b.mul(panel, kColumns), inPanel));
    });
  padColumns(group);
  if (product.rightZp != 0)
    sumRows(group);
}

// Codes as signed bytes.
Value RightPacker::loadRight(Value at, int64_t count) {
  VectorType type = b.vectorOf(count, 8);
  Value codes = b.load(buffers.right, at, type);
  if (!product.unsignedRight)
    return codes;
  return arith::XOrIOp::create(b, codes, b.splat(type, -128));
}

// K lz rz' - (lz + [signed left] 128) * sum, for a scalar or a vector of i32.
Value RightPacker::columnTerm(Value sum) {
  int64_t factor = product.leftZp + (plan.unsignedInput ? 0 : 128);
  Value scaled =
      arith::MulIOp::create(b, sum, b.splat(sum.getType(), factor));
  int64_t constant = depth * product.leftZp * product.rightZp;
  return arith::SubIOp::create(
      b, b.splat(sum.getType(), static_cast<int32_t>(constant)), scaled);
}

//===-- Columns side by side ----------------------------------------------===//

void RightPacker::packRowsOfColumns(Value group, Value from) {
  int64_t columns = g.groupFeatures(), full = columns / kColumns;
  Value first = b.mul(group, g.panels());
  auto pack = [&](Value panel, int64_t valid) {
    Value at = b.add(first, panel);
    packPanelByDepth(b.add(from, b.mul(panel, kColumns)), b.mul(at, panelBytes()),
                     b.mul(at, kColumns), valid);
  };
  if (full != 0)
    b.loop(b.index(0), b.index(full), 1, [&](Value panel) { pack(panel, kColumns); });
  if (columns % kColumns != 0)
    pack(b.index(full), columns % kColumns);
}

// Four rows of 16 codes, column by column.
Value RightPacker::interleave(ArrayRef<Value> rows) {
  SmallVector<int64_t> pairs, quads;
  for (int64_t c = 0; c < kColumns; ++c) {
    pairs.append({c, kColumns + c});
    quads.append({2 * c, 2 * c + 1, 2 * (kColumns + c), 2 * (kColumns + c) + 1});
  }
  Value low = b.shuffle(rows[0], rows[1], pairs);
  Value high = b.shuffle(rows[2], rows[3], pairs);
  return b.shuffle(low, high, quads);
}

void RightPacker::packPanelByDepth(Value from, Value to, Value sumAt,
                                   int64_t columns) {
  VectorType words = b.vectorOf(kColumns, 32);
  auto packStep = [&](Value k, int64_t rows, Value sum) {
    SmallVector<Value> codes;
    for (int64_t r = 0; r < kStep; ++r) {
      if (r >= rows) {
        codes.push_back(b.splat(b.vectorOf(kColumns, 8), 0));
        continue;
      }
      Value at = b.add(from, b.mul(b.add(b.mul(k, kStep), r), product.rightDepth));
      Value row = loadRight(at, columns);
      codes.push_back(columns == kColumns ? row : b.widen(row, kColumns));
      sum = arith::AddIOp::create(b, sum,
                                  arith::ExtSIOp::create(b, words, codes.back()));
    }
    b.store(interleave(codes), buffers.packed,
            b.add(to, b.mul(k, kColumns * kStep)));
    return sum;
  };
  int64_t full = depth / kStep;
  SmallVector<Value> sums{b.splat(words, 0)};
  if (full != 0)
    sums = b.loop(b.index(0), b.index(full), 1, sums,
                  [&](Value k, ValueRange carried) -> SmallVector<Value> {
                    return {packStep(k, kStep, carried.front())};
                  });
  if (depth % kStep != 0)
    sums = {packStep(b.index(full), depth % kStep, sums.front())};
  b.store(columnTerm(sums.front()), buffers.sums, sumAt);
}

//===-- k side by side ----------------------------------------------------===//

// The sum of `count` codes that lie side by side, 16 at a time.
Value RightPacker::sumOf(Value memref, Value at, int64_t count, bool isUnsigned,
                         bool isRight) {
  VectorType words = b.vectorOf(kColumns, 32);
  auto add = [&](Value sum, Value position, int64_t codes) -> Value {
    Value loaded = isRight ? loadRight(position, codes)
                           : b.load(memref, position, b.vectorOf(codes, 8));
    if (codes != kColumns)
      loaded = b.widen(loaded, kColumns);
    Value wide = isUnsigned ? Value(arith::ExtUIOp::create(b, words, loaded))
                            : arith::ExtSIOp::create(b, words, loaded);
    return arith::AddIOp::create(b, sum, wide);
  };
  int64_t full = count / kColumns;
  SmallVector<Value> sums{b.splat(words, 0)};
  if (full != 0)
    sums = b.loop(b.index(0), b.index(full), 1, sums,
                  [&](Value k, ValueRange carried) -> SmallVector<Value> {
                    return {add(carried.front(), b.add(at, b.mul(k, kColumns)),
                                kColumns)};
                  });
  if (count % kColumns != 0)
    sums = {add(sums.front(), b.add(at, full * kColumns), count % kColumns)};
  return vector::ReductionOp::create(b, vector::CombiningKind::ADD, sums.front());
}

void RightPacker::packColumnByDepth(Value from, Value to, Value sumAt) {
  auto move = [&](Value k, int64_t codes) {
    Value word = loadRight(b.add(from, b.mul(k, kStep)), codes);
    if (codes != kStep)
      word = b.widen(word, kStep);
    b.store(word, buffers.packed, b.add(to, b.mul(k, kColumns * kStep)));
  };
  int64_t full = depth / kStep;
  if (full != 0)
    b.loop(b.index(0), b.index(full), 1, [&](Value k) { move(k, kStep); });
  if (depth % kStep != 0)
    move(b.index(full), depth % kStep);
  Value sum = sumOf(buffers.right, from, depth, /*isUnsigned=*/false, /*isRight=*/true);
  memref::StoreOp::create(b, columnTerm(sum), buffers.sums, sumAt);
}

// Columns that do not exist are zeros (nothing reads their results).
void RightPacker::padColumns(Value group) {
  int64_t missing = g.panels() * kColumns - g.groupFeatures();
  if (missing == 0 || product.rightColumn == 1)
    return;
  Value panel = b.add(b.mul(group, g.panels()), g.panels() - 1);
  Value to = b.add(b.mul(panel, panelBytes()), (kColumns - missing) * kStep);
  Value zeros = b.splat(b.vectorOf(missing * kStep, 8), 0);
  b.loop(b.index(0), b.index(g.runSteps()), 1, [&](Value k) {
    b.store(zeros, buffers.packed, b.add(to, b.mul(k, kColumns * kStep)));
  });
  b.store(b.splat(b.vectorOf(missing, 32), 0), buffers.sums,
          b.add(b.mul(panel, kColumns), kColumns - missing));
}

//===-- Rows --------------------------------------------------------------===//

void RightPacker::sumRows(Value group) {
  Value from = b.add(buffers.leftOffset, offsetOf(b, product.left, group));
  b.loop(b.index(0), b.index(plan.positions), 1, [&](Value row) {
    Value sum = sumOf(buffers.left, b.add(from, b.mul(row, product.leftRow)), depth,
                      plan.unsignedInput, /*isRight=*/false);
    Value scaled = arith::MulIOp::create(
        b, sum, b.splat(b.getI32Type(), -product.rightZp));
    memref::StoreOp::create(b, scaled, buffers.sums, rowSumAt(b, plan, group, row));
  });
}
