// SPDX-License-Identifier: Apache-2.0
// One qopt.mma_float_matmul on random codes.
#ifndef QOPT_TEST_CODEGEN_NVGPU_FLOATPRODUCT_H
#define QOPT_TEST_CODEGEN_NVGPU_FLOATPRODUCT_H

#include "KernelCase.h"

namespace mlir::qopt {

struct FloatProduct {
  int64_t rows, columns, depth;
  std::string input = "f8E4M3FN", weights = "f8E4M3FN";
  int64_t block = 16, promote = 0;
  bool hasScales = true, oneScale = false, hasBias = true;
  bool hasSpecials = false; ///< codes of NaN and infinities, too
  std::string chip = "sm_80";
  int64_t elementBytes() const { return input[1] == '8' ? 1 : 2; }
  std::string describe() const;
};

/// Random codes in the op's form, of all magnitudes; padding is random, too.
struct FloatData {
  FloatData(const FloatProduct &product, uint64_t seed);
  std::vector<uint16_t> input, weights; ///< one per code
  std::vector<float> bias, rowScales, columnScales;
};

KernelCase makeCase(const FloatProduct &product, const FloatData &data);
/// Bits of f32, with one NaN for all.
std::vector<int64_t> withOneNan(std::vector<int64_t> bits);

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_FLOATPRODUCT_H
