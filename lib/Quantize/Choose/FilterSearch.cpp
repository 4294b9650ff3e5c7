// SPDX-License-Identifier: Apache-2.0
// Formats and scales of constant values; see the header.
#include "FilterSearch.h"

#include "qopt/IR/ParamRuns.h"
#include "qopt/Numerics/Calibration.h"
#include "qopt/Numerics/Formats/Quantile.h"
#include "qopt/Numerics/Formats/Uniform.h"
#include "qopt/Numerics/Search/AlphaSearch.h"
#include "qopt/Numerics/Search/Fp8Search.h"

#include "mlir/IR/Diagnostics.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

ValueSlots::ValueSlots(ArrayRef<float> elements, ArrayRef<int64_t> shape,
                       Attribute granularity)
    : values(ShapedType::getNumElements(getScaleShape(granularity, shape))) {
  forEachParamRun(granularity, shape,
                  [&](int64_t begin, int64_t end, int64_t slot) {
                    values[slot].insert(values[slot].end(),
                                        elements.begin() + begin,
                                        elements.begin() + end);
                  });
  for (const std::vector<float> &slot : values)
    sums.emplace_back(slot.data(), slot.size());
}

ValueSlots::ValueSlots(const num::Histogram &h) : sums{num::ErrorSums(h)} {
  histogram = h;
}

double ValueSlots::percentile(size_t slot, double percent) const {
  if (histogram) {
    if (histogram->finiteCount() == 0)
      return 0;
    num::Range r = num::percentileRange(*histogram, percent, true);
    return std::max(-r.lo, r.hi);
  }
  return num::percentileAlpha(values[slot].data(), values[slot].size(),
                              num::binaryTable(), percent)
      .alpha;
}

double ValueSlots::meanMagnitude(size_t slot) const {
  return num::meanAlpha(values[slot].data(), values[slot].size(),
                        num::binaryTable())
      .alpha;
}

bool ValueSlots::hasNegative() const {
  return llvm::any_of(sums, [](auto &slot) { return slot.min() < 0; });
}

num::CodeTable mlir::qopt::makeTable(FormatInterface format) {
  if (const num::CodeTable *table = format.getTable())
    return *table;
  int bits = static_cast<int>(format.getBits());
  bool isSigned = format.isSignedCode();
  bool narrow =
      format.getMinCode() != num::intRange(bits, isSigned, false).min;
  return num::tableOf(num::IntFormat{bits, isSigned, narrow});
}

//===-- Formats by name ---------------------------------------------------===//

static FormatInterface makeInteger(MLIRContext *context, int bits,
                                   bool isSigned) {
  return IntAttr::get(context, static_cast<unsigned>(bits), isSigned,
                      /*narrow=*/false);
}

// All codes are numbers, the bias is the default one: another only scales.
static FormatInterface makeFloat(MLIRContext *context, int exponentBits,
                                 int mantissaBits, bool isSigned) {
  std::string text = (isSigned ? "e" : "ue") + std::to_string(exponentBits) +
                     "m" + std::to_string(mantissaBits) + "finite";
  return parseFormat(text, context, /*narrow=*/false, [&] {
    return mlir::emitError(UnknownLoc::get(context));
  });
}

// The attribute of one of Numerics' ANT candidates.
static FormatInterface makeCandidate(MLIRContext *context, StringRef name,
                                     int bits, bool isSigned) {
  auto width = static_cast<unsigned>(bits);
  if (name == "flint")
    return FlintAttr::get(context, width, isSigned);
  if (name == "pot")
    return PowerOfTwoAttr::get(context, width, isSigned);
  if (name == "int")
    return makeInteger(context, bits, isSigned);
  int magnitude = bits - int(isSigned), exponent = std::min(3, magnitude);
  return makeFloat(context, exponent, magnitude - exponent, isSigned);
}

//===-- Scales of a given format ------------------------------------------===//

namespace {
struct ScoredScales {
  std::vector<float> scales;
  double error = 0; // the slots' mean squared errors, added
};
} // namespace

// The scale with which [-clip, clip] (or [0, clip]) is covered.
static float coveringScale(FormatInterface format, bool bothSigns, double clip) {
  // Finite by construction: clips come from finite values.
  return format.chooseParams(bothSigns ? -clip : 0, clip, /*symmetric=*/true)
      ->scale;
}

static ScoredScales chooseScales(const ValueSlots &slots, FormatInterface format,
                                 ClipRule clip) {
  constexpr num::AlphaGrid kGrid = {30, 150, 1};
  num::CodeTable table = makeTable(format);
  ScoredScales result;
  for (auto [slot, sums] : llvm::enumerate(slots.sums)) {
    bool bothSigns = sums.min() < 0;
    auto clipped = [&, &sums = sums](double magnitude) -> num::ScaleChoice {
      float scale = coveringScale(format, bothSigns, magnitude);
      return {scale, sums.meanSquaredError(table, double(scale))};
    };
    float widest =
        format.chooseParams(sums.min(), sums.max(), /*symmetric=*/true)->scale;
    num::ScaleChoice choice{};
    switch (clip.kind) {
    case ClipRule::Kind::Absmax:
      choice = {widest, sums.meanSquaredError(table, double(widest))};
      break;
    case ClipRule::Kind::Mse:
      choice = num::searchScale(sums, table, double(widest), kGrid);
      break;
    case ClipRule::Kind::Percentile:
      choice = clipped(slots.percentile(slot, clip.percent));
      break;
    case ClipRule::Kind::Mean:
      choice = clipped(slots.meanMagnitude(slot));
      break;
    }
    result.scales.push_back(choice.scale);
    result.error += choice.mse;
  }
  return result;
}

static FormatChoice chooseBest(const ValueSlots &slots,
                               ArrayRef<FormatInterface> formats,
                               ClipRule clip) {
  FormatChoice best;
  double least = HUGE_VAL;
  for (FormatInterface format : formats) {
    ScoredScales scored = chooseScales(slots, format, clip);
    if (!best.format || scored.error < least) {
      least = scored.error;
      best = {format, std::move(scored.scales)};
    }
  }
  return best;
}

//===-- Published searches ------------------------------------------------===//

static FormatChoice chooseAnt(const ValueSlots &slots, int bits, bool withFloat,
                              MLIRContext *context) {
  bool isSigned = slots.hasNegative();
  std::vector<num::TypeCandidate> candidates =
      num::antCandidates(bits, isSigned, withFloat);
  num::TypeSelection selection =
      num::selectType(slots.sums, candidates, num::antGrid(bits));
  const num::TypeCandidate &chosen = candidates[selection.chosen];
  FormatChoice choice{makeCandidate(context, chosen.name, bits, isSigned), {}};
  for (double alpha : selection.scores[selection.chosen].alphas)
    choice.scales.push_back(num::scaleOfAlpha(alpha, chosen.table));
  return choice;
}

// A real-valued bias only scales the values, so it goes into the scales.
static FormatChoice chooseFp8(const ValueSlots &slots, int bits,
                              MLIRContext *context) {
  bool isSigned = slots.hasNegative();
  num::Fp8Choice found = num::searchFp8(slots.sums, bits, isSigned);
  int exponentBits = bits - int(isSigned) - found.mantissaBits;
  FormatChoice choice{
      makeFloat(context, exponentBits, found.mantissaBits, isSigned), {}};
  const num::CodeTable &table = *choice.format.getTable();
  for (double maxValue : found.maxValues)
    choice.scales.push_back(num::scaleOfAlpha(maxValue, table));
  return choice;
}

//===-- Codebooks ---------------------------------------------------------===//

// What the codes will stand for: the values over their slot's largest magnitude.
static std::vector<float> normalize(const ValueSlots &slots) {
  std::vector<float> result;
  for (auto [values, sums] : llvm::zip_equal(slots.values, slots.sums))
    for (float v : values)
      result.push_back(sums.absmax() == 0
                           ? 0.0f
                           : static_cast<float>(double(v) / sums.absmax()));
  return result;
}

static num::CodebookResult estimate(const std::vector<float> &x,
                                    const FormatRequest &request) {
  switch (request.method) {
  case FormatMethod::Quantile:
    return num::quantileCodebook(x.data(), x.size(), request.bits);
  case FormatMethod::PaperQuantile:
    return num::paperQuantileCodebook(x.data(), x.size(), request.bits);
  default:
    return num::kMeansCodebook(x.data(), nullptr, x.size(), request.bits);
  }
}

static FormatInterface makeCodebook(const ValueSlots &slots,
                                    const FormatRequest &request,
                                    MLIRContext *context) {
  num::CodebookResult found = estimate(normalize(slots), request);
  std::vector<float> values(found.values.begin(), found.values.end());
  if (values.size() < 2) // nothing but zeros
    return makeInteger(context, request.bits, /*isSigned=*/true);
  auto type = RankedTensorType::get({static_cast<int64_t>(values.size())},
                                    Float32Type::get(context));
  return CodebookAttr::get(
      context, DenseElementsAttr::get(type, ArrayRef<float>(values)),
      num::TieRule::ToLower);
}

FormatChoice mlir::qopt::chooseFormat(const ValueSlots &slots,
                                      const FormatRequest &request,
                                      ClipRule clip, MLIRContext *context) {
  switch (request.method) {
  case FormatMethod::Given:
  case FormatMethod::Best:
    return chooseBest(slots, request.formats, clip);
  case FormatMethod::Ant:
  case FormatMethod::AntFloat:
    return chooseAnt(slots, request.bits,
                     request.method == FormatMethod::AntFloat, context);
  case FormatMethod::Fp8:
    return chooseFp8(slots, request.bits, context);
  case FormatMethod::Quantile:
  case FormatMethod::PaperQuantile:
  case FormatMethod::KMeans:
    return chooseBest(slots, makeCodebook(slots, request, context), clip);
  }
  llvm_unreachable("all methods are handled");
}
