// SPDX-License-Identifier: Apache-2.0
// Scales that are quantized themselves.
#include "WeightCodes.h"

#include <cfloat>
#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

bool mlir::qopt::isPowerOfTwoFormat(FormatInterface format) {
  const num::CodeTable *table = format.getTable();
  if (!table)
    return false;
  return llvm::all_of(table->sortedValues(), [](double value) {
    int exponent;
    return value <= 0 || std::frexp(value, &exponent) == 0.5;
  });
}

// Whether the format reaches as far as f32 does (bf16, spelled e8m7).
static bool spansF32(FormatInterface format) {
  const num::CodeTable *table = format.getTable();
  return table && table->maxMagnitude() >= 0x1p127;
}

// The mean in double, in index order, rounded once to f32.
static float meanOf(ArrayRef<float> values) {
  double sum = 0;
  for (float v : values)
    sum += v;
  return static_cast<float>(sum / static_cast<double>(values.size()));
}

// One second-level scale per block of scales, from its largest magnitude.
static std::vector<float> secondLevel(ArrayRef<float> scales,
                                      FormatInterface format, int64_t block) {
  std::vector<float> result;
  for (size_t at = 0; at < scales.size(); at += block) {
    ArrayRef<float> part = scales.slice(at).take_front(block);
    double lo = *llvm::min_element(part), hi = *llvm::max_element(part);
    // Finite by construction: scales come from finite weights.
    result.push_back(format.chooseParams(lo, hi, /*symmetric=*/true)->scale);
  }
  return result;
}

// The code of the nearest number that makes, with `mean` added, a usable scale: a
// positive normal number. Where the nearest of all does not, the least that does:
// a slot of small weights must not vanish.
static int64_t codeOfScale(const FormatCodec &codec, FormatInterface format,
                           float wanted, uint64_t index, float second,
                           float mean) {
  auto numberOf = [&](int64_t code) {
    return codec.dequantize(code, second, 0) + mean;
  };
  int64_t nearest =
      codec.quantize(wanted, second, 0, num::RoundingMode::NearestEven, index);
  if (numberOf(nearest) >= FLT_MIN)
    return nearest;
  int64_t best = nearest;
  float least = std::numeric_limits<float>::infinity();
  for (int64_t code = format.getMinCode(); code <= format.getMaxCode(); ++code)
    if (float s = numberOf(code); s >= FLT_MIN && s < least) {
      least = s;
      best = code;
    }
  return best;
}

Scales mlir::qopt::makeScales(OpBuilder &builder, Location loc,
                              ArrayRef<int64_t> shape,
                              std::vector<float> scales,
                              const ScaleSpec &spec) {
  if (!spec.format)
    return {createFloatConstant(builder, loc, shape, scales), scales};
  MLIRContext *context = builder.getContext();
  float mean = spec.subtractMean ? meanOf(scales) : 0.0f;
  if (spec.subtractMean)
    for (float &s : scales)
      s -= mean;
  // A power of two is a scale as it stands, and so is a number that f32's exponents
  // suffice for: MX has no second level, nor have scales in bf16.
  bool single = (isPowerOfTwoFormat(spec.format) || spansF32(spec.format)) &&
                !spec.subtractMean;
  int64_t count = static_cast<int64_t>(scales.size());
  int64_t block = spec.block > 0 ? spec.block : std::max<int64_t>(count, 1);
  std::vector<float> second =
      single ? std::vector<float>{1.0f}
             : secondLevel(scales, spec.format, block);
  bool perTensor = single || spec.block <= 0;

  SmallVector<int64_t> codes;
  Scales result;
  FormatCodec codec(spec.format);
  for (auto [i, s] : llvm::enumerate(scales)) {
    float scale = perTensor ? second.front() : second[i / block];
    int64_t code = codeOfScale(codec, spec.format, s, i, scale, mean);
    codes.push_back(code);
    result.numbers.push_back(codec.dequantize(code, scale, 0) + mean);
  }
  SmallVector<int64_t> secondShape;
  Attribute granularity = TensorGranularityAttr::get(context);
  if (!perTensor) {
    secondShape = {static_cast<int64_t>(second.size())};
    granularity = BlockGranularityAttr::get(context, block);
  }
  auto type = RankedTensorType::get(
      shape, QType::get(context, spec.format, granularity));
  Value assembled = AssembleOp::create(
      builder, loc, type,
      createIntConstant(builder, loc, spec.format.getStorageType(), shape, codes),
      createFloatConstant(builder, loc, secondShape, second),
      createIntConstant(builder, loc, builder.getI32Type(), secondShape, {0}));
  auto floatType = RankedTensorType::get(shape, builder.getF32Type());
  result.value = DequantizeOp::create(builder, loc, floatType, assembled);
  if (spec.subtractMean)
    result.value = BinaryOp::create(
        builder, loc, floatType, result.value,
        createFloatConstant(builder, loc, {}, mean), Value(), Value(),
        BinaryKind::add);
  return result;
}
