// SPDX-License-Identifier: Apache-2.0
//
// multiplyByFixedPoint against tosa.apply_scale as upstream MLIR compiles it
// (tosa-apply-scale.mlir.in); built where the MLIR tools are installed.
#include "qopt/Numerics/Requantize.h"

#include "gtest/gtest.h"

#include <random>

using namespace qopt::numerics;

extern "C" {
int32_t tosa_apply_scale_double(int32_t value, int32_t multiplier,
                                int8_t shift);
int32_t tosa_apply_scale_single(int32_t value, int32_t multiplier,
                                int8_t shift);
}

namespace {
/// TOSA leaves results beyond 32 bits undefined; true where it was compared.
bool compare(int32_t x, FixedPointMultiplier m) {
  int64_t twice = multiplyByFixedPoint(x, m, RequantRounding::Double);
  int64_t once = multiplyByFixedPoint(x, m, RequantRounding::Single);
  if (saturate32(twice) != twice || saturate32(once) != once)
    return false;
  auto shift = int8_t(m.shift);
  EXPECT_EQ(twice, tosa_apply_scale_double(x, m.multiplier, shift))
      << x << " * " << m.multiplier << " >> " << m.shift;
  EXPECT_EQ(once, tosa_apply_scale_single(x, m.multiplier, shift))
      << x << " * " << m.multiplier << " >> " << m.shift;
  return true;
}
} // namespace

TEST(TosaOracle, RandomOperandsAtEveryShift) {
  std::mt19937_64 random(1);
  int compared = 0;
  for (int shift = 2; shift <= 62; ++shift) // TOSA's range
    for (int i = 0; i < 10000; ++i) {
      int32_t x = int32_t(random()) >> (random() % 32);
      compared += compare(x, {int32_t(random() & 0x7fffffff), shift});
      if (HasFailure())
        return;
    }
  EXPECT_GT(compared, 400000);
}

TEST(TosaOracle, AllSmallAccumulators) {
  for (double real : {0.0003, 1.0, 0.5, 0.7071, 1e-5, 0x1p-32, 0.0117})
    for (int32_t x = -65536; x <= 65536; ++x) {
      ASSERT_TRUE(compare(x, *quantizeMultiplier(real)));
      if (HasFailure())
        return;
    }
}

TEST(TosaOracle, Edges) {
  constexpr int32_t min = std::numeric_limits<int32_t>::min();
  constexpr int32_t max = std::numeric_limits<int32_t>::max();
  for (int shift = 2; shift <= 62; ++shift)
    for (int32_t mult : {0, 1, 1 << 30, (1 << 30) + 1, max})
      for (int32_t x : {min, min + 1, -1, 0, 1, max - 1, max})
        compare(x, {mult, shift});
}
