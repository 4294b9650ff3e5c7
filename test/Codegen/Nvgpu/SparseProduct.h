// SPDX-License-Identifier: Apache-2.0
// One qopt.mma_sparse_matmul on random data, and the same product with its weights
// written out, computed plainly.
#ifndef QOPT_TEST_CODEGEN_NVGPU_SPARSEPRODUCT_H
#define QOPT_TEST_CODEGEN_NVGPU_SPARSEPRODUCT_H

#include "KernelCase.h"

namespace mlir::qopt {

struct SparseProduct {
  int64_t rows, columns, depth;
  bool unsignedInput = false;
  /// "i32": the sums; "i8", "ui8": rescaled by random multipliers and shifts; "f32":
  /// times scales of rows and columns.
  std::string result = "i32";
  std::string rounding = "single";
  std::string chip = "sm_80";
  bool narrow = false; ///< shifts and sums obey the op's `narrow`
};

/// Random operands in the op's form; padding is random, too. No stored weight is 0.
struct SparseData {
  SparseData(const SparseProduct &product, uint64_t seed);
  std::vector<int8_t> input, weights, shift; ///< weights: [N, K], written out
  std::vector<uint32_t> values, metadata;
  std::vector<int32_t> bias, multiplier;
  std::vector<float> rowScales, columnScales;
};

KernelCase makeCase(const SparseProduct &product, const SparseData &data);
/// The sums by three loops from the weights written out. Of products to i32.
std::vector<int64_t> runPlainly(const SparseProduct &product, const SparseData &data);

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_SPARSEPRODUCT_H
