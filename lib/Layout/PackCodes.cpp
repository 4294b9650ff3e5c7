// SPDX-License-Identifier: Apache-2.0
// Packing of weight-only codes into words, with their scales and zero points in
// the order of qopt.packed_codes_matmul. One pass over plain arrays.
#include "CodesSite.h"
#include "ConstantBytes.h"

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

// Parameters [R][N] in packed order; padding columns get `padding`.
template <typename Out, typename In>
static std::vector<Out> packParams(const CodesGeometry &g,
                                   const std::vector<In> &values, Out padding,
                                   function_ref<Out(In)> convert) {
  std::vector<Out> packed(g.scaleCount(), padding);
  for (int64_t r = 0; r < g.runs(); ++r)
    for (int64_t n = 0; n < g.columns; ++n)
      packed[g.index(g.runs(), r, n)] = convert(values[r * g.columns + n]);
  return packed;
}

template <typename T>
static Value createFlat(OpBuilder &b, Location loc, Type element,
                        const std::vector<T> &values) {
  auto type = RankedTensorType::get({int64_t(values.size())}, element);
  return createConstant(b, loc, type, values);
}

namespace {
struct StoredScales {
  Value value;
  IntegerAttr shift; // null: f32
  FloatAttr factor;  // null: 1
};
} // namespace

// Positive f32 numbers from bit `shift` on; the bits below are 0.
template <typename T>
static StoredScales createUpperBits(OpBuilder &b, Location loc,
                                    const CodesSite &site, int64_t shift) {
  auto packed = packParams<T, float>(
      site.geometry, site.scales, 0, [shift](float s) {
        return static_cast<T>(llvm::bit_cast<uint32_t>(s) >> shift);
      });
  return {createFlat(b, loc, b.getIntegerType(8 * sizeof(T)), packed),
          b.getI64IntegerAttr(shift), {}};
}

// As few bytes as lose nothing: codes, exponents of powers of two, upper halves.
static StoredScales createScales(OpBuilder &b, Location loc,
                                 const CodesSite &site) {
  if (const auto &codes = site.byteScales) {
    auto packed = packParams<int8_t, uint8_t>(
        site.geometry, codes->bytes, 0,
        [](uint8_t byte) { return static_cast<int8_t>(byte); });
    return {createFlat(b, loc, b.getI8Type(), packed),
            b.getI64IntegerAttr(codes->shift),
            codes->factor ? b.getF32FloatAttr(*codes->factor) : FloatAttr()};
  }
  auto lowestBitsAreZero = [&](int64_t count) {
    return llvm::all_of(site.scales, [&](float s) {
      uint32_t bits = llvm::bit_cast<uint32_t>(s);
      return (bits & ((1u << count) - 1)) == 0 && bits >> 31 == 0;
    });
  };
  if (lowestBitsAreZero(23))
    return createUpperBits<int8_t>(b, loc, site, 23);
  if (lowestBitsAreZero(16))
    return createUpperBits<int16_t>(b, loc, site, 16);
  auto packed = packParams<float, float>(site.geometry, site.scales, 0,
                                         [](float s) { return s; });
  return {createFlat(b, loc, b.getF32Type(), packed), {}, {}};
}

void mlir::qopt::packCodes(RewriterBase &rewriter, const CodesSite &site) {
  const CodesGeometry &g = site.geometry;
  MatmulOp op = site.op;
  Location loc = op.getLoc();
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
    zeroPoints = createFlat(
        rewriter, loc, rewriter.getI8Type(),
        packParams<int8_t, uint8_t>(g, site.zeroPoints, 0, [](uint8_t z) {
          return static_cast<int8_t>(z);
        }));
  std::vector<float> bias = site.bias;
  bias.resize(g.biasCount(), 0.0f);
  Value packedBias = createFlat(rewriter, loc, rewriter.getF32Type(), bias);
  auto type = cast<RankedTensorType>(op.getType());
  Value init = tensor::EmptyOp::create(rewriter, loc, type.getShape(),
                                       type.getElementType());
  auto packed = PackedCodesMatmulOp::create(
      rewriter, loc, type, op.getLhs(), codes, scales.value, table, zeroPoints,
      packedBias, init, rewriter.getI64IntegerAttr(g.bits),
      rewriter.getI64IntegerAttr(g.run), zeroPoint, scales.shift,
      scales.factor);
  rewriter.replaceOp(op, packed->getResult(0));
}
