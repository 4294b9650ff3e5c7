// SPDX-License-Identifier: Apache-2.0
// #qopt.bcq: the format whose values are sums of several scales. What the
// interface asks under one scale is answered with all scales equal to it.
#include "qopt/IR/QOpt.h"

#include "qopt/Numerics/Formats/Bcq.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

using namespace mlir;
using namespace mlir::qopt;
namespace num = ::qopt::numerics;

LogicalResult BcqAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                              unsigned planes) {
  if (planes >= 1 && planes <= 8)
    return success();
  return emitError() << "expected 1 to 8 planes, got " << planes;
}

std::optional<num::CodeTable> BcqAttr::buildTable() const {
  return std::nullopt;
}
const num::CodeTable *BcqAttr::getTable() const { return nullptr; }
unsigned BcqAttr::getBits() const { return getPlanes(); }
unsigned BcqAttr::getNumPlanes() const { return getPlanes(); }
bool BcqAttr::hasZero() const { return false; }
int64_t BcqAttr::getMaxCode() const { return (int64_t{1} << getPlanes()) - 1; }
bool BcqAttr::isIntegerValued() const { return false; }

double BcqAttr::decode(int64_t code) const {
  int64_t ones = llvm::popcount(static_cast<uint64_t>(code));
  return static_cast<double>(2 * ones - static_cast<int64_t>(getPlanes()));
}

// Stride 0: every plane reads the same scale.
int64_t BcqAttr::encode(double value, num::RoundingMode) const {
  float one = 1.0f;
  return num::encodeBcq(static_cast<float>(value), &one, 0,
                        static_cast<int>(getPlanes()));
}

int64_t BcqAttr::quantize(float value, float scale, int64_t,
                          num::RoundingMode) const {
  return num::encodeBcq(value, &scale, 0, static_cast<int>(getPlanes()));
}

float BcqAttr::dequantize(int64_t code, float scale, int64_t) const {
  return num::decodeBcq(static_cast<uint32_t>(code), &scale, 0,
                        static_cast<int>(getPlanes()));
}

std::optional<num::AffineParams> BcqAttr::chooseParams(double lo, double hi,
                                                       bool) const {
  if (!std::isfinite(lo) || !std::isfinite(hi) || lo > hi)
    return std::nullopt;
  double data = std::max({-lo, hi, 0.0});
  if (data == 0)
    return num::AffineParams{1.0f, 0};
  double scale =
      std::clamp(data / getPlanes(), double(FLT_MIN), double(FLT_MAX));
  return num::AffineParams{static_cast<float>(scale), 0};
}

IntegerType BcqAttr::getStorageType() const {
  return IntegerType::get(getContext(), 8, IntegerType::Unsigned);
}
