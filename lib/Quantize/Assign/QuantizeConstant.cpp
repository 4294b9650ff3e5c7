// SPDX-License-Identifier: Apache-2.0
// Quantization of constants; see the header.
#include "QuantizeConstant.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::AffineParams;

namespace {

// Minimum and maximum per index of `axis` (one entry without axis).
struct Ranges {
  SmallVector<double> lo, hi;
  int64_t inner = 1, count = 1;
  size_t indexOf(int64_t element) const { return (element / inner) % count; }
};

Ranges computeRanges(DenseElementsAttr constant, std::optional<int64_t> axis) {
  Ranges r;
  auto shape = cast<RankedTensorType>(constant.getType()).getShape();
  if (axis) {
    r.count = shape[*axis];
    for (int64_t d : shape.drop_front(*axis + 1))
      r.inner *= d;
  } else {
    r.inner = std::max<int64_t>(constant.getNumElements(), 1);
  }
  r.lo.assign(r.count, 0.0);
  r.hi.assign(r.count, 0.0);
  int64_t i = 0;
  for (float v : constant.getValues<float>()) {
    size_t c = r.indexOf(i++);
    // A NaN must reach the check below, which min and max would drop.
    r.lo[c] = std::isnan(v) ? v : std::min<double>(r.lo[c], v);
    r.hi[c] = std::isnan(v) ? v : std::max<double>(r.hi[c], v);
  }
  return r;
}

FailureOr<SmallVector<AffineParams>>
chooseParams(Operation *user, const Ranges &ranges, const ConstantSpec &spec) {
  if (spec.params)
    return SmallVector<AffineParams>{*spec.params};
  SmallVector<AffineParams> result;
  for (auto [lo, hi] : llvm::zip_equal(ranges.lo, ranges.hi)) {
    auto params = spec.format.chooseParams(lo, hi, spec.symmetric);
    if (!params)
      return user->emitError()
             << "expected finite constants in node '" << getNodeName(user)
             << "', got a range of [" << lo << ", " << hi << "]";
    if (!spec.scales.empty())
      params = AffineParams{spec.scales[result.size()], 0};
    if (!spec.leastScales.empty()) {
      double least = spec.leastScales[spec.axis ? result.size() : 0];
      params->scale = std::max(params->scale, static_cast<float>(least));
    }
    result.push_back(*params);
  }
  return result;
}

} // namespace

FailureOr<Value> mlir::qopt::quantizeConstant(OpBuilder &builder,
                                              Operation *user, Value constant,
                                              const ConstantSpec &spec) {
  auto dense = dyn_cast_or_null<DenseElementsAttr>(getConstant(constant));
  if (!dense || !dense.getElementType().isF32())
    return user->emitError() << "expected a dense f32 constant operand in node '"
                             << getNodeName(user) << "', got "
                             << constant.getType();
  Ranges ranges = computeRanges(dense, spec.axis);
  auto params = chooseParams(user, ranges, spec);
  if (failed(params))
    return failure();
  SmallVector<int64_t> codes;
  codes.reserve(dense.getNumElements());
  int64_t i = 0;
  for (float v : dense.getValues<float>()) {
    const AffineParams &p = (*params)[ranges.indexOf(i++)];
    codes.push_back(spec.format.quantize(v, p.scale, p.zeroPoint,
                                         toNumerics(spec.rounding)));
  }
  SmallVector<float> scales;
  SmallVector<int64_t> zeroPoints;
  for (const AffineParams &p : *params) {
    scales.push_back(p.scale);
    zeroPoints.push_back(p.zeroPoint);
  }
  MLIRContext *context = builder.getContext();
  Attribute granularity = TensorGranularityAttr::get(context);
  SmallVector<int64_t> scaleShape;
  if (spec.axis) {
    granularity = ChannelGranularityAttr::get(context, *spec.axis);
    scaleShape = {ranges.count};
  }
  Location loc = constant.getLoc();
  auto shape = cast<RankedTensorType>(dense.getType()).getShape();
  Value codeValue = createIntConstant(builder, loc, spec.format.getStorageType(),
                                      shape, codes);
  Value scale = createFloatConstant(builder, loc, scaleShape, scales);
  Value zeroPoint = createIntConstant(builder, loc, builder.getI32Type(),
                                      scaleShape, zeroPoints);
  auto type =
      RankedTensorType::get(shape, QType::get(context, spec.format, granularity));
  return AssembleOp::create(builder, loc, type, codeValue, scale, zeroPoint)
      .getResult();
}

FailureOr<Value> mlir::qopt::quantizeBias(OpBuilder &builder, Operation *user,
                                          ArrayRef<double> values,
                                          ArrayRef<float> scales) {
  MLIRContext *context = builder.getContext();
  auto format = IntAttr::get(context, 32, /*isSigned=*/true, /*narrow=*/false);
  SmallVector<int64_t> codes;
  for (auto [i, value] : llvm::enumerate(values)) {
    double code = ::qopt::numerics::roundTo(
        value / static_cast<double>(scales[i]),
        ::qopt::numerics::RoundingMode::NearestEven);
    if (!(std::abs(code) <= 2147483647.0))
      return user->emitError()
             << "expected a bias that fits 32 bits at scale " << scales[i]
             << " in node '" << getNodeName(user) << "', got " << value
             << " in channel " << i;
    codes.push_back(static_cast<int64_t>(code));
  }
  int64_t count = static_cast<int64_t>(values.size());
  Location loc = user->getLoc();
  Value codeValue =
      createIntConstant(builder, loc, builder.getI32Type(), {count}, codes);
  Value scale = createFloatConstant(builder, loc, {count}, scales);
  Value zeroPoint =
      createIntConstant(builder, loc, builder.getI32Type(), {count},
                        SmallVector<int64_t>(count, 0));
  auto granularity = ChannelGranularityAttr::get(context, 0);
  auto type = RankedTensorType::get({count},
                                    QType::get(context, format, granularity));
  return AssembleOp::create(builder, loc, type, codeValue, scale, zeroPoint)
      .getResult();
}
