// SPDX-License-Identifier: Apache-2.0
// Choice of scales and rounding of one filter; see the header.
#include "WeightCodes.h"

#include "qopt/IR/ParamRuns.h"
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

struct Extremes {
  double lo = 0, hi = 0;
};

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

  int64_t codeOf(size_t i, float scale, int64_t zeroPoint) const {
    return codec.quantize(weights[i], scale, zeroPoint,
                          num::RoundingMode::NearestEven, i);
  }

private:
  ArrayRef<float> weights;
  const WeightSpec &spec;
  FormatCodec codec;

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

  SmallVector<int64_t> scaleShape = getScaleShape(spec.granularity, shape);
  std::vector<uint32_t> slotOf = collectSlots(spec.granularity, shape);
  size_t count = ShapedType::getNumElements(scaleShape);
  std::vector<Extremes> extremes(count);
  std::vector<std::vector<float>> values(count);
  for (auto [slot, w] : llvm::zip_equal(slotOf, weights)) {
    Extremes &e = extremes[slot];
    e.lo = std::min<double>(e.lo, w);
    e.hi = std::max<double>(e.hi, w);
    if (spec.searchMse)
      values[slot].push_back(w);
  }
  Quantizer quantizer(weights, spec);
  std::vector<float> wanted;
  SmallVector<int64_t> zeroPoints;
  for (auto [slot, e] : llvm::enumerate(extremes)) {
    num::AffineParams p = spec.given.empty()
                              ? quantizer.choose(e, values[slot])
                              : num::AffineParams{spec.given[slot], 0};
    wanted.push_back(p.scale);
    zeroPoints.push_back(p.zeroPoint);
  }
  if (spec.scales.format && !isPowerOfTwoFormat(spec.scales.format))
    shrinkScalesOfZeros(wanted, extremes);
  Location loc = user->getLoc();
  Scales scales =
      makeScales(builder, loc, scaleShape, std::move(wanted), spec.scales);
  SmallVector<int64_t> codes;
  codes.reserve(weights.size());
  for (size_t i = 0; i < weights.size(); ++i) {
    uint32_t slot = slotOf[i];
    codes.push_back(
        quantizer.codeOf(i, scales.numbers[slot], zeroPoints[slot]));
  }
  auto type = RankedTensorType::get(
      shape, QType::get(builder.getContext(), spec.format, spec.granularity));
  return AssembleOp::create(
             builder, loc, type,
             createIntConstant(builder, loc, spec.format.getStorageType(),
                               shape, codes),
             scales.value,
             createIntConstant(builder, loc, builder.getI32Type(), scaleShape,
                               zeroPoints))
      .getResult();
}
