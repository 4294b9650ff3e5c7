// SPDX-License-Identifier: Apache-2.0
// Binary codes beside codes of activations: matching, packing, expansion; see the
// header.
#include "PlanesSite.h"

#include "PackBits.h"
#include "qopt/IR/FormatCodec.h"
#include "qopt/IR/ParamRuns.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

bool mlir::qopt::hasPlanes(MatmulRunsOp op) {
  return getQType(op.getRhs()).getFormat().getNumPlanes() > 0;
}

//===-- Matching ----------------------------------------------------------===//

// Constants, or constant codes under constant scales.
static std::optional<std::vector<float>> readNumbers(Value value) {
  if (auto numbers = getConstantAs<float>(value))
    return numbers;
  auto dequantize = value.getDefiningOp<DequantizeOp>();
  auto assemble =
      dequantize ? dequantize.getInput().getDefiningOp<AssembleOp>() : nullptr;
  if (!assemble || getQType(assemble.getType()).getFormat().getNumPlanes() ||
      hasRealZeroPoint(assemble.getZeroPoint()))
    return std::nullopt;
  auto codes = getConstantInts(assemble.getCodes());
  auto scales = getConstantAs<float>(assemble.getScale());
  auto zeroPoints = getConstantInts(assemble.getZeroPoint());
  if (!codes || !scales || !zeroPoints)
    return std::nullopt;
  QType type = getQType(assemble.getType());
  FormatCodec codec(type.getFormat());
  std::vector<float> numbers(codes->size());
  forEachParamRun(type.getGranularity(), assemble.getType().getShape(),
                  [&](int64_t begin, int64_t end, int64_t slot) {
                    for (int64_t i = begin; i < end; ++i)
                      numbers[i] = codec.dequantize((*codes)[i], (*scales)[slot],
                                                    (*zeroPoints)[slot]);
                  });
  return numbers;
}

// Parameters [R][N] from those of [], [N] or [R][N] slots.
static void spread(const PlanesSite &site, ArrayRef<float> slots,
                   std::vector<float> &params) {
  for (int64_t r = 0; r < site.runs(); ++r)
    for (int64_t n = 0; n < site.columns; ++n) {
      size_t at = slots.size() == 1                    ? 0
                  : slots.size() == size_t(site.columns) ? n
                                                         : r * site.columns + n;
      params.push_back(slots[at]);
    }
}

static std::string readParts(PlanesSite &site) {
  auto codes = getConstantAs<uint8_t>(site.weights.getCodes());
  if (!codes)
    return "expected constant binary codes, got a value computed at run time";
  site.codes = std::move(*codes);
  auto scales = readNumbers(site.weights.getScale());
  if (!scales)
    return "expected constant scales, or constant codes under constant scales, got "
           "values computed at run time";
  size_t slots = scales->size() / site.planes;
  for (int64_t p = 0; p < site.planes; ++p)
    spread(site, ArrayRef(*scales).slice(p * slots, slots), site.scales);
  if (!hasRealZeroPoint(site.weights.getZeroPoint()))
    return "";
  auto zeroPoints = getConstantAs<float>(site.weights.getZeroPoint());
  if (!zeroPoints)
    return "expected constant zero points, got values computed at run time";
  spread(site, *zeroPoints, site.zeroPoints);
  return "";
}

std::optional<PlanesSite> mlir::qopt::matchPlanesSite(MatmulRunsOp op,
                                                      std::string &reason) {
  PlanesSite site{};
  site.op = op;
  site.weights = op.getRhs().getDefiningOp<AssembleOp>();
  if (!site.weights) {
    Operation *source = op.getRhs().getDefiningOp();
    reason = "expected binary codes assembled with their scales, got " +
             (source ? source->getName().getStringRef().str()
                     : std::string("a function argument"));
    return std::nullopt;
  }
  QType type = getQType(op.getRhs());
  site.depth = typeOf(op.getRhs()).getDimSize(0);
  site.columns = typeOf(op.getRhs()).getDimSize(1);
  site.run = *getRunLength(type.getGranularity(), site.depth);
  site.planes = type.getFormat().getNumPlanes();
  reason = readParts(site);
  return reason.empty() ? std::optional(std::move(site)) : std::nullopt;
}

bool mlir::qopt::isOneRowSite(const PlanesSite &site, std::string &reason) {
  MatmulRunsOp op = site.op;
  RankedTensorType result = typeOf(op.getResult());
  int64_t rows = ShapedType::getNumElements(result.getShape().drop_back());
  if (rows != 1 || site.depth == 0 || site.columns == 0)
    reason = "expected one row with elements beside binary codes, got " +
             std::to_string(rows) + " rows of " + std::to_string(site.depth) +
             " elements beside " + std::to_string(site.columns) +
             " columns; expand binary codes first (--qopt-expand-binary-codes)";
  else if (op.getBias() && !getConstant(op.getBias()))
    reason = "expected a constant bias, got a value computed at run time";
  return reason.empty();
}

//===-- One row -----------------------------------------------------------===//

// Padding columns get 0.
static std::vector<float> packColumns(const PlanesSite &site, int64_t count,
                                      function_ref<int64_t(int64_t, int64_t)> place,
                                      ArrayRef<float> params) {
  std::vector<float> packed(count, 0.0f);
  for (int64_t r = 0; r < site.runs(); ++r)
    for (int64_t n = 0; n < site.columns; ++n)
      packed[place(r, n)] = params[r * site.columns + n];
  return packed;
}

// -1 and 1 are twice the bit less 1.
void mlir::qopt::packPlanes(RewriterBase &rewriter, const PlanesSite &site) {
  MatmulRunsOp op = site.op;
  Location loc = op.getLoc();
  rewriter.setInsertionPoint(op);
  BitsProduct product;
  BitsGeometry &g = product.geometry;
  g = {site.depth, site.columns, site.run, site.planes};
  product.codes = site.codes;
  product.step = 2;
  product.factor = -1;
  std::vector<float> scales(g.scaleCount(), 0.0f);
  for (int64_t p = 0; p < g.planes; ++p)
    for (int64_t r = 0; r < g.runs(); ++r)
      for (int64_t n = 0; n < g.columns; ++n)
        scales[g.scaleIndex(r, p, n)] =
            site.scales[(p * g.runs() + r) * g.columns + n];
  product.scales = createScales(rewriter, loc, scales);
  auto flat = [&](const std::vector<float> &values) {
    return createFlat(rewriter, loc, rewriter.getF32Type(), values);
  };
  if (!site.zeroPoints.empty())
    product.offsets = flat(packColumns(
        site, g.offsetCount(),
        [&](int64_t r, int64_t n) { return g.offsetIndex(r, n); },
        site.zeroPoints));
  if (op.getBias()) {
    std::vector<float> bias = *getConstantAs<float>(op.getBias());
    bias.resize(g.paddedColumns(), 0.0f);
    product.bias = flat(bias);
  }
  rewriter.replaceOp(op, createBitsProduct(rewriter, op, product));
}

//===-- Rows side by side -------------------------------------------------===//

namespace {
// Bits [R][P][run][N] and scales [R][P][N]; P has the plane of the zero points, too.
struct Bits {
  std::vector<uint8_t> codes;
  std::vector<float> scales;
};
} // namespace

// Scales are not negative, so that a bit takes the sign of a zero point, which is
// subtracted.
static Bits layOut(const PlanesSite &site, int64_t planes) {
  Bits bits;
  for (int64_t r = 0; r < site.runs(); ++r)
    for (int64_t p = 0; p < planes; ++p) {
      ArrayRef<float> zeroPoints = site.zeroPoints;
      bool isOffset = p == site.planes;
      auto row = isOffset ? zeroPoints.slice(r * site.columns, site.columns)
                          : ArrayRef(site.scales)
                                .slice((p * site.runs() + r) * site.columns,
                                       site.columns);
      for (float scale : row)
        bits.scales.push_back(std::fabs(scale));
      for (int64_t k = r * site.run; k < (r + 1) * site.run; ++k)
        for (int64_t n = 0; n < site.columns; ++n)
          bits.codes.push_back(k >= site.depth ? 0
                               : isOffset
                                   ? row[n] < 0
                                   : site.codes[k * site.columns + n] >> p & 1);
    }
  return bits;
}

// [.., K] -> [.., R * P * run], every run P times.
static Value repeatRuns(OpBuilder &b, Location loc, Value lhs, const PlanesSite &site,
                        int64_t planes) {
  RankedTensorType type = typeOf(lhs);
  SmallVector<int64_t> lead(type.getShape().drop_back());
  auto typeWith = [&](ArrayRef<int64_t> sizes) {
    SmallVector<int64_t> shape = lead;
    shape.append(sizes.begin(), sizes.end());
    return type.clone(shape);
  };
  int64_t runs = site.runs(), missing = runs * site.run - site.depth;
  if (missing > 0) {
    SmallVector<int64_t> low(type.getRank(), 0), high(type.getRank(), 0);
    high.back() = missing;
    lhs = PadOp::create(b, loc, typeWith({runs * site.run}), lhs, low, high,
                        PadMode::constant, APFloat(0.0));
  }
  if (planes == 1)
    return lhs;
  lhs = ReshapeOp::create(b, loc, typeWith({runs, 1, site.run}), lhs);
  lhs = BroadcastOp::create(b, loc, typeWith({runs, planes, site.run}), lhs);
  return ReshapeOp::create(b, loc, typeWith({runs * planes * site.run}), lhs);
}

Value mlir::qopt::expandPlanes(OpBuilder &b, const PlanesSite &site) {
  MatmulRunsOp op = site.op;
  Location loc = op.getLoc();
  int64_t planes = site.planes + !site.zeroPoints.empty();
  int64_t steps = site.runs() * planes;
  Bits bits = layOut(site, planes);
  auto q = QType::get(b.getContext(), BinaryAttr::get(b.getContext()),
                      GroupGranularityAttr::get(b.getContext(), 0, site.run));
  auto type = RankedTensorType::get({steps * site.run, site.columns}, q);
  Value codes = createConstant(
      b, loc, type.clone(q.getFormat().getStorageType()), bits.codes);
  Value scales = createConstant(
      b, loc, RankedTensorType::get({steps, site.columns}, b.getF32Type()),
      bits.scales);
  Value zeroPoints =
      createIntConstant(b, loc, b.getI32Type(), {steps, site.columns}, {0});
  Value weights = AssembleOp::create(b, loc, type, codes, scales, zeroPoints);
  return MatmulRunsOp::create(b, loc, op.getType(),
                              repeatRuns(b, loc, op.getLhs(), site, planes), weights,
                              op.getRows(), op.getBias());
}
