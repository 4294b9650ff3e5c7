// SPDX-License-Identifier: Apache-2.0
// Random operands of kernels.
#ifndef QOPT_TEST_CODEGEN_NVGPU_RANDOMSCALES_H
#define QOPT_TEST_CODEGEN_NVGPU_RANDOMSCALES_H

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace mlir::qopt {

inline std::vector<int8_t> randomBytes(std::mt19937_64 &random, int64_t count) {
  std::vector<int8_t> values(count);
  for (int8_t &value : values)
    value = static_cast<int8_t>(random());
  return values;
}

/// Numbers of any sign and mantissa around 2^-7; every fifth is 0, subnormal or so large
/// that products of two overflow: never NaN, and infinite in results only.
inline std::vector<float> randomScales(std::mt19937_64 &random, int64_t count) {
  std::vector<float> values;
  for (int64_t i = 0; i < count; ++i) {
    auto number = static_cast<float>(static_cast<int32_t>(random()));
    float special[] = {0.0f, std::ldexp(number, -172), std::ldexp(number, 60)};
    values.push_back(i % 5 == 4 ? special[random() % 3] : std::ldexp(number, -38));
  }
  return values;
}

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_RANDOMSCALES_H
