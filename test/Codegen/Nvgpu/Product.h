// SPDX-License-Identifier: Apache-2.0
// One qopt.mma_matmul on random data: compiled to PTX and run by the emulator, run by
// the interpreter, and computed plainly.
#ifndef QOPT_TEST_CODEGEN_NVGPU_PRODUCT_H
#define QOPT_TEST_CODEGEN_NVGPU_PRODUCT_H

#include "KernelCase.h"

#include "qopt/IR/PixelGeometry.h"

#include <optional>

namespace mlir::qopt {

struct Product {
  int64_t rows, columns, depth;
  bool unsignedInput = false;
  /// "i32": the sums; "i8", "ui8": rescaled by random multipliers and shifts; "f32":
  /// times scales of rows and columns.
  std::string result = "i32";
  std::string rounding = "single";
  std::string chip = "sm_80";
  bool narrow = false; ///< shifts and sums obey the op's `narrow`
  bool wholeRange = false; ///< the clamp is the result type's range
  bool oneScale = false; ///< for all rows, and one for all columns
  bool hasBias = true; ///< of "f32"
  /// The convolution that has these rows and this depth; nullopt: rows lie in the input.
  std::optional<PixelGeometry> pixels = std::nullopt;
  int64_t blocks = 132; ///< the pass's option
};

CompiledProduct compile(const Product &product);

/// Random operands in the op's form; padding of the weights is random, too.
struct ProductData {
  ProductData(const Product &product, uint64_t seed);
  std::vector<int8_t> input, weights, shift;
  std::vector<int32_t> bias, multiplier;
  std::vector<float> realBias, rowScales, columnScales;
};

ProductResult runEmulator(const Product &product, const CompiledProduct &compiled,
                          const ProductData &data, uint64_t seed);
ProductResult runInterpreter(const Product &product, const ProductData &data);
/// The sums by three loops. Of products without a rescale or scales.
std::vector<int64_t> runPlainly(const Product &product, const ProductData &data);

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_PRODUCT_H
