// SPDX-License-Identifier: Apache-2.0
// Dispatch between uniform and table formats, once per tensor.
#include "qopt/IR/FormatCodec.h"

#include "qopt/IR/ParamRuns.h"
#include "qopt/Numerics/Formats/Bcq.h"
#include "qopt/Numerics/Saturate.h"

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

FormatCodec::FormatCodec(FormatInterface format) : table(format.getTable()) {
  assert(format.getNumPlanes() == 0 && "a format with one scale per slot");
  if (table)
    return;
  int bits = static_cast<int>(format.getBits());
  bool isSigned = format.isSignedCode();
  bool narrow = format.getMinCode() != num::intRange(bits, isSigned, false).min;
  integer = {bits, isSigned, narrow};
}

int64_t FormatCodec::quantize(float x, float scale, int64_t zeroPoint,
                              num::RoundingMode mode, uint64_t index) const {
  if (table)
    return num::quantize(x, scale, *table, mode, /*seed=*/0, index);
  return num::quantize(x, scale, zeroPoint, integer, mode, /*seed=*/0, index);
}

int64_t FormatCodec::quantize(float x, float scale, const num::ZeroPoint &zero,
                              num::RoundingMode mode, uint64_t index) const {
  if (!zero.isReal)
    return quantize(x, scale, zero.integer, mode, index);
  if (table)
    return num::quantizeRealZero(x, scale, zero.real, *table, mode, /*seed=*/0,
                                 index);
  return num::quantizeRealZero(x, scale, zero.real, integer, mode, /*seed=*/0,
                               index);
}

int64_t FormatCodec::encodeReal(double real, double scale, int64_t zeroPoint,
                                num::RoundingMode mode, uint64_t index) const {
  double steps = scale == 0 ? 0 : real / scale;
  if (table)
    return table->encode(steps, mode, /*seed=*/0, index);
  // Far beyond every code, and far from overflow when the zero point is added.
  constexpr int64_t kFar = int64_t{1} << 52;
  int64_t rounded = num::saturateFromDouble(
      num::roundTo(steps, mode, /*seed=*/0, index), {-kFar, kFar});
  return num::clamp(rounded + zeroPoint, integer.range());
}

int64_t FormatCodec::encodeReal(double real, double scale,
                                const num::ZeroPoint &zero,
                                num::RoundingMode mode, uint64_t index) const {
  if (!zero.isReal)
    return encodeReal(real, scale, zero.integer, mode, index);
  double steps = (scale == 0 ? 0 : real / scale) + double(zero.real);
  if (table)
    return table->encode(steps, mode, /*seed=*/0, index);
  return num::saturateFromDouble(num::roundTo(steps, mode, /*seed=*/0, index),
                                 integer.range());
}

//===-- Constants ---------------------------------------------------------===//

// Zero points of either kind; nullopt where they are not constant.
static std::optional<std::vector<num::ZeroPoint>> getZeroPoints(Value value) {
  std::vector<num::ZeroPoint> result;
  if (auto reals = getConstantFloats(value)) {
    for (double z : *reals)
      result.push_back(num::ZeroPoint::ofReal(static_cast<float>(z)));
    return result;
  }
  auto integers = getConstantInts(value);
  if (!integers)
    return std::nullopt;
  for (int64_t z : *integers)
    result.push_back(num::ZeroPoint::ofInteger(z));
  return result;
}

// The number of a code, for a format with several planes.
static float sumOf(int64_t code, ArrayRef<float> scales, size_t slot,
                   size_t slots, const num::ZeroPoint &zero) {
  float sum = num::decodeBcq(static_cast<uint32_t>(code), scales.data() + slot,
                             slots, static_cast<int>(scales.size() / slots));
  return zero.isReal ? sum - zero.real : sum;
}

std::optional<std::vector<float>>
mlir::qopt::dequantizeConstant(AssembleOp op) {
  auto codes = getConstantInts(op.getCodes());
  auto doubles = getConstantFloats(op.getScale());
  auto zeros = getZeroPoints(op.getZeroPoint());
  if (!codes || !doubles || !zeros)
    return std::nullopt;
  std::vector<float> scales(doubles->begin(), doubles->end());
  std::vector<float> values(codes->size());
  QType q = getQType(op.getType());
  std::optional<FormatCodec> codec;
  if (!q.getFormat().getNumPlanes())
    codec.emplace(q.getFormat());
  forEachParamRun(q.getGranularity(), op.getType().getShape(),
                  [&](int64_t begin, int64_t end, int64_t slot) {
                    for (int64_t i = begin; i < end; ++i)
                      values[i] =
                          codec ? codec->dequantize((*codes)[i], scales[slot],
                                                    (*zeros)[slot])
                                : sumOf((*codes)[i], scales, slot,
                                        zeros->size(), (*zeros)[slot]);
                  });
  return values;
}
