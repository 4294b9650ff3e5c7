// SPDX-License-Identifier: Apache-2.0
//
// Integer average, addition, subtraction and multiplication by TFLite's rules.
#include "qopt/Numerics/IntegerOps.h"

#include <algorithm>
#include <cmath>

namespace qopt::numerics {

int64_t averageRound(int64_t sum, int64_t count) {
  if (count <= 0)
    return 0;
  int64_t half = count / 2;
  return (sum > 0 ? saturatingAdd64(sum, half) : saturatingSub64(sum, half)) /
         count;
}

static bool isScale(double s) { return std::isfinite(s) && s > 0; }

std::optional<AddParams> makeAddParams(double s1, int64_t z1, double s2,
                                       int64_t z2, double so, int64_t zo,
                                       int leftShift,
                                       RequantRounding rounding) {
  if (!isScale(s1) || !isScale(s2) || !isScale(so) || leftShift < 0 ||
      leftShift > 20)
    return std::nullopt;
  double common = 2 * std::max(s1, s2);
  auto inMul1 = quantizeMultiplier(s1 / common);
  auto inMul2 = quantizeMultiplier(s2 / common);
  auto outMul = quantizeMultiplier(common / std::ldexp(so, leftShift));
  if (!inMul1 || !inMul2 || !outMul)
    return std::nullopt;
  return AddParams{leftShift, z1, z2, zo, *inMul1, *inMul2, *outMul, rounding};
}

/// A code at the common scale.
static int64_t raise(int64_t q, int64_t zp, FixedPointMultiplier m,
                     const AddParams &p) {
  int64_t shifted = saturatingSub64(q, zp) * (int64_t(1) << p.leftShift);
  return multiplyByFixedPoint(shifted, m, p.rounding);
}

int32_t quantizedAdd(int64_t q1, int64_t q2, const AddParams &p, int64_t lo,
                     int64_t hi) {
  int64_t sum =
      raise(q1, p.inZp1, p.inMul1, p) + raise(q2, p.inZp2, p.inMul2, p);
  return rescale(sum, 0, p.outMul, p.rounding, p.outZp, lo, hi);
}

int32_t quantizedSub(int64_t q1, int64_t q2, const AddParams &p, int64_t lo,
                     int64_t hi) {
  int64_t difference =
      raise(q1, p.inZp1, p.inMul1, p) - raise(q2, p.inZp2, p.inMul2, p);
  return rescale(difference, 0, p.outMul, p.rounding, p.outZp, lo, hi);
}

std::optional<MulParams> makeMulParams(double s1, int64_t z1, double s2,
                                       int64_t z2, double so, int64_t zo,
                                       RequantRounding rounding) {
  if (!isScale(s1) || !isScale(s2) || !isScale(so))
    return std::nullopt;
  auto outMul = quantizeMultiplier(s1 * s2 / so);
  if (!outMul)
    return std::nullopt;
  return MulParams{z1, z2, zo, *outMul, rounding};
}

int32_t quantizedMul(int64_t q1, int64_t q2, const MulParams &p, int64_t lo,
                     int64_t hi) {
  int64_t product =
      wrapMul64(saturatingSub64(q1, p.inZp1), saturatingSub64(q2, p.inZp2));
  return rescale(product, 0, p.outMul, p.rounding, p.outZp, lo, hi);
}

} // namespace qopt::numerics
