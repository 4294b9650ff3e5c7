// SPDX-License-Identifier: Apache-2.0
// One qopt.mma_matmul_runs on random data; see KernelCase.h.
#ifndef QOPT_TEST_CODEGEN_NVGPU_CODESPRODUCT_H
#define QOPT_TEST_CODEGEN_NVGPU_CODESPRODUCT_H

#include "KernelCase.h"

namespace mlir::qopt {

struct CodesProduct {
  int64_t rows, columns, depth, run;
  std::vector<int8_t> table = {}; ///< 16 entries, or none
  bool unsignedInput = false;
  bool hasBias = true;
  bool oneRowScale = false;
  /// Every input and every code is the one of largest magnitude.
  bool largest = false;
  std::string chip = "sm_80";

  std::string describe() const;
};

/// Random operands; the codes' padding is random, too.
struct CodesData {
  CodesData(const CodesProduct &product, uint64_t seed);
  std::vector<int8_t> input;
  std::vector<uint8_t> codes; ///< [n * K + k], 0 to 15
  std::vector<uint32_t> words; ///< the same, packed
  std::vector<float> rowScales, scales, bias;
};

KernelCase makeCase(const CodesProduct &product, const CodesData &data);
/// The op's description as loops over unpacked codes: bits of f32.
std::vector<int64_t> runPlainly(const CodesProduct &product, const CodesData &data);

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_CODESPRODUCT_H
