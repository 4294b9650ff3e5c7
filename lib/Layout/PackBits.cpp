// SPDX-License-Identifier: Apache-2.0
// Bits of weights in the words of qopt.packed_matmul_bits; see the header.
#include "PackBits.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qopt;

static std::vector<int16_t> packWords(const BitsGeometry &g,
                                      const std::vector<uint8_t> &codes) {
  std::vector<uint16_t> words(g.wordCount(), 0);
  const uint8_t *code = codes.data();
  for (int64_t k = 0; k < g.depth; ++k)
    for (int64_t n = 0; n < g.columns; ++n, ++code)
      for (int64_t p = 0; p < g.planes; ++p) {
        BitsGeometry::Place at = g.place(k, p, n);
        words[at.word] |= static_cast<uint16_t>((*code >> p & 1) << at.bit);
      }
  return {words.begin(), words.end()};
}

Value mlir::qopt::createBitsProduct(RewriterBase &rewriter, MatmulRunsOp op,
                                    const BitsProduct &product) {
  Location loc = op.getLoc();
  const BitsGeometry &g = product.geometry;
  auto i64 = [&](int64_t v) { return rewriter.getI64IntegerAttr(v); };
  Type i32 = rewriter.getI32Type();
  auto sums = RankedTensorType::get({g.sumWords()}, i32);
  Value init = tensor::EmptyOp::create(rewriter, loc, sums.getShape(), i32);
  Value input = SubsetSumsOp::create(rewriter, loc, sums, op.getLhs(), init,
                                     i64(product.factor), i64(g.run))
                    ->getResult(0);
  Value codes = createFlat(rewriter, loc, rewriter.getI16Type(),
                           packWords(g, product.codes));
  auto type = cast<RankedTensorType>(op.getType());
  Value result = tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                         type.getElementType());
  return PackedMatmulBitsOp::create(
             rewriter, loc, type, input, op.getRows(), codes, product.scales.value,
             product.offsets, product.bias, result, i64(g.depth), i64(g.run),
             i64(g.planes), i64(product.step), product.scales.shift,
             product.scales.factor)
      ->getResult(0);
}
