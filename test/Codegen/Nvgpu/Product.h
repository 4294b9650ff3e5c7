// SPDX-License-Identifier: Apache-2.0
// One qopt.mma_matmul on random data: compiled to PTX and run by the emulator, run by
// the interpreter, and computed plainly.
#ifndef QOPT_TEST_CODEGEN_NVGPU_PRODUCT_H
#define QOPT_TEST_CODEGEN_NVGPU_PRODUCT_H

#include <cstdint>
#include <string>
#include <vector>

namespace mlir::qopt {

struct Product {
  int64_t rows, columns, depth;
  bool unsignedInput = false;
  /// "i32": the sums; "i8", "ui8": rescaled by random multipliers and shifts.
  std::string result = "i32";
  std::string rounding = "single";
  std::string chip = "sm_80";
};

/// A kernel and how it is launched.
struct CompiledProduct {
  std::string error; ///< empty: the rest is valid
  std::string ptx, kernel;
  uint32_t blocksX = 0, blocksY = 0, threads = 0;
};
CompiledProduct compile(const Product &product);

/// Random operands in the op's form; padding of the weights is random, too.
struct ProductData {
  ProductData(const Product &product, uint64_t seed);
  std::vector<int8_t> input, weights, shift;
  std::vector<int32_t> bias, multiplier;
};

/// Results as numbers, row by row; `error` where the run failed.
struct ProductResult {
  std::string error;
  std::vector<int64_t> values;
  uint64_t bankConflicts = 0; ///< additional passes of ldmatrix
};
ProductResult runEmulator(const Product &product, const CompiledProduct &compiled,
                          const ProductData &data, uint64_t seed);
ProductResult runInterpreter(const Product &product, const ProductData &data);
/// The sums by three loops. Of products without a rescale.
std::vector<int64_t> runPlainly(const Product &product, const ProductData &data);

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_PRODUCT_H
