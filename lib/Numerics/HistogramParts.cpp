// SPDX-License-Identifier: Apache-2.0
//
// Histograms as parts for files, and back. What is read was perhaps written by
// somebody else: nothing is believed that the counts do not confirm.
#include "qopt/Numerics/Histogram.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace qopt::numerics {

static std::vector<int64_t> pack(const std::vector<uint64_t> &bins) {
  std::vector<int64_t> packed;
  int64_t empty = 0;
  for (uint64_t count : bins) {
    if (count == 0) {
      ++empty;
      continue;
    }
    if (empty > 0)
      packed.push_back(-std::exchange(empty, 0));
    packed.push_back(int64_t(count));
  }
  return packed;
}

/// Bins and their sum, or what is wrong.
static std::string unpack(const std::vector<int64_t> &packed,
                          std::vector<uint64_t> &bins, uint64_t &total) {
  constexpr uint64_t kMost = uint64_t(1) << 53; // exact in every sum of ours
  bins.clear();
  for (int64_t entry : packed) {
    uint64_t room = uint64_t(Histogram::kBins) - bins.size();
    bool isRun = entry < 0;
    if (entry == 0 || (isRun ? uint64_t(0) - uint64_t(entry) : 1) > room)
      return "expected counts and runs of empty bins for at most " +
             std::to_string(Histogram::kBins) + " bins, got more";
    if (isRun) {
      bins.resize(bins.size() + size_t(-entry), 0);
      continue;
    }
    bins.push_back(uint64_t(entry));
    total += uint64_t(entry);
    if (uint64_t(entry) > kMost || total > kMost)
      return "expected at most 2^53 values, got more";
  }
  bins.resize(size_t(Histogram::kBins), 0);
  return "";
}

/// The last bin with a count, -1 of none.
static int lastBin(const std::vector<uint64_t> &bins) {
  auto last = std::find_if(bins.rbegin(), bins.rend(),
                           [](uint64_t count) { return count > 0; });
  return int(bins.rend() - last) - 1;
}

Histogram::Parts Histogram::parts() const {
  return {widthExponent, pack(negBins), pack(posBins), zeros, lo, hi};
}

std::optional<Histogram> Histogram::fromParts(const Parts &parts,
                                              std::string &error) {
  Histogram h;
  h.zeros = h.finite = parts.zeros;
  error = unpack(parts.negative, h.negBins, h.finite);
  if (error.empty())
    error = unpack(parts.positive, h.posBins, h.finite);
  if (!error.empty())
    return std::nullopt;
  h.lo = parts.lo;
  h.hi = parts.hi;
  h.widthExponent = parts.widthExponent;
  // An extreme of 0 and the absence of values on its side belong together.
  int below = lastBin(h.negBins), above = lastBin(h.posBins);
  auto binOf = [&](float x) {
    return int(std::min(std::ldexp(std::fabs(double(x)), -h.widthExponent),
                        double(kBins)));
  };
  bool agrees = std::isfinite(h.lo) && std::isfinite(h.hi) && h.lo <= h.hi;
  agrees &= below < 0 ? h.lo >= 0 : h.lo < 0 && binOf(h.lo) == below;
  agrees &= above < 0 ? h.hi <= 0 : h.hi > 0 && binOf(h.hi) == above;
  bool zeroIsExtreme = (below < 0 && h.lo == 0) || (above < 0 && h.hi == 0);
  agrees &= !zeroIsExtreme || h.zeros > 0 || h.finite == 0;
  agrees &= h.zeros == 0 || (h.lo <= 0 && h.hi >= 0);
  if (below < 0 && above < 0) {
    h.negBins.clear();
    h.posBins.clear();
    agrees &= h.widthExponent == 0;
  } else {
    agrees &= std::max(below, above) >= kBins / 2; // the width is the least
  }
  if (agrees)
    return h;
  error = "expected extremes and a bin width that agree with the counts, got " +
          std::to_string(parts.lo) + ", " + std::to_string(parts.hi) +
          " and 2^" + std::to_string(parts.widthExponent);
  return std::nullopt;
}

} // namespace qopt::numerics
