// SPDX-License-Identifier: Apache-2.0
// One op of GPU kernels on given operands: compiled to PTX and run by the emulator, and
// run by the interpreter.
#ifndef QOPT_TEST_CODEGEN_NVGPU_KERNELCASE_H
#define QOPT_TEST_CODEGEN_NVGPU_KERNELCASE_H

#include "qopt/IR/TensorMaps.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace mlir::qopt {

/// A buffer: element type as the IR spells it, and bytes.
struct KernelOperand {
  std::string element;
  std::vector<int64_t> shape;
  std::vector<uint8_t> bytes;

  template <typename T>
  static KernelOperand of(std::string element, std::vector<int64_t> shape,
                          const std::vector<T> &values) {
    KernelOperand operand{std::move(element), std::move(shape), {}};
    operand.bytes.resize(values.size() * sizeof(T));
    std::memcpy(operand.bytes.data(), values.data(), operand.bytes.size());
    return operand;
  }
};

struct KernelCase {
  std::string op;         ///< "qopt.name %a0, %a1 word %a2 outs %a3": operands by number
  std::string attributes; ///< without braces
  /// In the op's order; the last one is the result's buffer, whose bytes are not read.
  std::vector<KernelOperand> operands;
  std::string chip = "sm_80";
  int64_t blocks = 132; ///< the pass's option
};

/// A kernel and how it is launched.
struct CompiledProduct {
  std::string error; ///< empty: the rest is valid
  std::string ptx, kernel;
  uint32_t blocksX = 0, blocksY = 0, blocksZ = 0, threads = 0;
  uint32_t dynamicShared = 0; ///< bytes
  SmallVector<TensorMapSpec> maps; ///< arguments that are tensor maps
};
CompiledProduct compileCase(const KernelCase &kernel);

/// Results as numbers, row by row, of f32 the bits; `error` where the run failed.
struct ProductResult {
  std::string error;
  std::vector<int64_t> values;
  uint64_t bankConflicts = 0; ///< additional passes of ldmatrix
};
ProductResult emulateCase(const KernelCase &kernel, const CompiledProduct &compiled,
                          uint64_t seed);
ProductResult interpretCase(const KernelCase &kernel);

} // namespace mlir::qopt

#endif // QOPT_TEST_CODEGEN_NVGPU_KERNELCASE_H
