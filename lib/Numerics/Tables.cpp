// SPDX-License-Identifier: Apache-2.0
//
// Integer softmax and log-softmax over one row of codes. The order of the
// additions does not matter, so any vectorisation gives the same bytes.
#include "qopt/Numerics/Tables.h"

#include "qopt/Numerics/Requantize.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace qopt::numerics {

std::vector<int32_t> buildExpTable(double scale, int bits) {
  assert(bits >= 1 && bits <= 16 && "a table has at most 2^16 entries");
  assert(std::isfinite(scale) && scale > 0 && "not a scale");
  std::vector<int32_t> table(size_t(1) << std::clamp(bits, 1, 16));
  constexpr IntRange entries = {0, int64_t(1) << kExpFracBits};
  for (size_t d = 0; d < table.size(); ++d) {
    double e = std::ldexp(std::exp(-double(d) * scale), kExpFracBits);
    table[d] = int32_t(
        saturateFromDouble(roundTo(e, RoundingMode::NearestEven), entries));
  }
  return table;
}

/// exp of the difference to the maximum, 0 beyond the table.
static int64_t expOf(int64_t max, int64_t code,
                     const std::vector<int32_t> &table) {
  auto d = uint64_t(max - code);
  return d < table.size() ? table[size_t(d)] : 0;
}

static int64_t sumOfExp(const int32_t *codes, size_t n, int64_t max,
                        const std::vector<int32_t> &table) {
  int64_t sum = 0;
  for (size_t i = 0; i < n; ++i)
    sum += expOf(max, codes[i], table);
  return sum;
}

void integerSoftmax(const int32_t *codes, size_t n,
                    const std::vector<int32_t> &table, int32_t *out,
                    const SoftmaxOutput &output, const int8_t *mask) {
  assert(output.outShift >= 0 && output.outShift <= 12 && "shift out of range");
  auto isKept = [&](size_t i) { return !mask || mask[i] != 0; };
  int64_t max = INT64_MIN, sum = 0;
  for (size_t i = 0; i < n; ++i)
    if (isKept(i))
      max = std::max<int64_t>(max, codes[i]);
  auto weight = [&](size_t i) {
    return isKept(i) ? expOf(max, codes[i], table) : 0;
  };
  for (size_t i = 0; i < n; ++i)
    sum += weight(i);
  if (sum <= 0) // nothing kept, or an empty table
    sum = 1;
  for (size_t i = 0; i < n; ++i) {
    int64_t e = weight(i) * (int64_t(1) << output.outShift);
    out[i] = int32_t(
        clamp((e + sum / 2) / sum + output.outZp, {output.lo, output.hi}));
  }
}

int64_t integerLog2(uint64_t x) {
  if (x == 0)
    return 0;
  int whole = 63;
  while (!(x >> whole))
    --whole;
  // y is the mantissa in [2^31, 2^32): x = y / 2^31 * 2^whole.
  uint64_t y = whole >= 31 ? x >> (whole - 31) : x << (31 - whole);
  int64_t result = whole;
  for (int i = 0; i < kLog2FracBits; ++i) {
    y = (y * y) >> 31; // squaring doubles the logarithm
    uint64_t bit = y >> 32;
    y >>= bit;
    result = result * 2 + int64_t(bit);
  }
  return result;
}

std::optional<LogSoftmaxParams> makeLogSoftmaxParams(double inScale,
                                                     double outScale,
                                                     int64_t outZp, int64_t lo,
                                                     int64_t hi) {
  bool scales = std::isfinite(inScale) && inScale > 0 &&
                std::isfinite(outScale) && outScale >= 1.0 / 256;
  if (!scales || !(inScale / outScale < 1 << 20))
    return std::nullopt;
  constexpr double ln2 = 0.69314718055994530942;
  auto fixed = [](double x) {
    return int64_t(
        roundTo(std::ldexp(x, kLog2FracBits), RoundingMode::NearestEven));
  };
  return LogSoftmaxParams{fixed(inScale / outScale), fixed(ln2 / outScale),
                          outZp, lo, hi};
}

void integerLogSoftmax(const int32_t *codes, size_t n,
                       const std::vector<int32_t> &table, int32_t *out,
                       const LogSoftmaxParams &params) {
  if (n == 0)
    return;
  int64_t max = *std::max_element(codes, codes + n);
  int64_t sum = sumOfExp(codes, n, max, table);
  int64_t one = int64_t(kExpFracBits) << kLog2FracBits;
  int64_t log2Sum = sum > 0 ? integerLog2(uint64_t(sum)) - one : 0;
  int64_t logSum = (log2Sum * params.logMul) >> kLog2FracBits;
  for (size_t i = 0; i < n; ++i) {
    int64_t d = max - codes[i];
    assert(d < 1 << 16 && "codes wider than 16 bits");
    int64_t value = wrapSub64(wrapMul64(-d, params.inMul), logSum);
    int64_t rounded =
        roundingShiftRight(value, kLog2FracBits, RoundingMode::NearestUp);
    out[i] = int32_t(clamp(rounded + params.outZp, {params.lo, params.hi}));
  }
}

} // namespace qopt::numerics
