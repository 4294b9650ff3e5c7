// SPDX-License-Identifier: Apache-2.0
// Packing of weight-only codes into words, with their scales and zero points in
// the order of qopt.packed_codes_matmul. One pass over plain arrays.
#include "CodesParams.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qopt;

static std::vector<int32_t> packFields(const CodesSite &site) {
  const CodesGeometry &g = site.geometry;
  std::vector<int32_t> words(g.codeCount(), 0);
  const uint8_t *field = site.fields.data();
  for (int64_t k = 0; k < g.depth; ++k)
    for (int64_t n = 0; n < g.columns; ++n, ++field) {
      CodesGeometry::Place at = g.place(k, n);
      uint64_t bits = uint64_t(*field) << at.shift;
      words[at.word] |= static_cast<int32_t>(uint32_t(bits));
      if (at.lastWord != at.word)
        words[at.lastWord] |= static_cast<int32_t>(bits >> CodesGeometry::kWordBits);
    }
  return words;
}

void mlir::qopt::packCodes(RewriterBase &rewriter, const CodesSite &site) {
  const CodesGeometry &g = site.geometry;
  Operation *op = site.op;
  Location loc = op->getLoc();
  rewriter.setInsertionPoint(op);
  Value codes = createFlat(rewriter, loc, rewriter.getI32Type(),
                           packFields(site));
  StoredScales scales = createScales(rewriter, loc, site);
  Value table, zeroPoints;
  IntegerAttr zeroPoint;
  if (!site.table.empty())
    table = createFlat(rewriter, loc, rewriter.getF32Type(), site.table);
  else if (llvm::all_equal(site.zeroPoints))
    zeroPoint = rewriter.getI64IntegerAttr(site.zeroPoints.front());
  else
    zeroPoints = createZeroPoints(rewriter, loc, site);
  Value packedBias = createPackedBias(rewriter, loc, site);
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  Value init = tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                       type.getElementType());
  auto packed = PackedCodesMatmulOp::create(
      rewriter, loc, type, site.lhs, codes, scales.value, table, zeroPoints,
      packedBias, init, rewriter.getI64IntegerAttr(g.bits),
      rewriter.getI64IntegerAttr(g.run), zeroPoint, scales.shift,
      scales.factor);
  rewriter.replaceOp(op, packed->getResult(0));
}
