// SPDX-License-Identifier: Apache-2.0
// Scales and zero points of quantized ONNX operators.
#ifndef QOPT_LIB_IMPORT_ONNX_QUANTPARAMS_H
#define QOPT_LIB_IMPORT_ONNX_QUANTPARAMS_H

#include "NodeImporter.h"

namespace mlir::qopt::onnx_import {

/// Where a node has the parameters of one tensor.
struct QuantInputs {
  size_t scale;     ///< Input number.
  size_t zeroPoint; ///< Input number; an absent input means zeros.
  DataType codeType;
  int64_t axis = 0;      ///< For one scale per index of this axis; may be < 0.
  int64_t blockSize = 0; ///< Elements of `axis` per scale; 0: not blocked.
  bool saturates = true; ///< See QuantScheme.
};

/// The scheme for a tensor of `shape`; fails the node where scales are not
/// positive, finite and normal, zero points are no codes, or shapes disagree.
/// The granularity follows from the scale's shape: one number, [D] or blocked.
std::optional<QuantScheme> readScheme(NodeImporter &n, const QuantInputs &at,
                                      ArrayRef<int64_t> shape);

/// `x` in the type of the codes; saturating or not for small floats. Float types
/// are f32 here, so that there is one rounding for all of them.
Tensor castFloatToSmall(NodeImporter &n, const Tensor &x, DataType type,
                        bool saturates);
/// The numbers of a small float's codes, as Float.
Tensor castSmallToFloat(NodeImporter &n, const Tensor &x);

/// Whether codes of this type exist here: 2 to 16 bits, Int32, small floats but
/// Float8E8M0.
bool isCodeType(DataType type);

} // namespace mlir::qopt::onnx_import

#endif // QOPT_LIB_IMPORT_ONNX_QUANTPARAMS_H
