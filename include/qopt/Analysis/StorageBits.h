// SPDX-License-Identifier: Apache-2.0
// What a model's constants cost: bits per parameter with scales and zero points,
// as the k-bit inference scaling laws count them (Dettmers & Zettlemoyer, ICML
// 2023), and what an ideal entropy coder would make of the codes.
#ifndef QOPT_ANALYSIS_STORAGEBITS_H
#define QOPT_ANALYSIS_STORAGEBITS_H

#include "qopt/IR/QOpt.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <string>
#include <vector>

namespace mlir::qopt {

/// Bits of one constant, or of several. All counts are exact: 4-bit codes count
/// 4 bits however they are packed.
struct StorageBits {
  int64_t parameters = 0; ///< numbers of the float model
  /// Codes, or 32 per number that is still f32; with N:M sparsity N codes of
  /// every run and their places, ceil(log2 M) bits each.
  int64_t codeBits = 0;
  int64_t scaleBits = 0;  ///< scales of any level, and their offsets
  int64_t bookBits = 0;   ///< values of codebooks, 32 each
  int64_t zeroBits = 0;   ///< zero points: f32, or codes where any is not 0
  /// Shannon entropy of the codes in place of codeBits; floats count 32.
  double entropyBits = 0;

  int64_t total() const { return codeBits + scaleBits + zeroBits + bookBits; }
  /// total() / parameters; 0 without parameters.
  double perParameter() const;
  StorageBits &operator+=(const StorageBits &other);
};

/// The filter of one conv or matmul.
struct FilterBits {
  std::string node;   ///< name of the op that reads it
  std::string format; ///< `f32`, or format and granularity (spellType)
  StorageBits bits;
};

struct ModelBits {
  std::vector<FilterBits> filters; ///< in program order
  StorageBits filterTotal;
  StorageBits other;               ///< biases and all other f32 constants
  StorageBits total() const;
};

/// Counts the constants of a function in float or quantized form. A constant
/// that several ops read counts once, for the first.
ModelBits countStorage(func::FuncOp function);

} // namespace mlir::qopt

#endif // QOPT_ANALYSIS_STORAGEBITS_H
