// SPDX-License-Identifier: Apache-2.0
// In which number type integer sums are exact.
#include "Linear.h"

#include <cmath>

using namespace mlir;
using namespace mlir::qopt;

double mlir::qopt::largestMagnitude(const Tensor &tensor) {
  double largest = 0;
  forEachStored(tensor, [&](size_t, auto v) {
    largest = std::max(largest, std::fabs(static_cast<double>(v)));
  });
  return largest;
}

SumKind mlir::qopt::chooseSum(double left, double right, int64_t terms,
                              double bias) {
  // The bounds themselves are rounded (64-bit operands only), hence a bit of
  // margin: every partial sum is below 2^53, so every addition is exact.
  double bound = left * right * static_cast<double>(terms) + bias;
  if (bound < 0x1p52)
    return SumKind::Double;
  return bound < 0x1p125 ? SumKind::Int128 : SumKind::Refused;
}
