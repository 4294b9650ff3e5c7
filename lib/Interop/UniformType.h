// SPDX-License-Identifier: Apache-2.0
// The three uniform types of upstream's quant dialect as one structure.
#ifndef QOPT_LIB_INTEROP_UNIFORMTYPE_H
#define QOPT_LIB_INTEROP_UNIFORMTYPE_H

#include "mlir/Dialect/Quant/IR/QuantTypes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"

namespace mlir::qopt {

/// !quant.uniform: per tensor, per axis or sub-channel.
struct UniformType {
  IntegerType storage; ///< signless, 1..32 bits
  FloatType expressed;
  bool isSigned;
  int64_t minCode, maxCode;
  /// Row-major over the blocks; one each per tensor.
  SmallVector<double> scales;
  SmallVector<int64_t> zeroPoints;
  /// Blocks per dimension of the scales: {} per tensor, {D} per axis.
  SmallVector<int64_t> blockCounts;
  std::optional<int64_t> axis; ///< per axis
  /// Sub-channel: elements per block along dimensions; others are one block.
  SmallVector<std::pair<int64_t, int64_t>> blockSizes;
  bool isSubChannel = false;

  bool isPerTensor() const { return !axis && !isSubChannel; }
};

/// nullopt where `type` is no uniform type.
std::optional<UniformType> readUniformType(quant::QuantizedType type);

} // namespace mlir::qopt

#endif // QOPT_LIB_INTEROP_UNIFORMTYPE_H
