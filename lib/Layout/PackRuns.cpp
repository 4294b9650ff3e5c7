// SPDX-License-Identifier: Apache-2.0
// Packing of qopt.matmul_runs: codes become unsigned fields in the parts and steps
// of qopt.packed_matmul_runs, its rows are packed by an op of their own, which
// products of the same rows share. One row with weights of one bit becomes
// qopt.packed_matmul_bits.
#include "PackBits.h"

#include "qopt/IR/RunsOps.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;

// Table formats of more bits are stored as their integers: tables stand in one
// 16-byte lane.
static constexpr int64_t kMostTableBits = 4;

namespace {
/// Fields as the kernel reads them: weight = (table[u] or u) - zero point.
struct Fields {
  int64_t bits;
  std::vector<uint8_t> values;    ///< [K][N]
  SmallVector<int32_t> table;     ///< empty: none
  std::optional<int64_t> zeroPoint; ///< the one of all columns
};
} // namespace

// Table formats whose integers need no more bits than their codes are stored as
// integers, too (ternary, powers of two of few bits): no look-up then.
static Fields makeTableFields(const CodesSite &site, const RunsForm &form) {
  Fields fields{site.geometry.bits, site.fields, {}, -form.min};
  auto integerBits = static_cast<int64_t>(
      llvm::Log2_64_Ceil(static_cast<uint64_t>(form.max - form.min + 1)));
  if (integerBits > site.geometry.bits && site.geometry.bits <= kMostTableBits) {
    fields.table.assign(size_t(1) << site.geometry.bits, 0);
    for (auto [code, integer] : llvm::enumerate(form.integers))
      fields.table[code] = static_cast<int32_t>(integer - form.min);
    return fields;
  }
  fields.bits = std::max<int64_t>(1, integerBits);
  for (uint8_t &field : fields.values)
    field = static_cast<uint8_t>(form.integers[field] - form.min);
  return fields;
}

static Fields makeFields(const CodesSite &site, const RunsForm &form) {
  if (!form.integers.empty())
    return makeTableFields(site, form);
  Fields fields{site.geometry.bits, site.fields, {}, std::nullopt};
  if (llvm::all_equal(site.zeroPoints))
    fields.zeroPoint = site.zeroPoints.front();
  return fields;
}

static std::vector<int32_t> packFields(const RunsGeometry &g,
                                       const std::vector<uint8_t> &fields) {
  std::vector<int32_t> words(g.codeCount(), 0);
  const RunsGeometry::Parts parts = g.parts();
  const uint8_t *field = fields.data();
  for (int64_t k = 0; k < g.depth; ++k)
    for (int64_t n = 0; n < g.columns; ++n, ++field)
      for (const RunsGeometry::Part &part : parts) {
        RunsGeometry::Place at = g.place(part, k, n);
        uint32_t bits = *field >> part.lowest & ((1u << part.width) - 1);
        words[at.word] |= static_cast<int32_t>(bits << at.shift);
      }
  return words;
}

// The scales of integers in place of those of values.
static CodesSite scaleByUnit(CodesSite site, float unit) {
  for (float &scale : site.scales)
    scale *= unit;
  if (!site.byteScales || unit == 1)
    return site;
  // Exponents alone become others, which need no factor.
  ByteScales &codes = *site.byteScales;
  float factor = codes.factor.value_or(1) * unit;
  bool fits = codes.factor && std::isnormal(factor) &&
              llvm::all_of_zip(codes.bytes, site.scales, [&](uint8_t b, float s) {
                return llvm::bit_cast<float>(uint32_t(b) << codes.shift) *
                           factor == s;
              });
  if (fits)
    codes.factor = factor;
  else
    site.byteScales.reset();
  return site;
}

static Value packRows(OpBuilder &b, Location loc, Value lhs,
                      const RunsGeometry &g, int64_t rows, int64_t factor) {
  auto type = RankedTensorType::get({g.rowWords(rows)}, b.getI32Type());
  Value init = tensor::EmptyOp::create(b, loc, type.getShape(), b.getI32Type());
  return PackRowsOp::create(b, loc, type, lhs, init,
                            static_cast<uint64_t>(g.run),
                            static_cast<uint64_t>(factor))
      ->getResult(0);
}

//===-- One row, one bit --------------------------------------------------===//

// What a set bit adds where the fields are bits of one row whose scales and zero point
// do not change along k; `flip` says that cleared bits are those that count.
static std::optional<int64_t> getBitStep(const CodesSite &site, const Fields &fields,
                                         int64_t rows, bool &flip) {
  bool serves = rows == 1 && fields.bits == 1 && fields.zeroPoint &&
                site.geometry.runs() == 1;
  if (!serves)
    return std::nullopt;
  flip = false;
  if (fields.table.empty())
    return 1;
  flip = fields.table[0] > fields.table[1];
  int64_t low = fields.table[flip], step = fields.table[!flip] - low;
  return low == 0 && step > 0 ? std::optional(step) : std::nullopt;
}

static Value packBits(RewriterBase &rewriter, const CodesSite &site,
                      const Fields &fields, int64_t step, bool flip) {
  auto op = cast<MatmulRunsOp>(site.op);
  BitsProduct product;
  product.geometry = {site.geometry.depth, site.geometry.columns,
                      site.geometry.depth, /*planes=*/1};
  for (uint8_t field : fields.values)
    product.codes.push_back((field != 0) != flip);
  product.step = step;
  product.factor = -*fields.zeroPoint;
  product.scales = createScales(rewriter, op.getLoc(), site);
  if (site.givenBias)
    product.bias = createPackedBias(rewriter, op.getLoc(), site);
  return createBitsProduct(rewriter, op, product);
}

//===-- All others --------------------------------------------------------===//

void mlir::qopt::packRuns(RewriterBase &rewriter, const CodesSite &given) {
  auto op = cast<MatmulRunsOp>(given.op);
  Location loc = op.getLoc();
  rewriter.setInsertionPoint(op);
  RunsForm form = *getRunsForm(getQType(given.rhs).getFormat());
  CodesSite site = scaleByUnit(given, form.unit);
  Fields fields = makeFields(site, form);
  RunsGeometry g{site.geometry.depth, site.geometry.columns, fields.bits,
                 site.geometry.run};
  auto type = cast<RankedTensorType>(op.getType());
  int64_t rows = type.getNumElements() / g.columns;
  bool flip;
  if (auto step = getBitStep(site, fields, rows, flip))
    return rewriter.replaceOp(
        op, packBits(rewriter, site, fields, *step, flip));
  Value input = packRows(rewriter, loc, site.lhs, g, rows,
                         fields.zeroPoint ? -*fields.zeroPoint : 1);
  Value codes = createFlat(rewriter, loc, rewriter.getI32Type(),
                           packFields(g, fields.values));
  StoredScales scales = createScales(rewriter, loc, site);
  Value zeroPoints, bias;
  if (!fields.zeroPoint)
    zeroPoints = createZeroPoints(rewriter, loc, site);
  if (site.givenBias)
    bias = createPackedBias(rewriter, loc, site);
  Value init = tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                       type.getElementType());
  auto i64 = [&](int64_t v) { return rewriter.getI64IntegerAttr(v); };
  auto packed = PackedMatmulRunsOp::create(
      rewriter, loc, type, input, op.getRows(), codes, scales.value, zeroPoints,
      bias, init, i64(g.depth), i64(g.bits), i64(g.run),
      fields.table.empty() ? DenseI32ArrayAttr()
                           : rewriter.getDenseI32ArrayAttr(fields.table),
      scales.shift, scales.factor);
  rewriter.replaceOp(op, packed->getResult(0));
}
