// SPDX-License-Identifier: Apache-2.0
// Filters in #qopt.bcq: a fit of signed scales per slot (Numerics' Bcq.h), then
// the nearest code under the scales as they are stored.
#include "WeightCodes.h"

#include "qopt/Numerics/Formats/Bcq.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

// Planes and zero points of all slots, scales plane by plane.
namespace {
struct Fits {
  std::vector<float> scales, zeroPoints;
};
} // namespace

static Fits fitSlots(ArrayRef<std::vector<float>> values,
                     const WeightSpec &spec) {
  int planes = static_cast<int>(spec.format.getNumPlanes());
  Fits fits;
  fits.scales.resize(planes * values.size());
  for (auto [slot, own] : llvm::enumerate(values)) {
    num::BcqGroup group =
        spec.searchMse
            ? num::fitBcqAlternating(own.data(), own.size(), planes,
                                     spec.realZeroPoints)
            : num::fitBcqGreedy(own.data(), own.size(), planes,
                                spec.realZeroPoints);
    for (int p = 0; p < planes; ++p)
      fits.scales[p * values.size() + slot] =
          static_cast<float>(group.alphas[p]);
    fits.zeroPoints.push_back(static_cast<float>(-group.bias));
  }
  return fits;
}

Value mlir::qopt::quantizeToPlanes(OpBuilder &builder, Location loc,
                                   RankedTensorType type,
                                   ArrayRef<float> weights,
                                   ArrayRef<uint32_t> slotOf, size_t slots,
                                   const WeightSpec &spec) {
  std::vector<std::vector<float>> values(slots);
  for (auto [slot, w] : llvm::zip_equal(slotOf, weights))
    values[slot].push_back(w);
  Fits fits = fitSlots(values, spec);
  Scales scales = makeScales(builder, loc, getScaleShape(type),
                             std::move(fits.scales), spec.scales);
  std::vector<num::CodeTable> tables;
  for (size_t slot = 0; slot < slots; ++slot) {
    num::BcqGroup group;
    for (size_t at = slot; at < scales.numbers.size(); at += slots)
      group.alphas.push_back(scales.numbers[at]);
    group.bias = -static_cast<double>(fits.zeroPoints[slot]);
    tables.push_back(num::tableOf(group));
  }
  SmallVector<int64_t> codes;
  for (auto [slot, w] : llvm::zip_equal(slotOf, weights))
    codes.push_back(tables[slot].encode(w, num::RoundingMode::NearestEven));
  SmallVector<int64_t> slotShape =
      getScaleShape(spec.granularity, type.getShape());
  Value zeroPoints =
      spec.realZeroPoints
          ? createFloatConstant(builder, loc, slotShape, fits.zeroPoints)
          : createIntConstant(builder, loc, builder.getI32Type(), slotShape,
                              {0});
  Value stored = createIntConstant(
      builder, loc, spec.format.getStorageType(), type.getShape(), codes);
  return AssembleOp::create(builder, loc, type, stored, scales.value,
                            zeroPoints);
}
