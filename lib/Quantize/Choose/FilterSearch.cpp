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
}

ValueSlots::ValueSlots(const num::Histogram &h) : histogram(h) {}

num::ErrorSums ValueSlots::sums(size_t slot) const {
  return histogram ? num::ErrorSums(*histogram)
                   : num::ErrorSums(values[slot].data(), values[slot].size());
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
  if (histogram)
    return histogram->finiteCount() > 0 && histogram->min() < 0;
  return llvm::any_of(values, [](auto &slot) {
    return llvm::any_of(slot, [](float v) { return v < 0; });
  });
}

std::vector<float> ValueSlots::normalized() const {
  std::vector<float> result;
  for (const std::vector<float> &slot : values) {
    double largest = 0;
    for (float v : slot)
      largest = std::max(largest, std::fabs(double(v)));
    for (float v : slot)
      result.push_back(largest == 0 ? 0.0f
                                    : static_cast<float>(double(v) / largest));
  }
  return result;
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

// The scale with which [-clip, clip] (or [0, clip]) is covered.
static float coveringScale(FormatInterface format, bool bothSigns, double clip) {
  // Finite by construction: clips come from finite values.
  return format.chooseParams(bothSigns ? -clip : 0, clip, /*symmetric=*/true)
      ->scale;
}

// The scale of one slot and what it costs.
static num::ScaleChoice chooseScale(const ValueSlots &slots, size_t slot,
                                    const num::ErrorSums &sums,
                                    FormatInterface format,
                                    const num::CodeTable &table, ClipRule clip) {
  constexpr num::AlphaGrid kGrid = {30, 150, 1};
  float widest =
      format.chooseParams(sums.min(), sums.max(), /*symmetric=*/true)->scale;
  bool bothSigns = sums.min() < 0;
  auto scored = [&](float scale) -> num::ScaleChoice {
    return {scale, sums.meanSquaredError(table, double(scale))};
  };
  switch (clip.kind) {
  case ClipRule::Kind::Absmax:
    return scored(widest);
  case ClipRule::Kind::Mse:
    return num::searchScaleBeyond(sums, table, double(widest), kGrid);
  case ClipRule::Kind::Percentile:
    return scored(coveringScale(format, bothSigns,
                                slots.percentile(slot, clip.percent)));
  case ClipRule::Kind::Mean:
    return scored(coveringScale(format, bothSigns, slots.meanMagnitude(slot)));
  }
  llvm_unreachable("all kinds are handled");
}

// The format whose slots' errors add up to the least, of equals the first.
static FormatChoice chooseBest(const ValueSlots &slots,
                               ArrayRef<FormatInterface> formats,
                               ClipRule clip) {
  std::vector<num::CodeTable> tables;
  for (FormatInterface format : formats)
    tables.push_back(makeTable(format));
  std::vector<double> errors(formats.size(), 0);
  std::vector<FormatChoice> choices(formats.size());
  for (size_t slot = 0; slot < slots.size(); ++slot) {
    num::ErrorSums sums = slots.sums(slot);
    for (size_t f = 0; f < formats.size(); ++f) {
      num::ScaleChoice choice =
          chooseScale(slots, slot, sums, formats[f], tables[f], clip);
      choices[f].scales.push_back(choice.scale);
      errors[f] += choice.mse;
    }
  }
  size_t least = llvm::min_element(errors) - errors.begin();
  choices[least].format = formats[least];
  return std::move(choices[least]);
}

//===-- Published searches ------------------------------------------------===//

static FormatChoice chooseAnt(const ValueSlots &slots, int bits, bool withFloat,
                              MLIRContext *context) {
  bool isSigned = slots.hasNegative();
  std::vector<num::TypeCandidate> candidates =
      num::antCandidates(bits, isSigned, withFloat);
  num::TypeSelector selector(candidates, num::antGrid(bits));
  for (size_t slot = 0; slot < slots.size(); ++slot)
    selector.add(slots.sums(slot));
  num::TypeSelection selection = selector.selection();
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
  num::Fp8Selector selector(bits, isSigned);
  for (size_t slot = 0; slot < slots.size(); ++slot)
    selector.add(slots.sums(slot));
  num::Fp8Choice found = selector.choice();
  int exponentBits = bits - int(isSigned) - found.mantissaBits;
  FormatChoice choice{
      makeFloat(context, exponentBits, found.mantissaBits, isSigned), {}};
  const num::CodeTable &table = *choice.format.getTable();
  for (double maxValue : found.maxValues)
    choice.scales.push_back(num::scaleOfAlpha(maxValue, table));
  return choice;
}

//===-- Codebooks ---------------------------------------------------------===//

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
  num::CodebookResult found = estimate(slots.normalized(), request);
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
