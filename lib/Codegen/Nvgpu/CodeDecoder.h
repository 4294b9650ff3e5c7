// SPDX-License-Identifier: Apache-2.0
// From words of 4-bit codes to the registers of matrix instructions: one class per way
// to decode, each in its own file, chosen by the plan.
#ifndef QOPT_LIB_CODEGEN_NVGPU_CODEDECODER_H
#define QOPT_LIB_CODEGEN_NVGPU_CODEDECODER_H

#include "GemmPlan.h"
#include "NvvmEmit.h"

#include <memory>

namespace mlir::qopt {

class CodeDecoder {
public:
  virtual ~CodeDecoder() = default;
  /// Four signed bytes each: k = 4 * q + i and 16 + 4 * q + i of the word's step, in
  /// lane q of four; see qopt.mma_matmul_runs.
  struct Fragment {
    Value low, high;
  };
  virtual Fragment decode(Value word) = 0;
  /// The bytes are the integers times 2^shift().
  virtual int64_t shift() const { return 0; }
};

/// Numbers in two's complement, times 16: 3 instructions for 8 codes.
std::unique_ptr<CodeDecoder> createShiftDecoder(NvvmEmit &b);
/// `table` of 16 bytes, looked up in registers: 11 instructions for 8 codes. The codes'
/// fields have the order of words with a table, unless `paired`.
std::unique_ptr<CodeDecoder> createTableDecoder(NvvmEmit &b, ArrayRef<int8_t> table,
                                                bool paired);
/// The one that the plan's codes want.
std::unique_ptr<CodeDecoder> createCodeDecoder(NvvmEmit &b, const GpuCodes &codes);

} // namespace mlir::qopt

#endif // QOPT_LIB_CODEGEN_NVGPU_CODEDECODER_H
