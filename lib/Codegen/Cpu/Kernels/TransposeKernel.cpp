// SPDX-License-Identifier: Apache-2.0
// Kernel of linalg.transpose: squares of 16-byte rows, transposed in registers by
// interleaving.
//   for place, outer tile:  for inner tile:
//     rows = load; log2(n) rounds of interleaving; store rows
// The last tile of a dimension that is no multiple of n lies as far back as it must:
// what it moves twice is moved to the same place.
#include "KernelBuilder.h"
#include "KernelFunctions.h"
#include "TransposePlan.h"

using namespace mlir;
using namespace mlir::qopt;

// Element j of row i to element i of row j, for n rows of n = 2^r elements. A round
// takes rows i and i + n/2 apart and puts their elements in turn into rows 2i and
// 2i + 1: seen as digits of a position (row, element), a rotation by one place. r
// rounds rotate by half.
static SmallVector<Value> transposeSquare(KernelBuilder &b,
                                          SmallVector<Value> rows) {
  auto n = static_cast<int64_t>(rows.size());
  for (int64_t round = 1; round < n; round *= 2) {
    SmallVector<Value> next;
    for (int64_t i = 0; i < n / 2; ++i)
      for (int64_t half = 0; half < 2; ++half) {
        SmallVector<int64_t> mask;
        for (int64_t e = half * n / 2; e < (half + 1) * n / 2; ++e)
          mask.append({e, n + e});
        next.push_back(b.shuffle(rows[i], rows[i + n / 2], mask));
      }
    rows = std::move(next);
  }
  return rows;
}

void mlir::qopt::emitTransposeKernel(func::FuncOp func,
                                     const TransposePlan &plan) {
  KernelBuilder b(func);
  Value input = func.getArgument(0), output = func.getArgument(1);
  int64_t n = plan.lanes();
  VectorType row = b.vectorOf(n, plan.element);
  bool fromOutside = plan.fromOutside();
  int64_t outer = fromOutside ? plan.from.size : plan.to.size;
  int64_t inner = fromOutside ? plan.to.size : plan.from.size;
  // Where a tile begins along a dimension of `size`.
  auto begin = [&](Value tile, int64_t size) {
    Value at = b.mul(tile, n);
    return size % n == 0 ? at : b.min(at, b.index(size - n));
  };
  int64_t outerTiles = (outer + n - 1) / n, innerTiles = (inner + n - 1) / n;
  b.loop(func.getArgument(4), func.getArgument(5), 1, [&](Value number) {
    Value place = b.div(number, outerTiles);
    Value outerAt = begin(b.rem(number, outerTiles), outer);
    Value read = b.add(func.getArgument(2), offsetOf(b, plan.input, place));
    Value write = b.add(func.getArgument(3), offsetOf(b, plan.output, place));
    b.loop(b.index(0), b.index(innerTiles), 1, [&](Value tile) {
      Value innerAt = begin(tile, inner);
      Value from = fromOutside ? outerAt : innerAt;
      Value to = fromOutside ? innerAt : outerAt;
      SmallVector<Value> rows;
      for (int64_t i = 0; i < n; ++i)
        rows.push_back(b.load(
            input, b.add(b.add(read, from), b.mul(b.add(to, i), plan.to.inputStep)),
            row));
      for (auto [i, result] : llvm::enumerate(transposeSquare(b, std::move(rows))))
        b.store(result, output,
                b.add(b.add(write, to),
                      b.mul(b.add(from, static_cast<int64_t>(i)), plan.from.outputStep)));
    });
  });
}
