// SPDX-License-Identifier: Apache-2.0
// Choice of scales and rounding of one filter; see the header.
#include "WeightCodes.h"

#include "qopt/IR/ParamRuns.h"
#include "qopt/IR/Sparsity.h"
#include "qopt/Numerics/Blocks/MxBlocks.h"
#include "qopt/Numerics/Search/ErrorSums.h"

#include <cfloat>
#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

namespace {

// The slot (those that share a scale) of every element.
std::vector<uint32_t> collectSlots(Attribute granularity,
                                   ArrayRef<int64_t> shape) {
  std::vector<uint32_t> slotOf(ShapedType::getNumElements(shape));
  forEachParamRun(granularity, shape,
                  [&](int64_t begin, int64_t end, int64_t slot) {
                    std::fill(slotOf.begin() + begin, slotOf.begin() + end,
                              static_cast<uint32_t>(slot));
                  });
  return slotOf;
}

// The range of a slot; it contains 0 unless zero points are real.
struct Extremes {
  double lo = 0, hi = 0;
};

std::vector<Extremes> findExtremes(ArrayRef<float> weights,
                                   ArrayRef<uint32_t> slotOf, size_t slots,
                                   bool withZero) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  std::vector<Extremes> extremes(slots, withZero ? Extremes{}
                                                 : Extremes{kFar, -kFar});
  for (auto [slot, w] : llvm::zip_equal(slotOf, weights)) {
    Extremes &e = extremes[slot];
    e.lo = std::min<double>(e.lo, w);
    e.hi = std::max<double>(e.hi, w);
  }
  return extremes;
}

// The rule of MX, but for any format, 1 for zeros, and never below normal.
float powerOfTwoScale(const Extremes &e, FormatInterface format) {
  double data = std::max(-e.lo, e.hi);
  const num::CodeTable *table = format.getTable();
  double most = table ? table->maxMagnitude()
                      : static_cast<double>(format.getMaxCode());
  if (data == 0)
    return 1.0f;
  int exponent = num::sharedExponent(data, most);
  return static_cast<float>(
      std::clamp(std::ldexp(1.0, exponent), double(FLT_MIN), double(FLT_MAX)));
}

class Quantizer {
public:
  Quantizer(ArrayRef<float> weights, const WeightSpec &spec)
      : weights(weights), spec(spec), codec(spec.format) {}

  // `values` of the slot are needed for a search only.
  num::AffineParams choose(const Extremes &e,
                           const std::vector<float> &values) const {
    num::AffineParams widest =
        *spec.format.chooseParams(e.lo, e.hi, !spec.asymmetric);
    if (spec.scales.format && isPowerOfTwoFormat(spec.scales.format))
      widest.scale = powerOfTwoScale(e, spec.format);
    return spec.searchMse ? search(e, widest, values) : widest;
  }

  // Scale and f32 zero point: the range, or with a search the share of it around
  // its middle that has the least squared error, 98 %, 96 %, ... 40 %.
  num::RealZeroParams chooseReal(const Extremes &e,
                                 const std::vector<float> &values) const {
    num::RealZeroParams best = *codec.chooseRealZero(e.lo, e.hi);
    if (!spec.searchMse)
      return best;
    double least = errorOf(values, best);
    double middle = e.lo / 2 + e.hi / 2, half = e.hi / 2 - e.lo / 2;
    for (int percent = 98; percent >= 40; percent -= 2) {
      double reach = half * percent / 100;
      num::RealZeroParams p =
          *codec.chooseRealZero(middle - reach, middle + reach);
      if (double error = errorOf(values, p); error < least) {
        least = error;
        best = p;
      }
    }
    return best;
  }

  int64_t codeOf(size_t i, float scale, const num::ZeroPoint &zero) const {
    return codec.quantize(weights[i], scale, zero,
                          num::RoundingMode::NearestEven, i);
  }

private:
  ArrayRef<float> weights;
  const WeightSpec &spec;
  FormatCodec codec;

  double errorOf(const std::vector<float> &values,
                 const num::RealZeroParams &p) const {
    auto zero = num::ZeroPoint::ofReal(p.zeroPoint);
    double sum = 0;
    for (float v : values) {
      int64_t code = codec.quantize(v, p.scale, zero,
                                    num::RoundingMode::NearestEven, 0);
      double error = double(codec.dequantize(code, p.scale, zero)) - v;
      sum += error * error;
    }
    return sum;
  }

  double errorOf(const num::ErrorSums &values, const num::AffineParams &p) const {
    if (const num::CodeTable *table = codec.getTable())
      return values.meanSquaredError(*table, double(p.scale));
    return values.meanSquaredError(
        num::IntRange{spec.format.getMinCode() - p.zeroPoint,
                      spec.format.getMaxCode() - p.zeroPoint},
        double(p.scale));
  }

  // Clippings in steps of 2 %; powers of two also one up and one down.
  SmallVector<num::AffineParams> candidates(const Extremes &e,
                                            num::AffineParams widest) const {
    SmallVector<num::AffineParams> list;
    if (spec.scales.format && isPowerOfTwoFormat(spec.scales.format)) {
      for (double factor : {2.0, 1.0, 0.5})
        list.push_back({static_cast<float>(widest.scale * factor), 0});
      return list;
    }
    list.push_back(widest);
    for (int percent = 98; percent >= 40; percent -= 2)
      list.push_back(*spec.format.chooseParams(e.lo * percent / 100,
                                               e.hi * percent / 100,
                                               !spec.asymmetric));
    return list;
  }

  num::AffineParams search(const Extremes &e, num::AffineParams widest,
                           const std::vector<float> &values) const {
    num::ErrorSums sums(values.data(), values.size());
    num::AffineParams best = widest;
    double least = std::numeric_limits<double>::infinity();
    for (const num::AffineParams &p : candidates(e, widest))
      if (double error = errorOf(sums, p); error < least) {
        least = error;
        best = p;
      }
    return best;
  }
};

// Slots of zeros are content with any scale; where scales share a scale of their
// own, that is the least of the others: it costs these nothing.
void shrinkScalesOfZeros(MutableArrayRef<float> scales,
                         ArrayRef<Extremes> extremes) {
  auto isZero = [&](size_t slot) {
    return extremes[slot].lo == 0 && extremes[slot].hi == 0;
  };
  float least = std::numeric_limits<float>::infinity();
  for (size_t slot = 0; slot < scales.size(); ++slot)
    if (!isZero(slot))
      least = std::min(least, scales[slot]);
  if (std::isinf(least))
    return;
  for (size_t slot = 0; slot < scales.size(); ++slot)
    if (isZero(slot))
      scales[slot] = least;
}

// A constant, of f32 where the zero points are real.
Value createZeroPoints(OpBuilder &builder, Location loc,
                       ArrayRef<int64_t> shape,
                       ArrayRef<num::ZeroPoint> zeroPoints) {
  SmallVector<float> reals;
  SmallVector<int64_t> integers;
  for (const num::ZeroPoint &zero : zeroPoints) {
    reals.push_back(zero.real);
    integers.push_back(zero.integer);
  }
  if (!zeroPoints.empty() && zeroPoints.front().isReal)
    return createFloatConstant(builder, loc, shape, reals);
  return createIntConstant(builder, loc, builder.getI32Type(), shape, integers);
}

} // namespace

FailureOr<Value> mlir::qopt::quantizeWeights(OpBuilder &builder,
                                             Operation *user,
                                             DenseElementsAttr dense,
                                             const WeightSpec &spec) {
  auto shape = cast<RankedTensorType>(dense.getType()).getShape();
  std::vector<float> weights(dense.value_begin<float>(),
                             dense.value_end<float>());
  for (auto [i, w] : llvm::enumerate(weights))
    if (!std::isfinite(w))
      return user->emitError()
             << "expected a finite filter in node '" << getNodeName(user)
             << "', got " << w << " at element " << i;

  if (spec.sparsity) {
    std::vector<bool> keep = keepLargest(spec.sparsity, shape, weights);
    for (size_t i = 0; i < weights.size(); ++i)
      if (!keep[i])
        weights[i] = 0;
  }
  auto type = RankedTensorType::get(
      shape, QType::get(builder.getContext(), spec.format, spec.granularity,
                        spec.sparsity));
  SmallVector<int64_t> slotShape = getScaleShape(spec.granularity, shape);
  std::vector<uint32_t> slotOf = collectSlots(spec.granularity, shape);
  size_t count = ShapedType::getNumElements(slotShape);
  Location loc = user->getLoc();
  if (spec.format.getNumPlanes())
    return quantizeToPlanes(builder, loc, type, weights, slotOf, count, spec);

  std::vector<Extremes> extremes =
      findExtremes(weights, slotOf, count, !spec.realZeroPoints);
  std::vector<std::vector<float>> values(count);
  if (spec.searchMse)
    for (auto [slot, w] : llvm::zip_equal(slotOf, weights))
      values[slot].push_back(w);
  Quantizer quantizer(weights, spec);
  std::vector<float> wanted;
  std::vector<num::ZeroPoint> zeroPoints;
  for (auto [slot, e] : llvm::enumerate(extremes)) {
    if (spec.realZeroPoints) {
      num::RealZeroParams p = quantizer.chooseReal(e, values[slot]);
      wanted.push_back(p.scale);
      zeroPoints.push_back(num::ZeroPoint::ofReal(p.zeroPoint));
      continue;
    }
    num::AffineParams p = spec.given.empty()
                              ? quantizer.choose(e, values[slot])
                              : num::AffineParams{spec.given[slot], 0};
    wanted.push_back(p.scale);
    zeroPoints.push_back(num::ZeroPoint::ofInteger(p.zeroPoint));
  }
  if (spec.scales.format && !isPowerOfTwoFormat(spec.scales.format))
    shrinkScalesOfZeros(wanted, extremes);
  Scales scales =
      makeScales(builder, loc, slotShape, std::move(wanted), spec.scales);
  SmallVector<int64_t> codes;
  codes.reserve(weights.size());
  for (size_t i = 0; i < weights.size(); ++i) {
    uint32_t slot = slotOf[i];
    codes.push_back(
        quantizer.codeOf(i, scales.numbers[slot], zeroPoints[slot]));
  }
  return AssembleOp::create(
             builder, loc, type,
             createIntConstant(builder, loc, spec.format.getStorageType(),
                               shape, codes),
             scales.value, createZeroPoints(builder, loc, slotShape, zeroPoints))
      .getResult();
}
