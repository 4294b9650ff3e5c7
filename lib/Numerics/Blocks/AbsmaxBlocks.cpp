// SPDX-License-Identifier: Apache-2.0
//
// The order of f32 operations is that of bitsandbytes: the reciprocal of absmax
// first, then a product per element.
#include "qopt/Numerics/Blocks/AbsmaxBlocks.h"

#include "qopt/Numerics/Formats/Dynamic.h"

#include <algorithm>
#include <cmath>

namespace qopt::numerics {

float finiteAbsmax(const float *x, size_t n) {
  float largest = 0;
  for (size_t i = 0; i < n; ++i)
    if (std::isfinite(x[i]))
      largest = std::max(largest, std::fabs(x[i]));
  return largest;
}

AbsmaxBlocks encodeAbsmax(const float *x, size_t n, const CodeTable &table,
                          size_t block, RoundingMode mode, uint64_t seed) {
  AbsmaxBlocks result;
  result.codes.resize(n);
  for (size_t first = 0; first < n; first += block) {
    size_t last = std::min(n, first + block);
    float absmax = finiteAbsmax(x + first, last - first);
    float inverse = 1.0f / absmax;
    result.absmax.push_back(absmax);
    for (size_t i = first; i < last; ++i) {
      float scaled = std::isinf(inverse) ? x[i] / absmax : x[i] * inverse;
      if (absmax == 0 && x[i] == 0)
        scaled = 0;
      result.codes[i] = uint16_t(table.encode(double(scaled), mode, seed, i));
    }
  }
  return result;
}

void decodeAbsmax(const uint16_t *codes, const float *absmax, size_t n,
                  const CodeTable &table, size_t block, float *out) {
  for (size_t i = 0; i < n; ++i)
    out[i] = table.decodeF32(codes[i]) * absmax[i / block];
}

DoubleQuantized doubleQuantize(const float *absmax, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; ++i)
    sum += double(absmax[i]);
  DoubleQuantized q;
  q.offset = n == 0 ? 0 : float(sum / double(n));
  std::vector<float> centred(absmax, absmax + n);
  for (float &a : centred)
    a -= q.offset;
  AbsmaxBlocks blocks =
      encodeAbsmax(centred.data(), n, tableOf(DynamicFormat{8, true}),
                   kDoubleQuantBlock, RoundingMode::NearestEven);
  q.codes = std::move(blocks.codes);
  q.absmax = std::move(blocks.absmax);
  return q;
}

std::vector<float> doubleDequantize(const DoubleQuantized &q) {
  std::vector<float> absmax(q.codes.size());
  decodeAbsmax(q.codes.data(), q.absmax.data(), q.codes.size(),
               tableOf(DynamicFormat{8, true}), kDoubleQuantBlock,
               absmax.data());
  for (float &a : absmax)
    a = std::max(a + q.offset, 0.0f);
  return absmax;
}

double bitsPerValue(int codeBits, int scaleBits, size_t block) {
  return codeBits + double(scaleBits) / double(block);
}

double bitsPerValueDoubleQuantized(int codeBits, size_t block) {
  return codeBits + bitsPerValue(8, 32, kDoubleQuantBlock) / double(block);
}

} // namespace qopt::numerics
