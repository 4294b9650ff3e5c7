// SPDX-License-Identifier: Apache-2.0
//
// The range of least mean squared quantization error. The error of a bin is
// integrated in closed form, so it stays right where a bin is wider than a
// quantization step (a few outliers far from the bulk of the values).
#include "qopt/Numerics/Calibration.h"

#include "qopt/Numerics/Search/AlphaSearch.h"
#include "qopt/Numerics/TableFormat.h"

#include <algorithm>
#include <cmath>

namespace qopt::numerics {

namespace {
/// `count` values evenly spread over [lo, hi].
struct Cell {
  double lo, hi, count;
};

std::vector<Cell> cellsOf(const Histogram &h) {
  std::vector<Cell> cells;
  double width = h.binWidth();
  for (size_t k = 0; k < h.negative().size(); ++k)
    if (uint64_t count = h.negative()[k])
      cells.push_back({std::max(h.min(), -double(k + 1) * width),
                       -double(k) * width, double(count)});
  for (size_t k = 0; k < h.positive().size(); ++k)
    if (uint64_t count = h.positive()[k])
      cells.push_back({double(k) * width,
                       std::min(h.max(), double(k + 1) * width),
                       double(count)});
  return cells;
}

/// The squared error of one quantizer, in units of its squared step.
class StepError {
public:
  StepError(AffineParams p, IntFormat format)
      : step(p.scale), first(double(format.range().min - p.zeroPoint)),
        last(double(format.range().max - p.zeroPoint)) {}

  /// Mean over the cell.
  double mean(const Cell &cell) const {
    double a = cell.lo / step, b = cell.hi / step;
    double e = a - nearest(a);
    return b > a ? (integral(b) - integral(a)) / (b - a) : e * e;
  }

private:
  double nearest(double u) const {
    return std::clamp(std::floor(u + 0.5), first, last);
  }
  /// Integral of (u - nearest(u))^2 from 0: every whole step adds 1/12.
  double integral(double u) const {
    double k = nearest(u), e = u - k;
    return k / 12 + e * e * e / 3;
  }

  double step, first, last;
};

/// Tries candidates and remembers the best of all.
class Search {
public:
  Search(const Histogram &h, IntFormat format, bool symmetric)
      : cells(cellsOf(h)), format(format),
        symmetric(symmetric), full{std::min(h.min(), 0.0),
                                   std::max(h.max(), 0.0)},
        best(full), bestError(error(full)) {}

  /// The best of candidate(1.00), candidate(0.99), ... candidate(0.01); the
  /// first, which is the widest, at a tie.
  template <typename Candidate> Range scan(Candidate candidate) {
    Range winner = candidate(1.0);
    double least = error(winner);
    for (int percent = 99; percent > 0; --percent) {
      Range r = candidate(percent / 100.0);
      double e = error(r);
      if (e < least) {
        least = e;
        winner = r;
      }
    }
    if (least < bestError) {
      bestError = least;
      best = winner;
    }
    return winner;
  }

  /// From `start`, moves one end with the other fixed, then the other one.
  void moveEnds(Range start, bool upperFirst) {
    Range r = start;
    for (bool upper : {upperFirst, !upperFirst})
      r = upper ? scan([&](double f) {
        return Range{r.lo, full.hi * f};
      })
                : scan([&](double f) {
                    return Range{full.lo * f, r.hi};
                  });
  }

  Range extremes() const { return full; }
  Range result() const { return best; }

private:
  double error(Range r) const {
    auto params = chooseAffine(r.lo, r.hi, format, symmetric);
    StepError stepError(*params, format);
    double sum = 0;
    for (const Cell &cell : cells)
      sum += cell.count * stepError.mean(cell);
    return sum * params->scale * params->scale;
  }

  std::vector<Cell> cells;
  IntFormat format;
  bool symmetric;
  Range full, best;
  double bestError;
};
} // namespace

Range mseRange(const Histogram &h, IntFormat format, bool symmetric) {
  Search search(h, format, symmetric);
  Range full = search.extremes();
  double largest = std::max(-full.lo, full.hi);
  if (largest == 0)
    return full;
  if (symmetric) {
    search.scan([&](double f) {
      return Range{std::max(full.lo, -f * largest),
                   std::min(full.hi, f * largest)};
    });
    return search.result();
  }
  Range joint = search.scan([&](double f) {
    return Range{full.lo * f, full.hi * f};
  });
  if (full.lo == 0 || full.hi == 0)
    return search.result();
  // The error is not convex in the two ends: a far outlier on one side can hold
  // a descent in a poor valley. Four starts cost little and miss few.
  for (Range start : {full, joint})
    for (bool upperFirst : {true, false})
      search.moveEnds(start, upperFirst);
  return search.result();
}

Range mseRange(const Histogram &h, const CodeTable &table) {
  double widest = double(chooseTableScale(h.min(), h.max(), table)->scale);
  double scale =
      searchScaleBeyond(ErrorSums(h), table, widest, {1, 150, 1}).scale;
  if (!table.isSigned())
    return {std::min(h.min(), 0.0), scale * table.maxFinite()};
  double magnitude = scale * table.maxMagnitude();
  if (-h.min() > h.max())
    return {-magnitude, std::clamp(h.max(), 0.0, magnitude)};
  return {std::clamp(h.min(), -magnitude, 0.0), magnitude};
}

} // namespace qopt::numerics
