// SPDX-License-Identifier: Apache-2.0
// Exact bounds of integer accumulators; see the header.
#include "qopt/Analysis/AccumulatorRange.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qopt;
using ::qopt::numerics::IntRange;

static int64_t saturatingAdd(int64_t a, int64_t b) {
  int64_t sum;
  if (!llvm::AddOverflow(a, b, sum))
    return sum;
  return a < 0 ? std::numeric_limits<int64_t>::min()
               : std::numeric_limits<int64_t>::max();
}

// Range of one product of codes; operands are at most 32 bits wide, so exact.
static IntRange productRange(IntRange a, IntRange b) {
  int64_t p[] = {a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max};
  return {*std::min_element(std::begin(p), std::end(p)),
          *std::max_element(std::begin(p), std::end(p))};
}

IntRange mlir::qopt::boundLinear(const LinearBound &bound) {
  IntRange total{0, 0};
  int64_t terms =
      bound.features ? static_cast<int64_t>(bound.filter.size()) / bound.features
                     : 0;
  for (int64_t f = 0; f < bound.features; ++f) {
    // Positive and negative parts are summed apart: every partial sum, in any
    // order of the terms, lies between them.
    int64_t lo = 0, hi = 0;
    auto include = [&](IntRange r) {
      lo = saturatingAdd(lo, std::min<int64_t>(r.min, 0));
      hi = saturatingAdd(hi, std::max<int64_t>(r.max, 0));
    };
    for (int64_t k = 0; k < terms; ++k) {
      int64_t w = bound.filter[f * terms + k];
      include(productRange({w, w}, bound.input));
    }
    if (!bound.bias.empty())
      include({bound.bias[f], bound.bias[f]});
    total.min = std::min(total.min, lo);
    total.max = std::max(total.max, hi);
  }
  return total;
}

IntRange mlir::qopt::boundProducts(IntRange a, IntRange b, int64_t terms) {
  IntRange one = productRange(a, b);
  IntRange total{std::min<int64_t>(one.min, 0), std::max<int64_t>(one.max, 0)};
  int64_t lo, hi;
  if (llvm::MulOverflow(total.min, terms, lo))
    lo = std::numeric_limits<int64_t>::min();
  if (llvm::MulOverflow(total.max, terms, hi))
    hi = std::numeric_limits<int64_t>::max();
  return {lo, hi};
}

unsigned mlir::qopt::bitsOf(IntRange range) {
  auto bits = [](int64_t v) {
    return v < 0 ? 65 - llvm::countl_one(static_cast<uint64_t>(v))
                 : 65 - llvm::countl_zero(static_cast<uint64_t>(v));
  };
  return std::max(bits(range.min), bits(range.max));
}
