// SPDX-License-Identifier: Apache-2.0
//
// All searches evaluate the error of candidate clips on running sums
// (ErrorSums) and keep the first of equal ones.
#include "qopt/Numerics/Search/AlphaSearch.h"

#include "qopt/Numerics/Formats/Flint.h"
#include "qopt/Numerics/Formats/Minifloat.h"
#include "qopt/Numerics/Formats/PowerOfTwo.h"
#include "qopt/Numerics/Formats/Uniform.h"

#include "../Formats/MakeTable.h"

#include <algorithm>
#include <cassert>
#include <cfloat>
#include <cmath>

namespace qopt::numerics {

namespace {
AlphaChoice scored(const ErrorSums &x, const CodeTable &table, double alpha) {
  // Without a scale everything becomes 0; so it does with a vanishing one.
  double scale = alpha > 0 ? alpha / table.maxFinite() : 1e-300;
  return {alpha, x.meanSquaredError(table, scale)};
}

/// ANT's float: gradual underflow, no specials; like all its grids scanned in
/// ascending order with <=.
CodeTable antFloat(int bits, bool isSigned) {
  int magnitude = isSigned ? bits - 1 : bits;
  int e = std::min(3, magnitude);
  MinifloatFormat format{e, magnitude - e, defaultBias(e, FloatSpecials::None)};
  format.isSigned = isSigned;
  CodeTableSpec spec;
  CodeTable values = tableOf(format);
  spec.bits = bits;
  spec.ties = TieRule::ToUpper;
  for (uint32_t code = 0; code < values.numCodes(); ++code)
    spec.values.push_back(values.decode(code));
  return makeTable(std::move(spec));
}
} // namespace

double quantizeWithAlpha(double x, const CodeTable &table, double alpha) {
  if (alpha == 0)
    return 0;
  double scale = alpha / table.maxFinite();
  return scale * table.roundTrip(x / scale, RoundingMode::NearestEven);
}

std::string check(const AlphaGrid &grid) {
  if (grid.low <= 0 || grid.up <= grid.low)
    return "expected clips from above 0 to a larger percentage, got " +
           std::to_string(grid.low) + " to " + std::to_string(grid.up);
  if (grid.step <= 0)
    return "expected a step of at least 1 percent, got " +
           std::to_string(grid.step);
  return "";
}

AlphaChoice searchAlpha(const float *x, size_t n, const CodeTable &table,
                        AlphaGrid grid) {
  return searchAlpha(ErrorSums(x, n), table, grid);
}

AlphaChoice searchAlpha(const ErrorSums &sums, const CodeTable &table,
                        AlphaGrid grid) {
  assert(check(grid).empty() && "an empty grid");
  AlphaChoice best = {0, HUGE_VAL};
  for (int i = grid.low; i < grid.up; i += grid.step) {
    AlphaChoice candidate = scored(sums, table, sums.absmax() * i / 100);
    if (candidate.mse < best.mse)
      best = candidate;
  }
  return best;
}

static float toScale(double scale) {
  return float(std::clamp(scale, double(FLT_MIN), double(FLT_MAX)));
}

float scaleOfAlpha(double alpha, const CodeTable &table) {
  return alpha > 0 ? toScale(alpha / table.maxFinite()) : 1.0f;
}

ScaleChoice searchScale(const ErrorSums &x, const CodeTable &table,
                        double widest, AlphaGrid grid) {
  assert(check(grid).empty() && widest > 0 && "no scale to begin with");
  ScaleChoice best = {toScale(widest), HUGE_VAL};
  if (x.absmax() == 0)
    return {best.scale, x.meanSquaredError(table, double(best.scale))};
  for (int i = grid.low; i < grid.up; i += grid.step) {
    float scale = toScale(widest * i / 100);
    double mse = x.meanSquaredError(table, double(scale));
    if (mse < best.mse)
      best = {scale, mse};
  }
  return best;
}

/// The largest magnitude over that of the dense part's end, >= 1.
static double reachOfDensePart(const CodeTable &table) {
  std::vector<double> magnitudes;
  for (double v : table.sortedValues())
    magnitudes.push_back(std::fabs(v));
  std::sort(magnitudes.begin(), magnitudes.end());
  magnitudes.erase(std::unique(magnitudes.begin(), magnitudes.end()),
                   magnitudes.end());
  double gap = HUGE_VAL, end = magnitudes.back();
  for (size_t i = 1; i < magnitudes.size(); ++i) {
    double next = magnitudes[i] - magnitudes[i - 1];
    // Differences of tables that were normalised are inexact.
    if (next < gap * (1 - 1e-6))
      gap = next, end = magnitudes[i];
    else if (next < gap * (1 + 1e-6) && end == magnitudes[i - 1])
      end = magnitudes[i];
  }
  return end > 0 ? magnitudes.back() / end : 1;
}

ScaleChoice searchScaleBeyond(const ErrorSums &x, const CodeTable &table,
                              double widest, AlphaGrid grid) {
  ScaleChoice best = searchScale(x, table, widest, grid);
  if (x.absmax() == 0)
    return best;
  double reach = reachOfDensePart(table);
  for (int step = 0;; ++step) {
    double factor = grid.up / 100.0 * std::exp2(step / 12.0);
    if (factor > reach * std::exp2(1 / 12.0))
      return best;
    float scale = toScale(widest * factor);
    double mse = x.meanSquaredError(table, double(scale));
    if (mse < best.mse)
      best = {scale, mse};
  }
}

AlphaChoice absmaxAlpha(const float *x, size_t n, const CodeTable &table) {
  ErrorSums sums(x, n);
  return scored(sums, table, sums.absmax());
}

AlphaChoice percentileAlpha(const float *x, size_t n, const CodeTable &table,
                            double percent) {
  assert(percent > 0 && percent <= 100 && "not a percentage");
  std::vector<float> magnitudes;
  for (size_t i = 0; i < n; ++i)
    if (std::isfinite(x[i]))
      magnitudes.push_back(std::fabs(x[i]));
  if (magnitudes.empty())
    return {0, 0};
  auto rank = size_t(std::round(percent / 100 * double(magnitudes.size() - 1)));
  std::nth_element(magnitudes.begin(), magnitudes.begin() + long(rank),
                   magnitudes.end());
  return scored(ErrorSums(x, n), table, double(magnitudes[rank]));
}

AlphaChoice meanAlpha(const float *x, size_t n, const CodeTable &table) {
  ErrorSums sums(x, n);
  double sum = 0;
  for (size_t i = 0; i < n; ++i)
    sum += std::isfinite(x[i]) ? std::fabs(double(x[i])) : 0;
  return scored(sums, table, sum == 0 ? 0 : sum / sums.count());
}

std::vector<TypeCandidate> antCandidates(int bits, bool isSigned,
                                         bool withFloat) {
  assert(bits >= 3 && bits <= 8 && "ANT's types have 3 to 8 bits");
  std::vector<TypeCandidate> candidates = {
      {"int", tableOf(IntFormat{bits, isSigned, false}, TieRule::ToUpper)}};
  if (bits > 6)
    return candidates;
  candidates.push_back({"flint", tableOf(FlintFormat{bits, isSigned})});
  candidates.push_back({"pot", tableOf(PotFormat{bits, isSigned})});
  if (withFloat)
    candidates.push_back({"float", antFloat(bits, isSigned)});
  return candidates;
}

AlphaGrid antGrid(int bits) { return {bits > 6 ? 95 : 75, 150, 1}; }

TypeSelector::TypeSelector(std::vector<TypeCandidate> types, AlphaGrid grid)
    : candidates(std::move(types)), grid(grid),
      scores(candidates.size(), TypeScore{{}, 0}) {}

void TypeSelector::add(const ErrorSums &channel) {
  for (size_t t = 0; t < candidates.size(); ++t) {
    AlphaChoice choice = searchAlpha(channel, candidates[t].table, grid);
    scores[t].alphas.push_back(choice.alpha);
    scores[t].sumMse += choice.mse;
  }
}

TypeSelection TypeSelector::selection() const {
  auto least = std::min_element(scores.begin(), scores.end(),
                                [](const TypeScore &a, const TypeScore &b) {
                                  return a.sumMse < b.sumMse;
                                });
  return {size_t(least - scores.begin()), scores};
}

TypeSelection selectType(const float *x, size_t channels, size_t perChannel,
                         const std::vector<TypeCandidate> &candidates,
                         AlphaGrid grid) {
  TypeSelector selector(candidates, grid);
  for (size_t c = 0; c < channels; ++c)
    selector.add(ErrorSums(x + c * perChannel, perChannel));
  return selector.selection();
}

TypeSelection selectType(const std::vector<ErrorSums> &channels,
                         const std::vector<TypeCandidate> &candidates,
                         AlphaGrid grid) {
  TypeSelector selector(candidates, grid);
  for (const ErrorSums &channel : channels)
    selector.add(channel);
  return selector.selection();
}

} // namespace qopt::numerics
